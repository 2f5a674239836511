"""Chinese measures whose last digit stands bare, halves of units, neighbours: 一米七八, 三块五, 半年, 7、8万."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duizhao.corpus.document import Span
from duizhao.corpus.quantities.chinese_idioms import held
from duizhao.corpus.quantities.chinese_numerals import ALONE, DIGITS, HAN, NUMERAL, factor_of, numeral_value
from duizhao.corpus.quantities.chinese_units import COUNTED, UNIT, UNITS, unit_of
from duizhao.corpus.quantities.quantity import ANY_DOLLAR, Quantity, Way
from duizhao.corpus.quantities.rules import Rule, exactly

_DIGIT = "[一二三四五六七八九]"
_NO_MORE = rf"(?:(?![{HAN}0-9]|\.[0-9]|{COUNTED.pattern}|{UNIT.pattern})|(?=[一每][斤个公两只本张件瓶盒条根]))"
"""The digit is the last of its measure: nothing of a numeral follows, and nothing that it counts (but 三块五一斤)."""
_BARE = {
    "米": "m", "公尺": "m", "公里": "km", "斤": "jin", "公斤": "kg", "两": "liang", "尺": "chi", "丈": "zhang",
    "寸": "cun", "吨": "tonne", "亩": "mu", "顷": "qing",
}  # fmt: skip
"""Units whose tenths are said by a bare digit."""
_HALVED = {
    "年": (1.0, "year"),
    "个月": (1.0, "month"),
    "个世纪": (100.0, "year"),
    "世纪": (100.0, "year"),
    "打": (12.0, ""),
}
_HALVED |= {
    word: (1.0, unit) for word, unit in UNITS.items() if word not in ("天", "周", "星期", "礼拜", "里", "钱", "升")
}


def _bare_digit(match: re.Match[str]) -> Iterator[Quantity]:
    """一米七八: so many and tenths, and hundredths of the unit; two neighbours may be a range."""
    whole = numeral_value(match["whole"])
    if whole is None or whole[1] != whole[2]:
        return
    rest = "".join(str(DIGITS.get(digit, digit)) for digit in match["rest"])
    value = whole[0] + int(rest) / 10 ** len(rest)
    low = high = value
    if len(rest) == 2 and int(rest[1]) == int(rest[0]) + 1:
        low, high = whole[0] + int(rest[0]) / 10, whole[0] + int(rest[1]) / 10
    yield Quantity(Span(*match.span()), "number", value, low, high, _BARE[match["unit"]])


def _money(match: re.Match[str]) -> Iterator[Quantity]:
    """三块五, 五元八角, 两毛五, 三块二毛五, 三元零五分; three 块 alone may be bricks."""
    amount, bare = numeral_value(match["amount"]), match["bare"]
    jiao, fen = (numeral_value(match[name]) if match[name] else None for name in ("jiao", "fen"))
    if amount is None or amount[1] != amount[2]:
        return
    in_yuan = match["unit"] in "块元圆"
    enough = jiao or fen or (bare and match["unit"] == "块") if in_yuan else fen or bare or match["cash"]
    if not enough or (jiao and not in_yuan):
        return
    value = amount[0] * (1.0 if in_yuan else 0.1)
    value += (jiao[0] / 10 if jiao else 0.0) + (fen[0] / 100 if fen else 0.0)
    if bare:
        value += (DIGITS.get(bare) or int(bare)) / (10 if in_yuan and not jiao else 100)
    yield exactly(Span(*match.span()), "number", round(value, 4), ANY_DOLLAR)


def _half_of_a_unit(match: re.Match[str]) -> Iterator[Quantity]:
    """半年, 半个世纪, 半公斤: half of a unit, said as exactly as the whole."""
    if not held(match.string, match.start("half"), match.start("half") + 1):
        size, unit = _HALVED[match["unit"]]
        yield exactly(Span(match.start("half"), match.end()), "number", size / 2, unit)


def _neighbours(match: re.Match[str]) -> Iterator[Quantity]:
    """Two neighbouring numbers that share what follows: 7、8万, 三、四十; of months, each is one."""
    first, second = numeral_value(match["first"]), numeral_value(match["second"])
    if first is None or second is None:
        return
    low, high = first[0], second[0]
    if high < 10 < low:
        high += low - low % 10  # 十七、八岁
    if high != low + 1:
        return
    if match["month"]:
        yield exactly(Span(*match.span("first")), "month", low)
        yield exactly(Span(match.start("second"), match.end()), "month", high)
        return
    factor = factor_of(match["scale"] or "")
    bounds = low * factor, high * factor
    also: tuple[Way, ...] = (("number", bounds[1]),)
    unit = UNIT.match(match.string, match.end())
    span = Span(match.start(), unit.end() if unit else match.end())
    word = unit_of(unit[0]) if unit else ""
    yield Quantity(span, "number", bounds[0], *bounds, word, about=True, also=also)


_NEXT = r"[一二三四五六七八九]|[1-9]"


def _two_or_three(match: re.Match[str]) -> Iterator[Quantity]:
    yield Quantity(Span(*match.span()), "number", 2, 2, 3, about=True, soft=True, also=(("number", 3),))


MEASURE_RULES: tuple[Rule, ...] = (
    Rule(
        "money",
        re.compile(
            rf"{ALONE}(?P<amount>{NUMERAL})(?P<unit>[块元圆毛角])零?(?:(?P<jiao>{_NEXT})[毛角])?"
            rf"(?:(?P<fen>{_NEXT})分(?![之钟数成])|(?P<bare>{_NEXT}){_NO_MORE})?(?P<cash>钱)?"
        ),
        _money,
    ),
    Rule(
        "bare digit",
        re.compile(
            rf"{ALONE}(?P<whole>{NUMERAL})(?P<unit>{'|'.join(sorted(_BARE, key=len, reverse=True))})"
            rf"(?P<rest>零?{_DIGIT}{{1,2}}|[0-9]{{1,2}}){_NO_MORE}"
        ),
        _bare_digit,
    ),
    Rule(
        "neighbours",
        re.compile(
            rf"{ALONE}(?<![第、])(?P<first>十?{_DIGIT}|[1-9][0-9]?)[、,，](?P<second>{_DIGIT}|[1-9][0-9]?)"
            rf"(?:(?P<scale>[十百千万亿]+)|(?P<month>月)|(?={COUNTED.pattern}|{UNIT.pattern}))(?![0-9{HAN}])"
        ),
        _neighbours,
    ),
    Rule("two or three", re.compile(r"三两(?=[个天年人次句位名步])"), _two_or_three),
)
HALF_RULES: tuple[Rule, ...] = (
    Rule(
        "half of a unit",
        re.compile(
            rf"(?<![一二三四五六七八九十两几个年天月日倍上下前后大小])(?P<half>半)"
            rf"(?P<unit>{'|'.join(sorted(_HALVED, key=len, reverse=True))})(?![度报刊之])"
        ),
        _half_of_a_unit,
    ),
)
