"""What a number in a text says: its value and bounds, its kind and unit, and what else says the same.

`corpus.quantities.chinese` and `corpus.quantities.english` read them, `corpus.quantities.agreement` compares them. A
date is read as its parts: a year, a month, a day. Libraries were tried first: cn2an refuses 两百多万, quantulum3
reads no Chinese and downloads a classifier, dateparser gives one moment to a text and fills in what it does not say;
none keeps the characters a number stands in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from duizhao.corpus.document import Span

Kind = Literal[
    "number", "ordinal", "percent", "points", "times", "year", "decade", "century", "month", "day", "weekday", "clock"
]
DATES = frozenset({"year", "decade", "century", "month", "day", "weekday"})
"""Kinds that are parts of dates."""
MINGUO = 1911
"""The year before the first of the Republic, by which Taiwan counts."""
ANY_DOLLAR = "dollar"
"""What `dollars` alone and 元 alone are: some country's."""

LEFT, OFF = "left", "off"
"""As units of percent: what is left of a price, and what is taken off it."""

Way = tuple[Kind, float]
"""A kind and a value: another way to say a quantity."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it is said: `low` and `high` are its bounds (equal for an exact one), `value` the number named.

    `unit`: a currency's code, or a unit of `MEASURES`, or "". `about`: called approximate, more or less than.
    `soft`: a small number word (一, one, first, both) that the other language may well leave out.
    `also`: other ways to say the same. 八折 is 80 percent, and 20 percent off.
    """

    span: Span
    kind: Kind
    value: float
    low: float
    high: float
    unit: str = ""
    about: bool = False
    soft: bool = False
    also: tuple[Way, ...] = ()


MEASURES: dict[str, tuple[str, float]] = {
    "km": ("length", 1e3), "m": ("length", 1.0), "cm": ("length", 1e-2), "mm": ("length", 1e-3),
    "li": ("length", 500.0), "mile": ("length", 1609.34), "foot": ("length", 0.3048), "inch": ("length", 0.0254),
    "yard": ("length", 0.9144), "zhang": ("length", 10 / 3), "chi": ("length", 1 / 3), "cun": ("length", 1 / 30),
    "nautical mile": ("length", 1852.0), "micrometre": ("length", 1e-6), "nanometre": ("length", 1e-9),
    "kg": ("mass", 1.0), "g": ("mass", 1e-3), "mg": ("mass", 1e-6), "tonne": ("mass", 1e3), "jin": ("mass", 0.5),
    "liang": ("mass", 0.05), "pound": ("mass", 0.4536), "ounce": ("mass", 0.02835), "dan": ("mass", 50.0),
    "qian": ("mass", 0.005), "quintal": ("mass", 100.0),
    "m2": ("area", 1.0), "km2": ("area", 1e6), "hectare": ("area", 1e4), "mu": ("area", 1e4 / 15),
    "qing": ("area", 1e6 / 15), "acre": ("area", 4046.86), "sqft": ("area", 0.0929), "sqmile": ("area", 2.59e6),
    "ping": ("area", 3.3058), "litre": ("volume", 1.0), "ml": ("volume", 1e-3), "m3": ("volume", 1e3),
    "gallon": ("volume", 3.785), "dou": ("volume", 10.0), "barrel": ("volume", 159.0),
    "celsius": ("celsius", 1.0), "fahrenheit": ("fahrenheit", 1.0), "minute": ("time", 1.0),
    "hour": ("time", 60.0), "day": ("time", 1440.0), "week": ("time", 10080.0), "second": ("time", 1 / 60),
    "month": ("time", 43800.0), "year": ("time", 525600.0),
}  # fmt: skip
"""Dimension and size of each unit."""
CHINESE_UNITS = frozenset({"li", "zhang", "chi", "cun", "jin", "liang", "qian", "dan", "mu", "qing", "ping", "dou"})


def measure(quantity: Quantity) -> tuple[str, float] | None:
    """Dimension and size in the dimension's base unit; None without a unit that measures."""
    if quantity.unit not in MEASURES:
        return None
    dimension, size = MEASURES[quantity.unit]
    return dimension, quantity.value * size


def joined(text: str, quantities: Sequence[Quantity], joint: re.Pattern[str]) -> list[Quantity]:
    """Measures that are said in two units, or three, as one: 五尺三寸, 5 feet 3 inches, 三年零两个月.

    `joint`: all that may stand between their parts.
    """
    merged: list[Quantity] = []
    for quantity in quantities:
        last = merged[-1] if merged else None
        if last is not None and _goes_on(last, quantity) and joint.fullmatch(text, last.span.end, quantity.span.start):
            merged[-1] = _sum(last, quantity)
        else:
            merged.append(quantity)
    return merged


def _goes_on(one: Quantity, other: Quantity) -> bool:
    """Whether the second is the smaller part of a measure: inches after feet, fewer than make a foot."""
    if one.kind != "number" or other.kind != "number" or one.low != one.high or other.low != other.high:
        return False
    first, second = MEASURES.get(one.unit), MEASURES.get(other.unit)
    if first is None or second is None or first[0] != second[0]:
        return False
    return other.value * second[1] < first[1] and one.value == int(one.value)


def _sum(one: Quantity, other: Quantity) -> Quantity:
    value = one.value + other.value * MEASURES[other.unit][1] / MEASURES[one.unit][1]
    about = one.about or other.about
    return replace(
        one, span=Span(one.span.start, other.span.end), value=value, low=value, high=value, about=about, soft=False
    )
