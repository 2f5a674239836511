"""The numbers of a Chinese text by value: 两百多万, 三分之一, 九成, 民國九十二年, 下午3点, 60亩."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from duizhao.corpus.document import Span
from duizhao.corpus.quantities.chinese_numerals import (
    ARABIC,
    DIGITS,
    HAN,
    LARGE,
    MORE,
    SMALL,
    factor_of,
    numeral_value,
    step_of,
)
from duizhao.corpus.quantities.quantity import ANY_DOLLAR, MINGUO, Kind, Quantity
from duizhao.corpus.text.normalization import hanzi

_KILO = re.compile(r"[千兆](?=伏|瓦|克|米|卡|赫|字节|帕|焦|安|比特)|万(?=达|科)")
"""A thousand that belongs to a unit."""
_NUMERAL = re.compile(
    rf"(?:{ARABIC}|[{HAN}])"
    rf"(?:(?:(?<=[0-9万亿兆千百]){ARABIC}|(?!(?<=[零〇一二三四五六七八九十])两)(?!(?<=[0-9])[零〇○一二三四五六七八九两])[{HAN}])"
    rf"|(?<=[{HAN}])点(?=[零〇一二三四五六七八九])"
    rf"|[{MORE}](?=[十百千万亿兆]))*"
)
_RANGE = re.compile(rf"\s*(?:[-—–~～至到或]|——)\s*(?:{ARABIC}|[零〇一二三四五六七八九两十百]+)([百千]?[万亿兆]+)")
"""The rest of a range whose first number has the last one's scale: 600至850亿."""
_PART = re.compile(rf"({ARABIC}|[{HAN}]+)\s*(?:分之)\s*({ARABIC}|[{HAN}]+(?:[点][零〇一二三四五六七八九]+)?)")
_VAGUE = re.compile(
    r"(?<![十百千万亿二三四五六七八九0-9])(?:数|好?几|上|成)([十百千万亿]{1,3})(?![零一二三四五六七八九])|成千上万|千千万万"
)
_CLOCK = re.compile(
    rf"(凌晨|清晨|早上|早晨|上午|中午|正午|下午|傍晚|晚上|晚间|深夜|夜间|晚|早)?\s*({ARABIC}|[零一二三四五六七八九两十]{{1,3}})"
    rf"(?:[点时時](?![之候间期代刻]|[一二三四五六七八九]?[个倍])|[:：](?=[0-9]{{2}}(?![0-9])))(?:钟|鐘|整)?"
    rf"(?:([0-9]{{1,2}}|[零一二三四五六七八九十]{{1,3}})分?|(半)|([一三])刻)?"
)
_WEEKDAY = re.compile(r"(?:星期|礼拜|周)([一二三四五六日天])(?![年期岁次届])")
_YEARS = re.compile(r"(?:民国)\s*$")
_CURRENCIES = {
    "美元": "USD", "美金": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "日圆": "JPY", "港元": "HKD",
    "港币": "HKD",
    "新台币": "TWD", "台币": "TWD", "人民币": "CNY", "卢布": "RUB", "韩元": "KRW", "卢比": "INR", "澳元": "AUD",
    "加元": "CAD", "新元": "SGD", "瑞士法郎": "CHF", "澳门元": "MOP", "泰铢": "THB", "元": ANY_DOLLAR, "圆": ANY_DOLLAR,
    "块钱": ANY_DOLLAR,
}  # fmt: skip
_UNITS = {
    "平方公里": "km2", "平方千米": "km2", "平方米": "m2", "平方公尺": "m2", "平方英里": "sqmile", "平方英尺": "sqft",
    "公里": "km", "千米": "km", "英里": "mile", "海里": "nautical mile", "厘米": "cm", "公分": "cm", "毫米": "mm",
    "米": "m", "公尺": "m", "微米": "micrometre", "纳米": "nanometre", "英尺": "foot", "英寸": "inch", "码": "yard",
    "里": "li", "丈": "zhang", "公斤": "kg", "千克": "kg", "毫克": "mg", "市斤": "jin", "斤": "jin", "吨": "tonne",
    "克": "g", "磅": "pound", "盎司": "ounce", "公顷": "hectare", "英亩": "acre", "亩": "mu", "坪": "ping",
    "毫升": "ml", "公升": "litre", "升": "litre", "立方米": "m3", "加仑": "gallon", "摄氏度": "celsius",
    "℃": "celsius", "华氏度": "fahrenheit", "分钟": "minute", "个小时": "hour", "小时": "hour", "秒": "second",
    "个星期": "week", "周": "week", "星期": "week", "个月": "month", "天": "day",
}  # fmt: skip
"""The text is read in simplified characters and half width."""
_TAIL = re.compile("|".join(sorted(map(re.escape, [*_CURRENCIES, *_UNITS]), key=len, reverse=True)))
_ABOUT_BEFORE = re.compile(
    r"(?:约|約|大约|大約|近|将近|將近|接近|超过|超過|超|逾|不到|不足|至少|最多|突破|高达|達|左右|上)(?:为|達|到|了)?\s*$"
)
_ABOUT_AFTER = re.compile(r"[多余几来]|左右|上下|以上|以下|不到")
_COUNTED = re.compile(
    r"[个個名位人岁歲次届屆条條项項款章节節编編件家所座份张張种種类類级級批只隻头頭辆輛架艘台部本篇句段层層栋间間户戶村县市省国國"
    r"例倍页頁期集季轮輪场場支队隊枚颗粒元圆圓年月日号號天时時分秒度亩畝公里米吨噸斤克升镑点點成]|[%％‰]"
)
_IDIOMS = re.compile(
    r"[一二三四五六七八九十百千万][一二三四五六七八九十百千万]?[带路心意般样樣起边邊直旦致定切些律同再方面种種体體致流时時向]"
    r"|十分|万一|百姓|四川|九江|三亚|三农|一带一路|第三者|万物|千万(?=不|要|别)|一一|百货|百度|百科|万能|万国|万岁|八卦|五星"
    r"|四处|四周|四面|九龙|六安|十堰|三峡|三星|七夕|五官|五金|千古|千里|百年老|百合|千禧|亿万|万达|万科|千年|唯一|统一|专一|同一|之一|万分|三文|三明|双十一|一分为二"
)


