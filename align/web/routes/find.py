"""The concordance: a word or phrase with its counterparts, and what it can be narrowed by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, TypedDict
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from duizhao.align.concordance.counts import counts
from duizhao.align.concordance.equivalents import Counterparts
from duizhao.align.concordance.kwic import SORTS, Concordance, Line, concordance, converted_forms
from duizhao.align.concordance.kwic import Query as ConcordanceQuery
from duizhao.align.concordance.semantic_search import Meaning
from duizhao.align.report.templates import script_tag
from duizhao.align.web.occurrence_rows import FACETS, Counterpart, Facet, OccurrenceRow, cut, make_facet
from duizhao.align.web.state import Reader, reader_of
from duizhao.align.web.templates import page
from duizhao.corpus.scans.text_pages import is_paged
from duizhao.corpus.search.search import Hit, Search

router = APIRouter()
SHOWN = 40
"""Occurrences on a page."""
MOST = 2000
"""Occurrences that one can scroll to."""


class FindQuery(BaseModel):
    """A phrase, as the address of the page has it; `part`: only the rows from `start` on.

    `beside`: what must stand on the other side, `without`: what must not.
    """

    q: str = Field("", max_length=400)
    within: Literal["", "zh", "en"] = ""
    how: Literal["form", "regex", "meaning"] = "form"
    sort: str = "document"
    beside: str = Field("", max_length=400)
    without: str = Field("", max_length=400)
    written: bool = False
    where: list[str] = []
    start: int = 0
    part: bool = False

    def address(self, where: Sequence[str] | None = None) -> str:
        """The query of an address, with other conditions if they are given."""
        fields = self.model_dump(include={"q", "within", "how", "sort", "beside", "without"})
        fields["written"] = "true" if self.written else ""
        conditions = list(self.where if where is None else where)
        return urlencode({**{key: value for key, value in fields.items() if value}, "where": conditions}, doseq=True)


class HitRows(TypedDict):
    """What `found.html` shows; `next`: the address of the rows that follow, empty after the last."""

    lines: list[OccurrenceRow]
    result: Concordance | None
    facets: list[Facet]
    next: str
    converted: tuple[str, ...]


@router.get("/find")
def find(request: Request, asked: Annotated[FindQuery, Query()]) -> Response:
    """The occurrences of a phrase, some at a time."""
    rows = (
        _hit_rows(reader_of(request), asked)
        if asked.q.strip()
        else HitRows(lines=[], result=None, facets=[], next="", converted=())
    )
    return page(
        request,
        "found.html" if asked.part else "find.html",
        q=asked.q,
        within=asked.within,
        how=asked.how,
        sort=asked.sort,
        beside=asked.beside,
        without=asked.without,
        where=asked.where,
        written=asked.written,
        sorts=SORTS,
        **rows,
    )


def _hit_rows(reader: Reader, asked: FindQuery) -> HitRows:
    start = max(0, asked.start)
    stop = min(start + SHOWN, MOST)
    query = ConcordanceQuery(
        phrase=asked.q.strip(),
        language=asked.within or None,
        regular=asked.how == "regex",
        meaning=asked.how == "meaning",
        where=tuple(condition for condition in asked.where if condition.strip()),
        sort=asked.sort,
        limit=stop,
        written=asked.written,
        beside=_phrase(asked.beside),
        not_beside=_phrase(asked.without),
    )
    with reader.store() as store:
        search = Search(store)

        def by_meaning(search: Search, query: ConcordanceQuery, among: Sequence[int]) -> Sequence[Hit]:
            return Meaning(search, reader.checked_encoder(store)()).find(query, among)

        result = concordance(search, query, Counterparts(search, reader.links(store)), by_meaning)
        lines = [_row(search, line) for line in result.lines[start:]]
        facets = [] if query.meaning or start else _facets(search, query, asked)
    more = stop if result.total > stop and len(result.lines) == stop and stop < MOST else 0
    following = f"/find?{asked.address()}&start={more}&part=true" if more else ""
    return HitRows(lines=lines, result=result, facets=facets, next=following, converted=converted_forms(result))


def _phrase(typed: str) -> tuple[str, ...]:
    return (typed.strip(),) if typed.strip() else ()


def _facets(search: Search, query: ConcordanceQuery, asked: FindQuery) -> list[Facet]:
    """What the occurrences can be narrowed by: what they differ in, and what they are narrowed by now."""
    facets = []
    for key in ["document", *sorted({key for text in search.texts.values() for key in text.metadata})]:
        groups = [(value, count) for value, count, _, _ in counts(search, query, key)[1] if value and count]
        if len(groups) > 1 or (groups and any(condition.startswith(f"{key}=") for condition in asked.where)):
            facets.append(make_facet(key, groups[:FACETS], asked.where, lambda where: f"/find?{asked.address(where)}"))
    return facets


def _row(search: Search, line: Line) -> OccurrenceRow:
    hit = line.hit
    beside = []
    for counterpart in line.counterparts:
        text = search.document(counterpart.text.id).text
        pieces = cut(text, counterpart.run, counterpart.spans) if counterpart.run else ()
        language = script_tag(text) if counterpart.text.language == "zh" else "en"
        beside.append(Counterpart(counterpart.text.name, language, pieces, counterpart.confidence))
    side = "source" if hit.text.translation is None else "target"
    pair = hit.text.name if side == "target" else next((counterpart.text.name for counterpart in line.counterparts), "")
    address = urlencode({"text": hit.text.entry, "translation": pair, "side": side, "offset": hit.span.start})
    language = script_tag(line.left + line.match + line.right) if hit.text.language == "zh" else "en"
    place = urlencode({"text": hit.text.name, "start": hit.span.start, "end": hit.span.end})
    return OccurrenceRow(
        hit.text.name,
        language,
        line.left,
        line.match,
        line.right,
        f"/read?{address}" if pair else "",
        tuple(beside),
        f"/page?{place}" if is_paged(search.document(hit.text.id)) else "",
    )
