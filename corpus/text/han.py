"""What counts as a Chinese character, and which characters are the same one in another form.

The one predicate of the program: `HAN`, the inside of a regular expression's class, and `is_han`. It goes beyond what
Python's `\\w` and `str.isalpha` know: radicals, as PDFs written by browsers carry them (⼈民), are symbols to Unicode;
extensions newer than Python's own tables are unassigned to it; private use is where older files keep rare characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

HAN = (
    "⺀-⺙⺛-⻳⼀-⿕"  # radicals
    "々〇〡-〩〸-〻"  # iteration marks, zero, Suzhou numerals
    "㐀-䶿一-鿿\uf900-\ufaff"
    "\U00020000-\U0003fffd"  # the two ideographic planes whole: extensions B to J, and those to come
    "\ue000-\uefff\uf100-\uf8ff\U000f0000-\U0010fffd"  # private use; U+F0xx are bullets of symbol fonts
)
"""Han characters, as the inside of a regular expression's class."""

_HAN = re.compile(f"[{HAN}]")

_RADICALS = dict(
    zip(
        "⺁⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂亻冂𠘨刀刂卜㔾小尐兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
"""Radicals of the supplement, which NFKC leaves as they are, by Unicode's EquivalentUnifiedIdeograph."""

_VARIANTS = (
    "着著 台枱 余馀 只衹 面麺 钟锺 线缐 卫衞 开𫔭 咨谘 粽糭 么幺 托讬 曲麹 巨钜 旋镟 檐簷 沈渖 径迳 恶𫫇 愿𫖸 "
    "战𢧐 昵暱 叙敍 喂𫗭 妆粧 侭尽 划㓰 弥㳽 彩䌽 摆䙓 腼䩄 买𧹒 仑𪨧 啮𫜩 庐𪪏 当𪠽 捣𢭏 潀潨 "
    "炼𫔀 痹痺 睾睪 穞稆 糇𫗯 糊𫗫 緪縆 腭颚 苎苧 苹𬞟 谏𫍝 谫𫍿 账𧹔 镢䦆 闲𫔮 雕𫛲 鞲𫖕 骢𩨂 鲇鲶 〇○◯"
)
"""What is left apart when everything is made simplified, and is one character all the same by OpenCC's tables of
Hong Kong and Taiwan. 著 is a verb's particle in Taiwan, and stands in 著名 on the mainland: no one table brings 看著
and 看着 together. Last, the circles that are typed for 〇."""

_SAME = {variant: classed[0] for classed in _VARIANTS.split() for variant in classed[1:]}


def is_han(character: str) -> bool:
    """Whether one character is Han.

    >>> is_han("人"), is_han("⼈"), is_han("々"), is_han("あ"), is_han("A")
    (True, True, True, False, False)
    """
    return _HAN.match(character) is not None


def is_word(character: str) -> bool:
    """Whether a character says something: a letter, a digit, a Han character; no mark, no blank."""
    return character.isalnum() or is_han(character)


def plain(character: str) -> str:
    """A radical or a compatibility form as the character that it looks like, which fonts name so by mistake.

    >>> "".join(map(plain, "⼈⻓\uf900"))
    '人长豈'
    """
    form = unicodedata.normalize("NFKC", character)
    return _RADICALS.get(form, form)


@lru_cache(maxsize=65536)
def simplified(character: str) -> str:
    """A Han character as it is read: no radical or compatibility form, and simplified, one for one.

    What OpenCC would make longer stays as it is, and so does all that is no Han.

    >>> "".join(map(simplified, "⼈⻓學A"))
    '人长学A'
    """
    if not is_han(character):
        return character
    converted: str = _converter().convert(plain(character))
    return next((form for form in (converted, plain(character)) if len(form) == 1), character)


def one_variant(character: str) -> str:
    """What all variants of a simplified character are searched as.

    >>> one_variant("著"), one_variant("着")
    ('着', '着')
    """
    return _SAME.get(character, character)


class _Simplified(dict[int, str]):
    """For `str.translate`: every character in its simplified form, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = simplified(chr(code))
        return self[code]


_SIMPLIFIED = _Simplified()


def in_simplified(text: str) -> str:
    """A text with each Han character simplified, character for character: offsets stay.

    >>> in_simplified("第一條　重慶銀行")
    '第一条　重庆银行'
    """
    return text.translate(_SIMPLIFIED)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