def chinese_quantities(text: str) -> list[Quantity]:
    """The quantities of a Chinese text, in order.

    >>> text = "２０１９年增长百分之三点五，共两百多万人"
    >>> [(each.kind, each.value, each.low, each.high) for each in chinese_quantities(text)]
    [('year', 2019.0, 2019.0, 2019.0), ('percent', 3.5, 3.5, 3.5), ('number', 2000000.0, 2000000.0, 3000000.0)]
    """
    view = hanzi(text)
    found: list[Quantity] = []
    taken = [False] * (len(view.text) + 1)
    for pattern, read in _READERS:
        for match in pattern.finditer(view.text):
            quantity = read(match)
            if quantity is not None and not any(taken[quantity.span.start : quantity.span.end]):
                taken[quantity.span.start : quantity.span.end] = [True] * len(quantity.span)
                found.append(quantity)
    return [replace(each, span=view.original(each.span)) for each in sorted(found, key=lambda each: each.span)]


def _exact(span: Span, kind: Kind, value: float) -> Quantity:
    return Quantity(span, kind, float(value), float(value), float(value))


def _ratio(match: re.Match[str]) -> Quantity:
    """3/4."""
    return _exact(Span(*match.span()), "number", int(match[1]) / int(match[2]))


def _fraction(match: re.Match[str]) -> Quantity:
    below, above = numeral_value(match[1]), numeral_value(match[2])
    assert below is not None or match[1]
    bottom = below[0] if below else float(SMALL.get(match[1], 0) or LARGE.get(match[1], 0) or 1)
    top = above[0] if above else 1.0
    if bottom == 100:
        return _exact(Span(*match.span()), "percent", top)
    return _exact(Span(*match.span()), "number", top / bottom if bottom else top)


def _weekday(match: re.Match[str]) -> Quantity:
    return _exact(Span(*match.span()), "weekday", "日一二三四五六".find(match[1].replace("天", "日")))


def _clock(match: re.Match[str]) -> Quantity | None:
    """Minutes from midnight; 3点 with nothing that says it is a time is left to the plain numbers."""
    hour = numeral_value(match[2])
    if hour is None or hour[0] > 24 or hour[0] != int(hour[0]):
        return None
    written, of_day = match[0], match[1]
    if not (of_day or match[3] or match[4] or match[5] or re.search("[钟鐘整时時]", written)):
        return None
    if re.search(r"[时時]$", written) and not of_day and not match[2][0].isdigit():
        return None
    if match[3] and not of_day and not re.search("分|[:：]", written):
        return None  # 九点五 is mostly 9.5
    if match[4]:
        minutes = 30.0
    elif match[5]:
        minutes = {"一": 15.0, "三": 45.0}[match[5]]
    else:
        minutes = (numeral_value(match[3] or "") or (0.0,))[0] if match[3] else 0.0
    return _exact(Span(*match.span()), "clock", hour[0] * 60 + minutes)


