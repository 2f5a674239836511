"""Words broken at a line's end: whether the hyphen there is the word's own, or the printer's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from duizhao.corpus.text.han import is_han
from duizhao.corpus.text.word_forms import spelling

if TYPE_CHECKING:
    from spellchecker import SpellChecker

COMMON = 2.5e-7
"""How often, among all words, each half of a compound must be written."""
KNOWN = 2e-8
"""How often a word must be written that a hyphen was put into."""

_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_BROKEN = re.compile(r"[^\W\d_][-\u00ad\u2010]\s*\Z")
_NAME = re.compile(r"[A-Z][a-z]+\s+[A-Z][a-z']*\Z")
_TENS = frozenset({"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"})
_APART = frozenset({"self", "ex", "cross", "quasi", "vice"})
_ENDINGS_TEXT = """
able al ally ance ant ate ation ed en ence ent er ers est ful ible ing ings ion ions ish ism ist ists ity ive less ly
ment ments ness or ors our ous ship sion some tion tions tive ty ure
"""
_ENDINGS = frozenset(_ENDINGS_TEXT.split())
_PREFIXES_TEXT = "anti co counter inter mid multi non over post pre pro re semi sub super trans under"
_PREFIXES = frozenset(_PREFIXES_TEXT.split())
_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|uang|iong|[aeio]ng|ian|iao|uai|uan|i[aeun]|u[aoine]|ai|ei|ao|ou|[ae]n|"
    r"er|[aoeiuv])\Z"
)


def whole_words(lines: Iterable[str]) -> frozenset[str]:
    """The words that stand whole inside lines, in small letters, hyphenated ones with their hyphens.

    Neither half of a word that is broken at the end of a line is one of them.
    """
    whole: set[str] = set()
    after_break = False
    for line in lines:
        words = [word.lower().replace("\u2010", "-") for word in _WORD.findall(line)]
        broken = _BROKEN.search(line) is not None
        whole.update(words[bool(after_break) : len(words) - broken])
        after_break = broken
    return frozenset(whole)


def keeps_hyphen(above: str, before: str, after: str, words: frozenset[str]) -> bool:
    """Whether two halves of a word, one at the end of a line and one below it, are joined by a hyphen.

    `above`: its line up to the hyphen, the half of the word included. `words`: those of the document.

    >>> halves = ("con", "firmed"), ("state", "owned"), ("Anglo", "Irish"), ("develop", "ment"), ("Mao Tse", "tung")
    >>> [keeps_hyphen(before, before.split()[-1], after, frozenset()) for before, after in halves]
    [False, True, True, False, True]
    """
    first, rest = before.lower(), after.lower()
    whole = first + rest
    if f"{first}-{rest}" in words:
        return True
    if whole in words:
        return False
    if any(map(is_han, before[-1] + after[0])) or (after[0].isupper() and not before.isupper()) or first in _TENS:
        return True
    if _is_known(whole):
        return first in _PREFIXES and any(word.startswith(f"{first}-") for word in words)
    if _NAME.search(above):  # Chinese given names: Xiaoping in pinyin, Tse-tung in the older spellings
        return not (_SYLLABLE.match(first) and _SYLLABLE.match(rest))
    return first in _APART or (rest not in _ENDINGS and min(_frequency(first), _frequency(rest)) >= COMMON)


def _is_known(word: str) -> bool:
    return max(_frequency(word), _frequency(spelling(word))) >= KNOWN


def _frequency(word: str) -> float:
    return float(_list().word_usage_frequency(word))


@lru_cache(maxsize=1)
def _list() -> SpellChecker:
    from spellchecker import SpellChecker

    return SpellChecker(language="en", distance=1)
