"""A Chinese numeral with what stands around it: 90亿元, 第三十六条, 三个半小时, 二十多年, 七八百人."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from duizhao.corpus.document import Span
from duizhao.corpus.quantities.chinese_idioms import held
from duizhao.corpus.quantities.chinese_numerals import (
    ARABIC,
    DIGITS,
    HAN,
    MORE,
    TOKEN,
    factor_of,
    numeral_value,
    step_of,
)
from duizhao.corpus.quantities.chinese_units import COUNTED, CURRENCIES, UNIT, UNITS
from duizhao.corpus.quantities.quantity import Kind, Quantity, Way
from duizhao.corpus.quantities.rules import before

WINDOW = 12
"""Characters around a numeral that are looked at."""
NUMBER = re.compile(
    rf"(?:{ARABIC}|{TOKEN})"
    rf"(?:(?:(?<=[0-9万亿兆千百]){ARABIC}|(?!(?<=[0-9])[零〇○一二三四五六七八九两]){TOKEN})"
    rf"|(?<=[{HAN}])点(?=[零〇一二三四五六七八九])"
    rf"|[{MORE}](?=[十百千万亿兆]))*"
)
_KILO = re.compile(r"[千兆](?=伏|瓦|克|米|卡|赫|字节|帕|焦|安|比特)")
"""A thousand that belongs to a unit."""
_RANGE = re.compile(rf"\s?(?:[-—–~～至到或]|——)\s?(?:{ARABIC}|[零〇一二三四五六七八九两十百]+)([百千]?[万亿兆]+)")
"""The rest of a range whose first number has the last one's scale: 600至850亿."""
_ABOUT_BEFORE = re.compile(
    r"(?:约|大约|近|将近|接近|超过|超|逾|不到|不足|至少|最多|突破|高达|达|左右|上)(?:为|达|到|了)?\s?\Z"
)
_ABOUT_AFTER = re.compile(r".{0,5}?(?:[多余几来]|左右|上下|以上|以下|不到)")
_GROWN = re.compile(r"(?:增长|增加|增|上升|升|提高|扩大|上涨|涨|多|高)(?:了|约|近|超过|逾|达|出)*\s?\Z")
"""What a number of percent is added to."""
_LISTED = re.compile(r"(?:\A|[：:。；;\n(（])\s?\Z")
"""What stands before a number that counts paragraphs."""
_LETTER_BEFORE = re.compile(r"[A-Za-z]-\Z")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral where it stands: its words, what stands before it, and its value with its bounds."""

    words: str
    before: str
    value: float
    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        """Whether it says one number."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the `length` characters after a numeral make of it; its values times `factor`, and `more`."""

    kind: Kind
    length: int
    unit: str = ""
    factor: float = 1.0
    more: float = 0.0
    also: tuple[Way, ...] = ()

    def of(self, value: float) -> float:
        """A value of the numeral, as it is meant."""
        return value * self.factor + self.more


def read_number(match: re.Match[str]) -> Iterator[Quantity]:
    """A numeral with what stands around it; nothing for one that is part of a name."""
    text, words, start, end = match.string, match[0], match.start(), match.end()
    if words[-1] in "千兆" and _KILO.match(text, end - 1):
        words, end = words[:-1], end - 1
    if not words or (words[0].isdigit() and re.match(r"[A-Za-z]", text[start - 1 : start])):  # H1N1, A4
        return
    hold = held(text, start, end)
    read = numeral_value(words)
    if read is None or hold == "name":
        return
    near = before(match, WINDOW)
    if words[0].isdigit() and _LETTER_BEFORE.search(near):  # COVID-19
        yield Quantity(Span(start, end), "number", *read, about=True, soft=True)
        return
    numeral = Numeral(words, near, *read)
    scale = _RANGE.match(text, end)
    factor = factor_of(scale[1]) if scale else 1.0
    if factor > 1 and numeral.value < 10000 and not re.search("[十百千万亿兆]", words):
        yield Quantity(Span(start, end), "number", read[0], read[0], read[0] * factor, about=True)
        return
    quantity = _with_tail(numeral, Span(start, end), text[end : end + WINDOW])
    yield replace(quantity, about=True, soft=True) if hold else quantity


def _with_tail(numeral: Numeral, span: Span, after: str) -> Quantity:
    """A numeral with the unit that follows it, and the words around that make it approximate, or a place in a row."""
    more = re.match(rf"[{MORE}]", after)
    tail = after[more.end() if more else 0 :].lstrip(" ")
    between_digits = not numeral.is_exact and not re.search(f"[{MORE}]", numeral.words)
    about = bool(not numeral.is_exact or more or _ABOUT_BEFORE.search(numeral.before) or _ABOUT_AFTER.match(after[:6]))
    if more and numeral.is_exact:
        numeral = replace(numeral, high=numeral.low + step_of(numeral.low))
    meaning = _meaning(numeral, tail)
    value, low, high = map(meaning.of, (numeral.value, numeral.low, numeral.high))
    kind, also = meaning.kind, meaning.also
    if meaning.length:
        span = Span(span.start, span.end + meaning.length + (len(after) - len(tail) if more else 0))
    if between_digits:
        also = (*also, (kind, high))  # 两三百 may be three hundred, where 两百多 is less
    kept = numeral.before.rstrip(" ")
    if kind == "number" and kept.endswith(("第", "初")):
        kind, span = "ordinal", Span(span.start - (len(numeral.before) - len(kept)) - 1, span.end)
    if kind == "number" and re.match(r"[、.)）]", after) and _LISTED.search(numeral.before):
        return Quantity(span, "ordinal", value, low, high)
    weighty = (value > 2 and (meaning.unit or COUNTED.match(tail) or value > 10 or kind == "ordinal")) or value % 1
    soft = not numeral.words[0].isdigit() and kind in ("number", "ordinal") and not weighty
    return Quantity(span, kind, value, low, high, meaning.unit, about, soft, also)


