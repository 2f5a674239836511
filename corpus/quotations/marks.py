"""Which quotation marks of a paragraph open, which close, and which are apostrophes or primes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from duizhao.corpus.document import Span

Direction = Literal["open", "close", "either"]

DIRECTED = {"“": "”", "‘": "’", "「": "」", "『": "』", "«": "»", "‹": "›", "„": "“", "《": "》", "〈": "〉"}
"""Opening marks and what closes them; the straight ones " and ' are their own counterparts."""

SINGLE = frozenset("‘'")

_MARK = re.compile("[\"'“”‘’「」『』«»‹›„＂《》〈〉]")
_ELISION = re.compile(
    r"(?:\d0s?\b|\d\ds?\b|n['’](?=\W|$)|(?:em|tis|twas|til|cause|bout|round|cos)\b)",
    re.IGNORECASE,
)
_CLIPPED_AND = re.compile(r"['’]n\Z", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\s?s\b")
_FEET = re.compile(r"\d['’′] ?\d{1,2}\Z")
_OPENS_AFTER = "([{<—–-/=:，。：；、！？（《"


@dataclass(frozen=True, slots=True)
class Mark:
    """A quotation mark at an offset; `kind` is the opening mark of its pair.

    `weak`: a closing mark that may as well be an apostrophe (the officials’ duty, goin’ home).
    """

    at: int
    kind: str
    direction: Direction
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A paragraph's marks matched: outermost `passages` with their kind (spans inside the marks), what is left.

    `first`: the paragraph's first mark. `unopened`: the first, if it closes. `unclosed`: the only double mark that is
    never closed, if no other of its kind is closed after it; of several left open nothing is kept.
    """

    passages: tuple[tuple[str, Span], ...]
    first: Mark | None
    unopened: Mark | None
    unclosed: Mark | None


def match_marks(text: str, paragraph: Span) -> Marked:
    """The marks of one paragraph, matched inside out in one pass."""
    marks = _marks(text, paragraph)
    opened: list[Mark] = []
    counts: dict[str, int] = {}
    pairs: list[tuple[str, Span]] = []
    unopened: Mark | None = None
    for index, mark in enumerate(marks):
        closes = mark.direction == "close" or (mark.direction == "either" and counts.get(mark.kind, 0) > 0)
        if not closes:
            opened.append(mark)
            counts[mark.kind] = counts.get(mark.kind, 0) + 1
            continue
        low_nine = mark.kind == "“" and not counts.get("“", 0) and counts.get("„", 0)
        kind = "„" if low_nine else mark.kind
        crossing = mark.kind in SINGLE and bool(opened) and opened[-1].kind != kind
        if not counts.get(kind, 0) or crossing:
            if index == 0:
                unopened = mark
            continue
        while True:
            last = opened.pop()
            counts[last.kind] -= 1
            if last.kind == kind:
                break
        while pairs and pairs[-1][1].start > last.at:
            pairs.pop()
        pairs.append((kind, Span(last.at + 1, mark.at)))
    open_doubles = [mark for mark in opened if mark.kind not in SINGLE]
    unclosed = open_doubles[0] if len(open_doubles) == 1 else None
    while unclosed and pairs and pairs[-1][1].start > unclosed.at:
        if pairs[-1][0] == unclosed.kind:
            unclosed = None
        else:
            pairs.pop()
    return Marked(tuple(pairs), marks[0] if marks else None, unopened, unclosed)


def _marks(text: str, paragraph: Span) -> list[Mark]:
    marks: list[Mark] = []
    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        mark = _read(text, match.start(), paragraph, marks[-1] if marks else None)
        if mark:
            marks.append(mark)
    return _mended(_without_possessives(marks))


def _read(text: str, at: int, paragraph: Span, previous: Mark | None) -> Mark | None:
    """What the mark at `at` is; None for an apostrophe or a prime."""
    character = text[at]
    before = text[at - 1] if at > paragraph.start else ""
    after = text[at + 1] if at + 1 < paragraph.end else ""
    if character in "「『«‹„《〈":
        return Mark(at, character, "open")
    if character in "」』»›》〉":
        return Mark(at, next(kind for kind, closing in DIRECTED.items() if closing == character), "close")
    if character == "“":
        german = previous is not None and previous.kind == "„" and before.strip() != ""
        return Mark(at, "“", "close" if german else "open")
    if character == "”":
        return Mark(at, "“", "close")
    touching = previous is not None and previous.at == at - 1
    if character in '"＂':
        after_opening = touching and previous is not None and previous.direction == "open"
        return _straight(text, at, before, after, after_opening=after_opening)
    after_opening = touching and previous is not None and previous.direction != "close"
    return _single(text, at, before, after, after_opening=after_opening)


def _straight(text: str, at: int, before: str, after: str, *, after_opening: bool) -> Mark | None:
    if before.isdigit() and _FEET.search(text[max(0, at - 8) : at]):
        return None
    blank_before = not before.strip() or before in _OPENS_AFTER or after_opening
    blank_after = not after.strip() or after in ".,;:)]"
    if blank_before and not blank_after and (not before.strip() or before in "([{<" or after_opening):
        return Mark(at, '"', "open")
    if (blank_after and not blank_before) or before.isdigit():
        return Mark(at, '"', "close")
    if not blank_before and (after in ".,;:!?)]}" or (before in ".,!?" and not after.isalnum())):
        return Mark(at, '"', "close")
    if not blank_before and before.isascii() and before.isalnum() and after.isascii():
        return Mark(at, '"', "close")
    return Mark(at, '"', "either")


def _single(text: str, at: int, before: str, after: str, *, after_opening: bool) -> Mark | None:
    """A single mark, curly or straight: between letters, in a number or before a clipped word, an apostrophe."""
    character = text[at]
    kind = "‘" if character in "‘’" else "'"
    starts = not before.strip() or before in _OPENS_AFTER or before in '"“「『«' or after_opening
    if character == "‘" or (character == "'" and starts and after.strip() and after not in ".,;:!?)"):
        if starts and _ELISION.match(text, at + 1):
            return None
        return Mark(at, kind, "open")
    if starts and character == "'":
        return None
    if (before.isalnum() and after.isalnum() and (before + after).isascii()) or before.isdigit():
        return Mark(at, kind, "close") if before.isdigit() and (not after.isalnum()) and character == "’" else None
    if not before.strip():
        return None
    if after.isalpha() and before.isalpha():
        return None
    if _CLIPPED_AND.search(text[max(0, at - 2) : at]) or (before == "." and _POSSESSIVE.match(text, at + 1)):
        return None
    clipped = before in "sSzx" or text[at - 2 : at] == "in"
    weak = clipped and after.isspace() and text[at + 2 : at + 3].isalpha()
    return Mark(at, kind, "close", weak)


def _without_possessives(marks: list[Mark]) -> list[Mark]:
    """A weak closing mark is an apostrophe if a clear one closes later, before the next opening one."""
    kept: list[Mark] = []
    clear: dict[str, bool] = {}
    for mark in reversed(marks):
        if mark.kind in SINGLE:
            if mark.weak and clear.get(mark.kind, False):
                continue
            if not mark.weak:
                clear[mark.kind] = mark.direction == "close"
        kept.append(mark)
    kept.reverse()
    return kept


def _mended(marks: list[Mark]) -> list[Mark]:
    """A straight mark may close a curly one, or a curly one a straight, where the passage's own kind does not."""
    later: dict[str, bool] = {}
    closes_later: list[bool] = []
    for mark in reversed(marks):
        closes_later.append(later.get('"' if mark.kind == "“" else "“", False))
        later[mark.kind] = mark.direction != "open"
    closes_later.reverse()
    mended: list[Mark] = []
    current = ""
    for original, own_follows in zip(marks, closes_later, strict=True):
        mark = original
        closing = mark.direction != "open"
        if mark.kind not in '“"' or (not current and mark.direction == "close"):
            mended.append(mark)
            continue
        if not current:
            current = mark.kind
        elif closing and current == mark.kind:
            current = ""
        elif closing and not own_follows:
            mark = Mark(mark.at, current, "close")
            current = ""
        mended.append(mark)
    return mended
