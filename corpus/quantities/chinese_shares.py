"""Shares and multiples of a Chinese text: 三分之二, 七成半, 八折, 增加了两倍, 翻两番, 一半."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duizhao.corpus.document import Span
from duizhao.corpus.quantities.chinese_numerals import (
    ALONE,
    DIGITS,
    LARGE,
    NUMERAL,
    SMALL,
    factor_of,
    numeral_value,
)
from duizhao.corpus.quantities.quantity import LEFT, Quantity, Way
from duizhao.corpus.quantities.rules import Rule, exactly, loosely

_DIGIT = "[一二三四五六七八九]"
_GROWS = (
    "增加|增长|增大|增多|增至|增产|增收|猛增|激增|暴增|剧增|大增|净增|递增|倍增|增|上升|提升|攀升|飙升|升|提高|扩大|扩充|扩张|膨胀|上涨|暴涨|猛涨|"
    "涨|翻|放大|加大|加快|加长|延长|壮大|多|高|大|快|长|贵|重|强|宽|厚|远"
)
_COMPARED = ("多", "高", "大", "快", "长", "贵", "重", "强", "宽", "厚", "远")
"""贵两倍 may be said of what costs twice as much."""


def _ratio(match: re.Match[str]) -> Iterator[Quantity]:
    """3/4, and ½, which the view writes 1⁄2: its number above has one digit, those before are whole."""
    above, below = int(match["above"]), int(match["below"])
    yield exactly(Span(*match.span()), "number", int(match["whole"] or 0) + above / below)


def _fraction(match: re.Match[str]) -> Iterator[Quantity]:
    """三分之二, 百分之三点五, 一又四分之三."""
    below, above = numeral_value(match["below"]), numeral_value(match["above"])
    bottom = below[0] if below else float(SMALL.get(match["below"], 0) or LARGE.get(match["below"], 0) or 1)
    whole = numeral_value(match["whole"]) if match["whole"] else None
    top, low, high = above or (1.0, 1.0, 1.0)
    span = Span(*match.span())
    if bottom == 100 and not whole:
        yield Quantity(span, "percent", top, low, high, also=_grown(match, top / 100))
    elif bottom:
        more = whole[0] if whole else 0.0
        yield Quantity(span, "number", more + top / bottom, more + low / bottom, more + high / bottom)


def _grown(match: re.Match[str], share: float) -> tuple[Way, ...]:
    """How many times as much it is, of something that grew by a share."""
    grows = re.search(
        r"(?:增长|增加|上升|提高|扩大|上涨)(?:了|约|近|超过|逾|达|出)*\Z",
        match.string[max(0, match.start() - 8) : match.start()],
    )
    return (("times", 1 + share),) if grows else ()


def _discount(match: re.Match[str]) -> Iterator[Quantity]:
    """What is left of a price, and what is taken off: 八折 is 80 percent, and 20 percent off."""
    if match["half"]:
        yield loosely(Span(*match.span()), 0.5)
        return
    digits = [DIGITS[digit] for digit in match["tenths"]] if match["tenths"] else []
    if digits:
        left = 10.0 * digits[0] + (digits[1] if len(digits) > 1 else 0)
    elif match["point"]:
        left = 10 * (numeral_value(match["point"]) or (0.0,))[0]
    else:
        number = float(match["arabic"])
        left = number if number >= 10 else number * 10
    yield exactly(Span(*match.span()), "percent", left, LEFT, also=(("percent", 100 - left),))


def _tenths(match: re.Match[str]) -> Iterator[Quantity]:
    """九成, 三成五, 七成半, 七八成."""
    if match["only"]:
        yield exactly(Span(*match.span()), "percent", 5)
        return
    read = numeral_value(match["tenths"])
    if read is None or read[2] > 10:
        return
    more = 5.0 if match["more"] == "半" else float(DIGITS[match["more"]]) if match["more"] else 0.0
    value, low, high = (10 * tenth + more for tenth in read)
    also: tuple[Way, ...] = (("percent", high),) if low < high else ()
    yield Quantity(Span(*match.span()), "percent", value, low, high, about=low < high, also=also)


def _growth(match: re.Match[str]) -> Iterator[Quantity]:
    """How many times as much it becomes if it grows by so many times: 增加了两倍 is trebled, or 200 percent more."""
    read = numeral_value(match["times"])
    if read is None:
        return
    value, low, high = (times + (0.5 if match["half"] else 0.0) for times in read)
    also: tuple[Way, ...] = (("percent", 100 * value),)
    if match["grows"] in _COMPARED:
        also = (*also, ("times", value))
    if match["more"] and low == high:
        high = low + 1
    about = bool(match["about"] or match["more"]) or low < high
    yield Quantity(Span(*match.span()), "times", 1 + value, 1 + low, 1 + high, about=about, also=also)


def _doubled(match: re.Match[str]) -> Iterator[Quantity]:
    """翻两番 is four times; each time doubles."""
    count = numeral_value(match["count"])[0] if match["count"] else 1.0  # type: ignore[index]
    value = 2.0**count
    yield Quantity(Span(*match.span()), "times", value, value, value, also=(("percent", 100 * (value - 1)),))


def _vague(match: re.Match[str]) -> Iterator[Quantity]:
    """数百 is 200 to 900; 成千上万 thousands."""
    factor = factor_of(match["units"] or "千")
    top = factor * (10 if match["units"] else 100)
    yield Quantity(Span(*match.span()), "number", factor, factor, top, about=True, soft=True)


def _half(match: re.Match[str]) -> Iterator[Quantity]:
    yield loosely(Span(*match.span()), 0.5)


def _pair(match: re.Match[str]) -> Iterator[Quantity]:
    yield loosely(Span(*match.span()), {"俩": 2, "仨": 3}[match[0]])


SHARE_RULES: tuple[Rule, ...] = (
    Rule(
        "ratio",
        re.compile(
            r"(?<![0-9/.,⁄])(?:(?P<whole>[0-9]{1,4})[ 又])?(?P<above>[1-9][0-9]?)/(?P<below>[1-9][0-9]?)"
            r"(?![0-9/]|[.,][0-9])"
        ),
        _ratio,
    ),
    Rule(
        "vulgar fraction",
        re.compile(r"(?<![0-9.,])(?P<whole>[0-9]{1,6}?)??(?P<above>[0-9])⁄(?P<below>[0-9]{1,2})(?![0-9])"),
        _ratio,
    ),
    Rule(
        "fraction",
        re.compile(rf"{ALONE}(?:(?P<whole>{NUMERAL})[又个])?(?P<below>{NUMERAL})\s?分之\s?(?P<above>{NUMERAL})"),
        _fraction,
    ),
    Rule(
        "discount",
        re.compile(
            rf"{ALONE}(?<!一波)(?:(?P<point>{_DIGIT}点{_DIGIT})|(?P<tenths>{_DIGIT}{{1,2}})|(?P<arabic>[1-9][0-9]?(?:\.[0-9])?))"
            r"折(?![叠合算成断磨腾返射损旧线纸屏页肱箩戏子])|(?P<half>对折(?!叠))"
        ),
        _discount,
    ),
    Rule(
        "growth",
        re.compile(
            rf"(?P<grows>{_GROWS})(?:了|出)?(?P<about>将近|接近|近|超过|逾|大约|约|至少|不止)?(?:了|整整)?(?P<times>{NUMERAL})"
            r"(?P<more>[多余几])?倍(?P<half>半)?(?!于)"
        ),
        _growth,
    ),
    Rule("doubling", re.compile(rf"翻(?:了|上)?(?P<count>{_DIGIT}|两|[1-9])?番|翻(?:了)?倍"), _doubled),
    Rule(
        "tenths",
        re.compile(
            rf"{ALONE}(?:(?P<tenths>十|{_DIGIT}(?:点{_DIGIT})?|{_DIGIT}{{2}}|两|[1-9](?:\.[0-9])?)成(?![立為为功长長就果本员員都分熟交年人])(?P<more>半|{_DIGIT})?"
            r"|(?P<only>半)成(?![品年功]))"
        ),
        _tenths,
    ),
    Rule(
        "vague",
        re.compile(
            r"成千上万|千千万万"
            r"|(?<![十百千万亿二三四五六七八九0-9])(?:数|好?几|上|成)(?P<units>[十百千万亿]{1,3})(?![零一二三四五六七八九])"
        ),
        _vague,
    ),
    Rule("half of it", re.compile(r"(?<![一二三四五六七八九十两])一半|过半|对半|折半"), _half),
)
LAST_RULES: tuple[Rule, ...] = (
    Rule(
        "half a thing",
        re.compile(
            r"(?<![一二三四五六七八九十两个])"
            r"半(?!岛|导体|径|夜|空|路|官方|球|决赛|壁|途|身|自动)"
        ),
        _half,
    ),
    Rule("two or three of us", re.compile(r"俩|仨"), _pair),
)
"""What is looked for when the numerals have been read."""
