"""How Chinese is read aloud, for those who do not read the characters: Hanyu pinyin with tone marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import rjieba

from duizhao.corpus.text.han import in_simplified, is_han

_MARKS = str.maketrans("，。！？；：、（）「」『』《》〈〉　", ",.!?;:,()“”‘’“”‘’ ")
_BEFORE_MARK = re.compile(r"\s+(?=[,.!?;:)”’])")
_AFTER_MARK = re.compile(r"(?<=[(“‘])\s+")

_SURNAMES_TEXT = """
单=shàn 解=xiè 仇=qiú 曾=zēng 区=ōu 任=rén 查=zhā 朴=piáo 盖=gě 翟=zhái 缪=miào 宁=nìng 华=huà 冼=xiǎn 折=shé 员=yùn
覃=qín 葛=gě 召=shào 牟=mù 种=chóng 应=yīng 哈=hǎ 过=guō 车=chē 薄=bó 那=nā 句=gōu 都=dū 相=xiàng 俞=yú 柏=bǎi
谌=chén 阙=quē 盛=shèng 燕=yān 黑=hè 秘=bì 乐=yuè 难=nìng 繁=pó 洗=xiǎn 祭=zhài
长孙=zhǎng+sūn 尉迟=yù+chí 万俟=mò+qí 澹台=tán+tái 令狐=líng+hú 单于=chán+yú
"""
_SURNAMES = {name: read.split("+") for name, read in (entry.split("=") for entry in _SURNAMES_TEXT.split())}
"""Surnames that are read otherwise than the words they are written like."""

_TITLE = re.compile(
    "先生|女士|小姐|太太|老师|教授|博士|主席|总理|部长|主任|书记|局长|律师|法官|同志|院长|校长|经理|将军|医生|[某氏]"
)
_WORK = re.compile("[合专执编论原名土巨遗译显卓昭拙新旧]著")
"""著 where it is read zhù at the end of a word."""


def pinyin(text: str) -> str:
    """The text in pinyin, the syllables of a word written together; what is no Chinese stays, in Western marks.

    >>> pinyin("尊重人权。"), pinyin("重慶銀行")
    ('zūnzhòngrénquán.', 'chóngqìng yínháng')
    """
    at, parts = 0, []
    for word, read in _words_read(text):
        own = text[at : at + len(word)]
        at += len(word)
        spelled = "".join(syllable or character for syllable, character in zip(read, own, strict=True))
        if spelled.strip():
            parts.append(spelled.strip())
    line = " ".join(parts).translate(_MARKS)
    return _AFTER_MARK.sub("", _BEFORE_MARK.sub("", line))


def syllables(text: str) -> list[str]:
    """For each character of the text how it is read there; '' for what is no Chinese.

    >>> syllables("银行，行走"), syllables("單先生看著")
    (['yín', 'háng', '', 'xíng', 'zǒu'], ['shàn', 'xiān', 'shēng', 'kàn', 'zhe'])
    """
    return [syllable for _, read in _words_read(text) for syllable in read]


def _words_read(text: str) -> Iterator[tuple[str, list[str]]]:
    """The words of a text, simplified, each with the reading of its characters.

    Words and phrases are known in simplified characters; a character by itself is read as it is written, since the
    simplified form may stand for several (髮 fà, 發 fā).
    """
    tagged = list(rjieba.tag(in_simplified(text)))
    at = 0
    for number, (word, tag) in enumerate(tagged):
        read = _read(word, text[at : at + len(word)])
        after = tagged[number + 1][0] if number + 1 < len(tagged) else ""
        surname = next((name for name in (word[:2], word[:1]) if name in _SURNAMES), "")
        if surname and (
            (tag in ("nr", "nrfg") and len(word) > len(surname)) or (word == surname and _TITLE.match(after))
        ):
            read[: len(surname)] = _SURNAMES[surname]
        elif word.endswith("著") and not _WORK.search(word) and at + len(word) > 1:
            read[-1] = "zhe"  # a verb's particle, as it is written in Taiwan
        yield word, read
        at += len(word)


def _read(word: str, written: str) -> list[str]:
    """How the characters of one word are read: by the longest phrases that are known, the others one by one."""
    from pypinyin import Style, lazy_pinyin
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.seg.mmseg import seg

    read: list[str] = []
    if not any(map(is_han, word)):
        return [""] * len(word)
    word = word if word in PHRASES_DICT or (variant := word.replace("著", "着")) not in PHRASES_DICT else variant
    for piece in seg.cut(word):
        own = written[len(read) : len(read) + len(piece)]
        known = len(piece) > 1 and piece in PHRASES_DICT
        syllables = lazy_pinyin(piece if known else own, style=Style.TONE, errors="ignore")
        if known and len(syllables) == len(piece):
            read += syllables
        else:
            read += [_alone(character) for character in own]
    return read


def _alone(character: str) -> str:
    """How one character is read by itself; '' for what is no Chinese, and for what nobody says how to read."""
    from pypinyin import Style, lazy_pinyin

    if not is_han(character):
        return ""
    syllables: list[str] = lazy_pinyin(character, style=Style.TONE, errors="ignore") or lazy_pinyin(
        in_simplified(character), style=Style.TONE, errors="ignore"
    )
    return "".join(syllables)
