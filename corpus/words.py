"""Where words begin and end: Chinese by a segmenter, English by its letters."""

from __future__ import annotations

import re

import rjieba

from corpus.document import Language

_WORD = re.compile(r"\w+(?:['’.,-]\w+)*|\W")


def words(text: str, language: Language) -> list[str]:
    """The words of a text, white space and punctuation included: joined, they are the text again."""
    return list(rjieba.cut(text)) if language == "zh" else _WORD.findall(text)


def word_bounds(text: str, language: Language) -> list[int]:
    """Offsets at which a word may begin or end, 0 and the text's length among them.

    >>> word_bounds("尊重人权", "zh")
    [0, 2, 4]
    """
    bounds = [0]
    for word in words(text, language):
        bounds.append(bounds[-1] + len(word))
    if bounds[-1] != len(text):
        raise ValueError(f"words of {len(text)} characters end at {bounds[-1]}")
    return bounds


def has_words(text: str) -> bool:
    """Whether a text says anything: holds a letter, a character or a digit, not punctuation alone."""
    return any(map(str.isalnum, text))
