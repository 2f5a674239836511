"""Brackets and quotation marks without their other, and where the other belongs, as far as the original tells."""

from __future__ import annotations

import re
from collections import Counter

from duizhao.align.checks.finding import Fix
from duizhao.corpus.document import Language, Span

Marks = tuple[str, str]
"""An opening and a closing mark."""
PAIRS: tuple[Marks, ...] = (
    ("(", ")"),
    ("[", "]"),
    ("“", "”"),
    ("（", "）"),
    ("《", "》"),
    ("「", "」"),
    ("『", "』"),
    ("【", "】"),
)
_ALIKE = {"(": "（", ")": "）"}
_ROUND, _SQUARE, _QUOTES = "(（", "[［【〔", "“「『"
_SENTENCE_ENDS = ".!?;:,。！？；：，"
_AFTER_CLOSING = re.compile(rf"[\s{re.escape(_SENTENCE_ENDS)}]*")


def opened(text: str, opening: str, closing: str) -> int:
    """How many more of the opening marks there are."""
    counts = Counter(text)
    return counts[opening] - counts[closing]


def lone_mark(text: str, opening: str, closing: str) -> int | None:
    """Where the first mark without its other stands; list numbers such as `1)` aside."""
    waiting: list[int] = []
    for at, character in enumerate(text):
        if character == opening or _ALIKE.get(opening) == character:
            waiting.append(at)
        elif character == closing or _ALIKE.get(closing) == character:
            if waiting:
                waiting.pop()
            elif closing == ")" and re.search(r"(?:^|[\s.;:,])(?:\w{1,2}|[ivx]+)$", text[max(0, at - 9) : at]):
                continue
            else:
                return at
    return waiting[0] if waiting else None


def mark_fix(text: str, original: str, lone: int, marks: Marks, language: Language) -> Fix | None:
    """How a mark that stands alone at `lone` is put right: gone, turned, or its other put in; None if it is not sure.

    It goes if it stands twice. Its other is put in at the end, or the beginning, if the original's stands there.

    >>> mark_fix("It holds (since 1949.", "成立（自1949年）。", 9, ("(", ")"), "en")
    Fix(span=Span(start=20, end=20), text=')', language='en')
    >>> mark_fix("He (Li)) left.", "他（李）走了。", 7, ("(", ")"), "en")
    Fix(span=Span(start=7, end=8), text='', language='en')
    """
    opening, closing = marks
    mark = text[lone]
    if mark in (text[lone - 1 : lone], text[lone + 1 : lone + 2]):
        return Fix(Span(lone, lone + 1), "", language)
    turned = _turned(text, lone, marks)
    if turned is not None:
        return Fix(Span(turned, turned + 1), closing if text[turned] == opening else opening, language)
    if mark in _ROUND + _SQUARE + "）)】]":
        instead = _of_another_kind(text, original, lone)
        if instead:
            return Fix(Span(lone, lone + 1), instead, language)
    place = _place(text, original, opening, opens=mark in (opening, _ALIKE.get(opening)))
    return None if place is None else Fix(Span(place, place), _other(mark, marks), language)


def _other(mark: str, marks: Marks) -> str:
    opening, closing = marks
    if mark in _ALIKE.values():
        return "）" if mark == "（" else "（"
    return closing if mark == opening else opening


def _turned(text: str, lone: int, marks: Marks) -> int | None:
    """Where a curly mark stands that is turned the wrong way, if there is one that surely is."""
    if marks != ("“", "”"):
        return None
    ends = [at for at, character in enumerate(text) if character == "“" and at and text[at - 1] not in " \n(（—“‘["
            and re.match(r"[\s.,;:!?)]|$", text[at + 1 :])]  # fmt: skip
    if text[lone] == "“":
        return ends[0] if len(ends) == 1 and ends[0] > lone else None
    begins = (lone == 0 or text[lone - 1] in " \n(（—[") and text[lone + 1 : lone + 2].isalnum()
    return lone if begins else None


def _of_another_kind(text: str, original: str, lone: int) -> str:
    """The mark that a bracket should be, whose other is there in another shape: `[…)`; '' where that is not so."""
    mark, round_there, square_there = text[lone], any(map(original.count, _ROUND)), any(map(original.count, _SQUARE))
    if mark == "[" and round_there and not square_there:
        closing = lone_mark(text, "(", ")")
        return "(" if closing is not None and closing > lone and text[closing] == ")" else ""
    if mark == ")" and square_there and not round_there:
        opening = lone_mark(text, "[", "]")
        return "]" if opening is not None and opening < lone and text[opening] == "[" else ""
    return ""


def _place(text: str, original: str, mark: str, *, opens: bool) -> int | None:
    """Where the other of a mark is put in: at the text's end, or beginning, where the original's one pair has it."""
    family = next((family for family in (_ROUND, _SQUARE, _QUOTES) if mark in family), "")
    shapes = [pair for pair in PAIRS if pair[0] in family and original.count(pair[0]) == original.count(pair[1]) == 1]
    if len(shapes) != 1:
        return None
    opening, closing = shapes[0]
    if not opens:
        return len(text) - len(text.lstrip()) if original.lstrip().startswith(opening) else None
    at = original.index(closing)
    if not _AFTER_CLOSING.fullmatch(original[at + 1 :]):
        return None
    words = text.rstrip()
    if original[:at].rstrip()[-1:] in tuple(_SENTENCE_ENDS):
        return len(words)
    return None if family == _QUOTES else len(words.rstrip(_SENTENCE_ENDS))
