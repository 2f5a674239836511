"""Footnotes at the foot of PDF pages, and the small raised numbers in the text that call for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from duizhao.corpus.readers.layout.page import Line
from duizhao.corpus.readers.layout.paragraphs import Placed, Style

SMALLER = 0.93
"""Notes are set in at most this share of the text's size, or else begin with a number that the page calls for."""

LONGEST_NOTE = 12
"""Lines from the foot of a page within which a note set as large as the text must begin."""

LONGEST_FOOT = 60
"""Lines that notes may take on a page."""

_MARK = re.compile(r"\s*(?:\[|〔|【)?(\d{1,3}|[①-⑳]|[*†‡§※]{1,3})(?:\]|〕|】)?[.、\s]*")
_CALL = re.compile(r"[\[〔【(（]?\s*(?:\d{1,3}|[①-⑳]|[*†‡§※]{1,3}|[,，\s])+\s*[\]〕】)）]?\Z")


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its number as printed, and its lines."""

    number: str
    lines: tuple[Placed, ...]


def taken_apart(lines: Sequence[Placed], style: Style) -> tuple[list[Placed], list[Note]]:
    """The lines of the text, without calls for notes, and the notes in order."""
    body: list[Placed] = []
    notes: list[Note] = []
    for page in sorted({each.page for each in lines}):
        own = [each for each in lines if each.page == page]
        calls = {mark for each in own for mark in _calls(each.line)}
        at = _foot(own, calls, style)
        found = _split(own[at:], notes)
        body.extend(own[:at] if found is not None else own)
        notes = found if found is not None else notes
    if notes or _counting(lines):
        body = [replace(each, line=_without_calls(each.line)) for each in body]
    return body, notes


def _calls(line: Line) -> list[str]:
    found = []
    for start, end in line.raised:
        if _CALL.match(line.text[start:end]):
            found.extend(re.findall(r"\d{1,3}|[①-⑳]|[*†‡§※]{1,3}", line.text[start:end]))
    return found


def _foot(own: Sequence[Placed], calls: set[str], style: Style) -> int:
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


def _gap_above(own: Sequence[Placed], at: int) -> bool:
    """Whether a note's line stands well below the text, or below another note."""
    if at == 0:
        return False
    step = own[at - 1].line.base - own[at].line.base
    return step > 2 * own[at].line.size or _mark(own[at - 1].line) != ""


def _mark(line: Line) -> str:
    match = _MARK.match(line.text)
    return match[1] if match and match.end() < len(line.text) else ""


def _split(lines: Sequence[Placed], before: list[Note]) -> list[Note] | None:
    """The notes so far with those of one more page; None if its lines are no notes."""
    if not lines:
        return None
    found = list(before)
    for each in lines:
        mark = _mark(each.line)
        if mark:
            found.append(Note(mark, (replace(each, line=_without_mark(each.line)),)))
        elif found:
            found[-1] = replace(found[-1], lines=(*found[-1].lines, each))
        else:
            return None
    return found


def _without_mark(line: Line) -> Line:
    match = _MARK.match(line.text)
    if not match:
        return line
    off = match.end()
    readings = tuple((max(0, start - off), end - off, value) for start, end, value in line.readings if end > off)
    return replace(line, text=line.text[off:], raised=(), readings=readings)


def _counting(lines: Sequence[Placed]) -> bool:
    """Whether raised numbers count through the document, as those of endnotes do."""
    numbers = [int(mark) for each in lines for mark in _calls(each.line) if mark.isdecimal()]
    return len(numbers) >= 3 and numbers[:3] == list(range(numbers[0], numbers[0] + 3)) and numbers[0] == 1


def _without_calls(line: Line) -> Line:
    text = line.text
    for start, end in reversed(line.raised):
        if _CALL.match(text[start:end]):
            text = text[:start] + text[end:]
    return replace(line, text=text, raised=()) if text.strip() else line
