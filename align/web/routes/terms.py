"""A term and its renderings: counted, drawn, narrowed, and each occurrence a step from the facing text."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from duizhao.align.errors import RequestError
from duizhao.align.report.templates import language_tag, script_tag
from duizhao.align.report.terms_page import Bar, make_bar
from duizhao.align.terms.groups import regrouped
from duizhao.align.terms.occurrences import Occurrence, Occurrences, TermQuery
from duizhao.align.terms.renderings import FEWEST_DECIDED, Group, group, grouped, over, translation_of
from duizhao.align.terms.show import slice_record, summary_of
from duizhao.align.web.routes.find import FACETS, SHOWN, Beside, Shown, cut
from duizhao.align.web.state import Reader, reader_of
from duizhao.align.web.templates import page
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Store

router = APIRouter()
PATIENCE = 0.4
"""Seconds that a page waits for the occurrences before it shows how far they are."""
COLUMNS = 4
"""Renderings that are compared over years, translators, documents."""
OVER = ("", "year", "document", "translation", "translator")
"""What shares are commonly shown over; keys of the metadata come to it."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A group as the page shows it; `address`: of its occurrences alone, or of all if they are shown alone."""

    name: str
    language: str
    status: str
    count: int
    bar: Bar | None
    forms: tuple[tuple[str, int], ...]
    address: str
    chosen: bool


@router.get("/terms")
def terms(
    request: Request,
    q: str = Query("", max_length=400),
    within: Literal["", "zh", "en"] = "",
    how: Literal["form", "regex"] = "form",
    where: list[str] = Query([]),  # noqa: B008
    across: str = Query("", max_length=60),
    written: bool = False,
    only: str = Query("", max_length=400),
    kind: str = Query("", max_length=40),
    start: int = 0,
    part: bool = False,
) -> Response:
    """How a term is rendered. `only`, `kind`: the group that is listed; `part`: the rows that follow."""
    asked: dict[str, Any] = {
        "q": q.strip(), "within": within, "how": how, "where": where, "across": across, "written": written,
        "only": only, "kind": kind,
    }  # fmt: skip
    values: dict[str, Any] = {**asked, "state": "", "choices": OVER}
    if asked["q"]:
        values |= _known(reader_of(request), asked, max(0, start))
    return page(request, "found.html" if part and values["state"] == "done" else "term_page.html", **values)


def _known(reader: Reader, asked: dict[str, Any], start: int) -> dict[str, Any]:
    """What is known of the term by now."""
    conditions = tuple(each for each in asked["where"] if each.strip())
    query = TermQuery(asked["q"], asked["within"] or None, asked["how"] == "regex", conditions)
    held = reader.terms.of(reader, query)
    work = held.work
    assert work is not None
    patient = time.monotonic() + PATIENCE
    while work.state in ("waiting", "working") and time.monotonic() < patient:
        time.sleep(0.01)
    if work.state == "failed":
        raise RequestError(work.said)
    if held.found is None:
        return {"state": "working", "work": work.id}
    with reader.store() as store:
        return {"state": "done", **_shown(store, held.found, asked, start)}


def _shown(store: Store, found: Occurrences, asked: dict[str, Any], start: int) -> dict[str, Any]:
    search = Search(store)
    regroup = None if asked["written"] else regrouped(store, found.query)
    groups = group(found, written=asked["written"], regroup=regroup)
    names = grouped(found, written=asked["written"], regroup=regroup)
    rows = [
        row
        for row, name in zip(found.rows, names, strict=True)
        if not asked["only"] or (name, row.status) == (asked["only"], asked["kind"])
    ]
    stop = start + SHOWN
    following = f"/terms?{_address(asked)}&start={stop}&part=true" if len(rows) > stop else ""
    return {
        "summary": summary_of(found, groups),
        "language": language_tag(found.query.term),
        "groups": [_rendering(each, asked) for each in groups],
        "matrix": _matrix(groups, asked["across"]) if asked["across"] else None,
        "facets": _facets(found, asked),
        "choices": list(dict.fromkeys((*OVER, *sorted({key for row in found.rows for key in row.metadata})))),
        "lines": [_line(search, row) for row in rows[start:stop]],
        "count": len(rows),
        "next": following,
        "everything": f"/terms?{_address(asked, only='', kind='')}#occurrences",
    }


def _address(asked: dict[str, Any], **other: Any) -> str:
    told = {key: value for key, value in {**asked, **other}.items() if value}
    return urlencode(told, doseq=True)


def _rendering(each: Group, asked: dict[str, Any]) -> Rendering:
    record = {"share": each.share, "low": each.low, "high": each.high}
    chosen = (asked["only"], asked["kind"]) == (each.rendering, each.status)
    address = _address(asked, only="" if chosen else each.rendering, kind="" if chosen else each.status)
    rendered = each.status == "rendered"
    return Rendering(
        each.rendering,
        language_tag(each.rendering) if rendered else "",
        each.status,
        each.count,
        make_bar(record),
        tuple(each.forms.items()) if len(each.forms) > 1 else (),
        f"/terms?{address}#occurrences",
        chosen,
    )


def _matrix(groups: Sequence[Group], key: str) -> dict[str, Any]:
    """The commonest renderings, and for every value of the key their counts, and shares where enough is known."""
    slices = over(groups, key)
    names = list(dict.fromkeys(each.rendering for each in slices))[:COLUMNS]
    lines: dict[str, dict[str, Any]] = {}
    for each in slices:
        line = lines.setdefault(each.value, {"value": each.value, "decided": each.decided, "cells": {}})
        line["cells"][each.rendering] = each.count, make_bar(slice_record(each, key))
    return {"key": key, "names": names, "lines": list(lines.values()), "fewest": FEWEST_DECIDED}


def _facets(found: Occurrences, asked: dict[str, Any]) -> list[tuple[str, list[tuple[str, int, str, bool]]]]:
    """What the occurrences can be narrowed by, as in the concordance."""
    facets = []
    for key in ["document", *sorted({key for row in found.rows for key in row.metadata} - {"document"})]:
        counts = Counter(row.metadata[key] for row in found.rows if row.metadata.get(key)).most_common(FACETS)
        kept = [each for each in asked["where"] if not each.startswith(f"{key}=")]
        values = []
        for value, count in counts:
            chosen = f"{key}={value}" in asked["where"]
            where = kept if chosen else [*kept, f"{key}={value}"]
            values.append((value, count, f"/terms?{_address(asked, where=where)}", chosen))
        if len(values) > 1 or any(each[3] for each in values):
            facets.append((key, values))
    return facets


def _line(search: Search, row: Occurrence) -> Shown:
    text = search.document(row.beside.id).text
    hit = row.hit
    side = "source" if hit.text.translation is None else "target"
    told = {"text": hit.text.entry, "translation": translation_of(row), "side": side, "offset": hit.span.start}
    beside = Beside(
        row.beside.name,
        script_tag(text) if row.beside.language == "zh" else "en",
        cut(text, row.run, row.spans) if row.run else (),
        row.confidence,
        "" if row.status == "rendered" else row.status,
    )
    language = script_tag(row.left + row.match + row.right) if hit.text.language == "zh" else "en"
    return Shown(hit.text.name, language, row.left, row.match, row.right, f"/read?{urlencode(told)}", (beside,))
