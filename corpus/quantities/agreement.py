"""When a quantity of one language says the same as one of the other."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from duizhao.corpus.quantities.quantity import ANY_DOLLAR, DATES, LEFT, MEASURES, MINGUO, OFF, Quantity, measure

ABOUT = 0.06
"""How far apart two measures in different units may lie, as a share: converted numbers are rounded."""
MONTHS = 0.1
"""The same where one counts in months, which are of 28 to 31 days: 半个月 is two weeks."""
LOOSE = 0.12
"""How far apart two numbers may lie of which one is called approximate."""
CUSTOMARY = frozenset(map(frozenset, (("jin", "pound"), ("chi", "foot"), ("cun", "inch"), ("liang", "ounce"))))
"""Old units that are as a rule rendered by one that is nearly as large, the number left as it is."""


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether a quantity and its rendering say the same, honest rounding and conversions of units allowed.

    `other`, the rendering, may be the rounder one; more exact than what it renders it may not be.

    >>> from duizhao.corpus.document import Span
    >>> nine = Quantity(Span(0, 3), "number", 9e9, 9e9, 9e9)
    >>> agree(nine, Quantity(Span(0, 9), "number", 9e9, 9e9, 9e9))
    True
    """
    if (one.unit, other.unit) in ((LEFT, OFF), (OFF, LEFT)):
        return math.isclose(one.value + other.value, 100, abs_tol=0.5)
    if _agree(one, other):
        return True
    return any(
        _agree(mine, theirs)
        for mine in _ways(one)
        for theirs in _ways(other)
        if "year" not in (mine.kind, theirs.kind) or mine.kind == theirs.kind
    )


def _ways(quantity: Quantity) -> Iterator[Quantity]:
    """A quantity in each way in which it can be said."""
    yield quantity
    for kind, value in quantity.also:
        yield replace(quantity, kind=kind, value=value, low=value, high=value)


def _agree(one: Quantity, other: Quantity) -> bool:
    kinds = {one.kind, other.kind}
    if (one.soft or other.soft) and not kinds <= {"number", "ordinal", "times", "clock", "day"}:
        return one.kind == other.kind and one.value == other.value
    if ("weekday" in kinds and len(kinds) > 1) or kinds == {"month", "day"}:
        return False
    if "decade" in kinds:
        return _same_decade(one, other)
    if "clock" in kinds:
        return _same_hour(one, other)
    if _in_other_units(one, other):
        return _converted(one, other)
    if one.value == other.value or math.isclose(one.value, other.value, rel_tol=1e-9):
        return True
    if "percent" in kinds and kinds & {"number", "times"}:
        named = one if one.kind == "percent" else other
        plain = other if named is one else one
        grown = "times" in kinds and (one.also or other.also)  # says by itself how many percent it is
        if not grown and math.isclose(named.value / 100, plain.value, rel_tol=0.02):
            return True
    if kinds & (DATES | {"ordinal"}):
        in_range = kinds <= {"ordinal", "number"} and (_within(one, other) or _within(other, one))
        return in_range or (kinds <= {"year", "number", "ordinal"} and _short_year(one, other))
    return _within(one, other) or _within(other, one) or _rounded(one, other)


def same_currency(one: Quantity, other: Quantity) -> bool:
    """Whether two sums can be of one currency: `dollars` and 元 do not say whose."""
    units = {one.unit, other.unit}
    if len(units) == 1 or "" in units or units & set(MEASURES):
        return True
    loose = {ANY_DOLLAR: {"USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "CNY", "MOP"}}
    return any(unit in units and units - {unit} <= others for unit, others in loose.items())


def _in_other_units(one: Quantity, other: Quantity) -> bool:
    """Whether both measure the same, in units that differ: their numbers say nothing before they are converted."""
    mine, theirs = MEASURES.get(one.unit), MEASURES.get(other.unit)
    if mine is None or theirs is None or one.unit == other.unit:
        return False
    return mine[0] == theirs[0] or {mine[0], theirs[0]} == {"celsius", "fahrenheit"}


def _converted(one: Quantity, other: Quantity) -> bool:
    """30 公里 and 18.6 miles; 60 亩 and 4 hectares; 华氏 and Celsius."""
    mine, theirs = measure(one), measure(other)
    assert mine is not None
    assert theirs is not None
    if {mine[0], theirs[0]} == {"celsius", "fahrenheit"}:
        warm, fahrenheit = (mine[1], theirs[1]) if mine[0] == "celsius" else (theirs[1], mine[1])
        return abs(warm * 9 / 5 + 32 - fahrenheit) <= 2
    if one.value == other.value and frozenset((one.unit, other.unit)) in CUSTOMARY:
        return True
    apart = MONTHS if "month" in (one.unit, other.unit) else ABOUT
    if math.isclose(mine[1], theirs[1], rel_tol=apart):
        return True
    size = MEASURES[other.unit][1]
    return one.low < one.high and one.low * mine[1] / one.value <= theirs[1] <= one.high * mine[1] / one.value + size


def _same_decade(one: Quantity, other: Quantity) -> bool:
    if one.value == other.value:
        return True
    if {one.kind, other.kind} == {"decade", "century"}:
        decade, century = (one, other) if one.kind == "decade" else (other, one)
        return decade.value // 100 + 1 == century.value
    return (min(one.value, other.value) < 100 or "century" in (one.kind, other.kind)) and (
        one.value % 100 == other.value % 100
    )


def _same_hour(one: Quantity, other: Quantity) -> bool:
    """Clock times are minutes from midnight; which half of the day is often unsaid."""
    if one.kind == other.kind == "clock":
        return (one.value - other.value) % 720 == 0
    clock, plain = (one, other) if one.kind == "clock" else (other, one)
    return plain.kind in ("number", "day") and (clock.value / 60) % 12 == plain.value % 12


def _short_year(one: Quantity, other: Quantity) -> bool:
    """'99 or 99年 for 1999, and 98年 of the Republic for 2009."""
    short, whole = sorted((one.value, other.value))
    if short >= 200 or whole <= 1000 or ("year" not in (one.kind, other.kind) and not 1900 <= whole <= 2100):
        return False
    return whole - MINGUO == short or (short < 100 and whole % 100 == short)


def _within(one: Quantity, other: Quantity) -> bool:
    """Whether `one` is a range (二十多, hundreds) that holds the other's named value, or its bounds."""
    width = one.high - one.low
    if not width or not one.low <= other.value <= one.high:
        return False
    if width >= 10 and one.high < 10 * one.low and other.value == one.high and math.log10(width).is_integer():
        return False  # 两百多万 is less than three million
    return other.about or other.low < other.high or other.value > one.low


def _rounded(one: Quantity, other: Quantity) -> bool:
    """Whether `other` is `one` rounded: to two digits or more, or to one if it is called approximate."""
    kept = _digits(other.value)
    if kept >= _digits(one.value) or kept < (1 if other.about else 2):
        return False
    if one.value < 10 and _digits(one.value) < 3:
        return False
    step = 10.0 ** (math.floor(math.log10(other.value)) - kept + 1) if other.value > 0 else 1.0
    if abs(one.value - other.value) <= step / 2 + 1e-9:
        return math.isclose(one.value, other.value, rel_tol=0.3)
    return other.about and math.isclose(one.value, other.value, rel_tol=LOOSE) and kept <= 2


def _digits(value: float) -> int:
    """Significant digits: 9,260,000 has three."""
    written = f"{value:.10g}"
    if "e" in written:
        written = f"{value:.0f}"
    digits = written.replace(".", "").lstrip("0")
    return len(digits.rstrip("0")) if "." not in written else len(digits)
