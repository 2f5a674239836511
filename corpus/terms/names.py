"""Names of persons that other languages gave, in Chinese characters: where they begin and end, and their originals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from duizhao.corpus.document import Span
from duizhao.corpus.text.han import in_simplified
from duizhao.corpus.text.pinyin import syllables

DOTS = "·•‧・．"
"""What stands between the parts of such a name."""
_SOUNDS = (
    "阿艾爱安敖奥巴拜班邦包贝彼比毕别波伯博卜布才仓策查察昌达丹但道德邓狄迪蒂丁顿多朵厄额恩尔法凡菲费芬弗福夫噶嘎盖冈高戈"
    "格葛根古瓜圭果哈海汉汗罕豪赫亨华胡霍基吉季加贾江杰金津喀卡开凯坎康考柯科克肯库夸奎拉莱兰朗劳勒雷莉黎李里理力立丽利"
    "连列林琳龙隆卢鲁路伦罗洛吕马玛买麦曼芒毛梅门蒙孟米密明莫默姆木穆拿娜纳乃奈南内尼涅宁纽努诺欧帕潘庞佩彭皮匹平珀普奇"
    "齐契恰强钦秦青琼邱曲热仁日荣茹汝瑞若撒萨塞赛三桑瑟森沙莎山珊善尚绍舍申什圣施史士市寿舒斯丝司松苏索塔台太泰坦汤唐陶特"
    "滕提田铁廷图吐托瓦万旺威维韦魏温沃乌武西希锡仙夏香肖谢辛兴雄休许旭雪逊雅亚延扬杨耶叶伊依衣以易因英尤于约越泽扎詹张珍"
    "珠朱卓兹孜宗祖佐合白鼎则义娅吾那浪牙库甫音亥艳阔肉次增坚赞向堆央措禅琴娃朝宝云美奴妮史弥亨乔森顿汤蒙孔富迦摩诃"
)
_TONES = "\u0304\u0301\u030c\u0300"
_SOUND = f"[{''.join(dict.fromkeys(_SOUNDS))}]"
_FIRST = f"[不都{_SOUND[1:]}"
"""Of a first part: behind a name, 都 and 不 are words."""
_SOUNDED = re.compile(f"{_FIRST}+")
_DOTTED = re.compile(rf"{_FIRST}{{1,8}}(?:[{DOTS}]{_SOUND}{{1,8}})+")
"""Characters that write sounds, in parts with a dot between."""
_ORIGINAL = re.compile(r"\s?[（(]\s*([A-Za-zÀ-ɏ][A-Za-zÀ-ɏ .,'’‘`-]*[A-Za-zÀ-ɏ.])\s*[)）]")
"""Latin letters in brackets."""


def joined_names(text: str, persons: Iterable[Span]) -> list[Span]:
    """Names of persons, those with dots between their parts whole.

    `persons`: names or parts of names that were found, in order. A name of several parts counts where one of them was
    found, or where each part has at least two characters.

    >>> text = "阿不都热合曼·买买提说"
    >>> [span.of(text) for span in joined_names(text, [Span(0, 6)])]
    ['阿不都热合曼·买买提']
    """
    spans = list(persons)
    whole = []
    for match in _DOTTED.finditer(in_simplified(text)):
        name = Span(*match.span())
        parts = re.split(f"[{DOTS}]", match.group())
        if any(span.overlaps(name) for span in spans) or min(map(len, parts)) > 1:
            near = [span for span in spans if span.overlaps(name) or _leads(span, name, text)]
            whole.append(Span(min([name.start, *(span.start for span in near)]), _end(name, near, text)))
    return sorted([*whole, *(span for span in spans if not any(span.overlaps(name) for name in whole))])


def _leads(span: Span, name: Span, text: str) -> bool:
    """Whether a part that was found goes on in the name."""
    return span.end == name.start and _SOUNDED.fullmatch(in_simplified(span.of(text))) is not None


def _end(name: Span, near: list[Span], text: str) -> int:
    """Where the name ends: with its last part as it was found, if that was found; else with the last sound."""
    last = max(text.rfind(dot, name.start, name.end) for dot in DOTS) + 1
    ends = [span.end for span in near if span.end > last]
    return max(ends) if ends else name.end


_COMPOUND = re.compile(
    "欧阳|司马|上官|诸葛|皇甫|尉迟|公孙|慕容|令狐|宇文|司徒|司空|夏侯|东方|南宫|西门|独孤|端木|长孙|轩辕|拓跋|完颜|鲜于|澹台"
)
"""Surnames of two characters."""


def romanized(name: str, *, person: bool) -> str:
    """A name in pinyin without tones, as it is looked for in English; of a person, the surname apart.

    >>> romanized("張藝謀", person=True), romanized("欧阳修", person=True), romanized("重庆", person=False)
    ('Zhang Yimou', 'Ouyang Xiu', 'Chongqing')
    """
    plain = in_simplified(name)
    read = [_without_tone(syllable) or character for syllable, character in zip(syllables(name), name, strict=True)]
    size = 2 if _COMPOUND.match(plain) else 1
    if person and size < len(plain) <= size + 2 and not any(dot in plain for dot in DOTS):
        return f"{''.join(read[:size]).capitalize()} {''.join(read[size:]).capitalize()}"
    return " ".join(part.capitalize() for part in "".join(" " if one in DOTS else one for one in read).split())


def _without_tone(syllable: str) -> str:
    """A syllable without its tone; ü stays."""
    letters = unicodedata.normalize("NFD", syllable)
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONES))


def originals(text: str, name: Span) -> Iterator[str]:
    """What stands in brackets behind a name, in Latin letters.

    >>> list(originals("热比娅（Rebiya Kadeer）说", Span(0, 3)))
    ['Rebiya Kadeer']
    """
    if match := _ORIGINAL.match(text, name.end):
        yield match[1]
