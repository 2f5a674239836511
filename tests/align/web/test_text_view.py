"""A text by itself: its pieces are the text, whatever is told of them."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from duizhao.align.web.text_view import Piece, pieces
from duizhao.corpus.decisions.ocr_corrections import CORRECTION
from duizhao.corpus.document import Document, Mark, Span
from duizhao.corpus.readers.load import document_of

TEXT = "第一条老帅来了。\n第二条她走了。\n"


def marked(*marks: Mark, text: str = TEXT) -> Document:
    return replace(document_of(text, "zh", name="paper"), marks=tuple(sorted(marks, key=lambda each: each.span.start)))


def line(start: int, end: int, confidence: float) -> Mark:
    return Mark("reading", Span(start, end), json.dumps({"confidence": confidence, "box": []}))


def corrected(start: int, end: int, read: str) -> Mark:
    return Mark(CORRECTION, Span(start, end), json.dumps({"read": read, "who": "AB", "made": "2026-01-01"}))


def test_pages_low_lines_and_corrections_are_told_where_they_stand() -> None:
    document = marked(
        Mark("page", Span(0, 9), "1"), Mark("page", Span(9, 17), "2"), Mark("page", Span(17, 17), "3"),
        Mark("unread", Span(17, 17), "damaged"), line(0, 8, 0.62), line(9, 16, 0.99), corrected(4, 5, "师"),
    )  # fmt: skip
    assert list(pieces(document, 100)) == [
        Piece("第一条老", ("page 1",), "62%"),
        Piece("帅", read="师", who="AB"),
        Piece("来了。", sure="62%"),
        Piece("\n"),
        Piece("第二条她走了。\n", ("page 2",)),
        Piece("", ("page 3", "not read: damaged")),
    ]


@given(
    st.lists(st.tuples(st.integers(0, 17), st.integers(0, 17), st.sampled_from(["page", "low", "put right"]))),
    st.integers(1, 30),
)
def test_together_they_are_the_text(given_marks: list[tuple[int, int, str]], most: int) -> None:
    marks = []
    for one, other, kind in given_marks:
        start, end = sorted((one, other))
        if kind == "page":
            marks.append(Mark("page", Span(start, end), "1"))
        elif start < end:
            marks.append(line(start, end, 0.5) if kind == "low" else corrected(start, end, "师"))
    assert "".join(piece.text for piece in pieces(marked(*marks), most)) == TEXT[:most]
