"""Footnotes at the foot of PDF pages, and the small raised numbers in the text that call for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from duizhao.corpus.readers.layout.page import Line
from duizhao.corpus.readers.layout.paragraphs import PlacedLine, Style

SMALLER = 0.93
"""Notes are set in at most this share of the text's size, or else begin with a number that the page calls for."""

LONGEST_NOTE = 12
"""Lines from the foot of a page within which a note set as large as the text must begin."""

LONGEST_FOOT = 60
"""Lines that notes may take on a page."""

LONGEST_ASIDE = 5
"""Lines of a note without a number below a column."""

ASIDE_BELOW = 1.3
"""Usual distances of lines that it stands below the text at the least."""

_ENDED = re.compile(r"[.!?:;。！？：；…][\"'”’」』）)\]]*\s*\Z")
_MARK = re.compile(r"\s*(?:\[|〔|【)?(\d{1,3}|[①-⑳]|[*†‡§※]{1,3})(?:\]|〕|】)?[.、\s]*")
_CALL = re.compile(r"[\[〔【(（]?\s*(?:\d{1,3}|[①-⑳]|[*†‡§※]{1,3}|[,，\s])+\s*[\]〕】)）]?\Z")


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its number as printed, and its lines."""

    number: str
    lines: tuple[PlacedLine, ...]


def taken_apart(lines: Sequence[PlacedLine], style: Style) -> tuple[list[PlacedLine], list[Note]]:
    """The lines of the text, without calls for notes, and the notes in order."""
    body: list[PlacedLine] = []
    notes: list[Note] = []
    for page in sorted({placed.page for placed in lines}):
        own, below = _without_asides([placed for placed in lines if placed.page == page], style)
        notes = [*notes, *below]
        calls = {mark for placed in own for mark in _calls(placed.line)}
        at = _foot(own, calls, style)
        split = _split(own[at:], notes)
        body.extend(own[:at] if split is not None else own)
        notes = split if split is not None else notes
    if notes or _counting(lines):
        body = [replace(placed, line=_without_calls(placed.line)) for placed in body]
    return body, notes


def _without_asides(own: Sequence[PlacedLine], style: Style) -> tuple[list[PlacedLine], list[Note]]:
    """The lines of a page without short notes at the foot of a column whose sentence goes on elsewhere, and these.

    They stand well below what is above them. Those with a number below the last column are the page's footnotes.
    """
    body: list[PlacedLine] = []
    notes: list[Note] = []
    starts = [at for at, placed in enumerate(own) if placed.first or at == 0]
    for start, end in zip(starts, [*starts[1:], len(own)], strict=True):
        tried = range(max(start + 1, end - LONGEST_ASIDE), end)
        at = next((at for at in tried if _is_aside(own[at - 1 : end], style)), end)
        number = _mark(own[at].line) if at < end else ""
        if at == end or (number and end == len(own)):
            body += own[start:end]
            continue
        body += own[start:at]
        first = replace(own[at], line=_without_mark(own[at].line)) if number else own[at]
        notes.append(Note(number, (first, *own[at + 1 : end])))
    return body, notes


def _is_aside(lines: Sequence[PlacedLine], style: Style) -> bool:
    """Whether all lines but the first are a note that interrupts the sentence of the first."""
    above, below = lines[0].line, lines[1].line
    if _ENDED.search(above.text) or above.cell or below.cell or abs(above.size - style.size) > 0.6:
        return False
    if above.base - below.base <= ASIDE_BELOW * style.leading * style.size:
        return False
    smaller = max(placed.line.size for placed in lines[1:]) <= SMALLER * above.size
    full = lines[0].right - above.right < 0.15 * (lines[0].right - lines[0].left)
    return smaller or (full and len(lines) <= 3)


def _calls(line: Line) -> list[str]:
    marks = []
    for start, end in line.raised:
        if _CALL.match(line.text[start:end]):
            marks.extend(re.findall(r"\d{1,3}|[①-⑳]|[*†‡§※]{1,3}", line.text[start:end]))
    return marks


def _foot(own: Sequence[PlacedLine], calls: set[str], style: Style) -> int:
    """Where the notes of a page begin among its lines; their number where it has none."""
    at = len(own)
    best = at
    while at > 0 and at > len(own) - LONGEST_FOOT:
        at -= 1
        line = own[at].line
        mark = _mark(line)
        small = line.size <= SMALLER * style.size
        below = line.size <= 1.02 * style.size and _gap_above(own, at)
        if (small and mark) or (mark in calls and below):
            best = at
        elif not small and (best < len(own) or len(own) - at > LONGEST_NOTE):
            break
    return best


def _gap_above(own: Sequence[PlacedLine], at: int) -> bool:
    """Whether a note's line stands well below the text, or below another note."""
    if at == 0:
        return False
    step = own[at - 1].line.base - own[at].line.base
    return step > 2 * own[at].line.size or _mark(own[at - 1].line) != ""


def _mark(line: Line) -> str:
    match = _MARK.match(line.text)
    return match[1] if match and match.end() < len(line.text) else ""


def _split(lines: Sequence[PlacedLine], before: list[Note]) -> list[Note] | None:
    """The notes so far with those of one more page; None if its lines are no notes."""
    if not lines:
        return None
    notes = list(before)
    for placed in lines:
        mark = _mark(placed.line)
        if mark:
            notes.append(Note(mark, (replace(placed, line=_without_mark(placed.line)),)))
        elif notes:
            notes[-1] = replace(notes[-1], lines=(*notes[-1].lines, placed))
        else:
            return None
    return notes


def _without_mark(line: Line) -> Line:
    match = _MARK.match(line.text)
    if not match:
        return line
    off = match.end()
    readings = tuple((max(0, start - off), end - off, value) for start, end, value in line.readings if end > off)
    return replace(line, text=line.text[off:], raised=(), readings=readings)


def _counting(lines: Sequence[PlacedLine]) -> bool:
    """Whether raised numbers count through the document, as those of endnotes do."""
    numbers = [int(mark) for placed in lines for mark in _calls(placed.line) if mark.isdecimal()]
    return len(numbers) >= 3 and numbers[:3] == list(range(numbers[0], numbers[0] + 3)) and numbers[0] == 1


def _without_calls(line: Line) -> Line:
    text = line.text
    for start, end in reversed(line.raised):
        if _CALL.match(text[start:end]):
            text = text[:start] + text[end:]
    return replace(line, text=text, raised=()) if text.strip() else line
