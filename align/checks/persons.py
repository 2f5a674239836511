"""Persons who have a Chinese name in the English, and are not in the Chinese: one person become another.

Zhang Guotao is a surname and a given name, each written as its characters are read. Of 1,724 such names in 11,347 pairs
of news and their translations 18 stand nowhere in the Chinese, and eight of these are Hong Kong or La Liga: where one
does not, the Chinese as a rule speaks of somebody else, or leaves open of whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from rapidfuzz.distance import Levenshtein

from duizhao.align.checks.finding import Finding
from duizhao.align.checks.linked_pair import Direction, Pair
from duizhao.align.checks.name_features import NO_NAMES, small_words
from duizhao.align.checks.name_sounds import SYLLABLE
from duizhao.align.checks.old_spellings import APOSTROPHES, PART, old_spellings, plain, syllables, wade_giles
from duizhao.corpus.document import Span
from duizhao.corpus.message import Message
from duizhao.corpus.text.normalization import hanzi
from duizhao.models.word_linker.transliteration import readings, spelt

SURE = 0.85
"""Confidence of the finding."""
FEWEST_LETTERS = 6
"""Letters of a given name from which one that differs is a slip and no other name."""
BEFORE = 2
"""Sentences before, in which the person may have been named."""

_SURNAMES_TEXT = """
ai an ao bai ban bao bei bi bian bo bu cai cao cen chai chang che chen cheng chi chu cong cui dai dang deng di diao ding
dong dou du duan fan fang fei feng fu gan gao ge geng gong gu guan guang gui guo hai han hang hao he hong hou hu hua
huang hui huo ji jia jian jiang jiao jie jin jing ju kang ke kong kou kuang lai lan lang lei leng li lian liang liao lin
ling liu long lou lu luo lv ma mao mei meng mi miao min ming mo mou mu na nan ni nie ning niu ou pan pang pei peng pi
ping pu qi qian qiang qiao qin qiu qu quan ran ran rao ren rong ruan sha shan shang shao she shen sheng shi shou shu
song su sui sun tan tang tao teng tian tong tu wan wang wei wen weng wu xi xia xian xiang xiao xie xin xing xiong xu xue
xun yan yang yao ye yi yin ying you yu yuan yue yun zang zeng zha zhan zhang zhao zhen zheng zhi zhong zhou zhu zhuang
zhuo zong zou zu zuo
"""
_SURNAMES = frozenset(_SURNAMES_TEXT.split())
_PLACES = frozenset({"hong kong"})
_NAME = re.compile(
    rf"\b([A-Z][a-z]*(?:[{APOSTROPHES}][a-z]+)?) "
    rf"(?=([A-Z][a-z]*(?:[{APOSTROPHES}][a-z]+)?(?:-{PART})*)(?!\w))"
)
_GIVEN = re.compile(f"(?:{SYLLABLE}){{1,2}}")
_OLD_SURNAMES = frozenset(map(wade_giles, _SURNAMES))
SLIP = 0.8
"""Letters of a given name that are as much like the pinyin of the characters as this, and are not it, are a slip."""


def missing_persons(chinese: str, english: str) -> Iterator[Span]:
    """Where the English names a person of whom neither surname nor given name can be read in the Chinese.

    >>> text = "Zhang Guotao agreed, and so did Chen Duxiu."
    >>> [span.of(text) for span in missing_persons("陳獨秀也同意。", text)]
    ['Zhang Guotao']
    """
    persons = [(Span(*match.span(1)), Span(*match.span(2))) for match in _NAME.finditer(english) if _is_a_person(match)]
    if not persons:
        return
    simplified = hanzi(chinese).text
    old = {span.start for span in old_spellings(simplified, english)}
    words = {span.of(english) for person in persons for span in person}
    read = {word for word in words if next(spelt(simplified, word), None)}
    for surname, given in persons:
        if not any(match.start in old or match.of(english) in read for match in (surname, given)):
            yield Span(surname.start, given.end)


def _is_a_person(match: re.Match[str]) -> bool:
    """Whether two words are a surname and a given name, both of pinyin or both of older spellings."""
    surname, given = plain(match[1]), plain(match[2])
    if _is_other(match):
        return False
    if "-" not in match[2] and match[1].isalpha() and match[2].isalpha():
        return surname in _SURNAMES and _GIVEN.fullmatch(given) is not None
    return surname in _OLD_SURNAMES and syllables().issuperset(given.split("-"))


def slipped_persons(chinese: str, english: str) -> Iterator[tuple[Span, str]]:
    """Given names that are nearly the pinyin of the characters after their surname, and the characters.

    >>> list(slipped_persons("习近平来了", "Xi Jingping came"))
    [(Span(start=3, end=11), '近平')]
    """
    simplified = hanzi(chinese).text
    slips: dict[str, str] = {}  # a name that stands often is compared once
    for match in _NAME.finditer(english):
        if _is_a_person(match) and match[2].isalpha() and len(match[2]) >= FEWEST_LETTERS:
            name = f"{match[1]} {match[2]}"
            if name not in slips:
                slips[name] = _nearest(match[1].casefold(), match[2].casefold(), simplified)
            if slips[name]:
                yield Span(*match.span(2)), slips[name]


def _nearest(surname: str, given: str, chinese: str) -> str:
    """Of the given names behind the surname the one that the letters are nearly, if they are none of them."""
    after = {chinese[at + 1 : at + 3] for at, character in enumerate(chinese) if surname in readings(character)}
    likeness, nearest = max(((_likeness(given, name), name) for name in after), default=(0.0, ""))
    return nearest if SLIP <= likeness < 1 else ""


def _likeness(letters: str, given: str) -> float:
    """How much letters are like the nearest reading of two characters, 1 for the same."""
    spelled = ("".join(syllables) for syllables in product(*map(readings, given)))
    return max((Levenshtein.normalized_similarity(letters, spelling) for spelling in spelled), default=0.0)


def _is_other(match: re.Match[str]) -> bool:
    words = [match[1].casefold(), match[2].casefold()]
    return " ".join(words) in _PLACES or any(word in small_words() or word in NO_NAMES for word in words)


def check_persons(pairs: Sequence[Pair], direction: Direction = "zh-en") -> Iterator[tuple[Pair, Finding]]:
    """Persons of the English whom neither the bead's Chinese nor that before it names."""
    for at, pair in enumerate(pairs):
        around = "\n".join(earlier.source for earlier in pairs[max(0, at - BEFORE) : at + 1])
        for span in missing_persons(around, pair.target):
            reason = Message("nobody in the Chinese here can be read “{name}”", name=span.of(pair.target))
            linked = pair.counterpart(span, "target")
            yield pair, Finding("name", "major", linked, span, SURE, reason, "accuracy/mistranslation/name")
        for span, chinese in slipped_persons(pair.source, pair.target):
            word = span.of(pair.target)
            reason = (
                Message("“{word}” is nearly, but not quite, how {chinese} is read", word=word, chinese=chinese)
                if direction == "zh-en"
                else Message("“{word}” does not read like {chinese}", word=word, chinese=chinese)
            )
            linked = pair.counterpart(span, "target")
            yield pair, Finding("name", "major", linked, span, SURE, reason, "accuracy/mistranslation/name")
