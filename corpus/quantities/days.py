"""Days as files state them, in whatever way they are written: `2023年5月3日`, `2023/5/3`, `3 May 2023`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from duizhao.corpus.document import Span
from duizhao.corpus.quantities.chinese import chinese_quantities
from duizhao.corpus.quantities.quantity import Quantity

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DIGITS = re.compile(r"(?<!\d)((?:1[0-9]|20)\d\d)(?:([-/.])(\d{1,2})(?:\2(\d{1,2})(?!\d))?(?!\d)|(\d\d)(\d\d)(?!\d))")
_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+{_NAME},?\s+((?:1[0-9]|20)\d\d)(?!\d)", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_NAME}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:1[0-9]|20)\d\d)(?!\d)", re.IGNORECASE)
EARLIEST = 1000
"""Years before it are counts of years."""
_OTHER_YEAR = re.compile("[去今明前后每历上下往]年$")
"""Years that are counted from when the text was written, or none in particular."""
_PARTS = ("year", "month", "day")
_YEAR = re.compile(r"\s*((?:1[0-9]|20)\d\d)\s*\Z")


def stated_day(text: str) -> str | None:
    """The first day that a text states, as `2023-05-03`; a month or a year if it states no more; None if nothing.

    >>> [stated_day(text) for text in ("2023年5月3日", "二〇二三年五月三日 来源：新华社", "发布时间：2023/5/3 10:20")]
    ['2023-05-03', '2023-05-03', '2023-05-03']
    >>> [stated_day(text) for text in ("2023-05-03T07:00:00Z", "May 3rd, 2023", "2023年5月", "1999", "2023-13-45")]
    ['2023-05-03', '2023-05-03', '2023-05', '1999', None]
    """
    days = sorted([*_in_digits(text), *_in_english(text), *_in_chinese(text)])
    if days:
        return days[0][1]
    alone = _YEAR.match(text)
    return alone[1] if alone else None


DAY_NAMES = frozenset({"date", "year"})
"""What is said of texts under these names is compared as days, however it is written."""


def compared_value(key: str, value: str) -> str:
    """What is said of a text under a name, as it is sorted and compared.

    >>> [compared_value(key, "2023年5月3日") for key in ("date", "author")], compared_value("date", "spring")
    (['2023-05-03', '2023年5月3日'], 'spring')
    """
    return (stated_day(value) or value) if key in DAY_NAMES else value


def year_of(metadata: Mapping[str, str]) -> str:
    """The year that is said of a text, or that of its day; '' for neither.

    >>> year_of({"date": "二〇二三年五月三日"}), year_of({"year": "1990", "date": "2001"}), year_of({})
    ('2023', '1990', '')
    """
    for key in ("year", "date"):
        if stated := metadata.get(key):
            return stated if key == "year" and not stated_day(stated) else compared_value(key, stated)[:4]
    return ""


@dataclass(frozen=True, slots=True, order=True)
class StatedDay:
    """A day, a month or a year (`2023-05-03`, `2023-05`, `2023`) and the characters that state it.

    `without_year`: the characters name a month and a day only; the year of `value` is another's.
    """

    span: Span
    value: str
    without_year: bool = False


def chinese_days(text: str) -> list[StatedDay]:
    """The days, months and years that a Chinese text states, in its order.

    A month and a day without a year are of the year that was stated last before them in the text (次年: of the next);
    without any, or with one that only the reader of the day could count (去年), they are left out.

    >>> text = "2014年5月3日在京开会，5月4日闭幕。一九四九年……"
    >>> [(day.value, day.span.of(text), day.without_year) for day in chinese_days(text)]
    [('2014-05-03', '2014年5月3日', False), ('2014-05-04', '5月4日', True), ('1949', '一九四九年', False)]
    """
    days: list[StatedDay] = []
    year = ""
    for day in sorted([*_chinese_days(text), *_digit_days(text)]):
        if days and days[-1].span.overlaps(day.span):
            continue
        if not day.without_year:
            year = day.value[:4]
            days.append(day)
        elif year and (later := _years_later(text[max(0, day.span.start - 3) : day.span.start])) is not None:
            year = str(int(year) + later)
            days += [replace(day, value=value) for _, value in _day(0, year, *day.value.split("-"))]
    return days


def _years_later(before: str) -> int | None:
    """How many years after the last a day without a year is, by the characters before it; None: nobody can say."""
    if before.endswith(("次年", "翌年", "第二年")):
        return 1
    return None if _OTHER_YEAR.search(before) else 0


def _chinese_days(text: str) -> Iterator[StatedDay]:
    """Those in Chinese; of one without a year, `value` is `5-4`."""
    for run in _runs(text):
        values = [int(part.value) for part in run]
        span = Span(run[0].span.start, run[-1].span.end)
        if run[0].kind == "year":
            yield from (StatedDay(span, value) for _, value in _day(span.start, *values))
        elif len(run) == 2:
            yield StatedDay(span, f"{values[0]}-{values[1]}", without_year=True)


def _digit_days(text: str) -> Iterator[StatedDay]:
    for match in _DIGITS.finditer(text):
        for _, value in _day(match.start(), match[1], match[3] or match[5], match[4] or match[6]):
            if len(value) > len("2023-05"):
                yield StatedDay(Span(*match.span()), value)


def _in_digits(text: str) -> Iterator[tuple[int, str]]:
    for match in _DIGITS.finditer(text):
        yield from _day(match.start(), match[1], match[3] or match[5], match[4] or match[6])


def _in_english(text: str) -> Iterator[tuple[int, str]]:
    for match in _DAY_FIRST.finditer(text):
        yield from _day(match.start(), match[3], _MONTHS.index(match[2].lower()) + 1, match[1])
    for match in _MONTH_FIRST.finditer(text):
        yield from _day(match.start(), match[3], _MONTHS.index(match[1].lower()) + 1, match[2])


def _in_chinese(text: str) -> Iterator[tuple[int, str]]:
    for run in _runs(text):
        if run[0].kind == "year":
            yield from _day(run[0].span.start, *(int(part.value) for part in run))


def _runs(text: str) -> Iterator[list[Quantity]]:
    """Years, months and days that stand in this order side by side, as many as do."""
    parts = sorted((part for part in chinese_quantities(text) if part.kind in _PARTS), key=_place)
    run: list[Quantity] = []
    for part in parts:
        if part.low != part.high:
            continue
        follows = bool(run) and (run[-1].kind, part.kind) in pairwise(_PARTS)
        if follows and not text[run[-1].span.end : part.span.start].strip():
            run.append(part)
            continue
        if run:
            yield run
        run = [part]
    if run:
        yield run


def _place(quantity: Quantity) -> int:
    return quantity.span.start


def _day(
    at: int, year: str | int, month: str | int | None = None, day: str | int | None = None
) -> Iterator[tuple[int, str]]:
    """The day, where there is such a day."""
    try:
        if int(year) < EARLIEST:
            return
        stated = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return
    yield at, stated.isoformat() if day else f"{stated:%Y-%m}" if month else f"{stated:%Y}"
