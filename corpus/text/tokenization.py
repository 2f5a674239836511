"""Where words begin and end: Chinese by a segmenter, English by its letters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import rjieba

from duizhao.corpus.document import Language
from duizhao.corpus.text.han import in_simplified, is_word
from duizhao.corpus.text.normalization import hanzi

FREQUENT = 10_000_000
"""A frequency at which the segmenter keeps a word whole."""

FEWEST_IN_TWO = 4
"""Characters of a word that may be two."""

_WORD = re.compile(r"\w+(?:['’.,-]\w+)*|\W")


def words(text: str, language: Language) -> list[str]:
    """The words of a text, white space and punctuation included: joined, they are the text again.

    Chinese in whatever script is cut as the segmenter knows it, which is simplified.

    >>> words("⼈民代表大會在重慶", "zh")
    ['⼈民代表大會', '在', '重慶']
    """
    if language == "en":
        return _WORD.findall(text)
    tokens, at = [], 0
    for word in rjieba.cut(in_simplified(text)):
        tokens.append(text[at : at + len(word)])
        at += len(word)
    return tokens


class UserWords:
    """The segmenter with words of a user's own, which it never cuts; simplified, as it knows them."""

    def __init__(self, given: Iterable[str] = ()) -> None:
        """`given`: words, in either script."""
        self._jieba = rjieba.Jieba()
        for word in given:
            self._jieba.add_word(hanzi(word).text, FREQUENT, "n")

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """The words of a text with their parts of speech: joined, the words are the text again."""
        return list(self._jieba.tag(text))


def read_words(text: str) -> list[str]:
    """The words of a file, one a line; what stands after a blank (a frequency, a part of speech) is let be, as is #."""
    lines = (line.strip() for line in text.removeprefix("\ufeff").splitlines())
    return [re.split(r"\s", line)[0] for line in lines if line and not line.startswith("#")]


def word_bounds(text: str, language: Language) -> list[int]:
    """Offsets at which a word may begin or end, 0 and the text's length among them.

    >>> word_bounds("尊重和保障人权", "zh")
    [0, 2, 3, 7]
    """
    bounds = [0]
    for word in words(text, language):
        bounds.append(bounds[-1] + len(word))
    if bounds[-1] != len(text):
        raise ValueError(f"words of {len(text)} characters end at {bounds[-1]}")
    return bounds


def word_joints(text: str, language: Language) -> list[int]:
    """Offsets within a long Chinese word at which one shorter word ends and another begins.

    >>> word_joints("尊重和保障人权", "zh")
    [5]
    """
    joints, at = [], 0
    for word in words(text, language) if language == "zh" else ():
        joints += [at + joint for joint in _joints(word)] if len(word) >= FEWEST_IN_TWO else []
        at += len(word)
    return joints


@lru_cache(maxsize=20_000)
def _joints(word: str) -> list[int]:
    """Where a shorter word ends and another begins, as a search engine's segmenter has them: 尊重|人权, not 重人."""
    plain = in_simplified(word)
    starts, ends = set[int](), set[int]()
    for part in set(rjieba.cut_for_search(plain)) - {plain}:
        at = plain.find(part)
        while at >= 0:
            starts.add(at)
            ends.add(at + len(part))
            at = plain.find(part, at + 1)
    return sorted(starts & ends)


def has_words(text: str) -> bool:
    """Whether a text says anything: holds a letter, a character or a digit, not punctuation alone."""
    return any(map(is_word, text))