def _vague(match: re.Match[str]) -> Quantity:
    """数百 is 200 to 900; 成千上万 thousands."""
    factor = factor_of(match[1] or "千")
    top = factor * (10 if match[1] else 100)
    return Quantity(Span(*match.span()), "number", factor, factor, top, about=True, soft=True)


def _half(match: re.Match[str]) -> Quantity:
    return Quantity(Span(*match.span()), "number", 0.5, 0.5, 0.5, about=True, soft=True)


def _doubled(match: re.Match[str]) -> Quantity:
    """翻两番 is four times."""
    value = 2.0 ** DIGITS.get(match[1] or "一", 1)
    return Quantity(Span(*match.span()), "times", value, value, value, soft=True)


@dataclass(frozen=True, slots=True)
class _Numeral:
    """A numeral where it stands: its words, what stands before it, and its value with its bounds."""

    words: str
    before: str
    value: float
    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What the `length` characters after a numeral make of it; its values times `factor`, and `more`."""

    kind: Kind
    length: int
    unit: str = ""
    factor: float = 1.0
    more: float = 0.0

    def of(self, value: float) -> float:
        return value * self.factor + self.more


def _number(match: re.Match[str]) -> Quantity | None:
    """A numeral with what stands around it; None for one that is part of a name or of an idiom."""
    text, words, start, end = match.string, match[0], match.start(), match.end()
    if words[-1] in "千兆" and _KILO.match(text, end - 1):
        words, end = words[:-1], end - 1
    if not words or _is_in_a_name(text, words, start, end):
        return None
    read = numeral_value(words)
    if words[0].isdigit() and re.search(r"[A-Za-z]-$", text[:start]):  # COVID-19
        return Quantity(Span(start, end), "number", *(read or (0.0, 0.0, 0.0)), about=True, soft=True)
    if read is None:
        return None
    numeral = _Numeral(words, text[:start], *read)
    scale = _RANGE.match(text, end)
    factor = factor_of(scale[1]) if scale else 1.0
    if factor > 1 and numeral.value < 10000 and not re.search("[十百千万亿兆]", words):
        return Quantity(Span(start, end), "number", read[0], read[0], read[0] * factor, about=True)
    return _with_tail(numeral, Span(start, end), text[end:])


def _is_in_a_name(text: str, words: str, start: int, end: int) -> bool:
    """Whether it is part of H1N1 or A4, or of an idiom."""
    if words[0].isdigit():
        return start > 0 and text[start - 1].isascii() and text[start - 1].isalpha()
    near = _IDIOMS.finditer(text, max(0, start - 3), end + 3)
    return any(idiom.start() < end and start < idiom.end() for idiom in near)


def _with_tail(numeral: _Numeral, span: Span, after: str) -> Quantity:
    """A numeral with the unit that follows it, and the words around that make it approximate, or a place in a row."""
    more = re.match(rf"[{MORE}]", after)
    tail = after[more.end() if more else 0 :].lstrip(" ")
    about = bool(
        numeral.high > numeral.low
        or more
        or _ABOUT_BEFORE.search(numeral.before[-8:])
        or _ABOUT_AFTER.search(after[:6])
    )
    if more and numeral.is_exact:
        numeral = replace(numeral, high=numeral.low + step_of(numeral.low))
    meaning = _meaning(numeral, tail)
    value, low, high = map(meaning.of, (numeral.value, numeral.low, numeral.high))
    kind = meaning.kind
    if meaning.length:
        span = Span(span.start, span.end + meaning.length + (len(after) - len(tail) if more else 0))
    before = numeral.before.rstrip(" ")
    if kind == "number" and before.endswith(("第", "初")):
        kind, span = "ordinal", Span(len(before) - 1, span.end)
    if kind == "number" and re.match(r"[、.)）]", after) and _LISTED.search(numeral.before):
        return Quantity(span, "ordinal", value, low, high)
    weighty = value > 2 and (meaning.unit or _COUNTED.match(tail) or value > 10 or kind == "ordinal")
    soft = not numeral.words[0].isdigit() and kind in ("number", "ordinal") and not weighty
    return Quantity(span, kind, value, low, high, meaning.unit, about, soft)


def _meaning(numeral: _Numeral, tail: str) -> _Meaning:
    """What the characters after a numeral make of it, by the first rule that has something to say."""
    for pattern, rule in _TAILS:
        match = pattern.match(tail)
        if match and (meaning := rule(numeral, match)):
            return meaning
    return _Meaning("number", 0)


def _always(kind: Kind, unit: str = "", factor: float = 1.0, more: float = 0.0) -> _Rule:
    """A rule that the pattern alone decides."""
    return lambda numeral, match: _Meaning(kind, match.end(), unit, factor, more)


def _tenths(numeral: _Numeral, match: re.Match[str]) -> _Meaning | None:
    """九成."""
    return _Meaning("percent", 1, factor=10.0) if numeral.value <= 10 else None


def _year(numeral: _Numeral, match: re.Match[str]) -> _Meaning:
    """A year of the calendar, or so many years."""
    if _YEARS.search(numeral.before) and numeral.value < 200:
        return _Meaning("year", 1, more=MINGUO)
    in_places = numeral.words[0].isdigit() or all(each in DIGITS for each in numeral.words)
    if in_places and 1000 <= numeral.value <= 2200 and numeral.is_exact:
        return _Meaning("year", 1)
    if _MONTH_AFTER.match(match.string) and numeral.value < 200:
        return _Meaning("year", 1)
    return _Meaning("number", 1, "year")


def _month(numeral: _Numeral, match: re.Match[str]) -> _Meaning | None:
    return _Meaning("month", 1) if 1 <= numeral.value <= 12 and numeral.is_exact else None


def _day(numeral: _Numeral, match: re.Match[str]) -> _Meaning | None:
    is_day = 1 <= numeral.value <= 31 and numeral.is_exact and numeral.value == int(numeral.value)
    return _Meaning("day", 1) if is_day else None


def _measured(numeral: _Numeral, match: re.Match[str]) -> _Meaning:
    """A currency or a unit; with 半 behind it, and a half of it more."""
    word = match[0]
    if word in _CURRENCIES:
        prefix = re.search(r"(人民币|新台币|美金|美元|港币)\s*$", numeral.before)
        return _Meaning("number", match.end(), _CURRENCIES[prefix[1] if prefix else word])
    half = match.string.startswith("半", match.end())
    return _Meaning("number", match.end() + half, _UNITS[word], more=0.5 if half else 0.0)


_Rule = Callable[[_Numeral, re.Match[str]], _Meaning | None]

_LISTED = re.compile(r"(?:^|[：:。；;\n(（])\s*$")
"""What stands before a number that counts paragraphs."""

_MONTH_AFTER = re.compile(r"年[0-9一二三四五六七八九十]+月")

_TAILS: tuple[tuple[re.Pattern[str], _Rule], ...] = (
    (re.compile(r"个?百分点"), _always("points")),
    (re.compile(r"[%％]"), _always("percent")),
    (re.compile(r"‰"), _always("percent", factor=0.1)),
    (re.compile(r"成(?![立為为功长長就果本员員都分熟交年人])"), _tenths),
    (re.compile(r"年代"), _always("decade")),
    (re.compile(r"世[纪紀]"), _always("century")),
    (re.compile(r"年(?!级|級|度计|间)"), _year),
    (re.compile(r"月(?!球|饼|亮|光|经)"), _month),
    (re.compile(r"个月"), _always("number", "month")),
    (re.compile(r"[日号號](?!元|圆|圓|本|码|碼|线|線|楼|店|馆|館|公路)"), _day),
    (re.compile(r"倍"), _always("times")),
    (_TAIL, _measured),
    (re.compile(r"[个個]?半"), _always("number", more=0.5)),
)
"""What follows a numeral, in order."""

_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Quantity | None]], ...] = (
    (re.compile(r"(?<![0-9/.,])([1-9][0-9]?)/([1-9][0-9]?)(?![0-9/.,])"), _ratio),
    (_PART, _fraction),
    (_WEEKDAY, _weekday),
    (_CLOCK, _clock),
    (_VAGUE, _vague),
    (re.compile(r"(?<![一二三四五六七八九十两])一半|过半|對半|折半"), _half),
    (re.compile(r"翻(?:了)?(一|两|三)?番"), _doubled),
    (_NUMERAL, _number),
    (
        re.compile(
            r"(?<![一二三四五六七八九十两个個])"
            r"半(?!岛|島|导体|導體|径|徑|夜|空|路|数|官方|球|决赛|島|壁|途|身|自动|年|月|天|个|小时)"
        ),
        _half,
    ),
    (re.compile(r"(上|下|前|后|後)半[年叶葉月场場]|半(?:年|个月|天|小时|个小时|数)"), _half),
)
"""In order: what one has read, the next ones leave alone."""
