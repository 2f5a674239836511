"""Dates and times of a Chinese text: 光绪二十六年, 五四, 十三五, 星期三, 下午三点一刻."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from duizhao.corpus.document import Span
from duizhao.corpus.quantities.chinese_numerals import ALONE, ARABIC, numeral_value
from duizhao.corpus.quantities.quantity import Quantity, Way
from duizhao.corpus.quantities.rules import Rule, exactly

_SMALL = "零〇一二三四五六七八九十"
_EVENT = (
    r"运动|青年|爱国|事变|事件|惨案|政变|起义|革命|精神|时期|前后|前夕|以来|以后|以前|之后|之前|那年|文学|新文化|先驱|"
    r"纪念|讲话|勋章|表彰|建党|建军|劳动|假期|长假|小长假|黄金周|国庆|国际|节|妇女|红旗手|儿童|协定|会议|指示|干校|"
    r"大罢工|兵谏|海战|会战|抗战|晚会|消费者|购物|促销|大地震|地震|袭击|恐怖|游行|学潮|镇压|屠杀|平反|晚上|学生|公祭|枪声|风波"
)
"""What follows the name of a day, if nothing else says that it is one."""
_DAYS: dict[str, tuple[int, int]] = {
    "一二八": (1, 28), "二七": (2, 7), "二二八": (2, 28), "三一": (3, 1), "三八": (3, 8), "三一四": (3, 14),
    "三一五": (3, 15), "三一八": (3, 18), "四五": (4, 5), "四一二": (4, 12), "五一": (5, 1), "五四": (5, 4),
    "五七": (5, 7), "五一二": (5, 12), "五一六": (5, 16), "五卅": (5, 30), "五二〇": (5, 20), "六一": (6, 1),
    "六四": (6, 4), "七一": (7, 1), "七五": (7, 5), "七七": (7, 7), "八一": (8, 1), "八七": (8, 7), "八一三": (8, 13),
    "八一五": (8, 15), "九三": (9, 3), "九一一": (9, 11), "九一三": (9, 13), "九一八": (9, 18), "十一": (10, 1),
    "双十": (10, 10), "双十一": (11, 11), "双十二": (12, 12), "一二九": (12, 9), "一二一": (12, 1),
}  # fmt: skip
"""Days that are called by the digits of their dates."""
_SURELY = ("五卅", "九一八", "双十一", "双十二", "双十(?=[节协国庆])", "一二九(?=运动)")
"""Those that are nothing else, whatever follows."""
_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))
_PLAN = r"计划|规划|期间|时期|末|初|以来|开局|收官|普法|纲要|目标|建议|发展|重点|之后|之前"
_FIRST_PLANS = (1953, 1958)
_LATER_PLANS = 1966
"""The years in which five-year plans began: the first, the second, and every five years from the third."""


def _weekday(match: re.Match[str]) -> Iterator[Quantity]:
    yield exactly(Span(*match.span()), "weekday", "日一二三四五六".find(match[1].replace("天", "日")))


def _reign(match: re.Match[str]) -> Iterator[Quantity]:
    """A year by an era's name; the year of the era, too, says it: in the 26th year of Guangxu."""
    numeral = match["year"]
    read = (1.0, 1.0, 1.0) if numeral == "元" else numeral_value(numeral)
    if read is None or read[1] != read[2]:
        return
    count = read[0]
    years = [first + count - 1 for first, last in _eras()[match["era"]] if first + count - 1 <= last + 1]
    if years:
        also: list[Way] = [("year", year) for year in years[1:]]
        also += [("ordinal", count), ("number", count)]
        yield exactly(Span(*match.span()), "year", years[0], also=also)


