"""Chinese names in Latin letters: 棠源 is Tangyuan, by the readings of its characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pypinyin import Style, pinyin

_WORD = re.compile(r"[A-Z][a-zA-Z]+")
MAX_WORD_CHARACTERS = 4
"""Characters that one word of a name spells."""


@lru_cache(maxsize=16384)
def readings(character: str) -> tuple[str, ...]:
    """The readings of a Han character in pinyin, without tones; none for anything else.

    >>> readings("单")
    ('chan', 'dan', 'shan')
    """
    syllables = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
    return tuple(sorted(set(syllables[0]))) if syllables else ()


def spelt(source: str, target: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Runs of Chinese characters and the capitalised words that spell all of them: offsets in both texts.

    >>> list(spelt("记者麦棠源", "Reporter Mai Tangyuan"))
    [((2, 3), (9, 12)), ((3, 5), (13, 21))]
    """
    heads: dict[str, list[int]] = {}
    for at, character in enumerate(source):
        for letter in {reading[0] for reading in readings(character)}:
            heads.setdefault(letter, []).append(at)
    for word in _WORD.finditer(target):
        letters = word[0].casefold()
        for start in heads.get(letters[0], ()):
            if length := _spelt_from(source, start, letters):
                yield (start, start + length), word.span()


def _spelt_from(source: str, start: int, letters: str) -> int:
    """How many characters from `start` the letters spell, with nothing left over; 0 if they don't."""
    reached = {0}
    for length, character in enumerate(source[start : start + MAX_WORD_CHARACTERS], 1):
        reached = {
            at + len(reading) for at in reached for reading in readings(character) if letters.startswith(reading, at)
        }
        if len(letters) in reached:
            return length
        if not reached:
            break
    return 0
