"""What a number in a text says, and when a number of the other language says the same.

`corpus.quantities.chinese` and `corpus.quantities.english` read them. A date is read as its parts: a year, a month, a
day. Libraries were tried first: cn2an refuses 两百多万, quantulum3 reads no Chinese and downloads a classifier,
dateparser gives one moment to a text and fills in what it does not say; none keeps the characters a number stands in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from duizhao.corpus.document import Span

Kind = Literal[
    "number", "ordinal", "percent", "points", "times", "year", "decade", "century", "month", "day", "weekday", "clock"
]
DATES = frozenset({"year", "decade", "century", "month", "day", "weekday"})
"""Kinds that are parts of dates."""
ABOUT = 0.06
"""How far apart two measures in different units may lie, as a share: converted numbers are rounded."""
MINGUO = 1911
"""The year before the first of the Republic, by which Taiwan counts."""
LOOSE = 0.12
"""How far apart two numbers may lie of which one is called approximate."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it is said: `low` and `high` are its bounds (equal for an exact one), `value` the number named.

    `unit`: a currency's code, or a unit of `MEASURES`, or "". `about`: called approximate, more or less than.
    `soft`: a small number word (一, one, first, both) that the other language may well leave out.
    """

    span: Span
    kind: Kind
    value: float
    low: float
    high: float
    unit: str = ""
    about: bool = False
    soft: bool = False


MEASURES: dict[str, tuple[str, float]] = {
    "km": ("length", 1e3), "m": ("length", 1.0), "cm": ("length", 1e-2), "mm": ("length", 1e-3),
    "li": ("length", 500.0), "mile": ("length", 1609.34), "foot": ("length", 0.3048), "inch": ("length", 0.0254),
    "yard": ("length", 0.9144), "zhang": ("length", 10 / 3), "chi": ("length", 1 / 3), "cun": ("length", 1 / 30),
    "nautical mile": ("length", 1852.0), "micrometre": ("length", 1e-6), "nanometre": ("length", 1e-9),
    "kg": ("mass", 1.0), "g": ("mass", 1e-3), "mg": ("mass", 1e-6), "tonne": ("mass", 1e3), "jin": ("mass", 0.5),
    "liang": ("mass", 0.05), "pound": ("mass", 0.4536), "ounce": ("mass", 0.02835), "dan": ("mass", 50.0),
    "m2": ("area", 1.0), "km2": ("area", 1e6), "hectare": ("area", 1e4), "mu": ("area", 1e4 / 15),
    "acre": ("area", 4046.86), "sqft": ("area", 0.0929), "sqmile": ("area", 2.59e6), "ping": ("area", 3.3058),
    "litre": ("volume", 1.0), "ml": ("volume", 1e-3), "m3": ("volume", 1e3), "gallon": ("volume", 3.785),
    "celsius": ("celsius", 1.0), "fahrenheit": ("fahrenheit", 1.0), "minute": ("time", 1.0),
    "hour": ("time", 60.0), "day": ("time", 1440.0), "week": ("time", 10080.0), "second": ("time", 1 / 60),
    "month": ("time", 43800.0), "year": ("time", 525600.0), "quarter hour": ("time", 15.0),
}  # fmt: skip
"""Dimension and size of each unit."""
ANY_DOLLAR = "dollar"
"""What `dollars` alone and 元 alone are: some country's."""


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether a quantity and its rendering say the same, honest rounding and conversions of units allowed.

    `other`, the rendering, may be the rounder one; more exact than what it renders it may not be.

    >>> nine = Quantity(Span(0, 3), "number", 9e9, 9e9, 9e9)
    >>> agree(nine, Quantity(Span(0, 9), "number", 9e9, 9e9, 9e9))
    True
    """
    kinds = {one.kind, other.kind}
    if (one.soft or other.soft) and not kinds <= {"number", "ordinal", "times", "clock", "day"}:
        return one.kind == other.kind and one.value == other.value
    if "weekday" in kinds and len(kinds) > 1:
        return False
    if "decade" in kinds:
        return _same_decade(one, other)
    if "clock" in kinds:
        return _same_hour(one, other)
    if _converted(one, other):
        return True
    if one.value == other.value or math.isclose(one.value, other.value, rel_tol=1e-9):
        return True
    if "percent" in kinds and kinds & {"number", "times"}:
        named = one if one.kind == "percent" else other
        plain = other if named is one else one
        if math.isclose(named.value / 100, plain.value, rel_tol=0.02):
            return True
    if kinds == {"times"} and abs(one.value - other.value) == 1:  # 增加两倍 is three times as much
        return True
    if kinds & (DATES | {"ordinal"}):
        return kinds <= {"year", "number", "ordinal"} and _short_year(one, other)
    return _within(one, other) or _within(other, one) or _rounded(one, other)


def measure(quantity: Quantity) -> tuple[str, float] | None:
    """Dimension and size in the dimension's base unit; None without a unit that measures."""
    if quantity.unit not in MEASURES:
        return None
    dimension, size = MEASURES[quantity.unit]
    return dimension, quantity.value * size


def same_currency(one: Quantity, other: Quantity) -> bool:
    """Whether two sums can be of one currency: `dollars` and 元 do not say whose."""
    units = {one.unit, other.unit}
    if len(units) == 1 or "" in units or units & set(MEASURES):
        return True
    loose = {ANY_DOLLAR: {"USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "CNY", "MOP"}}
    return any(each in units and units - {each} <= others for each, others in loose.items())


def _converted(one: Quantity, other: Quantity) -> bool:
    """30 公里 and 18.6 miles; 60 亩 and 4 hectares; 华氏 and Celsius."""
    mine, theirs = measure(one), measure(other)
    if mine is None or theirs is None or one.unit == other.unit:
        return False
    if {mine[0], theirs[0]} == {"celsius", "fahrenheit"}:
        warm, fahrenheit = (mine[1], theirs[1]) if mine[0] == "celsius" else (theirs[1], mine[1])
        return abs(warm * 9 / 5 + 32 - fahrenheit) <= 2
    return mine[0] == theirs[0] and math.isclose(mine[1], theirs[1], rel_tol=ABOUT)


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
