"""Persons who have a Chinese name in the English, and are not in the Chinese: one person become another.

Zhang Guotao is a surname and a given name, each written as its characters are read. Of 1,724 such names in 11,347 pairs
of news and their translations 18 stand nowhere in the Chinese, and eight of these are Hong Kong or La Liga: where one
does not, the Chinese as a rule speaks of somebody else, or leaves open of whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from duizhao.align.checks.finding import Finding
from duizhao.align.checks.linked_pair import Pair
from duizhao.align.checks.name_features import NO_NAMES, small_words
from duizhao.align.checks.name_sounds import SYLLABLE
from duizhao.corpus.document import Span
from duizhao.corpus.message import Message
from duizhao.corpus.text.normalization import hanzi
from duizhao.models.word_linker.transliteration import spelt

SURE = 0.85
"""Confidence of the finding."""
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
_NAME = re.compile(r"\b([A-Z][a-z]+) (?=([A-Z][a-z]+)\b)")
_GIVEN = re.compile(f"(?:{SYLLABLE}){{1,2}}")


def missing_persons(chinese: str, english: str) -> Iterator[Span]:
    """Where the English names a person of whom neither surname nor given name can be read in the Chinese.

    >>> text = "Zhang Guotao agreed, and so did Chen Duxiu."
    >>> [span.of(text) for span in missing_persons("陳獨秀也同意。", text)]
    ['Zhang Guotao']
    """
    persons = [
        (Span(*match.span(1)), Span(*match.span(2)))
        for match in _NAME.finditer(english)
        if match[1].casefold() in _SURNAMES and _GIVEN.fullmatch(match[2].casefold()) and not _is_other(match)
    ]
    if not persons:
        return
    read = {words for _, words in spelt(hanzi(chinese).text, english)}
    for surname, given in persons:
        if not {(surname.start, surname.end), (given.start, given.end)} & read:
            yield Span(surname.start, given.end)


def _is_other(match: re.Match[str]) -> bool:
    words = [match[1].casefold(), match[2].casefold()]
    return " ".join(words) in _PLACES or any(each in small_words() or each in NO_NAMES for each in words)


def check_persons(pairs: Sequence[Pair]) -> Iterator[tuple[Pair, Finding]]:
    """Persons of the translation whom neither the bead's Chinese nor that before it names."""
    for at, pair in enumerate(pairs):
        around = "\n".join(each.source for each in pairs[max(0, at - BEFORE) : at + 1])
        for span in missing_persons(around, pair.target):
            reason = Message("nobody in the Chinese here can be read “{name}”", name=span.of(pair.target))
            linked = pair.counterpart(span, "target")
            yield pair, Finding("name", "major", linked, span, SURE, reason, "accuracy/mistranslation/name")
