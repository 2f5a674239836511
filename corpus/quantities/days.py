"""Days as files state them, in whatever way they are written: `2023年5月3日`, `2023/5/3`, `3 May 2023`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from duizhao.corpus.quantities.chinese import chinese_quantities
from duizhao.corpus.quantities.quantity import Quantity

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DIGITS = re.compile(r"(?<!\d)((?:1[0-9]|20)\d\d)(?:([-/.])(\d{1,2})(?:\2(\d{1,2})(?!\d))?(?!\d)|(\d\d)(\d\d)(?!\d))")
_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+{_NAME},?\s+((?:1[0-9]|20)\d\d)(?!\d)", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_NAME}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:1[0-9]|20)\d\d)(?!\d)", re.IGNORECASE)
EARLIEST = 1000
"""Years before it are counts of years."""
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


def _in_digits(text: str) -> Iterator[tuple[int, str]]:
    for match in _DIGITS.finditer(text):
        yield from _day(match.start(), match[1], match[3] or match[5], match[4] or match[6])


def _in_english(text: str) -> Iterator[tuple[int, str]]:
    for match in _DAY_FIRST.finditer(text):
        yield from _day(match.start(), match[3], _MONTHS.index(match[2].lower()) + 1, match[1])
    for match in _MONTH_FIRST.finditer(text):
        yield from _day(match.start(), match[3], _MONTHS.index(match[1].lower()) + 1, match[2])


def _in_chinese(text: str) -> Iterator[tuple[int, str]]:
    parts = sorted((part for part in chinese_quantities(text) if part.kind in ("year", "month", "day")), key=_place)
    for at, year in enumerate(parts):
        if year.kind != "year" or year.low != year.high:
            continue
        run = [year]
        for before, after in pairwise(parts[at : at + 3]):
            if (before.kind, after.kind) not in (("year", "month"), ("month", "day")):
                break
            if text[before.span.end : after.span.start].strip():
                break
            run.append(after)
        yield from _day(year.span.start, *(int(part.value) for part in run))


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
