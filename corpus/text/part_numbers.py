"""The numbers that a text gives its own parts, and which of them its translation lacks: 第三十六条 and Article 36."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from duizhao.corpus.text.numerals import numbers

_CHINESE = re.compile(r"\s*第\s*([〇零一二三四五六七八九十百千\d]+)\s*([编編篇章节節条條])")
_ENGLISH = re.compile(r"\s*(Part|Title|Book|Chapter|Section|Article)\s+(\d+|[IVXLC]+)\b", re.IGNORECASE)
KINDS = {
    **dict.fromkeys(("编", "編", "篇", "part", "title", "book"), "part"),
    **dict.fromkeys(("章", "chapter"), "chapter"),
    **dict.fromkeys(("节", "節", "section"), "section"),
    **dict.fromkeys(("条", "條", "article"), "article"),
}
MIN_NUMBERED_PARTS = 3
"""Fewer numbered parts of a kind that both sides have are no numbering."""

Label = tuple[str, int]
"""A kind of part and its number."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A part that stands `source` times in the source and `target` times in the target."""

    kind: str
    number: int
    source: int
    target: int

    def __str__(self) -> str:
        name = f"{self.kind} {self.number}"
        if not self.target:
            return f"{name} is missing from the translation"
        if not self.source:
            return f"{name} is only in the translation"
        return f"{name} stands {_times(self.source)} in the source and {_times(self.target)} in the translation"


def label(sentence: str) -> Label | None:
    """What a sentence that begins a numbered part calls it.

    >>> label("第三十六条　国家保护…"), label("Chapter II General Principles"), label("See Article 3.")
    (('article', 36), ('chapter', 2), None)
    """
    if match := _CHINESE.match(sentence):
        number, kind = match[1], match[2]
        values = numbers(f"第{number}{kind}")
    elif match := _ENGLISH.match(sentence):
        kind, number = match[1].lower(), match[2]
        values = numbers(number if number.isdigit() else f"{match[1].capitalize()} {number.upper()}")
    else:
        return None
    return (KINDS[kind], int(min(values))) if values else None


def numbering_slips(source: Iterable[str], target: Iterable[str]) -> list[Slip]:
    """The numbered parts that do not stand as often on one side as on the other, in order of kind and number.

    Kinds of which only one side numbers its parts are passed over.
    """
    mine, theirs = (Counter(part for sentence in side if (part := label(sentence))) for side in (source, target))
    slips = []
    for kind in dict.fromkeys(KINDS.values()):
        shared = [part for part in mine.keys() & theirs.keys() if part[0] == kind]
        if len(shared) < MIN_NUMBERED_PARTS:
            continue
        for _, number in sorted(part for part in mine.keys() | theirs.keys() if part[0] == kind):
            counts = mine[kind, number], theirs[kind, number]
            if counts[0] != counts[1]:
                slips.append(Slip(kind, number, *counts))
    return slips


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