@cache
def _eras() -> dict[str, list[tuple[int, int]]]:
    """The first and the last year of each era; two countries may have had one of the same name."""
    eras: dict[str, list[tuple[int, int]]] = {}
    for line in files("duizhao.corpus.quantities").joinpath("eras.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, first, last, _ = line.split("\t")
            for spelling in {name, name.replace("乾", "干")}:  # 乾 is simplified like 乾燥
                eras.setdefault(spelling, []).append((int(first), int(last)))
    return eras


def _named_day(match: re.Match[str]) -> Iterator[Quantity]:
    """The month and the day that a name holds: 五四, “七一”, 一二·九. An event may be called by its number: 228."""
    name = match["name"] or match["sure"] or match["quoted"]
    if name:
        month, day = _DAYS[name]
        start = match.start(match.lastgroup or 0)
        middle, end = start + (2 if name.startswith("一二") and month == 12 else 1), start + len(name)
    else:
        first, second = numeral_value(_in_places(match["month"])), numeral_value(_in_places(match["day"]))
        if first is None or second is None:
            return
        month, day = int(first[0]), int(second[0])
        start, middle, end = match.start("month"), match.start("day"), match.end("day")
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return
    also: tuple[Way, ...] = (("number", month * (100 if day > 9 else 10) + day), ("number", month + day / 100))
    yield exactly(Span(start, middle), "month", month, also=also)
    yield exactly(Span(middle, end), "day", day)


def _in_places(numeral: str) -> str:
    """一二 of 一二·九 is twelve, and no range."""
    return "十" + numeral[1] if len(numeral) == 2 and numeral[0] == "一" and numeral[1] in "一二" else numeral


def _plan(match: re.Match[str]) -> Iterator[Quantity]:
    """The place of a five-year plan in their row, and its years: “十三五”, 一五计划."""
    numeral, start = match[match.lastgroup or 0], match.start(match.lastgroup or 0)
    read = numeral_value(numeral)
    if read is None:
        return
    number = int(read[0])
    began = _FIRST_PLANS[number - 1] if number <= 2 else _LATER_PLANS + 5 * (number - 3)
    middle = start + len(numeral)
    also: tuple[Way, ...] = (("number", number), ("year", began), ("year", began + 4))
    yield exactly(Span(start, middle), "ordinal", number, also=also)
    yield exactly(Span(middle, middle + 1), "number", 5, "year", also=(("year", began + 4),))


def _clock(match: re.Match[str]) -> Iterator[Quantity]:
    """Minutes from midnight; 3点 with nothing that says it is a time is left to the plain numbers."""
    hour = numeral_value(match["hour"])
    if hour is None or hour[0] > 24 or hour[0] != int(hour[0]) or hour[1] != hour[2]:
        return
    minute, of_day, sign = match["minute"], match["part"], match["sign"]
    if not (
        of_day or minute or match["half"] or match["quarter"] or match["full"] or match["less"] or sign not in "点"
    ):
        return
    if sign in "时" and not (of_day or minute or match["hour"][0].isdigit() or match["quarter"]):
        return
    plainly = of_day or match["less"] or match["unit"] or sign in ":：" or (minute and re.search("十|[0-9]{2}", minute))
    if minute and not plainly:
        return  # 九点五 is mostly 9.5, and 九点三一 is 9.31
    minutes = _minutes(match)
    if minutes is not None:
        yield exactly(Span(*match.span()), "clock", hour[0] * 60 + minutes)


def _minutes(match: re.Match[str]) -> float | None:
    """The minutes after the full hour, fewer than none before it."""
    quarter = {"一": 15.0, "1": 15.0, "两": 30.0, "二": 30.0, "三": 45.0, "3": 45.0}
    if match["less"]:
        amount = quarter[match["less_quarter"]] if match["less_quarter"] else _value(match["less_minutes"])
        return None if amount is None else -amount
    if match["quarter"]:
        return quarter[match["quarter"]]
    if match["half"]:
        return 30.0
    minutes = _value(match["minute"]) if match["minute"] else 0.0
    if minutes is None or minutes >= 60:
        return None
    return -minutes if match["to"] else minutes


def _value(numeral: str) -> float | None:
    read = numeral_value(numeral)
    return read[0] if read else None


_PART = r"凌晨|清晨|早上|早晨|上午|中午|正午|下午|午后|傍晚|晚上|晚间|深夜|半夜|夜间|夜里|晚|早"
DATE_RULES: tuple[Rule, ...] = (
    Rule(
        "plan",
        re.compile(
            r"[“「『\"‘'](?P<quoted>十?[一二三四五六七八九]|十)(?=五[”」』\"’'])"
            rf"|(?<![{_SMALL}第月百千万年])(?P<late>十[一二三四五六])(?=五(?![{_SMALL}百千万亿月年日个号]))"
            rf"|(?<![{_SMALL}第月百千万年])(?P<early>[一二三四六七八九十])(?=五(?:{_PLAN}))"
        ),
        _plan,
    ),
    Rule(
        "named day",
        re.compile(
            rf"[“「『\"‘'](?P<quoted>{_DAY})(?=[”」』\"’'])"
            rf"|(?<![{_SMALL}第月百千万点])(?:(?P<sure>{'|'.join(_SURELY)})|(?P<name>{_DAY})(?={_EVENT}))"
            rf"|(?<![{_SMALL}0-9.第月·・])(?P<month>十?[一二三四五六七八九]|一[一二]|十|1[0-2]|[1-9])[·・‧•.](?P<day>"
            rf"[一二三]?十?[一二三四五六七八九]|[二三]?十|卅|[12][0-9]|3[01]|0?[1-9])(?=[”」』\"’']|{_EVENT}|(?<=[·・‧•].)|(?<=[·・‧•]..))"
        ),
        _named_day,
    ),
    Rule(
        "reign year",
        re.compile(
            rf"(?P<era>{'|'.join(sorted(_eras(), key=len, reverse=True))})"
            rf"(?P<year>元|{ARABIC}|[{_SMALL}百廿卅]{{1,6}})年(?!代|间|级)"
        ),
        _reign,
    ),
    Rule(
        "clock",
        re.compile(
            rf"(?P<part>{_PART})?\s?(?P<less>[差欠](?:(?P<less_quarter>[一三两1])刻|(?P<less_minutes>[{_SMALL}]{{1,3}}|[0-9]{{1,2}})分钟?)[到就]?)?"
            rf"{ALONE}(?P<hour>[0-9]{{1,2}}|[{_SMALL}两]{{1,3}})"
            rf"(?P<sign>[点时](?!之|候|间|期|代|多[个倍]|[一二三四五六七八九]?[个倍])|[:：](?=[0-9]{{2}}(?![0-9])))"
            rf"(?P<full>钟|整|正)?[过又]?"
            rf"(?:(?P<to>[差欠]|不到)?(?:(?P<quarter>[一二两三13])刻(?:钟)?|(?P<minute>[0-9]{{1,2}}|[{_SMALL}]{{1,3}})(?!成|倍|[万亿千百])(?P<unit>分)?|(?P<half>半)))?"
        ),
        _clock,
    ),
    Rule("weekday", re.compile(r"(?:星期|礼拜|周)([一二三四五六日天])(?![年期岁次届])"), _weekday),
)
