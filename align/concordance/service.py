"""The concordance from a corpus's file to a finished table, in every format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duizhao.align.concordance.compare_translations import compare, flat
from duizhao.align.concordance.conllu import hits_conllu
from duizhao.align.concordance.counts import counts, unit_of
from duizhao.align.concordance.equivalents import Counterparts
from duizhao.align.concordance.kwic import Concordance, Query, concordance, converted_forms, line_record
from duizhao.align.concordance.semantic_search import Meaning
from duizhao.align.errors import RequestError
from duizhao.align.library.build import check_model
from duizhao.align.library.link_cache import LinkCache
from duizhao.align.library.tagging import Tagger
from duizhao.align.library.texts import Texts, opened
from duizhao.align.progress import Track, untracked
from duizhao.align.report.concordance_page import (
    comparison_text,
    concordance_text,
    counts_text,
    render_concordance,
    render_rows,
)
from duizhao.corpus.exchange.tables.results import columns_of, write_lines, write_sheet, write_table
from duizhao.corpus.notebook import drawn, frame
from duizhao.corpus.scans.coverage import Coverage, coverage, coverage_words
from duizhao.corpus.search.metadata import metadata_of
from duizhao.corpus.search.provenance import Provenance, provenance
from duizhao.corpus.search.search import Hit, Search
from duizhao.corpus.store.store import Store
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder

if TYPE_CHECKING:
    import pandas

SHOWN = ("document", "left", "match", "right", "counterpart_words", "counterpart")
"""Columns of a concordance that a notebook draws."""
FORMATS = ("table", "tsv", "csv", "jsonl", "xlsx", "html")
COLUMNS = (
    "id", "occurrence", "document", "translation", "start", "end", "left", "match", "right", "beside", "counterpart",
    "counterpart_words", "counterpart_start", "counterpart_end", "confidence",
)  # fmt: skip
"""Of a concordance's table, before those of the metadata."""
Row = dict[str, Any]
"""A record or a line of a table: column to value, of plain values."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What was found, as records with their identity, and ready to be written in any format.

    `records`: for JSON Lines; they may hold lists and records. `rows`: the same flat, for tables. `made`: the query,
    and the state of the corpus that it was put to. `summary`: one line for the user. `text`: the table for a terminal
    of so many columns. `page`: the HTML page. `glossary`: the TBX, where the result is one of terms. `annotated`: the
    CoNLL-U, where it is one of sentences. `columns`: those that the table has even where it has no row.
    """

    records: Sequence[Row]
    rows: Sequence[Row]
    made: Provenance
    summary: str
    text: Callable[[int], str]
    page: Callable[[], str]
    glossary: Callable[[], str] | None = None
    annotated: Callable[[], str] | None = None
    columns: Sequence[str] = ()

    def to_frame(self) -> pandas.DataFrame:
        """A data frame of pandas, with the rows and columns that a CSV file has."""
        return frame(self.rows, self.columns)

    def _repr_html_(self) -> str:
        """What a notebook shows of it: a concordance with the words that were found in a column of their own."""
        known = columns_of(self.rows, self.columns)
        columns = [column for column in SHOWN if column in known] or known
        rows = (["" if row.get(column) is None else str(row[column]) for column in columns] for row in self.rows)
        return drawn(columns, rows, self.summary, len(self.rows))

    def written(self, form: str, width: int = 100) -> str | bytes:
        """In the format of this name."""
        if form == "jsonl":
            return write_lines(self.records, self.made)
        if form == "xlsx":
            return write_sheet(self.rows, self.made, "duizhao", self.columns)
        if form == "html":
            return self.page()
        if form == "table":
            return self.text(width)
        if form == "conllu":
            if self.annotated is None:
                raise RequestError("only what `find` finds can be written as conllu")
            return self.annotated()
        if form == "tbx":
            if self.glossary is None:
                raise RequestError("only `terms show` and `terms extract --renderings` can be written as tbx")
            return self.glossary()
        return write_table(self.rows, self.made, "\t" if form == "tsv" else ",", self.columns)


def table_result(
    rows: Sequence[Row], title: str, summary: str, made: Provenance, shown: Callable[[Row], Row] = dict
) -> QueryResult:
    """A result that is a plain table.

    `rows`: all with the same columns. `title`: of the page. `shown`: what a terminal has room for of a row.
    """
    return QueryResult(
        rows,
        rows,
        made,
        summary,
        lambda width: counts_text([shown(row) for row in rows]),
        lambda: render_rows(rows, title, summary, made),
    )


def find(corpus: Texts, query: Query, *, model: str | None = None, track: Track[Any] = untracked) -> QueryResult:
    """The concordance of a query: a record for each occurrence, a row for each of its translations.

    `corpus`: the file, or files of texts. `query`: what is sought, and how it is to be shown. `model`: a checkpoint
    folder or name, by default the one that ships; words are linked anew by it, and not as the corpus keeps them.
    `track`: shows progress.

    Raises StoreError for what is no corpus, or, asked by meaning, one of another model; FormatError for a phrase or
    condition that is none, or asks for metadata that no text has; RequestError for an order that there is not;
    ModelError for a model that is not there.
    """

    @cache
    def encoder() -> Encoder:
        opened = open_encoder(model)
        if query.meaning:
            check_model(store, opened)
        return opened

    with opened(corpus) as store:
        search = Search(store)
        links = LinkCache(store, encoder, None if model else store.model) if query.links else None

        def by_meaning(search: Search, query: Query, among: Sequence[int]) -> list[Hit]:
            return Meaning(search, encoder()).find(query, among)

        result = concordance(search, query, Counterparts(search, links), by_meaning, track)
        summary = _summary(result) + ("" if result.total else not_found_in(store))
        made = _made(store, {"command": "find", **query.record()}, model, query)
        records = [line_record(search, line) for line in result.lines]
        places = [(search.document(line.hit.text.id), line.hit.sentence, line.hit.span) for line in result.lines]
        rows = [row for record, line in zip(records, result.lines, strict=True) for row in _rows(search, record, line)]
    return QueryResult(
        records,
        rows,
        made,
        summary,
        lambda width: concordance_text(records, width),
        lambda: render_concordance(records, query.phrase, summary, made),
        annotated=lambda: hits_conllu(places),
        columns=COLUMNS,
    )


