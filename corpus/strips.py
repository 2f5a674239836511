"""Where the characters of a reading stand in the pictures that it was read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Document, Span
from corpus.scans import LOW, ReadLine, read_lines, scanned_pages

__all__ = ["LOW", "Strip", "is_reading", "strips"]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Strip:
    """The piece of a picture in which some characters stand.

    `file` is the picture's name, `sha256` its digest, `page` the number of the page in it, from 1. `box` counts from
    the upper left corner of the picture, once it is turned as its file says, in `unit` ("px", or "pt" of a PDF's page).
    `confidence` is that of the least sure line.
    """

    file: str
    sha256: str
    page: int
    box: Box
    unit: str
    confidence: float


def is_reading(document: Document) -> bool:
    """Whether the text, or a part of it, was read from pictures."""
    return any(mark.kind == "reading" for mark in document.marks)


def strips(document: Document, span: Span) -> tuple[Strip, ...]:
    """The pieces of pictures in which the characters of `span` stand, one for each picture, in order.

    Of a line that `span` holds a part of, it is the part with about those characters, and one more at either end.
    """
    found: list[Strip] = []
    lines = [
        line
        for line in read_lines(mark for mark in document.marks if mark.span.overlaps(span))
        if line.span.overlaps(span)
    ]
    for page in scanned_pages(mark for mark in document.marks if mark.span.overlaps(span)):
        within = [line for line in lines if page.span.start <= line.span.start < page.span.end]
        if within:
            box = _around([corner for line in within for corner in _part(line, span)])
            sure = round(min(line.confidence for line in within), 4)
            found.append(Strip(page.file, page.sha256, page.frame, box, page.unit, sure))
    return tuple(found)


def _part(line: ReadLine, span: Span) -> Iterator[tuple[float, float]]:
    """The corners of the part of a line that holds the characters of `span`."""
    size = max(1, len(line.span))
    first = max(0, span.start - line.span.start - 1) / size
    last = min(size, span.end - line.span.start + 1) / size
    top_left, top_right, bottom_right, bottom_left = line.box
    for start, end in ((top_left, top_right), (bottom_left, bottom_right)):
        for share in (first, last):
            yield start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _around(corners: Sequence[tuple[float, float]]) -> Box:
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return round(min(across)), round(min(down)), round(max(across)), round(max(down))
