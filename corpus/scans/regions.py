"""Where the characters of a reading stand in the pictures that it was read from."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duizhao.corpus.document import Document, Span
from duizhao.corpus.scans.coverage import LOW, ReadLine, ScannedPage, read_lines, scanned_pages

__all__ = ["LOW", "LineStrip", "Strip", "is_reading", "line_strip", "quads", "strips"]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

Quad = tuple[tuple[float, float], ...]
"""Four corners, going round."""

NARROW = 0.5
"""How wide a letter or a digit is beside a Chinese character."""

AROUND = 0.35
"""Of a strip's shorter side, so much of the picture is shown around it."""


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


@dataclass(frozen=True, slots=True)
class LineStrip:
    """The whole lines in which some characters stand, their `span`, how many they are, and the characters' own `box`.

    Where in a line a character stands is judged by how wide those before it usually are.
    """

    strip: Strip
    span: Span
    lines: int
    box: Box
    width: float
    height: float

    @property
    def shares(self) -> Box:
        """The box in what is shown of the picture, each side as a share of that, from its upper left corner."""
        left, top, right, bottom = shown(self.strip.box, self.width, self.height)
        wide, high = max(1.0, right - left), max(1.0, bottom - top)
        mine = self.box
        return (mine[0] - left) / wide, (mine[1] - top) / high, (mine[2] - left) / wide, (mine[3] - top) / high


def shown(box: Box, width: float, height: float) -> Box:
    """What is shown of a picture of that size where the piece in `box` is wanted."""
    left, top, right, bottom = box
    more = AROUND * min(right - left, bottom - top)
    return max(0.0, left - more), max(0.0, top - more), min(width, right + more), min(height, bottom + more)


def is_reading(document: Document) -> bool:
    """Whether the text, or a part of it, was read from pictures."""
    return any(mark.kind == "reading" for mark in document.marks)


def strips(document: Document, span: Span) -> tuple[Strip, ...]:
    """The pieces of pictures in which the characters of `span` stand, one for each picture, in order.

    Of a line that `span` holds a part of, it is the part with about those characters, and one more at either end.
    """
    return tuple(
        _strip(page, lines, _around([corner for line in lines for corner in _part(line, span)]))
        for page, lines in _read(document, span)
    )


def line_strip(document: Document, span: Span) -> LineStrip | None:
    """The lines in which the characters of `span` stand, of the first picture that holds any; None where none does."""
    for page, lines in _read(document, span):
        whole = _around([corner for line in lines for corner in line.box])
        box = _around([corner for line in lines for corner in _along(line, *_shares(line, span, document.text))])
        words = Span(lines[0].span.start, max(line.span.end for line in lines))
        return LineStrip(_strip(page, lines, whole), words, len(lines), box, page.width, page.height)
    return None


def quads(document: Document, span: Span, page: ScannedPage) -> list[Quad]:
    """Where the characters of `span` stand on a page, a piece for each line, however the line leans."""
    found: list[Quad] = []
    for scan, lines in _read(document, span):
        if (scan.sha256, scan.frame, scan.span) == (page.sha256, page.frame, page.span):
            for line in lines:
                upper_left, upper_right, lower_left, lower_right = _along(line, *_shares(line, span, document.text))
                found.append((upper_left, upper_right, lower_right, lower_left))
    return found


def _read(document: Document, span: Span) -> Iterator[tuple[ScannedPage, list[ReadLine]]]:
    """The pages that hold characters of `span`, each with the lines in which they stand."""
    marks = [mark for mark in document.marks if mark.span.overlaps(span)]
    lines = [line for line in read_lines(marks) if line.span.overlaps(span)]
    for page in scanned_pages(marks):
        within = [line for line in lines if page.span.start <= line.span.start < page.span.end]
        if within:
            yield page, within


def _strip(page: ScannedPage, lines: Sequence[ReadLine], box: Box) -> Strip:
    sure = round(min(line.confidence for line in lines), 4)
    return Strip(page.file, page.sha256, page.frame, box, page.unit, sure)


def _part(line: ReadLine, span: Span) -> Iterator[tuple[float, float]]:
    """The corners of the part of a line that holds the characters of `span`, and one more at either end."""
    size = max(1, len(line.span))
    first = max(0, span.start - line.span.start - 1) / size
    last = min(size, span.end - line.span.start + 1) / size
    return _along(line, first, last)


def _shares(line: ReadLine, span: Span, text: str) -> tuple[float, float]:
    """From which share of a line's length to which the characters of `span` reach."""
    words = line.span.of(text)
    widths = [_width(word) for word in words]
    for at, sort in ((0, ("Ps", "Pi")), (-1, ("Pe", "Pf", "Po"))):  # a sign's empty half is not in the box of a line
        if words and unicodedata.category(words[at]) in sort:
            widths[at] = NARROW
    whole = sum(widths) or 1.0
    first, last = (min(max(0, at - line.span.start), len(words)) for at in (span.start, span.end))
    return sum(widths[:first]) / whole, sum(widths[:last]) / whole


def _width(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else NARROW


def _along(line: ReadLine, first: float, last: float) -> Iterator[tuple[float, float]]:
    """The corners of the part of a line from one share of its length to another."""
    top_left, top_right, bottom_right, bottom_left = line.box
    for start, end in ((top_left, top_right), (bottom_left, bottom_right)):
        for share in (first, last):
            yield start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _around(corners: Sequence[tuple[float, float]]) -> Box:
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return round(min(across)), round(min(down)), round(max(across)), round(max(down))
