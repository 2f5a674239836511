"""A term and its renderings: counted, drawn, narrowed, and each occurrence a step from the facing text."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal, NamedTuple, TypedDict
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from duizhao.align.errors import RequestError
from duizhao.align.report.templates import language_tag, script_tag
from duizhao.align.report.terms_page import Bar, make_bar
from duizhao.align.terms.groups import regrouped
from duizhao.align.terms.occurrences import Occurrence, Occurrences, TermQuery
from duizhao.align.terms.renderings import FEWEST_DECIDED, Group, group, grouped, over, translation_of
from duizhao.align.terms.show import slice_record, summary_of
from duizhao.align.web.occurrence_rows import FACETS, Counterpart, Facet, OccurrenceRow, cut, make_facet
from duizhao.align.web.routes.find import SHOWN
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


class TermPageQuery(BaseModel):
    """A term, as the address of the page has it.

    `across`: what shares are shown over. `written`: each spelling apart. `only`, `kind`: the group that is listed.
    `part`: only the rows from `start` on.
    """

    q: str = Field("", max_length=400)
    within: Literal["", "zh", "en"] = ""
    how: Literal["form", "regex"] = "form"
    where: list[str] = []
    across: str = Field("", max_length=60)
    written: bool = False
    only: str = Field("", max_length=400)
    kind: str = Field("", max_length=40)
    start: int = 0
    part: bool = False

    def address(self, **other: str | list[str]) -> str:
        """The query of an address, with `other` values in the place of its own."""
        fields = self.model_copy(update=other).model_dump(exclude={"start", "part"})
        return urlencode({key: value for key, value in fields.items() if value}, doseq=True)

    @property
    def term(self) -> TermQuery:
        """What is sought in the corpus."""
        conditions = tuple(condition for condition in self.where if condition.strip())
        return TermQuery(self.q, self.within or None, self.how == "regex", conditions)


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


class Cell(NamedTuple):
    """How often a rendering stands in a part of the corpus, and its share there, where enough is known."""

    number: int
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """A part of the corpus: `decided`, of how many occurrences it is known what became of them."""

    value: str
    decided: int
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The commonest renderings over the values of a key; no share is given of fewer known occurrences than `fewest`."""

    key: str
    names: list[str]
    lines: list[MatrixLine]
    fewest: int = FEWEST_DECIDED


class TermView(TypedDict, total=False):
    """What `term_page.html` shows: while the occurrences are sought only the `work`, then all the rest."""

    state: Literal["", "working", "done"]
    choices: Sequence[str]
    work: str
    summary: str
    language: str
    groups: list[Rendering]
    matrix: Matrix | None
    facets: list[Facet]
    lines: list[OccurrenceRow]
    count: int
    next: str
    everything: str


@router.get("/terms")
def terms(request: Request, asked: Annotated[TermPageQuery, Query()]) -> Response:
    """How a term is rendered."""
    asked.q = asked.q.strip()
    view = _view(reader_of(request), asked) if asked.q else TermView(state="", choices=OVER)
    return page(
        request,
        "found.html" if asked.part and view["state"] == "done" else "term_page.html",
        **asked.model_dump(exclude={"start", "part"}),
        **view,
    )


def _view(reader: Reader, asked: TermPageQuery) -> TermView:
    """What is known of the term by now."""
    held = reader.terms.of(reader, asked.term)
    work = held.work
    assert work is not None
    patient = time.monotonic() + PATIENCE
    while work.state in ("waiting", "working") and time.monotonic() < patient:
        time.sleep(0.01)
    if work.state == "failed":
        raise RequestError(work.error)
    if held.occurrences is None:
        return TermView(state="working", choices=OVER, work=work.id)
    with reader.store() as store:
        return _shown(store, held.occurrences, asked)


def _shown(store: Store, occurrences: Occurrences, asked: TermPageQuery) -> TermView:
    search = Search(store)
    regroup = None if asked.written else regrouped(store, occurrences.query)
    groups = group(occurrences, written=asked.written, regroup=regroup)
    names = grouped(occurrences, written=asked.written, regroup=regroup)
    rows = [
        row
        for row, name in zip(occurrences.rows, names, strict=True)
        if not asked.only or (name, row.status) == (asked.only, asked.kind)
    ]
    start = max(0, asked.start)
    stop = start + SHOWN
    return TermView(
        state="done",
        choices=list(dict.fromkeys((*OVER, *sorted({key for row in occurrences.rows for key in row.metadata})))),
        summary=summary_of(occurrences, groups),
        language=language_tag(occurrences.query.term),
        groups=[_rendering(group, asked) for group in groups],
        matrix=_matrix(groups, asked.across) if asked.across else None,
        facets=_facets(occurrences, asked),
        lines=[_row(search, row) for row in rows[start:stop]],
        count=len(rows),
        next=f"/terms?{asked.address()}&start={stop}&part=true" if len(rows) > stop else "",
        everything=f"/terms?{asked.address(only='', kind='')}#occurrences",
    )


def _rendering(group: Group, asked: TermPageQuery) -> Rendering:
    record = {"share": group.share, "low": group.low, "high": group.high}
    chosen = (asked.only, asked.kind) == (group.rendering, group.status)
    address = asked.address(only="" if chosen else group.rendering, kind="" if chosen else group.status)
    rendered = group.status == "rendered"
    return Rendering(
        group.rendering,
        language_tag(group.rendering) if rendered else "",
        group.status,
        group.count,
        make_bar(record),
        tuple(group.forms.items()) if len(group.forms) > 1 else (),
        f"/terms?{address}#occurrences",
        chosen,
    )


def _matrix(groups: Sequence[Group], key: str) -> Matrix:
    """The commonest renderings, and for every value of the key their counts, and shares where enough is known."""
    slices = over(groups, key)
    names = list(dict.fromkeys(piece.rendering for piece in slices))[:COLUMNS]
    lines: dict[str, MatrixLine] = {}
    for piece in slices:
        line = lines.setdefault(piece.value, MatrixLine(piece.value, piece.decided))
        line.cells[piece.rendering] = Cell(piece.count, make_bar(slice_record(piece, key)))
    return Matrix(key, names, list(lines.values()))


def _facets(occurrences: Occurrences, asked: TermPageQuery) -> list[Facet]:
    """What the occurrences can be narrowed by, as in the concordance."""
    facets = []
    for key in ["document", *sorted({key for row in occurrences.rows for key in row.metadata} - {"document"})]:
        counts = Counter(row.metadata[key] for row in occurrences.rows if row.metadata.get(key)).most_common(FACETS)
        facets.append(make_facet(key, counts, asked.where, lambda where: f"/terms?{asked.address(where=where)}"))
    return [facet for facet in facets if len(facet.values) > 1 or any(value.chosen for value in facet.values)]


def _row(search: Search, row: Occurrence) -> OccurrenceRow:
    text = search.document(row.beside.id).text
    hit = row.hit
    side = "source" if hit.text.translation is None else "target"
    query = {"text": hit.text.entry, "translation": translation_of(row), "side": side, "offset": hit.span.start}
    beside = Counterpart(
        row.beside.name,
        script_tag(text) if row.beside.language == "zh" else "en",
        cut(text, row.run, row.spans) if row.run else (),
        row.confidence,
        "" if row.status == "rendered" else row.status,
    )
    language = script_tag(row.left + row.match + row.right) if hit.text.language == "zh" else "en"
    return OccurrenceRow(
        hit.text.name, language, row.left, row.match, row.right, f"/read?{urlencode(query)}", (beside,)
    )
