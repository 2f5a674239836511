"""The numbers of a Chinese text by value: 两百多万, 三分之一, 九成, 民國九十二年, 下午3点, 60亩."""

from __future__ import annotations

import re
from dataclasses import replace

from duizhao.corpus.document import Span
from duizhao.corpus.quantities.quantity import ANY_DOLLAR, Kind, Quantity
from duizhao.corpus.text.normalization import hanzi

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
DIGITS |= {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
DIGITS |= {"〇": 0, "○": 0, "两": 2, "廿": 20, "卅": 30}
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_HAN = "零〇○一二三四五六七八九两廿卅十百千万亿兆壹贰叁肆伍陆柒捌玖拾佰仟"
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_MORE = "多余几来"
_KILO = re.compile(r"[千兆](?=伏|瓦|克|米|卡|赫|字节|帕|焦|安|比特)|万(?=达|科)")
"""A thousand that belongs to a unit."""
_NUMERAL = re.compile(
    rf"(?:{_ARABIC}|[{_HAN}])"
    rf"(?:(?:(?<=[0-9万亿兆千百]){_ARABIC}|(?!(?<=[零〇一二三四五六七八九十])两)(?!(?<=[0-9])[零〇○一二三四五六七八九两])[{_HAN}])"
    rf"|(?<=[{_HAN}])点(?=[零〇一二三四五六七八九])"
    rf"|[{_MORE}](?=[十百千万亿兆]))*"
)
_RANGE = re.compile(rf"\s*(?:[-—–~～至到或]|——)\s*(?:{_ARABIC}|[零〇一二三四五六七八九两十百]+)([百千]?[万亿兆]+)")
"""The rest of a range whose first number has the last one's scale: 600至850亿."""
_PART = re.compile(rf"({_ARABIC}|[{_HAN}]+)\s*(?:分之)\s*({_ARABIC}|[{_HAN}]+(?:[点][零〇一二三四五六七八九]+)?)")
_VAGUE = re.compile(
    r"(?<![十百千万亿二三四五六七八九0-9])(?:数|好?几|上|成)([十百千万亿]{1,3})(?![零一二三四五六七八九])|成千上万|千千万万"
)
_CLOCK = re.compile(
    rf"(凌晨|清晨|早上|早晨|上午|中午|正午|下午|傍晚|晚上|晚间|深夜|夜间|晚|早)?\s*({_ARABIC}|[零一二三四五六七八九两十]{{1,3}})"
    rf"(?:[点时時](?![之候间期代刻]|[一二三四五六七八九]?[个倍])|[:：](?=[0-9]{{2}}(?![0-9])))(?:钟|鐘|整)?"
    rf"(?:([0-9]{{1,2}}|[零一二三四五六七八九十]{{1,3}})分?|(半)|([一三])刻)?"
)
_WEEKDAY = re.compile(r"(?:星期|礼拜|周)([一二三四五六日天])(?![年期岁次届])")
_YEARS = re.compile(r"(?:民国)\s*$")
_ERA = re.compile(r"(?:公元前|西元前)\s*$")
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
    plain = view.text
    found: list[Quantity] = []
    taken = [False] * (len(plain) + 1)

    def take(quantity: Quantity) -> None:
        span = quantity.span
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = [True] * len(span)
            found.append(quantity)

    for match in re.finditer(r"(?<![0-9/.,])([1-9][0-9]?)/([1-9][0-9]?)(?![0-9/.,])", plain):
        take(_exact(Span(*match.span()), "number", int(match[1]) / int(match[2])))
    for match in _PART.finditer(plain):
        take(_fraction(match))
    for match in _WEEKDAY.finditer(plain):
        take(_exact(Span(*match.span()), "weekday", "日一二三四五六".find(match[1].replace("天", "日"))))
    for match in _CLOCK.finditer(plain):
        if quantity := _clock(match):
            take(quantity)
    for match in _VAGUE.finditer(plain):
        take(_vague(match))
    for match in re.finditer(r"(?<![一二三四五六七八九十两])一半|过半|對半|折半", plain):
        take(Quantity(Span(*match.span()), "number", 0.5, 0.5, 0.5, about=True, soft=True))
    for match in re.finditer(r"翻(?:了)?(一|两|三)?番", plain):
        value = 2.0 ** (DIGITS.get(match[1] or "一", 1))
        take(Quantity(Span(*match.span()), "times", value, value, value, soft=True))
    for match in _NUMERAL.finditer(plain):
        if quantity := _number(plain, match):
            take(quantity)
    for match in re.finditer(
        r"(?<![一二三四五六七八九十两个個])半(?!岛|島|导体|導體|径|徑|夜|空|路|数|官方|球|决赛|島|壁|途|身|自动|年|月|天|个|小时)",
        plain,
    ):
        take(Quantity(Span(*match.span()), "number", 0.5, 0.5, 0.5, about=True, soft=True))
    for match in re.finditer(r"(上|下|前|后|後)半[年叶葉月场場]|半(?:年|个月|天|小时|个小时|数)", plain):
        take(Quantity(Span(*match.span()), "number", 0.5, 0.5, 0.5, about=True, soft=True))
    return [replace(each, span=view.original(each.span)) for each in sorted(found, key=lambda each: each.span)]


def numeral_value(numeral: str) -> tuple[float, float, float] | None:
    """Value, lowest and highest of a numeral in digits, Han characters, or both; None if it is none (万 alone).

    >>> numeral_value("3亿5千万"), numeral_value("两百多万"), numeral_value("三四十")
    ((350000000.0, 350000000.0, 350000000.0), (2000000.0, 2000000.0, 3000000.0), (30.0, 30.0, 40.0))
    """
    if "点" in numeral:
        whole, _, rest = numeral.partition("点")
        digits = re.match("[零〇一二三四五六七八九]+", rest)
        before = numeral_value(whole)
        if digits is None or before is None:
            return None
        value = before[0] + float("0." + "".join(str(DIGITS[each]) for each in digits[0]))
        scale = 1.0
        for unit in rest[digits.end() :]:
            scale *= SMALL.get(unit) or LARGE.get(unit) or 1
        return value * scale, value * scale, value * scale
    tokens = re.findall(rf"{_ARABIC}|.", numeral)
    if len(tokens) == 1 and tokens[0][0].isdigit():
        value = float(re.sub("[,，]", "", tokens[0])[:30])
        return value, value, value
    if all(token in DIGITS for token in tokens):
        digits_ = [DIGITS[token] for token in tokens]
        if (
            len(tokens) == 2
            and ((digits_[1] == digits_[0] + 1 and digits_[0] > 0) or digits_ == [3, 5])
            and max(digits_) < 10
        ):
            return float(digits_[0]), float(digits_[0]), float(digits_[1])
        if max(digits_) < 10:
            value = float("".join(map(str, digits_))[:30])
            return value, value, value
    return _summed(tokens)


def _summed(tokens: list[str]) -> tuple[float, float, float] | None:
    """Digits times units, section by section; 多 after a unit leaves what is below it open."""
    total = section = 0.0
    digit: float | None = None
    second: float | None = None  # 三四十
    spread = 0.0
    last = 0.0
    said = False
    zero = False
    high = 0.0
    for token in tokens:
        if token in _MORE:
            spread = last or _step(digit or 0.0)
            continue
        if token[0].isdigit():
            digit, said, zero = float(re.sub("[,，]", "", token)), True, False
        elif token in DIGITS:
            named = DIGITS[token]
            said = True
            if named == 0:
                zero = True
            elif named >= 20:
                section += named
            elif digit is not None and named == digit + 1:
                second = float(named)
            else:
                digit = named if digit is None else digit * 10 + named
        elif token in SMALL:
            unit = SMALL[token]
            said = said or unit == 10
            amount = 1.0 if digit is None and not (section and last < unit) else digit
            if amount is None:
                section *= unit
            else:
                section += amount * unit
            if second is not None:
                high = unit * (second - (digit or 0))
            digit, second, last, zero = None, None, float(unit), False
        else:
            unit = LARGE[token]
            lower = section + (digit or 0)
            if total and unit > _largest(total):
                total = (total + lower) * unit
            else:
                total += (lower or 1) * unit
            if second is not None:
                high = second - (digit or 0)
            high *= unit
            spread *= unit
            section, digit, second, last, zero = 0.0, None, None, float(unit), False
    if digit is not None and last >= 100 and not zero and not tokens[-1][0].isdigit():
        digit *= last / 10  # 三万五 is 35,000
    value = total + section + (digit or 0)
    if second is not None:
        high += second - (digit or 0)
    return (value, value, value + max(spread, high)) if said else None


def _largest(total: float) -> float:
    return max((unit for unit in LARGE.values() if total >= unit), default=1)


def _factor(units: str) -> float:
    factor = 1.0
    for unit in units:
        factor *= SMALL.get(unit) or LARGE.get(unit) or 1
    return factor


def _exact(span: Span, kind: Kind, value: float, unit: str = "", soft: bool = False) -> Quantity:
    return Quantity(span, kind, float(value), float(value), float(value), unit, False, soft)


def _fraction(match: re.Match[str]) -> Quantity:
    below, above = numeral_value(match[1]), numeral_value(match[2])
    assert below is not None or match[1]
    bottom = below[0] if below else float(SMALL.get(match[1], 0) or LARGE.get(match[1], 0) or 1)
    top = above[0] if above else 1.0
    if bottom == 100:
        return _exact(Span(*match.span()), "percent", top)
    return _exact(Span(*match.span()), "number", top / bottom if bottom else top)


def _clock(match: re.Match[str]) -> Quantity | None:
    """Minutes from midnight; 3点 with nothing that says it is a time is left to the plain numbers."""
    hour = numeral_value(match[2])
    if hour is None or hour[0] > 24 or hour[0] != int(hour[0]):
        return None
    written = match[0]
    sure = (
        match[1]
        or match[3]
        or match[4]
        or match[5]
        or re.search("[钟鐘整]", written)
        or "时" in written
        or "時" in written
    )
    if not sure or (re.search(r"[时時]$", written) and not match[1] and not match[2][0].isdigit()):
        return None
    if match[3] and not match[1] and not re.search("分|[:：]", written):
        return None  # 九点五 is mostly 9.5
    minutes = numeral_value(match[3])[0] if match[3] and numeral_value(match[3]) else 0.0  # type: ignore[index]
    minutes = 30.0 if match[4] else {"一": 15.0, "三": 45.0}.get(match[5], minutes) if match[5] else minutes
    return _exact(Span(*match.span()), "clock", hour[0] * 60 + minutes)


def _vague(match: re.Match[str]) -> Quantity:
    """数百 is 200 to 900; 成千上万 thousands."""
    factor = _factor(match[1] or "千")
    top = factor * (10 if match[1] else 100)
    return Quantity(Span(*match.span()), "number", factor, factor, top, about=True, soft=True)


def _number(text: str, match: re.Match[str]) -> Quantity | None:
    numeral, start, end = match[0], match.start(), match.end()
    if numeral[-1] in "千兆" and _KILO.match(text, end - 1):
        numeral, end = numeral[:-1], end - 1
    if not numeral:
        return None
    han = not numeral[0].isdigit()
    if start and text[start - 1].isascii() and text[start - 1].isalpha() and numeral[0].isdigit():
        return None  # H1N1, A4
    if re.search(r"[A-Za-z]-$", text[:start]) and numeral[0].isdigit():
        return Quantity(Span(start, end), "number", *(numeral_value(numeral) or (0.0, 0.0, 0.0)), about=True, soft=True)
    if han and any(
        idiom.start() < end and start < idiom.end() for idiom in _IDIOMS.finditer(text, max(0, start - 3), end + 3)
    ):
        return None
    read = numeral_value(numeral)
    if read is None:
        return None
    value, low, high = read
    scale = _RANGE.match(text, end)
    if scale and (factor := _factor(scale[1])) > 1 and value < 10000 and not re.search("[十百千万亿兆]", numeral):
        return Quantity(Span(start, end), "number", value, value, value * factor, about=True, soft=False)
    before, after = text[:start], text[end:]
    more = re.match(rf"[{_MORE}]", after)
    tail = after[len(more[0]) :] if more else after
    tail = tail.lstrip(" ")
    about = bool(high > low or more or _ABOUT_BEFORE.search(before[-8:]) or _ABOUT_AFTER.search(after[:6]))
    if more and high == low:
        high = low + _step(low)
    kind, length, unit, value, low, high = _named(before, tail, numeral, (value, low, high))
    used = (len(after) - len(tail)) if more and length else 0
    span = Span(start, end + (length + used if length else 0))
    ordinal = before.rstrip(" ").endswith(("第", "初"))
    if kind == "number" and ordinal:
        kind, span = "ordinal", Span(len(before.rstrip(" ")) - 1, span.end)
    listed = bool(re.match(r"[、.)）]", after) and re.search(r"(?:^|[：:。；;\n(（])\s*$", before))
    if listed and kind == "number":
        return Quantity(span, "ordinal", value, low, high)
    digit = not han
    counted = bool(unit) or bool(_COUNTED.match(tail))
    soft = (
        not digit and kind in ("number", "ordinal") and (value <= 2 or not (counted or value > 10 or kind == "ordinal"))
    )
    return Quantity(span, kind, value, low, high, unit, about, soft)


def _step(value: float) -> float:
    """What 多 after a numeral leaves open: 二十多 is up to 30, 200多 up to 300."""
    if value <= 0:
        return 0.0
    step = 1.0
    while value % (step * 10) == 0 and step < value:
        step *= 10
    return step


def _named(
    before: str, tail: str, numeral: str, read: tuple[float, float, float]
) -> tuple[Kind, int, str, float, float, float]:
    """What the characters after a numeral make of it: kind, their length, unit, and the three values."""
    value, low, high = read

    def as_(kind: Kind, length: int, unit: str = "", factor: float = 1.0) -> tuple[Kind, int, str, float, float, float]:
        return kind, length, unit, value * factor, low * factor, high * factor

    if match := re.match(r"个?(?:百分点)", tail):
        return as_("points", match.end())
    if match := re.match(r"[%％]", tail):
        return as_("percent", 1)
    if tail.startswith("‰"):
        return as_("percent", 1, factor=0.1)
    if re.match(r"成(?![立为為功长長就果本员員都分熟交年人])", tail) and value <= 10:
        return as_("percent", 1, factor=10)
    if match := re.match(r"年代", tail):
        return as_("decade", 2)
    if match := re.match(r"世[纪紀]", tail):
        return as_("century", 2)
    if re.match(r"年(?!级|級|度计|间)", tail):
        era = _YEARS.search(before)
        if era and value < 200:
            return "year", 1, "", value + 1911, low + 1911, high + 1911
        positional = numeral[0].isdigit() or all(each in DIGITS for each in numeral)
        if positional and 1000 <= value <= 2200 and low == high:
            return as_("year", 1)
        if re.match(r"年[0-9一二三四五六七八九十]+月", tail) and value < 200:
            return as_("year", 1)
        return as_("number", 1, "year")
    if re.match(r"月(?!球|饼|亮|光|经)", tail) and 1 <= value <= 12 and low == high:
        return as_("month", 1)
    if re.match(r"个月", tail):
        return as_("number", 2, "month")
    if (
        re.match(r"[日号號](?!元|圆|圓|本|码|碼|线|線|楼|店|馆|館|公路)", tail)
        and 1 <= value <= 31
        and low == high
        and value == int(value)
    ):
        return as_("day", 1)
    if re.match(r"倍", tail):
        return as_("times", 1)
    if match := _TAIL.match(tail):
        word = match[0]
        if tail[match.end() : match.end() + 1] == "半" and word not in _CURRENCIES:
            return "number", match.end() + 1, _UNITS[word], value + 0.5, low + 0.5, high + 0.5
        if word in _CURRENCIES:
            prefix = re.search(r"(人民币|新台币|美金|美元|港币)\s*$", before)
            return as_("number", match.end(), _CURRENCIES[prefix[1]] if prefix else _CURRENCIES[word])
        return as_("number", match.end(), _UNITS[word])
    if match := re.match(r"[个個][半]", tail):
        return "number", 2, "", value + 0.5, low + 0.5, high + 0.5
    if match := re.match(r"半", tail):
        return "number", 1, "", value + 0.5, low + 0.5, high + 0.5
    return as_("number", 0)
