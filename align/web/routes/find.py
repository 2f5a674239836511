"""The concordance: a word or phrase with its counterparts, and what it can be narrowed by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from duizhao.align.concordance.equivalents import Counterparts
from duizhao.align.concordance.kwic import SORTS, Line, concordance, counts
from duizhao.align.concordance.kwic import Query as Asked
from duizhao.align.concordance.semantic_search import Meaning
from duizhao.align.report.templates import script_tag
from duizhao.align.web.state import Reader, reader_of
from duizhao.align.web.templates import page
from duizhao.corpus.document import Span
from duizhao.corpus.search.search import Hit, Search

router = APIRouter()
SHOWN = 40
"""Occurrences on a page."""
MOST = 2000
"""Occurrences that one can scroll to."""
FACETS = 8
"""Values of a facet that are named."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The other side of an occurrence: its words, cut where linked words begin and end; `status`: if none are."""

    name: str
    language: str
    pieces: tuple[tuple[str, bool], ...]
    confidence: float | None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An occurrence as the page shows it; `address`: of the facing text there, empty where there is none."""

    name: str
    language: str
    left: str
    match: str
    right: str
    address: str
    beside: tuple[Beside, ...]


@router.get("/find")
def find(
    request: Request,
    q: str = Query("", max_length=400),
    within: Literal["", "zh", "en"] = "",
    how: Literal["form", "regex", "meaning"] = "form",
    sort: str = "document",
    where: list[str] = Query([]),  # noqa: B008
    start: int = 0,
    part: bool = False,
) -> Response:
    """The occurrences of a phrase, some at a time; `part`: only the rows that follow."""
    values: dict[str, Any] = {
        "q": q, "within": within, "how": how, "sort": sort, "where": where, "sorts": SORTS,
        "lines": [], "found": None, "facets": [], "next": 0,
    }  # fmt: skip
    if q.strip():
        values |= _found(reader_of(request), values, max(0, start))
    return page(request, "found.html" if part else "find.html", **values)


def _found(reader: Reader, asked: dict[str, Any], start: int) -> dict[str, Any]:
    stop = min(start + SHOWN, MOST)
    query = Asked(
        phrase=asked["q"].strip(),
        language=asked["within"] or None,
        regular=asked["how"] == "regex",
        meaning=asked["how"] == "meaning",
        where=tuple(each for each in asked["where"] if each.strip()),
        sort=asked["sort"],
        limit=stop,
    )
    with reader.store() as store:
        search = Search(store)

        def by_meaning(search: Search, query: Asked, among: Sequence[int]) -> Sequence[Hit]:
            return Meaning(search, reader.checked_encoder(store)()).find(query, among)

        found = concordance(search, query, Counterparts(search, reader.links(store)), by_meaning)
        lines = [_shown(search, line) for line in found.lines[start:]]
        facets = [] if query.meaning or start else _facets(search, query, asked)
    more = stop if found.total > stop and len(found.lines) == stop and stop < MOST else 0
    following = f"/find?{_address(asked)}&start={more}&part=true" if more else ""
    return {"lines": lines, "found": found, "facets": facets, "next": following, "start": start}


def _address(asked: dict[str, Any], where: Sequence[str] | None = None) -> str:
    told = {key: asked[key] for key in ("q", "within", "how", "sort") if asked[key]}
    return urlencode({**told, "where": list(asked["where"] if where is None else where)}, doseq=True)


def _facets(search: Search, query: Asked, asked: dict[str, Any]) -> list[tuple[str, list[tuple[str, int, str, bool]]]]:
    """What the occurrences can be narrowed by: a key, and its values with how many there are and an address."""
    keys = ["document", *sorted({key for text in search.texts.values() for key in text.metadata})]
    facets = []
    for key in keys:
        groups = [(value, count) for value, count, _, _ in counts(search, query, key) if value and count]
        if not groups or (len(groups) == 1 and not any(each.startswith(f"{key}=") for each in asked["where"])):
            continue
        values = []
        for value, count in groups[:FACETS]:
            condition = f"{key}={value}"
            chosen = condition in asked["where"]
            kept = [each for each in asked["where"] if not each.startswith(f"{key}=")]
            values.append((value, count, f"/find?{_address(asked, kept if chosen else [*kept, condition])}", chosen))
        facets.append((key, values))
    return facets


def _shown(search: Search, line: Line) -> Shown:
    hit = line.hit
    beside = []
    for each in line.counterparts:
        text = search.document(each.text.id).text
        pieces = cut(text, each.run, each.spans) if each.run else ()
        language = script_tag(text) if each.text.language == "zh" else "en"
        beside.append(Beside(each.text.name, language, pieces, each.confidence))
    side = "source" if hit.text.translation is None else "target"
    pair = hit.text.name if side == "target" else next((each.text.name for each in line.counterparts), "")
    address = urlencode({"text": hit.text.entry, "translation": pair, "side": side, "offset": hit.span.start})
    language = script_tag(line.left + line.match + line.right) if hit.text.language == "zh" else "en"
    return Shown(
        hit.text.name, language, line.left, line.match, line.right, f"/read?{address}" if pair else "", tuple(beside)
    )


def cut(text: str, run: Span, spans: Sequence[Span]) -> tuple[tuple[str, bool], ...]:
    """The run, cut where the linked words begin and end."""
    cuts = sorted({run.start, run.end, *(edge for span in spans for edge in (span.start, span.end))})
    cuts = [cut for cut in cuts if run.start <= cut <= run.end]
    return tuple(
        (text[left:right], any(span.start <= left and right <= span.end for span in spans))
        for left, right in zip(cuts, cuts[1:], strict=False)
    )
