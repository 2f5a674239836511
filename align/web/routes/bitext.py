"""Facing text: a bead a row, both sides level, corrected by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from markupsafe import escape
from pydantic import BaseModel

from duizhao.align.library.link_cache import Runs
from duizhao.align.report.alignment_picture import confidence_line
from duizhao.align.report.dot_plot import dot_plot
from duizhao.align.report.templates import document_tag
from duizhao.align.vectors.word_links import LINKED, LINKED_BY_MODEL, AlignmentMatrix
from duizhao.align.web.bead_edits import Side
from duizhao.align.web.bead_rows import Row, doubtful, make_row, place_of
from duizhao.align.web.bitext_cache import Pair, find_bead
from duizhao.align.web.parallel_columns import Column, address, choices_of, columns_at, columns_of, names_of
from duizhao.align.web.state import reader_of
from duizhao.align.web.templates import page
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.scans.regions import is_reading
from duizhao.corpus.scans.text_pages import is_paged

router = APIRouter()
A_PAGE = 40
"""Rows that are sent at once, if they are not too long."""
LARGEST = 90_000
"""Bytes of the rows that are sent at once: with style sheets and scripts the page stays below 200 KB."""
MOST_ROWS = 400
"""Rows that can be asked for at once."""
A_ROW, A_SENTENCE = 900, 120
"""Bytes of a row without its sentences, and of a sentence without its words."""
BEFORE = 6
"""Rows shown before the one that was asked for."""
MOST_LINKS = 60
"""Rows whose word links are made for one request."""


class ReadQuery(BaseModel):
    """A text with a translation, from row `at` or from the row that holds a character of one side.

    `order`: "text", or "doubt" for the least sure rows first. `also`: translations beside.
    """

    text: str
    translation: str = ""
    at: int = 0
    order: str = "text"
    side: Side | None = None
    offset: int = -1
    also: list[str] = []


class RowsQuery(BaseModel):
    """Some rows of the same: `count` of them from `start`, or as many as are not too long."""

    text: str
    translation: str
    start: int
    count: int = A_PAGE
    order: str = "text"
    also: list[str] = []


@router.get("/read")
def read(request: Request, asked: Annotated[ReadQuery, Query()]) -> Response:
    """The facing text."""
    reader = reader_of(request)
    pair = reader.pair(asked.text, asked.translation)
    columns = columns_of(lambda name: reader.pair(asked.text, name), pair, asked.also)
    order, at = asked.order, asked.at
    places = _places(pair.bitext, order)
    if asked.side is not None and asked.offset >= 0:
        at = place_of(pair.bitext, side=asked.side, offset=asked.offset) + 1
    first = max(0, min(at - 1 - BEFORE, len(places) - 1)) if order == "text" else 0
    shown, beside = _shown(pair, columns, places[first : first + A_PAGE])
    if order == "text" and first + len(shown) < at <= len(places):  # the rows before it alone are too long
        first = at - 1
        shown, beside = _shown(pair, columns, places[first : first + A_PAGE])
    return page(
        request,
        "read.html",
        pair=pair,
        tags=(document_tag(pair.bitext.source), document_tag(pair.bitext.target)),
        rows=shown,
        source=pair.source.name,
        translation=pair.target.name,
        columns=beside,
        pictured=_pictured(pair, columns),
        paged=[text.name for text in (pair.bitext.source, pair.bitext.target) if is_paged(text)],
        choices=choices_of(pair, columns, order),
        first=first,
        count=len(places),
        at=at,
        order=order,
        left=len(doubtful(pair.bitext)),
        total=len(pair.bitext.beads),
        address=address(pair, also=names_of(columns)),
    )


@router.get("/rows")
def rows(request: Request, asked: Annotated[RowsQuery, Query()]) -> Response:
    """Some rows, as a part of the page."""
    reader = reader_of(request)
    pair = reader.pair(asked.text, asked.translation)
    places = _places(pair.bitext, asked.order)
    columns = columns_of(lambda name: reader.pair(asked.text, name), pair, asked.also)
    start = max(0, asked.start)
    shown, beside = _shown(pair, columns, places[start : start + max(asked.count, 1)][:MOST_ROWS])
    tags = document_tag(pair.bitext.source), document_tag(pair.bitext.target)
    response = page(
        request,
        "rows.html",
        rows=shown,
        tags=tags,
        columns=beside,
        source=pair.source.name,
        translation=pair.target.name,
        pictured=_pictured(pair, columns),
    )
    response.headers["x-rows"] = str(len(places))
    response.headers["x-left"] = str(len(doubtful(pair.bitext)))
    return response


def _pictured(pair: Pair, columns: Sequence[Pair]) -> set[str]:
    """The texts on the page that were read from pictures."""
    texts = [pair.bitext.source, pair.bitext.target, *(column.bitext.target for column in columns)]
    return {text.name for text in texts if is_reading(text)}


def _places(bitext: Bitext, order: str) -> Sequence[int]:
    return doubtful(bitext) if order == "doubt" else range(len(bitext.beads))


def _shown(pair: Pair, columns: Sequence[Pair], places: Sequence[int]) -> tuple[list[Row], list[Column]]:
    """The first of some rows, as many as are not too long together, and what other translations have there."""
    rows = [make_row(pair.bitext, place) for place in places]
    beside = columns_at(pair, columns, places)
    size = 0
    for at, row in enumerate(rows):
        others = [piece for side in beside for passage in side.cells[row.number].passages for piece in passage.pieces]
        size += A_ROW + sum(
            A_SENTENCE + len(escape(piece.text).encode()) for piece in (*row.source, *row.target, *others)
        )
        if at and size > LARGEST:
            return rows[:at], beside
    return rows, beside


@router.get("/links")
def word_links(request: Request, text: str, translation: str, beads: str) -> Response:
    """The word links of rows: [source start, end, target start, end, probability] each, offsets in the texts."""
    reader = reader_of(request)
    by_run: dict[str, list[list[float]]] = {}
    with reader.store() as store:
        pair = reader.bitexts.pair(store, text, translation)
        wanted: dict[str, tuple[Runs, int, int]] = {}
        for key in beads.split(",")[:MOST_LINKS]:
            bead = find_bead(pair.bitext, key)
            if bead is None or not bead.source or not bead.target:
                continue
            mine, theirs = pair.bitext.source.run(bead.source), pair.bitext.target.run(bead.target)
            assert pair.target.translation is not None
            runs = Runs(pair.target.translation, mine.of(pair.bitext.source.text), theirs.of(pair.bitext.target.text))
            wanted[key] = runs, mine.start, theirs.start
        links = reader.links(store).of(runs for runs, _, _ in wanted.values()) if wanted else {}
        for key, (runs, source, target) in wanted.items():
            by_run[key] = _strong(links[runs], source, target)
    return JSONResponse(by_run)


def _strong(links: AlignmentMatrix, source: int, target: int) -> list[list[float]]:
    least = LINKED_BY_MODEL if links.trained else LINKED
    placed = links.shifted(source, target)
    return [
        [
            *map(int, placed.source[mine]),
            *map(int, placed.target[theirs]),
            round(float(links.probability[mine, theirs]), 2),
        ]
        for mine, theirs in zip(*(links.probability >= least).nonzero(), strict=True)
    ]


@router.get("/confidence")
def confidence(request: Request, text: str, translation: str) -> Response:
    """How sure the alignment is over the source, as a picture."""
    return Response(confidence_line(reader_of(request).pair(text, translation).bitext), media_type="image/svg+xml")


@router.get("/plot")
def plot(request: Request, text: str, translation: str) -> Response:
    """The whole alignment as one picture: the source along, the translation down."""
    return Response(dot_plot(reader_of(request).pair(text, translation).bitext), media_type="image/svg+xml")


@router.get("/near")
def near(request: Request, text: str, translation: str, x: float, also: list[str] = Query([])) -> Response:  # noqa: B008
    """The facing text at a share of the source's length."""
    pair = reader_of(request).pair(text, translation)
    offset = int(max(0.0, min(x, 0.9999)) * len(pair.bitext.source.text))
    at = place_of(pair.bitext, side="source", offset=offset) + 1
    return RedirectResponse(address(pair, at=at, also=also) + f"#r{at}", 303)
