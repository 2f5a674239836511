"""Where the characters of a reading stand in the pictures that it was read from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Document, Mark, Span

PICTURE, LINE = "picture", "line"
"""The kinds of marks that carry a reading: a page's characters, and those of one of its lines."""

LOW = 0.9
"""A line that was read with less confidence than this is said to be uncertain."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels of the picture, once it is turned as its file says."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read: its characters, the corners of its box, and the recogniser's confidence.

    `corners`: x and y of each, clockwise from the top left of the line as one reads it.
    """

    span: Span
    corners: tuple[tuple[float, float], ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Strip:
    """The piece of a picture in which some characters stand.

    `file` is the picture's name, `sha256` its digest, `page` the number of the page in it, from 1. `confidence` is that
    of the least sure line.
    """

    file: str
    sha256: str
    page: int
    box: Box
    confidence: float


def is_reading(document: Document) -> bool:
    """Whether the text, or a part of it, was read from pictures."""
    return any(mark.kind == LINE for mark in document.marks)


def lines_of(document: Document) -> list[Line]:
    """The lines of the document's pictures, in the order of its text."""
    return [_line(mark) for mark in document.marks if mark.kind == LINE]


def _line(mark: Mark) -> Line:
    told = json.loads(mark.value)
    numbers = [float(number) for number in told["box"]]
    return Line(mark.span, tuple(zip(numbers[::2], numbers[1::2], strict=True)), float(told["confidence"]))


def strips(document: Document, span: Span) -> tuple[Strip, ...]:
    """The pieces of pictures in which the characters of `span` stand, one for each picture, in order.

    Of a line that `span` holds a part of, it is the part with about those characters, and one more at either end.
    """
    found: list[Strip] = []
    for mark in document.marks:
        if mark.kind != PICTURE or not mark.span.overlaps(span):
            continue
        within = [
            _line(each)
            for each in document.marks
            if each.kind == LINE and each.span.overlaps(span) and each.span.overlaps(mark.span)
        ]
        if within:
            told = json.loads(mark.value)
            box = _around([corner for line in within for corner in _part(line, span)])
            sure = round(min(line.confidence for line in within), 4)
            found.append(Strip(str(told["file"]), str(told["sha256"]), int(told.get("page", 1)), box, sure))
    return tuple(found)


def _part(line: Line, span: Span) -> Iterator[tuple[float, float]]:
    """The corners of the part of a line that holds the characters of `span`."""
    size = max(1, len(line.span))
    first = max(0, span.start - line.span.start - 1) / size
    last = min(size, span.end - line.span.start + 1) / size
    top_left, top_right, bottom_right, bottom_left = line.corners
    upright = abs(top_left[1] - bottom_left[1]) > 2 * abs(top_left[0] - top_right[0])
    pairs = ((top_left, bottom_left), (top_right, bottom_right)) if upright else (
        (top_left, top_right), (bottom_left, bottom_right)
    )  # fmt: skip
    for start, end in pairs:
        for share in (first, last):
            yield start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _around(corners: Sequence[tuple[float, float]]) -> Box:
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return round(min(across)), round(min(down)), round(max(across)), round(max(down))
