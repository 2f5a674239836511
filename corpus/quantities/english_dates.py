"""Dates and times of an English text: March 22, May Fourth, 2019-03-22, 3:30 p.m., a quarter to eight."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duizhao.corpus.document import Span
from duizhao.corpus.quantities.english_words import CARDINALS, DAY_WORDS, SMALL_CARDINALS, any_word
from duizhao.corpus.quantities.quantity import Quantity
from duizhao.corpus.quantities.rules import Rule, before, exactly

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
    "december",
)
_SHORT_MONTHS = {month[:3]: at for at, month in enumerate(MONTHS, 1)} | {"sept": 9}
_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_LONG = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_HOURS = any_word([word for word, value in SMALL_CARDINALS.items() if 1 <= value <= 12])
_ONES = [word for word, value in SMALL_CARDINALS.items() if 1 <= value <= 9]
_CENTURIES = [word for word, value in CARDINALS.items() if 10 <= value <= 20]
_TENS = ("twenty", "thirty", "forty", "fifty")
_MINUTE_WORDS = {word: value for word, value in CARDINALS.items() if 1 <= value <= 50}
_MINUTE_WORDS |= {f"{tens}-{one}": CARDINALS[tens] + SMALL_CARDINALS[one] for tens in _TENS for one in _ONES}
_MINUTES = any_word(_MINUTE_WORDS)
_DAY = rf"(?:(?P<{{0}}>[0-9]{{{{1,2}}}})(?:st|nd|rd|th)?|(?P<{{0}}_word>{any_word(DAY_WORDS)})\b)"
_DAY_AFTER = re.compile(
    r"[\s,]{0,3}(?:the\s)?"
    + _DAY.format("day")
    + r"(?![\d:.]\d|\d|\s?(?:percent|%|million|billion))"
    + r"(?:\s?(?:-|–|to|and|or|through|until)\s?(?:the\s)?"
    + r"(?P<last>[0-9]{1,2})(?:st|nd|rd|th)?"
    + rf"(?![\d:]|\s?(?:percent|%|{_LONG})))?",
    re.IGNORECASE,
)
_DAY_BEFORE = re.compile(
    r"(?:(?<![\d.,])(?P<first>[0-9]{1,2})(?:st|nd|rd|th)?\s?(?:-|–|to|and)\s?)?(?<![\d.,\w])"
    + _DAY.format("day")
    + r"(?:\sday)?(?:\sof)?\s{1,3}\Z",
    re.IGNORECASE,
)
_MONTHS_FOLLOW = re.compile(
    r"(?:\b(?:in|of|by|since|last|this|next|until|from|to|and|mid|late|early|between|on|every|before|after|during)"
    rf"|\d(?:st|nd|rd|th)?|[-–/,]|\b(?:{any_word(DAY_WORDS)})\s(?:day\s)?of)[\s-]{{0,3}}\Z",
    re.IGNORECASE,
)
_A_DAY_FOLLOWS = re.compile(rf"[\s,]{{0,3}}(?:the\s)?\d|\s(?:the\s)?(?:{any_word(DAY_WORDS)})\b", re.IGNORECASE)
_LONGEST = 40
"""Characters before a month in which its day may stand."""


def _month(match: re.Match[str]) -> Iterator[Quantity]:
    name = (match["long"] or match["short"] or match["after"]).casefold()
    if match["long"] in ("May", "March") and not _is_dated(match):
        return
    value = MONTHS.index(name) + 1 if name in MONTHS else _SHORT_MONTHS[name]
    start = match.start("after") if match["after"] else match.start()
    span = Span(start, match.end())
    yield exactly(span, "month", value)
    yield from _days(match.string, span)


def _is_dated(match: re.Match[str]) -> bool:
    """Whether a May or a March is a month: beside a number, or after a word that months follow."""
    if _MONTHS_FOLLOW.search(before(match, _LONGEST)) or _A_DAY_FOLLOWS.match(match.string, match.end()):
        return True
    return match["long"] == "March" and re.match(r"\s?[,.]", match.string[match.end() : match.end() + 2]) is not None


def _days(text: str, month: Span) -> Iterator[Quantity]:
    """The days beside a month's name: March 3, 3rd of March, March 3-5, the Fourth of May."""
    after = _DAY_AFTER.match(text, month.end)
    if after:
        yield from _named(after, 0, "day", "last")
        return
    low = max(0, month.start - _LONGEST)
    earlier = _DAY_BEFORE.search(text[low : month.start])
    if earlier:
        yield from _named(earlier, low, "first", "day")


def _named(match: re.Match[str], shift: int, *names: str) -> Iterator[Quantity]:
    """The days that groups of a match say."""
    for name in names:
        words = match.groupdict().get(f"{name}_word")
        group = f"{name}_word" if words else name
        value = DAY_WORDS[words.casefold()] if words else int(match[name] or 0)
        if 1 <= value <= 31:
            yield exactly(Span(match.start(group) + shift, match.end(group) + shift), "day", value)


def _weekday(match: re.Match[str]) -> Iterator[Quantity]:
    yield exactly(Span(*match.span()), "weekday", _WEEKDAYS.index(match[0].casefold().removesuffix("s")))