def count(corpus: Texts, query: Query, by: str) -> QueryResult:
    """How often a phrase stands in each group of texts: occurrences, size, and occurrences in a million.

    `corpus`: the file, or files of texts. `query`: what is sought; how it is to be shown does not matter. `by`: what
    makes a group: `document` (an original with its translations), `text`, or a key of the metadata. Sizes are
    characters of Chinese, words of English.

    Raises StoreError for what is no corpus; FormatError for a phrase or condition that is none, and for metadata that
    no text has.
    """
    with opened(corpus) as store:
        search = Search(store)
        sides, table = counts(search, query, by)
        made = _made(store, {"command": "count", "by": by, **query.record()}, None, query)
    unit = unit_of(sides)
    rows: list[Row] = [
        {"id": group, by: group, "count": number, unit: size, "per_million": round(rate, 2)}
        for group, number, size, rate in table
    ]
    total, size = sum(row["count"] for row in rows), sum(row[unit] for row in rows)
    rate = 1e6 * total / size if size else 0.0
    summary = f"{total} in {size} {unit}: {rate:.1f} per million"
    shown = [{key: value for key, value in row.items() if key != "id"} for row in rows]
    return QueryResult(
        rows,
        shown,
        made,
        summary,
        lambda _: counts_text(shown),
        lambda: render_rows(shown, query.phrase, summary, made),
    )


def compared(corpus: Path, name: str, *, least: float = 0.0, by_difference: bool = False) -> QueryResult:
    """The stretches of a text that its translations render differently.

    `corpus`: the file. `name`: of the original. `least`: the difference from which a stretch counts, from 0 (the same
    words) to 1 (no word in common). `by_difference`: the greatest first, not in the order of the text.

    Raises StoreError for what is no corpus, and for a text that it does not hold; RequestError for a text that has
    fewer than two translations.
    """
    asked: dict[str, object] = {"command": "compare", "name": name, "least": least, "by_difference": by_difference}
    with Store.open(corpus) as store:
        records = compare(store, name, least, by_difference=by_difference)
        made = _made(store, asked, None)
    rows = [flat(record) for record in records]
    summary = f"{name}: {len(records)} stretches in which the translations differ"
    return QueryResult(
        records,
        rows,
        made,
        summary,
        lambda width: comparison_text(records),
        lambda: render_rows(rows, f"The translations of {name}", summary, made),
    )


def not_found_in(store: Store) -> str:
    """What was searched in vain, and what of it could not be read: what stands behind a count of none."""
    texts = store.texts()
    pages = coverage_words(sum((coverage(store.document(text.id)) for text in texts), Coverage()))
    return f"; searched: {len(texts):,} text{'' if len(texts) == 1 else 's'}{f' ({pages})' if pages else ''}"


def _made(store: Store, asked: dict[str, object], model: str | None, query: Query | None = None) -> Provenance:
    used = [model or store.model or "", used_for(query) if query else ""]
    return provenance(asked, store.fingerprint(), "; ".join(filter(None, used)))


def used_for(query: Query) -> str:
    """Who cut the words of a pattern; '' for another query."""
    return Tagger(query.token_pattern.attributes).signature if query.cql else ""


def _rows(search: Search, record: dict[str, Any], line: Any) -> list[dict[str, Any]]:
    """A row for each translation; one without, where there is none."""
    start = {key: record[key] for key in ("document", "translation", "start", "end", "left", "match", "right")}
    rows = []
    for shown, counterpart in zip(record["counterparts"], line.counterparts, strict=True):
        metadata = metadata_of(search, line.hit.text, counterpart.text)
        beside = {
            "beside": shown["translation"] or record["document"],
            "counterpart": shown["text"],
            "counterpart_words": shown["words"],
            "counterpart_start": shown["span"][0] if shown["span"] else None,
            "counterpart_end": shown["span"][1] if shown["span"] else None,
            "confidence": shown["confidence"],
        }
        rows.append(
            {"id": shown["id"], "occurrence": record["id"], **start, **beside, **_columns(metadata, start | beside)}
        )
    metadata = record["metadata"]
    return rows or [{"id": record["id"], "occurrence": record["id"], **start, **_columns(metadata, start)}]


def _columns(metadata: dict[str, str], taken: dict[str, Any]) -> dict[str, str]:
    """Metadata as columns; a name that a column has already gets a line under it."""
    return {f"{key}_" if key in taken else key: value for key, value in metadata.items() if key != "document"}


def _summary(result: Concordance) -> str:
    if result.query.meaning:
        return f"the {len(result.lines)} sentences nearest in meaning; nearness is no proof that they say it"
    unit = unit_of(result.languages)
    shown = f", {len(result.lines)} shown" if len(result.lines) < result.total else ""
    return (
        f"{result.total} occurrences in {result.documents} texts, {result.per_million:.1f} per million {unit} "
        f"({result.size} searched){shown}{_converted(result)}"
    )


def _converted(result: Concordance) -> str:
    forms = converted_forms(result)
    return f"; converted: also found written as {', '.join(forms)} (--as-written leaves these out)" if forms else ""
