"""The numbers of an English text by value: $3.2bn, two and a half million, two-thirds, the 1980s, 3:30 p.m."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from duizhao.corpus.document import Span
from duizhao.corpus.quantities.quantity import ANY_DOLLAR, Kind, Quantity

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
CARDINALS = {word: value for value, word in enumerate(_ONES)} | {word: 10 * at for at, word in enumerate(_TENS, 2)}
_ORDINAL_ONES = (
    *("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth"),
    "nineteenth",
)
ORDINALS = {word: value for value, word in enumerate(_ORDINAL_ONES)} | {
    f"{word[:-1]}ieth": 10 * at for at, word in enumerate(_TENS, 2)
}
SCALES = {
    "hundred": 1e2, "dozen": 12.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5,
    "crore": 1e7, "mn": 1e6, "bn": 1e9, "tn": 1e12, "k": 1e3, "m": 1e6, "b": 1e9,
}  # fmt: skip
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
    "december",
)
_SHORT_MONTHS = {month[:3]: at for at, month in enumerate(MONTHS, 1)} | {"sept": 9}
_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_WORDS = "|".join(sorted([*CARDINALS, *ORDINALS], key=len, reverse=True))
_BIG = "dozen|hundred|thousand|million|billion|trillion|lakh|crore"
_JOINT = r"(?:\s*-\s*|\s+|\s+and\s+)"
_SPELT = re.compile(
    rf"\b(?:(?:(?:{_WORDS})\b|(?:an?|several|half\s+an?|{_ARABIC})(?=[\s-]+(?:{_BIG})\b))"
    rf"(?:{_JOINT}(?:(?:{_WORDS}|{_BIG})(?:th)?\b))*)",
    re.IGNORECASE,
)
_DIGITS = re.compile(
    rf"(?<![\w.])(?:(?P<money>(?:US|NT|HK|A|C|S|AU)?\$|US\$|€|£|¥|￥|RMB|USD|NTD|CNY|HKD|EUR|GBP|JPY)\s?)?(?P<digits>{_ARABIC})"
    r"(?:\+?[\s-]?(?P<scale>(?i:hundred|thousand|million|billion|trillion|bn|mn|tn|crore|lakh))\b(?:\s+(?P<second>(?i:million|billion|trillion|thousand))\b)?"
    r"|(?P<letter>[kmb](?![\w])|[KMB](?![\w]))(?=\b))?"
    r"(?P<ordinal>(?<=\d)(?:st|nd|rd|th)\b)?(?P<decade>'?s\b)?"
)
_RANGE = re.compile(rf"\s*(?:-|–|—|to|or|and)\s*[$€£¥]?{_ARABIC}\s*-?({_BIG}|bn|mn)\b", re.IGNORECASE)
"""The rest of a range whose first number has the last one's scale: 60 to 85 billion."""
_FRACTIONS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4}
_FRACTIONS |= {f"{word}{end}": value for word, value in ORDINALS.items() if 4 < value < 20 for end in ("", "s")}
_FRACTION = re.compile(
    rf"(?<!first )(?<!last )(?<!past )(?<!next )(?<!other )\b(?:(?P<top>an?|{'|'.join(_ONES)}|[0-9]+)[\s-]+)"
    rf"(?P<bottom>(?:{'|'.join(sorted(_FRACTIONS, key=len, reverse=True))}))\b"
    r"(?!\s+(?:of\s+)?(?:[0-9]+\s+)?(?:century|time|day|year|round|session|plenary|meeting|place|floor|party|person|country|largest|most|one|week|month|grade))"
    r"|(?<![\d/,.])(?P<up>[0-9]{1,3})/(?P<down>[0-9]{1,3})(?![\d/,])"
)
_ONE_IN = re.compile(
    rf"\b(one|two|three|four|five|six|seven|eight|nine)\s+(?:\w+\s+)?(?:in|out\s+of)\s+(?:every\s+)?({'|'.join(_ONES[2:])})\b",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"\b(?:and\s+a\s+half|half|halved|halve|halving|halfway|semi\w*|mid-?(?=way|point|term)|fifty-fifty)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?\s*(?P<half>[ap]\.?\s?m\b\.?|o'clock|o’clock|hrs\b|hours\s+local)"
    r"|\b(?P<hour2>[0-9]{1,2}):(?P<minute2>[0-9]{2})\b|\b(?P<noon>noon|midday|midnight)\b"
    r"|\b(?P<word>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+(?:o['’]clock|[ap]\.m\.)",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\b(?P<long>January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b(?P<short>Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?(?=\s*[0-9])|(?<=[0-9])\s+(?P<after>Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
)
_WEEKDAY = re.compile(r"\b(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)days?\b")
_TIMES = {
    "once": 1, "twice": 2, "thrice": 3, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "triple": 3,
    "tripled": 3, "tripling": 3, "triples": 3, "quadruple": 4, "quadrupled": 4, "quadrupling": 4, "quintuple": 5,
    "twofold": 2, "threefold": 3, "fourfold": 4, "fivefold": 5, "sixfold": 6, "tenfold": 10, "dual": 2,
    "treble": 3,
}  # fmt: skip
_TIME_WORDS = re.compile(
    rf"\b(?:{'|'.join(_TIMES)})\b|\b(?:two|three|four|five|six|seven|eight|ten)-fold\b", re.IGNORECASE
)
_SOFT = {
    "both": 2, "pair": 2, "pairs": 2, "couple": 2, "couples": 2, "single": 1, "another": 1, "bilateral": 2,
    "trilateral": 3, "trio": 3, "duo": 2, "none": 0, "dozen": 12, "decade": 10, "decades": 10, "fortnight": 14,
    "century": 100, "twin": 2, "twins": 2, "either": 2, "neither": 2, "biennial": 2, "triennial": 3, "bi": 2,
    "tri": 3, "each": 1, "only": 1, "sole": 1, "primary": 1, "secondary": 2, "initial": 1, "tertiary": 3,
    "every": 1, "an": 1, "a": 1, "per": 1, "same": 1, "triangle": 3, "triangular": 3, "quadrilateral": 4,
    "biweekly": 2, "annual": 1, "yearly": 1, "monthly": 1, "weekly": 7, "quarterly": 4, "bicentennial": 200,
    "centennial": 100, "centenary": 100, "teens": 13, "whole": 1,
}  # fmt: skip
_SOFT_WORD = re.compile(rf"\b(?:{'|'.join(_SOFT)})\b", re.IGNORECASE)
_VAGUE = {"dozens": (12.0, 100.0), "scores": (20.0, 100.0), "hundreds": (100.0, 1e3), "thousands": (1e3, 1e5)}
_VAGUE |= {"millions": (1e6, 1e8), "billions": (1e9, 1e11), "trillions": (1e12, 1e14), "tens": (10.0, 100.0)}
_VAGUES = re.compile(
    r"\b(?:(?P<first>tens|hundreds|scores|dozens)\s+of\s+(?P<second>thousands|millions|billions)|(?P<several>several|a\s+few|many)"
    r"\s+(?:(?P<small>hundred|thousand)\s+)?(?P<scale>hundred|thousand|million|billion|trillion|dozen)|(?P<only>dozens|scores|hundreds|thousands|millions|billions|trillions|tens))\b",
    re.IGNORECASE,
)
_ROMAN = re.compile(
    r"\b(?:(?P<head>Part|Chapter|Section|Title|Book|Volume|World\s+War|Phase|Article|Annex|Appendix|Type|Grade|Class|Category|Table|Schedule)\s+)(?P<roman>[IVXLC]+)\b",
    re.IGNORECASE,
)
_LETTERS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_CODES = {
    "us$": "USD", "usd": "USD", "nt$": "TWD", "ntd": "TWD", "hk$": "HKD", "hkd": "HKD", "a$": "AUD", "au$": "AUD",
    "c$": "CAD", "s$": "SGD", "$": ANY_DOLLAR, "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": "CNY",
    "￥": "CNY", "rmb": "CNY", "cny": "CNY", "jpy": "JPY",
}  # fmt: skip
_UNITS: tuple[tuple[str, str], ...] = (
    (r"(?:percentage\s+|per\s*cent\s+|%\s*)points?|basis\s+points?|pp\b", "points"),
    (r"%|per\s*cent\b|percentages?\b|pct\b", "percent"),
    (r"per\s*mille|‰", "permille"),
    (r"decades\b", "decade"),
    (r"(?:times|fold)\b", "times"),
    (r"(?:U\.?S\.?|American)\s+dollars?", "USD"),
    (r"(?:Hong\s+Kong|H\.?K\.?)\s+dollars?", "HKD"),
    (r"(?:New\s+Taiwan|N\.?T\.?|Taiwan)\s+dollars?|NTD\b", "TWD"),
    (r"(?:Australian)\s+dollars?", "AUD"),
    (r"(?:Canadian)\s+dollars?", "CAD"),
    (r"(?:Singapore)\s+dollars?", "SGD"),
    (r"dollars?\b", ANY_DOLLAR),
    (r"(?:Chinese\s+)?(?:yuan|renminbi|RMB|CNY)\b", "CNY"),
    (r"euros?\b|EUR\b", "EUR"),
    (r"(?:Japanese\s+)?yen\b|JPY\b", "JPY"),
    (r"(?:British\s+)?pounds?\s+sterling|GBP\b", "GBP"),
    (r"USD\b", "USD"),
    (r"(?:rubles?|roubles?)\b", "RUB"),
    (r"(?:square\s+kilomet(?:er|re)s?|sq\.?\s*km|km2|km²)", "km2"),
    (r"(?:square\s+met(?:er|re)s?|sq\.?\s*m\b|m2\b|m²)", "m2"),
    (r"square\s+miles?", "sqmile"),
    (r"(?:square\s+f(?:ee|oo)t|sq\.?\s*ft)", "sqft"),
    (r"(?:cubic\s+met(?:er|re)s?|m3\b|m³)", "m3"),
    (r"(?:kilomet(?:er|re)s?|kms?)\b", "km"),
    (r"(?:centimet(?:er|re)s?|cm)\b", "cm"),
    (r"(?:millimet(?:er|re)s?|mm)\b", "mm"),
    (r"(?:nautical\s+miles?)\b", "nautical mile"),
    (r"(?:met(?:er|re)s?|m)\b", "m"),
    (r"miles?\b", "mile"),
    (r"(?:feet|foot|ft)\b", "foot"),
    (r"(?:inch(?:es)?)\b", "inch"),
    (r"yards?\b", "yard"),
    (r"(?:kilograms?|kilos?|kgs?)\b", "kg"),
    (r"(?:milligrams?|mg)\b", "mg"),
    (r"(?:grams?|g)\b", "g"),
    (r"(?:metric\s+)?(?:tons?|tonnes?)\b", "tonne"),
    (r"(?:jin|catty|catties)\b", "jin"),
    (r"(?:lbs?)\b", "pound"),
    (r"(?:hectares?|ha)\b", "hectare"),
    (r"acres?\b", "acre"),
    (r"mu\b", "mu"),
    (r"(?:lit(?:er|re)s?)\b", "litre"),
    (r"(?:millilit(?:er|re)s?|ml)\b", "ml"),
    (r"gallons?\b", "gallon"),
    (r"(?:degrees?\s+Celsius|°\s?C|℃|degrees?\s+centigrade)", "celsius"),
    (r"(?:degrees?\s+Fahrenheit|°\s?F)", "fahrenheit"),
    (r"li\b", "li"),
    (r"minutes?\b", "minute"),
    (r"hours?\b", "hour"),
    (r"days?\b", "day"),
    (r"weeks?\b", "week"),
    (r"months?\b", "month"),
    (r"years?\b", "year"),
    (r"quarters?\s+of\s+an\s+hour", "quarter hour"),
    (r"pounds?\b", "pound"),
)
_TAIL = re.compile(r"[\s-]*(?:" + "|".join(f"({pattern})" for pattern, _ in _UNITS) + ")", re.IGNORECASE)
_ABOUT_BEFORE = re.compile(
    r"(?:about|around|approximately|approx\.?|nearly|almost|over|above|roughly|some|more\s+than|less\s+than|fewer\s+than|up\s+to|at\s+least|"
    r"at\s+most|under|below|beyond|exceed(?:s|ed|ing)?|as\s+many\s+as|close\s+to|no\s+more\s+than|reach(?:ed|es|ing)?|estimated|upwards\s+of|~|≈)\s*(?:the\s+)?(?:US|NT|HK)?[$€£¥]?\s*$",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(r"\s*(?:or\s+(?:so|more|less|above|below)|plus|odd|and\s+(?:above|over)|\+|-odd|-plus)")


def english_quantities(text: str) -> list[Quantity]:
    """The quantities of an English text, in order.

    >>> [(each.kind, each.value) for each in english_quantities("On March 22, 2019 about 2.5 million people, a third")]
    [('month', 3.0), ('day', 22.0), ('year', 2019.0), ('number', 2500000.0), ('number', 0.3333333333333333)]
    """
    found: list[Quantity] = []
    taken = [False] * (len(text) + 1)

    def take(quantities: Iterator[Quantity]) -> None:
        for quantity in quantities:
            span = quantity.span
            if len(span) and not any(taken[span.start : span.end]):
                taken[span.start : span.end] = [True] * len(span)
                found.append(quantity)

    for reader in _READERS:
        take(reader(text))
    return sorted(found, key=lambda each: each.span)


def spelt_value(words: str) -> tuple[float, bool] | None:
    """Value of a spelt number and whether it orders; None if the words say none.

    >>> spelt_value("two hundred and fifty-first"), spelt_value("half a million"), spelt_value("3.2 billion")
    ((251.0, True), (500000.0, False), (3200000000.0, False))
    """
    total = section = 0.0
    said = ordinal = False
    parts = re.findall(rf"{_ARABIC}|[a-z]+", words.casefold())
    for word in parts:
        base = word.removesuffix("th") if word.endswith("th") and word.removesuffix("th") in SCALES else word
        ordinal = ordinal or base != word or word in ORDINALS
        if word[0].isdigit():
            section, said = section + float(word.replace(",", "")), True
        elif word in CARDINALS or word in ORDINALS:
            value = CARDINALS.get(word, ORDINALS.get(word, 0))
            if section % 100 and (section % 10 or value >= 10 or section % 100 < 20):
                return None  # nineteen ninety: read by the years
            section, said = section + value, True
        elif word == "half":
            section, said = 0.5, True
        elif word in ("a", "an"):
            section = section or 1.0
        elif base in SCALES:
            said = True
            if base in ("hundred", "dozen"):
                section = (section or 1) * SCALES[base]
            else:
                total += (section or 1) * SCALES[base]
                section = 0.0
    return (total + section, ordinal) if said else None


def _clocks(text: str) -> Iterator[Quantity]:
    for match in _CLOCK.finditer(text):
        if match["noon"]:
            yield _exact(match, "clock", 0 if match["noon"].casefold() == "midnight" else 720, soft=True)
            continue
        hour = float(CARDINALS[match["word"].casefold()] if match["word"] else match["hour"] or match["hour2"])
        minute = float(match["minute"] or match["minute2"] or 0)
        if hour <= 24 and minute < 60:
            late = (match["half"] or match[0][-4:]).casefold().lstrip().startswith("p") and hour < 12
            yield _exact(match, "clock", (hour + 12 * late) * 60 + minute)


def _months(text: str) -> Iterator[Quantity]:
    for match in _MONTH.finditer(text):
        name = (match["long"] or match["short"] or match["after"]).casefold()
        if match["long"] in ("May", "March") and not _dated(text, match):
            continue
        value = MONTHS.index(name) + 1 if name in MONTHS else _SHORT_MONTHS[name]
        start = match.end() - len(match["after"]) if match["after"] else match.start()
        yield Quantity(Span(start, match.end()), "month", float(value), float(value), float(value))
        yield from _days(text, Span(start, match.end()))


def _dated(text: str, match: re.Match[str]) -> bool:
    """Whether a May or a March is a month: beside a number, or after a word that months follow."""
    before, after = text[max(0, match.start() - 14) : match.start()], text[match.end() : match.end() + 8]
    near = re.search(
        r"(?:\b(?:in|of|by|since|last|this|next|until|from|to|and|mid|late|early|between|on|every|before|after|during)|\d(?:st|nd|rd|th)?|[-–/,])[\s-]*$",
        before,
        re.IGNORECASE,
    )
    return bool(near or re.match(r"[\s,]*\d", after) or (match["long"] == "March" and re.match(r"\s*[,.]", after)))


def _days(text: str, month: Span) -> Iterator[Quantity]:
    """The days beside a month's name: March 3, 3rd of March, March 3-5."""
    after = re.match(
        r"[\s,]*(?:the\s+)?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?![\d:.]\d|\d|\s*(?:percent|%|million|billion))(?:\s*(?:-|–|to|and|or|through|until)\s*(?:the\s+)?(?P<last>[0-9]{1,2})(?:st|nd|rd|th)?(?![\d:]|\s*(?:percent|%|[A-Z][a-z]+uary|March|April|May|June|July|August|[A-Z][a-z]+ber)))?",
        text[month.end :],
    )
    if after:
        for name in ("day", "last"):
            if after[name] and 1 <= int(after[name]) <= 31:
                yield _day(Span(month.end + after.start(name), month.end + after.end(name)), int(after[name]))
    before = re.search(
        r"(?:(?<![\d.,])(?P<first>[0-9]{1,2})(?:st|nd|rd|th)?\s*(?:-|–|to|and)\s*)?(?<![\d.,])(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?:\s+day)?(?:\s+of)?\s+$",
        text[: month.start],
    )
    if before and not after:
        for name in ("first", "day"):
            if before[name] and 1 <= int(before[name]) <= 31:
                yield _day(Span(before.start(name), before.end(name)), int(before[name]))


def _day(span: Span, value: int) -> Quantity:
    return Quantity(span, "day", float(value), float(value), float(value))


def _weekdays(text: str) -> Iterator[Quantity]:
    for match in _WEEKDAY.finditer(text):
        yield _exact(match, "weekday", _WEEKDAYS.index(match[0].casefold().removesuffix("s")))


def _dates(text: str) -> Iterator[Quantity]:
    """2019-03-22, 22/3/2019."""
    for match in re.finditer(r"(?<![\d./-])([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![\d/-])", text):
        for at, kind in ((1, "year"), (3, "month"), (4, "day")):
            value = float(match[at])
            yield Quantity(Span(*match.span(at)), kind, value, value, value)  # type: ignore[arg-type]


def _fractions(text: str) -> Iterator[Quantity]:
    for match in _FRACTION.finditer(text):
        if match["up"]:
            if int(match["down"]):
                yield _exact(match, "number", int(match["up"]) / int(match["down"]))
            continue
        top, bottom = match["top"].casefold(), match["bottom"].casefold()
        count = 1 if top in ("a", "an") else int(top) if top.isdigit() else CARDINALS[top]
        plural = bottom.endswith(("s",)) or bottom in ("half", "third", "quarter")
        if (
            not count
            or (count > 1) != bottom.endswith("s")
            or (top in ("a", "an") and not plural and bottom != "fifth")
        ):
            continue
        if bottom == "half" and top in ("a", "an"):
            continue  # two and a half: read by the halves
        value, loose = count / _FRACTIONS[bottom], top in ("a", "an")
        yield Quantity(Span(*match.span()), "number", value, value, value, about=loose, soft=loose)
    for match in _ONE_IN.finditer(text):
        value = CARDINALS[match[1].casefold()] / CARDINALS[match[2].casefold()]
        yield Quantity(Span(*match.span()), "number", value, value, value, about=True, soft=True)


def _digits(text: str) -> Iterator[Quantity]:
    for match in _DIGITS.finditer(text):
        if quantity := _in_digits(text, match):
            yield quantity


def _in_digits(text: str, match: re.Match[str]) -> Quantity | None:
    """What a number in digits says; None for one that begins with a zero, as 007."""
    digits, scale, letter = match["digits"], match["scale"], match["letter"]
    if digits[0] == "0" and len(digits) > 1 and "." not in digits:
        return None
    value = float(digits.replace(",", "")[:30])
    if re.search(r"[A-Za-z]-$", text[: match.start()]):  # COVID-19 is a name
        return Quantity(Span(*match.span("digits")), "number", value, value, value, about=True, soft=True)
    end = match.start("decade") if match["decade"] else match.end()
    if match["decade"] and digits.endswith("0") and value >= 10 and not scale:
        return _exact(match, "decade", value)
    if scale:
        value *= SCALES[scale.casefold()] * SCALES.get((match["second"] or "").casefold(), 1)
    elif letter and (match["money"] or letter == "k" or (letter == "K" and value > 16)):
        value *= SCALES[letter.casefold()]
    elif letter and letter in "mb":  # 35m: million or metres, whichever the other side has
        return Quantity(Span(*match.span()), "number", value, value, value * SCALES[letter], "", about=True)
    elif letter:
        end = match.start("letter")
    unit = _CODES.get((match["money"] or "").strip().casefold(), "")
    wider = None if scale else _RANGE.match(text, end)
    if wider and value < 10000:
        high = value * SCALES[wider[1].casefold()]
        return Quantity(Span(match.start(), end), "number", value, value, high, unit, about=True)
    if half := re.match(r"\s+and\s+a\s+half\b|[\s-]+1/2|½", text[end:]):
        value, end = value + 0.5 * (SCALES[scale.casefold()] if scale else 1), end + half.end()
    span = Span(match.start(), end)
    if match["ordinal"]:
        return _ordinal(text, span, value)
    plain = digits.isdigit() and not scale and not match["money"]
    if plain and 1000 <= value <= 2200 and not _TAIL.match(text, end):
        return Quantity(span, "year", value, value, value)
    return _with_tail(text, span, value, unit)


def _ordinal(text: str, span: Span, value: float, *, soft: bool = False) -> Quantity:
    century = re.match(r"[\s-]+centur(?:y|ies)", text[span.end :])
    if century and value <= 30:
        return Quantity(Span(span.start, span.end + century.end()), "century", value, value, value)
    return Quantity(span, "ordinal", value, value, value, soft=soft)


def _with_tail(text: str, span: Span, value: float, unit: str = "", *, soft: bool = False) -> Quantity:
    """A number with the unit that follows it, and the words around that make it approximate."""
    about = bool(_ABOUT_BEFORE.search(text[max(0, span.start - 30) : span.start]) or _ABOUT_AFTER.match(text, span.end))
    kind: Kind = "number"
    tail = _TAIL.match(text, span.end)
    if tail:
        named = _UNITS[int(tail.lastindex or 1) - 1][1]
        if named in ("percent", "points", "times"):
            kind = named  # type: ignore[assignment]
        elif named == "permille":
            kind, value = "percent", value / 10
        elif named == "decade":
            unit, value = "year", value * 10
        else:
            unit = unit if unit and named == ANY_DOLLAR else named
        span = Span(span.start, tail.end())
    return Quantity(span, kind, value, value, value, unit, about, soft)


def _spelt(text: str) -> Iterator[Quantity]:
    for match in _SPELT.finditer(text):
        start = match.start()
        for part in _parts(match[0]):
            read = spelt_value(part)
            if read is None:
                continue
            value, ordinal = read
            at = match[0].index(part, start - match.start()) + match.start()
            span = Span(at, at + len(part))
            start = span.end
            half = re.match(rf"\s+and\s+a\s+half\b(?:\s+(?P<scale>{_BIG})\b)?", text[span.end :])
            if half:
                value = (value + 0.5) * SCALES.get((half["scale"] or "").casefold(), 1)
                span = Span(span.start, span.end + half.end())
            small = value <= 1 or (ordinal and value <= 2)
            if ordinal:
                yield _ordinal(text, span, value, soft=small)
            else:
                yield _with_tail(text, span, value, soft=small)


def _parts(words: str) -> list[str]:
    """One number or several that stand side by side: `two three` are two, `one hundred and two` is one."""
    if spelt_value(words) is not None:
        return [words]
    years = re.fullmatch(r"(\w+)(?:[\s-]+)(\w+(?:[\s-]+\w+)?)", words)
    if (
        years
        and (first := spelt_value(years[1]))
        and (second := spelt_value(years[2]))
        and 10 <= first[0] <= 20 <= second[0] < 100
    ):
        return []
    return [part for part in re.split(r"\s+and\s+|\s+", words) if spelt_value(part) is not None]


def _time_words(text: str) -> Iterator[Quantity]:
    for match in _TIME_WORDS.finditer(text):
        word = match[0].casefold()
        value = _TIMES.get(word) or CARDINALS[word.split("-")[0]]
        yield _exact(match, "times", value, soft=True)


def _halves(text: str) -> Iterator[Quantity]:
    for match in _HALF.finditer(text):
        yield Quantity(Span(*match.span()), "number", 0.5, 0.5, 0.5, about=True, soft=True)


def _vagues(text: str) -> Iterator[Quantity]:
    for match in _VAGUES.finditer(text):
        if match["first"]:
            low, high = (
                a * b
                for a, b in zip(
                    _VAGUE[match["first"].casefold()], (SCALES[match["second"].casefold()[:-1]],) * 2, strict=True
                )
            )
        elif match["several"]:
            scale = 12.0 if match["scale"].casefold() == "dozen" else SCALES[match["scale"].casefold()]
            scale *= SCALES[match["small"].casefold()] if match["small"] else 1
            low, high = 2 * scale, 10 * scale
        else:
            low, high = _VAGUE[match["only"].casefold()]
        yield Quantity(Span(*match.span()), "number", low, low, high, about=True, soft=True)


def _romans(text: str) -> Iterator[Quantity]:
    for match in _ROMAN.finditer(text):
        letters = [_LETTERS[letter] for letter in match["roman"].upper()]
        value = sum(-mine if mine < later else mine for mine, later in zip(letters, [*letters[1:], 0], strict=True))
        if match["roman"].isupper():
            yield Quantity(Span(*match.span("roman")), "ordinal", float(value), float(value), float(value), soft=True)


def _softs(text: str) -> Iterator[Quantity]:
    """Words that may stand for a small number of the Chinese, and need not."""
    for match in _SOFT_WORD.finditer(text):
        value = float(_SOFT[match[0].casefold()])
        unit = "day" if value == 14 else ""
        yield Quantity(Span(*match.span()), "number", value, value, value, unit, about=True, soft=True)


def _exact(match: re.Match[str], kind: Kind, value: float, *, soft: bool = False) -> Quantity:
    return Quantity(Span(*match.span()), kind, float(value), float(value), float(value), soft=soft)


_READERS: tuple[Callable[[str], Iterator[Quantity]], ...] = (
    _clocks,
    _dates,
    _months,
    _weekdays,
    _vagues,
    _fractions,
    _digits,
    _romans,
    _spelt,
    _time_words,
    _halves,
    _softs,
)
"""In order: what one has read, the next ones leave alone."""
