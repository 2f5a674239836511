"""How Chinese is read aloud, for those who do not read the characters: Hanyu pinyin with tone marks."""

from __future__ import annotations

import re

from duizhao.corpus.text.normalization import HAN
from duizhao.corpus.text.tokenization import words

_HAN = re.compile(f"[{HAN}]")
_MARKS = str.maketrans("，。！？；：、（）「」『』《》〈〉　", ",.!?;:,()“”‘’“”‘’ ")
_BEFORE_MARK = re.compile(r"\s+(?=[,.!?;:)”’])")
_AFTER_MARK = re.compile(r"(?<=[(“‘])\s+")


def pinyin(text: str) -> str:
    """The text in pinyin, the syllables of a word written together; what is no Chinese stays, in Western marks.

    >>> pinyin("尊重人权。")
    'zūnzhòngrénquán.'
    """
    from pypinyin import Style, lazy_pinyin

    parts = []
    for word in words(text, "zh"):
        spelled = "".join(lazy_pinyin(word, style=Style.TONE)) if _HAN.search(word) else word
        if spelled.strip():
            parts.append(spelled.strip())
    line = " ".join(parts).translate(_MARKS)
    return _AFTER_MARK.sub("", _BEFORE_MARK.sub("", line))


def syllables(text: str) -> list[str]:
    """For each character of the text how it is read there; '' for what is no Chinese.

    >>> syllables("银行，行走")
    ['yín', 'háng', '', 'xíng', 'zǒu']
    """
    from pypinyin import Style, lazy_pinyin

    found: list[str] = []
    for word in words(text, "zh"):
        read = lazy_pinyin(word, style=Style.TONE, errors="ignore")
        known = len(read) == sum(_HAN.match(character) is not None for character in word)
        found += [read.pop(0) if known and _HAN.match(character) else "" for character in word]
    return found
