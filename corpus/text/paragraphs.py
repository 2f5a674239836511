"""Where paragraphs stand in a text, in hard-wrapped text too."""

from __future__ import annotations

import re
from itertools import pairwise
from unicodedata import east_asian_width

from duizhao.corpus.document import Span

WRAP_WIDTHS = (40, 100)
"""Columns at which editors and mailers wrap lines; a Han character takes two."""

WRAP_EVIDENCE = 4
"""Fewer lines with another right below them are no evidence of wrapping."""

WRAP_EVEN = 0.75
"""At least this share of such lines reaches near the common width if the text is wrapped."""

WRAP_ENDED = 0.3
"""At most this share of such lines ends in an end mark if the text is wrapped."""

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ENDED = re.compile(r"[.!?:。！？：；…．｡﹗﹖][\"'”’」』）)\]]*\s*\Z")


def paragraphs(text: str, *, wrapped: bool | None = None) -> tuple[Span, ...]:
    """The paragraphs of `text`, in order, without blank lines and without their last line end.

    Each line is a paragraph, unless the text is hard-wrapped: then a paragraph goes on to the next blank or
    indented line. `wrapped` says whether it is; None: it is judged by the lines.
    """
    lines = _lines(text)
    if not (_hard_wrapped(text, lines) if wrapped is None else wrapped):
        return tuple(line for line in lines if not _blank(text, line))
    joined: list[Span] = []
    goes_on = False
    for line in lines:
        if _blank(text, line):
            goes_on = False
            continue
        if goes_on and not text[line.start].isspace():
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
        goes_on = True
    return tuple(joined)


def _lines(text: str) -> list[Span]:
    spans = []
    start = 0
    for end in _LINE_END.finditer(text):
        spans.append(Span(start, end.start()))
        start = end.end()
    spans.append(Span(start, len(text)))
    return spans


def _blank(text: str, line: Span) -> bool:
    return not line.of(text).strip()


def _hard_wrapped(text: str, lines: list[Span]) -> bool:
    """Whether most lines that have another right below are of one width and end in no end mark."""
    inner = [line.of(text) for line, below in pairwise(lines) if not _blank(text, line) and not _blank(text, below)]
    if len(inner) < WRAP_EVIDENCE:
        return False
    widths = sorted(_width(line) for line in inner)
    common = widths[int(len(widths) * 0.9)]
    even = sum(0.7 * common <= width <= 1.15 * common for width in widths)
    ended = sum(_ENDED.search(line[-8:]) is not None for line in inner)
    return (
        WRAP_WIDTHS[0] <= common <= WRAP_WIDTHS[1]
        and even >= WRAP_EVEN * len(inner)
        and ended <= WRAP_ENDED * len(inner)
    )


def _width(line: str) -> int:
    if line.isascii():
        return len(line)
    return len(line) + sum(east_asian_width(character) in "WF" for character in line)
