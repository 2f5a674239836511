"""Linked words that say the same: reports and laws repeat themselves, and what they share is one answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

NEARLY = 90
"""Likeness of two wordings, of 100, from which they are one answer in different dress."""
LEAST = 6
"""Characters of wordings that may differ in some."""
_MARKS = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"[0-9０-９一二三四五六七八九十百千万亿两零〇]+")


def as_one(wordings: Sequence[str]) -> list[int]:
    """For each wording the place of the first that says the same; empty ones say nothing, and stand alone.

    The same but for marks; or one within the other; or nearly the same, with the same numbers in it.

    >>> as_one(["尊重和保障人权", "", "尊重和保障人权。", "", "尊重人权"])
    [0, 1, 0, 3, 4]
    """
    first: list[int] = []
    plain = [_MARKS.sub("", wording) for wording in wordings]
    for at, words in enumerate(plain):
        earlier = (place for place in dict.fromkeys(first) if words and _same(plain[place], words))
        first.append(next(earlier, at))
    return first


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < LEAST:
        return False
    if one in other or other in one:
        return True
    if _NUMBERS.findall(one) != _NUMBERS.findall(other):
        return False
    return bool(fuzz.ratio(one, other, score_cutoff=NEARLY))
