"""What marks tell of pages that are pictures: which picture, how surely each line was read, and what was not read.

Kinds of marks: `picture` (a page that was read in a picture), `reading` (a line of it), `unread` (a page, or a part of
one, of which nothing could be read; it stands where its words would be). Their values are JSON, as the classes say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from duizhao.corpus.document import Document, Mark, Span
from duizhao.corpus.message import Message, MessageList

NO_WORDS = "no words were found on it"
"""Why nothing of a page was read that may just be blank."""

LOW = 0.95
"""Confidence below which a line, or a page as a whole, is said to be read with low confidence. A clean line has 0.97 or
more; `tests/benchmarks/pictures.py` counts how many lines with a mistake stand below, and how many without one."""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page read in a picture.

    `file` and `sha256` tell the file, `frame` which of its pictures or pages it is, from 1. `width` and `height` of
    the picture, upright, in `unit` ("px" or "pt"), in which boxes count from the upper left corner. `missed`: boxes of
    lines that were seen and not read. `span`: its words in the text.
    """

    file: str
    sha256: str
    frame: int
    width: float
    height: float
    unit: str
    missed: tuple[Box, ...]
    span: Span

    def value(self) -> str:
        """As its mark tells it."""
        record = {
            "file": self.file, "sha256": self.sha256, "frame": self.frame, "width": self.width, "height": self.height,
            "unit": self.unit, "missed": self.missed,
        }  # fmt: skip
        return json.dumps(record, ensure_ascii=False)


Box = tuple[tuple[float, float], ...]
"""Four corners: upper left, upper right, lower right, lower left, as the text stands."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line, or the part of one, that was read in a picture: the recogniser's confidence (0–1), and its box."""

    confidence: float
    box: Box
    span: Span

    @property
    def is_low(self) -> bool:
        """Whether it must be said that this may be misread."""
        return self.confidence < LOW


def scanned_pages(marks: Iterable[Mark]) -> Iterator[ScannedPage]:
    """The pages that are pictures, in order."""
    for mark in marks:
        if mark.kind == "picture":
            record = json.loads(mark.value)
            record["missed"] = tuple(map(_box, record["missed"]))
            yield ScannedPage(**record, span=mark.span)


def read_lines(marks: Iterable[Mark]) -> Iterator[ReadLine]:
    """The lines that were read in pictures, in order."""
    for mark in marks:
        if mark.kind == "reading":
            record = json.loads(mark.value)
            yield ReadLine(float(record["confidence"]), _box(record["box"]), mark.span)


def _box(corners: Sequence[Sequence[float]]) -> Box:
    return tuple((float(x), float(y)) for x, y in corners)


LEFT_OUT = "left-out"
"""The kind of marks on what stands in a file and is not read; `corpus.readers.base.left_out` says more."""

_FRAME = ("header", "footer", "what stands around", "words of the layout", "building blocks", "placeholder")
"""How the values of those begin that are on a file's frame: no words of the text are missing there."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of how many pages how many could not be read, and how many were read with low confidence.

    `pages` counts what the file divides into pages; a text without any is none. `parts`: fields, objects and the like
    within the text that were not read.
    """

    pages: int = 0
    unread: int = 0
    low: int = 0
    parts: int = 0

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(
            self.pages + other.pages, self.unread + other.unread, self.low + other.low, self.parts + other.parts
        )


NO_PAGES = Coverage()
"""Of texts that are not divided into pages."""


def coverage(document: Document) -> Coverage:
    """What was read of a document's pages.

    A page counts as read with low confidence if its lines are so on the whole, or if a part of it was seen, not read.
    """
    pages = {(mark.value, mark.span.start) for mark in document.marks if mark.kind == "page"}
    lines = list(read_lines(document.marks))
    low, at = 0, 0
    for page in scanned_pages(document.marks):
        while at < len(lines) and lines[at].span.start < page.span.start:
            at += 1
        weight = total = 0.0
        while at < len(lines) and lines[at].span.start < page.span.end:
            weight += len(lines[at].span)
            total += len(lines[at].span) * lines[at].confidence
            at += 1
        low += bool(page.missed) or (weight > 0 and total / weight < LOW)
    unread = sum(mark.kind == "unread" for mark in document.marks)
    parts = sum(mark.kind == LEFT_OUT and not mark.value.startswith(_FRAME) for mark in document.marks)
    return Coverage(max(len({value for value, _ in pages}), unread), unread, low, parts)


def coverage_words(covered: Coverage) -> str:
    """What was searched, page by page: `96 pages, 3 of them not read, 5 read with low confidence`; empty without any.

    >>> coverage_words(Coverage(96, 3, 5))
    '96 pages, 3 of them not read, 5 read with low confidence'
    >>> coverage_words(Coverage(1, 0, 1))
    '1 page, 1 of them read with low confidence'
    >>> coverage_words(Coverage(parts=2))
    '2 parts of the texts not read'
    """
    if not covered.pages and not covered.parts:
        return ""
    parts: list[Message] = []
    if covered.pages:
        parts.append(Message("{count:,} page" if covered.pages == 1 else "{count:,} pages", count=covered.pages))
    if covered.unread:
        parts.append(Message("{count:,} of them not read", count=covered.unread))
    if covered.low:
        low = "{count:,} read with low confidence" if covered.unread else "{count:,} of them read with low confidence"
        parts.append(Message(low, count=covered.low))
    if covered.parts:
        form = "{count:,} part of the texts not read" if covered.parts == 1 else "{count:,} parts of the texts not read"
        parts.append(Message(form, count=covered.parts))
    return MessageList(", ", parts)