def _date(match: re.Match[str]) -> Iterator[Quantity]:
    """2019-03-22, 22/3/2019, 3/22/2019; of 3/4/2019 each may be the month."""
    if match["year"]:
        parts = (("year", "year"), ("month", "month"), ("day", "day"))
        yield from (exactly(Span(*match.span(group)), kind, float(match[group])) for group, kind in parts)  # type: ignore[arg-type]
        return
    one, two = int(match["one"]), int(match["two"])
    if min(one, two) < 1 or min(one, two) > 12 or max(one, two) > 31:
        return
    first_is_month = one <= 12
    unsure = one <= 12 and two <= 12 and one != two
    for group, is_month in (("one", first_is_month), ("two", not first_is_month)):
        value = float(match[group])
        other = (("day" if is_month else "month", value),) if unsure else ()
        yield exactly(Span(*match.span(group)), "month" if is_month else "day", value, also=other)  # type: ignore[arg-type]
    yield exactly(Span(*match.span("later")), "year", float(match["later"]))


def _named_day(match: re.Match[str]) -> Iterator[Quantity]:
    """9/11, and the Double Tenth."""
    if match["double"]:
        value = {"ten": 10, "tenth": 10, "eleven": 11, "eleventh": 11, "twelve": 12, "twelfth": 12}[
            match["twice"].casefold()
        ]
        yield exactly(Span(*match.span("double")), "month", value)
        yield exactly(Span(*match.span("twice")), "day", value)
        return
    month, day = int(match["month"]), int(match["day"])
    yield exactly(Span(*match.span("month")), "month", month, also=(("number", month / day),))
    yield exactly(Span(*match.span("day")), "day", day)


def _clock(match: re.Match[str]) -> Iterator[Quantity]:
    if match["noon"]:
        value = 0.0 if match["noon"].casefold() == "midnight" else 720.0
        exact = exactly(Span(*match.span()), "clock", value)
        yield Quantity(exact.span, "clock", value, value, value, soft=True)
        return
    hour = float(CARDINALS[match["word"].casefold()] if match["word"] else match["hour"] or match["hour2"])
    minute = float(match["minute"] or match["minute2"] or _MINUTE_WORDS.get((match["spelt"] or "").casefold(), 0))
    if hour <= 24 and minute < 60:
        sign = match["half"] or match["sign"] or match.string[match.end() : match.end() + 3]
        late = sign.casefold().lstrip().startswith("p") and hour < 12
        yield exactly(Span(*match.span()), "clock", (hour + 12 * late) * 60 + minute)


def _year_in_words(match: re.Match[str]) -> Iterator[Quantity]:
    """Nineteen oh-eight; those without a nought are read with the numbers."""
    value = 100 * CARDINALS[match["century"].casefold()] + CARDINALS[match["year"].casefold()]
    yield exactly(Span(*match.span()), "year", value)


def _past_or_to(match: re.Match[str]) -> Iterator[Quantity]:
    """A quarter past three, ten minutes to nine, half past seven."""
    hour = float(match["hour"]) if match["hour"][0].isdigit() else CARDINALS[match["hour"].casefold()]
    if match["half"] or match["quarter"]:
        minutes = 30.0 if match["half"] else 15.0
    else:
        written = match["minutes"] or match["few"]
        minutes = float(written) if written[0].isdigit() else float(_MINUTE_WORDS[written.casefold()])
    later = match["to"] is None
    if hour <= 24 and minutes < 60:
        yield exactly(Span(*match.span()), "clock", hour * 60 + (minutes if later else -minutes))


ENGLISH_DATE_RULES: tuple[Rule, ...] = (
    Rule(
        "past or to the hour",
        re.compile(
            rf"\b(?:(?P<half>half)|(?:a\s)?(?P<quarter>quarter)|(?P<minutes>{_MINUTES}|[0-9]{{1,2}})[\s-]minutes?"
            rf"|(?P<few>five|ten|twenty|twenty-five)(?=\spast))\s"
            rf"(?:past|after|(?P<to>to|before|till))\s(?P<hour>{_HOURS}|[0-9]{{1,2}})\b(?!\s(?:percent|years|hundred|thousand|million))",
            re.IGNORECASE,
        ),
        _past_or_to,
    ),
    Rule(
        "clock",
        re.compile(
            r"\b(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?\s?(?P<half>[ap]\.?\s?m\b\.?|o'clock|o’clock|hrs\b|hours\slocal)"
            r"|\b(?P<hour2>[0-9]{1,2}):(?P<minute2>[0-9]{2})\b|\b(?P<noon>noon|midday|midnight)\b"
            rf"|\b(?P<word>{_HOURS})(?:[\s-](?P<spelt>{_MINUTES}))?\s(?P<sign>o['’]clock|[ap]\.m\.)",
            re.IGNORECASE,
        ),
        _clock,
    ),
    Rule(
        "date",
        re.compile(
            r"(?<![\d./-])(?:(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
            r"|(?P<one>[0-9]{1,2})(?P<slash>[/.])(?P<two>[0-9]{1,2})(?P=slash)(?P<later>[0-9]{4}))(?![\d/-])"
        ),
        _date,
    ),
    Rule(
        "named day",
        re.compile(
            r"\b(?P<double>Double)[\s-](?P<twice>Ten(?:th)?|Eleven(?:th)?|Twel(?:ve|fth))\b"
            r"|(?<![\d/])(?P<month>9)/(?P<day>11)(?![\d/])"
        ),
        _named_day,
    ),
    Rule(
        "month",
        re.compile(
            rf"\b(?P<long>{_LONG})\b|\b(?P<short>{_SHORT})\b\.?(?=\s{{0,2}}[0-9])|(?<=[0-9])\s(?P<after>{_SHORT})\b"
        ),
        _month,
    ),
    Rule(
        "year in words",
        re.compile(rf"\b(?P<century>{any_word(_CENTURIES)})[\s-]oh[\s-](?P<year>{any_word(_ONES)})\b", re.IGNORECASE),
        _year_in_words,
    ),
    Rule("weekday", re.compile(r"\b(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)days?\b"), _weekday),
)
