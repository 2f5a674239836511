"""What a person makes of a term's occurrences: columns of their own, corrections, a judged sample."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from duizhao.align.concordance.service import COLUMNS as FOUND
from duizhao.align.errors import RequestError
from duizhao.align.terms.decisions import CODE, JUDGEMENT, RENDERING, Statement, decided, keep_all, place_of
from duizhao.align.terms.occurrences import STATUSES, Occurrence, TermQuery
from duizhao.align.terms.show import term_occurrences
from duizhao.corpus.exchange.tables.read_rows import delimited_rows
from duizhao.corpus.exchange.tables.workbook import sheet_rows
from duizhao.corpus.files.safe_zip import is_zip
from duizhao.corpus.foreign_json import made_of, object_of
from duizhao.corpus.readers.load import read_bytes
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Store
from duizhao.corpus.terms.association import wilson

COMPUTED = frozenset(
    word
    for line in (
        "id occurrence document translation start end left match right status rendering group confidence decided",
        "rendering_start rendering_end bead_start bead_end query corpus program model segmenter made provenance",
    )
    for word in line.split()
) | frozenset(FOUND)
"""Columns that the program wrote; all others are the user's own, or metadata."""
ANSWERS: Mapping[str, str] = {"y": "right", "n": "wrong"}


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV, TSV or XLSX file by the names of its columns."""
    data = read_bytes(path)
    rows = sheet_rows(data, path.name) if is_zip(data) else delimited_rows(data, path.name)
    header = [cell.strip().removeprefix("\ufeff") for cell in rows[0]] if rows else []
    return [dict(zip(header, row, strict=False)) for row in rows[1:]]


def query_of(rows: Sequence[Mapping[str, str]], name: str) -> TermQuery:
    """Which term a table is of, by its column `query`; else by what matched, where that is one word.

    Raises RequestError where it does not say.
    """
    for row in rows:
        if row.get("query"):
            try:
                asked = object_of(row["query"])
                made = {"term": asked["term"], "language": asked.get("language"), "regular": bool(asked.get("regular"))}
                return made_of(made, TermQuery)
            except (ValueError, KeyError, TypeError):
                break
    matched = {row["match"] for row in rows if row.get("match")}
    if len(matched) == 1:
        return TermQuery(matched.pop())
    raise RequestError(f"{name} does not say which term it is of: give --term")


@dataclass(frozen=True, slots=True)
class ImportedCodes:
    """What came of a file of codes."""

    rows: int
    corrections: int
    codes: int
    unknown: int


def import_codes(
    store: Store, query: TermQuery, rows: Sequence[Mapping[str, str]], *, who: str, model: str | None = None
) -> ImportedCodes:
    """Take a user's table back, by `id`: a changed rendering corrects the computed one, other columns become codes.

    A row's `rendering` may also be one of the statuses ("not rendered"). Raises RequestError for a table without ids.
    """
    if not rows or "id" not in rows[0]:
        raise RequestError("the table has no column `id`: start from `terms show --occurrences`")
    search, occurrences = term_occurrences(store, query, model=model)
    known = {row.id: row for row in occurrences.rows}
    corrections = codes = unknown = 0
    statements: list[Statement] = []
    for given in rows:
        row = known.get(given.get("id", ""))
        if row is None:
            unknown += 1
            continue
        verdict = _correction(row, given)
        if verdict is not None:
            statements.append(Statement(RENDERING, row, verdict))
            corrections += 1
        own = _own(row, given)
        statements += [Statement(CODE, row, value, column) for column, value in own.items()]
        codes += len(own)
    keep_all(store, search, statements, who)
    return ImportedCodes(len(rows), corrections, codes, unknown)


def _correction(row: Occurrence, given: Mapping[str, str]) -> str | None:
    """What a row says of the rendering, if it is something else than the program does."""
    words = " ".join(given.get("rendering", "").split())
    status = given.get("status", row.status).strip()
    if words in STATUSES:
        status, words = words, ""
    if words and words != " ".join(row.rendering.split()):
        return words
    return status if status in STATUSES and status != row.status and not (status == "rendered" and not words) else None


def _own(row: Occurrence, given: Mapping[str, str]) -> dict[str, str]:
    """The cells of the user's own columns."""
    metadata = {*row.metadata, *(f"{key}_" for key in row.metadata)}
    return {
        column: value.strip()
        for column, value in given.items()
        if column and column not in COMPUTED and column not in metadata and value and value.strip()
    }


@dataclass(frozen=True, slots=True)
class Audit:
    """What a judged sample says of a table: the precision of what it calls renderings, with its interval (Wilson)."""

    judged: int
    right: int
    low: float
    high: float

    @property
    def precision(self) -> float | None:
        """The share that is right."""
        return self.right / self.judged if self.judged else None

    def restated(self, count: int) -> tuple[float, float, float]:
        """A count times the precision, and the ends of its interval."""
        share = self.precision
        return count * (1.0 if share is None else share), count * self.low, count * self.high


def to_judge(rows: Sequence[Occurrence], size: int, seed: int) -> list[Occurrence]:
    """A random sample of what the program says it knows, in the order of the texts."""
    known = [row for row in rows if row.status in ("rendered", "not rendered")]
    if size >= len(known):
        return known
    return [known[at] for at in sorted(random.Random(seed).sample(range(len(known)), size))]


def unjudged(store: Store, sample: Sequence[Occurrence]) -> list[Occurrence]:
    """Those that nobody has judged yet."""
    verdicts = decided(store, JUDGEMENT)
    return [row for row in sample if place_of(row.hit, row.beside) not in verdicts]


def keep_judgement(store: Store, search: Search, row: Occurrence, answer: str, who: str) -> None:
    """Keep what `who` says of an occurrence: y (right), n (wrong), or the right words, which correct it too."""
    verdict = ANSWERS.get(answer.casefold())
    statements = [Statement(JUDGEMENT, row, verdict or "wrong")]
    if verdict is None:
        statements.append(Statement(RENDERING, row, answer))
    keep_all(store, search, statements, who)


def audited(store: Store, sample: Sequence[Occurrence]) -> Audit:
    """What was judged of a sample, now or before."""
    judgements = decided(store, JUDGEMENT)
    verdicts = [judgements[place] for row in sample if (place := place_of(row.hit, row.beside)) in judgements]
    right = verdicts.count("right")
    return Audit(len(verdicts), right, *wilson(right, len(verdicts)))
