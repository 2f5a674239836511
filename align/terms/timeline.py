"""`timeline`: the days that Chinese papers state, in the order of time, from a corpus's file to a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from duizhao.align.concordance.service import QueryResult, Row, table_result
from duizhao.align.errors import RequestError
from duizhao.align.library.texts import Texts, opened
from duizhao.align.progress import Track, untracked
from duizhao.align.terms.entities import chinese_texts
from duizhao.align.terms.requests import Request
from duizhao.corpus.document import Document
from duizhao.corpus.quantities.days import StatedDay, chinese_days, year_of
from duizhao.corpus.search.provenance import provenance
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Text

_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
SENTENCE = 60
"""Characters of a sentence that a terminal has room for."""


@dataclass(frozen=True, slots=True)
class DateQuery(Request):
    """Which texts, and from when to when: a day, a month or a year as `2014-05-03`, `2014-05`, `2014`."""

    command: ClassVar[str] = "timeline"
    document: str | None = None
    where: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    def holds(self, value: str) -> bool:
        """Whether a day, month or year lies between: of a month or a year that is named, all of it counts."""
        since, until = self.since or "", self.until or "9999"
        return value >= since[: len(value)] and value[: len(until)] <= until


def timeline(corpus: Texts, query: DateQuery, *, track: Track[Any] = untracked) -> QueryResult:
    """The days, months and years that Chinese texts state, earliest first, each with its sentence.

    A day without a year is of the year that the text stated last before it; then `year` says so. Without any it is left
    out. `corpus`: the file, or files of texts. `track`: shows progress.

    Raises StoreError for what is no corpus; FormatError for a condition that is none; RequestError for a document that
    is not there, and for a bound that is no date.
    """
    for bound in (query.since, query.until):
        if bound is not None and not _DAY.fullmatch(bound):
            raise RequestError(f"{bound!r} is no date: write 2014, 2014-05 or 2014-05-03")
    with opened(corpus) as store:
        search = Search(store)
        texts = chinese_texts(search, query.document, query.where)
        rows: list[Row] = []
        for text in track(texts, "documents", len(texts)):
            document = search.document(text.id)
            rows += [_row(text, document, day) for day in chinese_days(document.text) if query.holds(day.value)]
        made = provenance(query.record(), store.fingerprint(), "")
    rows.sort(key=lambda row: (row["date"], row["document"], row["start"]))
    summary = f"{len(rows)} dates in {len(texts)} Chinese texts"
    return table_result(rows, "Timeline", summary, made, _short)


def _row(text: Text, document: Document, day: StatedDay) -> Row:
    sentence = document.sentence(document.sentence_at(day.span.start))
    return {
        "id": f"{text.digest[:12]}-{day.span.start}-{day.span.end}",
        "date": day.value,
        "as_written": day.span.of(document.text),
        "year": "as stated before" if day.without_year else "stated",
        "document": text.name,
        "start": day.span.start,
        "end": day.span.end,
        "sentence": sentence,
        "document_date": text.metadata.get("date", "") or year_of(text.metadata),
    }


def _short(row: Row) -> Row:
    """What a terminal has room for."""
    sentence = " ".join(row["sentence"].split())
    cut = sentence if len(sentence) <= SENTENCE else sentence[: SENTENCE - 1] + "…"
    return {"date": row["date"], "as_written": row["as_written"], "document": row["document"], "sentence": cut}
