"""Chinese names and idioms that hold numerals: 四川 counts nothing, and 千方百计 need not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

Hold = Literal["name", "idiom"]
"""A name counts nothing; the numbers of an idiom may be kept by a translation."""


def held(text: str, start: int, end: int) -> Hold | None:
    """Whether a numeral of `text` lies wholly within a name or an idiom, and in which.

    A numeral that begins before it, or goes on behind it, is a number: 千里 is no word of 三千里.

    >>> held("三千里江山", 0, 2), held("在三亚", 1, 2), held("百里挑一", 0, 1), held("百里挑一", 3, 4)
    (None, 'name', 'idiom', 'idiom')
    """
    if text.startswith("第", start - 1):  # 第一同学
        return None
    names, idioms, longest = _patterns()
    low, high = max(0, start - longest), min(len(text), end + longest)
    for kind, pattern in (("name", names), ("idiom", idioms)):
        if any(first <= start and end <= last for first, last in _within(pattern, text, low, high)):
            return "name" if kind == "name" else "idiom"
    return None


def _within(pattern: re.Pattern[str], text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Where words of a list stand, one in another too."""
    for match in pattern.finditer(text, low, high):
        yield match.start(1), match.end(1)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], int]:
    """The names, the idioms, and the characters of the longest."""
    lines = files("duizhao.corpus.quantities").joinpath("idioms.txt").read_text(encoding="utf-8").splitlines()
    parts: list[list[str]] = []
    for line in lines:
        if line.startswith("#"):
            parts.append([])
        else:
            parts[-1] += line.split()
    longest = max(len(word) for part in parts for word in part)
    return _any_of(parts[0]), _any_of(parts[1]), longest


def _any_of(entries: list[str]) -> re.Pattern[str]:
    """Matches wherever a word of the list begins; `十分!钟` is 十分 before anything but 钟."""
    ordered = sorted(entries, key=len, reverse=True)
    words = [f"{word}(?![{never}])" if never else word for word, _, never in (form.partition("!") for form in ordered)]
    return re.compile(rf"(?=({'|'.join(words)}))")