def _meaning(numeral: Numeral, tail: str) -> Meaning:
    """What the characters after a numeral make of it, by the first rule that has something to say."""
    for _, pattern, rule in TAILS:
        match = pattern.match(tail)
        if match and (meaning := rule(numeral, match)):
            return meaning
    return Meaning("number", 0)


def _always(kind: Kind, unit: str = "", factor: float = 1.0, more: float = 0.0) -> _TailRule:
    """A rule that the pattern alone decides."""
    return lambda numeral, match: Meaning(kind, match.end(), unit, factor, more)


def _percent(numeral: Numeral, match: re.Match[str]) -> Meaning:
    """A share; of something that grew by it, also how many times as much it is: 增长200% is trebled."""
    grown = _GROWN.search(numeral.before)
    return Meaning("percent", match.end(), also=(("times", 1 + numeral.value / 100),) if grown else ())


def _year(numeral: Numeral, match: re.Match[str]) -> Meaning:
    """A year of the calendar, or so many years."""
    half = match["half"] is not None
    in_places = numeral.words[0].isdigit() or all(word in DIGITS for word in numeral.words)
    if in_places and not half and 1000 <= numeral.value <= 2200 and numeral.is_exact:
        return Meaning("year", 1)
    if _MONTH_AFTER.match(match.string) and numeral.value < 200:
        return Meaning("year", 1)
    return Meaning("number", match.end(), "year", more=0.5 if half else 0.0)


def _month(numeral: Numeral, match: re.Match[str]) -> Meaning | None:
    return Meaning("month", 1) if 1 <= numeral.value <= 12 and numeral.is_exact else None


def _day(numeral: Numeral, match: re.Match[str]) -> Meaning | None:
    is_day = 1 <= numeral.value <= 31 and numeral.is_exact and numeral.value == int(numeral.value)
    return Meaning("day", 1) if is_day else None


def _times(numeral: Numeral, match: re.Match[str]) -> Meaning:
    """So many times as much; where nothing says that it is not so many times more, perhaps that."""
    value = numeral.value + (0.5 if match["half"] else 0.0)
    is_all = _AS_MUCH.search(numeral.before) or match["than"]
    return Meaning(
        "times",
        match.end() - (match["than"] is not None),
        more=value - numeral.value,
        also=() if is_all else (("times", value + 1),),
    )


def _measured(numeral: Numeral, match: re.Match[str]) -> Meaning:
    """A currency or a unit; with 半 behind it, and a half of it more."""
    word = match[0]
    if word in CURRENCIES:
        prefix = re.search(r"(人民币|新台币|美金|美元|港币)\s?\Z", numeral.before)
        return Meaning("number", match.end(), CURRENCIES[prefix[1] if prefix else word])
    half = match.string.startswith("半", match.end())
    return Meaning("number", match.end() + half, UNITS[word], more=0.5 if half else 0.0)


_TailRule = Callable[[Numeral, re.Match[str]], Meaning | None]
_MONTH_AFTER = re.compile(r"年[0-9一二三四五六七八九十]{1,3}月")
_AS_MUCH = re.compile(r"[的是为到至达成于相当]\s?\Z")
"""What makes 三倍 the whole: 是去年的三倍, 增加到三倍."""

TAILS: tuple[tuple[str, re.Pattern[str], _TailRule], ...] = (
    ("points", re.compile(r"个?百分点"), _always("points")),
    ("basis points", re.compile(r"个?基本?点"), _always("points", factor=0.01)),
    ("percent", re.compile(r"%"), _percent),
    ("per mille", re.compile(r"‰"), _always("percent", factor=0.1)),
    ("decade", re.compile(r"年代"), _always("decade")),
    ("centuries", re.compile(r"个世纪"), _always("number", "year", factor=100.0)),
    ("century", re.compile(r"世纪"), _always("century")),
    ("year", re.compile(r"年(?!级|度计|间)(?P<half>半(?!数))?"), _year),
    ("month", re.compile(r"月(?!球|饼|亮|光|经)"), _month),
    ("months and a half", re.compile(r"个半月"), _always("number", "month", more=0.5)),
    ("hours and a half", re.compile(r"个半(?:小时|钟头)"), _always("number", "hour", more=0.5)),
    ("centuries and a half", re.compile(r"个半世纪"), _always("number", "year", factor=100.0, more=50.0)),
    ("day", re.compile(r"[日号](?!元|圆|本|码|线|楼|店|馆|公路)"), _day),
    ("times", re.compile(r"倍(?P<half>半)?(?P<than>于)?"), _times),
    ("quarters of an hour", re.compile(r"刻钟"), _always("number", "minute", factor=15.0)),
    ("dozens", re.compile(r"打(?=[鸡蛋啤玫毛袜铅手只支个])"), _always("number", factor=12.0)),
    ("tens of years or days", re.compile(r"旬"), _always("number", factor=10.0)),
    ("sixties", re.compile(r"甲子"), _always("number", "year", factor=60.0)),
    ("unit", UNIT, _measured),
    ("and a half", re.compile(r"个?半"), _always("number", more=0.5)),
)
"""What follows a numeral, in order."""
