"""A text by itself, in pieces: where pages begin, what was read with low confidence, what was corrected or not read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duizhao.align.report.captions import percent
from duizhao.corpus.decisions.ocr_corrections import corrections
from duizhao.corpus.document import Document, Span
from duizhao.corpus.message import Message
from duizhao.corpus.scans.coverage import read_lines

NOTHING = Span(0, 0)
"""No characters."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a text. `before`: the pages that begin with it, and why nothing was read of one.

    `sure`: how surely it was read, where that is low. `read`, `who`: what was read in its place, and who corrected it.
    `marked`: whether it is among the characters that are looked at.
    """

    text: str
    before: tuple[str, ...] = ()
    sure: str = ""
    read: str = ""
    who: str = ""
    marked: bool = False


def pieces(document: Document, most: int, *, start: int = 0, marked: Span = NOTHING) -> Iterator[Piece]:
    """The pieces of the characters from `start` to `most`: all of them together are these characters."""
    end = min(most, len(document.text))
    shown = Span(start, end)
    low = [line for line in read_lines(document.marks) if line.is_low and line.span.overlaps(shown)]
    put_right = [correction for correction in corrections(document) if correction.span.overlaps(shown)]
    begins = [mark for mark in document.marks if mark.kind in ("page", "unread") and start <= mark.span.start <= end]
    cuts = {start, end, *(mark.span.start for mark in begins)}
    for span in [*(line.span for line in low), *(correction.span for correction in put_right), marked]:
        cuts |= {min(max(span.start, start), end), min(max(span.end, start), end)}
    places = sorted(cuts)
    for left, right in zip(places, [*places[1:], end], strict=True):
        inside = Span(left, right)
        correction = next((correction for correction in put_right if correction.span.overlaps(inside)), None)
        line = next((low_line for low_line in low if low_line.span.overlaps(inside)), None)
        here = [mark for mark in begins if mark.span.start == left]
        yield Piece(
            inside.of(document.text),
            tuple(
                Message("page {page}", page=mark.value)
                if mark.kind == "page"
                else Message("not read: {reason}", reason=Message(mark.value))
                for mark in here
            ),
            percent(line.confidence) if line and correction is None else "",
            correction.read if correction else "",
            correction.who if correction else "",
            inside.overlaps(marked),
        )
