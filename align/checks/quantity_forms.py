"""A quantity of the Chinese in the form that the English has: digits as digits, `90 million` as `9 billion`."""

from __future__ import annotations

import re

from duizhao.corpus.quantities.quantity import ANY_DOLLAR, MEASURES, Quantity

SURE = 0.6
"""How probable it must be that two quantities are meant to be one another for one to be proposed for the other."""
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_DIGITS = re.compile(r"(\D*?)(\d[\d,]*(?:\.\d+)?)(?:([ -])(thousand|million|billion|trillion)\b)?(\D*)")
_NUMBER_WORD = re.compile(r"hundred|thousand|million|billion|trillion|dozen|half|quarter|third|fifth|tenth|and ", re.I)


def in_english(one: Quantity, other: Quantity, words: str) -> str | None:
    """The Chinese quantity `one` as `words`, which say `other`, would say it; None where that is not certain.

    >>> from duizhao.corpus.quantities.chinese import chinese_quantities
    >>> from duizhao.corpus.quantities.english import english_quantities
    >>> def said(chinese, english):
    ...     return in_english(chinese_quantities(chinese)[0], english_quantities(english)[0], english)
    >>> said("90亿", "90 million"), said("1500人", "1,800"), said("15.5%", "13.5%")
    ('9 billion', '1,500', '15.5%')
    >>> said("两三千", "5,000"), said("90亿", "ninety million")
    (None, None)
    """
    if one.low != one.high or other.low != other.high or one.soft or one.about or other.about:
        return None
    if one.kind == other.kind == "month" and 1 <= one.value <= 12:
        return MONTHS[int(one.value) - 1] if MONTHS[int(other.value) - 1] == words else None
    alike = one.kind == other.kind or (one.kind == "day" and other.kind in ("ordinal", "number"))
    found = _DIGITS.fullmatch(words)
    if found is None or not alike or not _one_unit(one.unit, other.unit):
        return None
    before, digits, blank, scale, after = found.groups()
    if _NUMBER_WORD.search(before + after) or not _says(other, digits, scale):
        return None
    if scale:
        return f"{before}{_scaled(one.value, blank)}{after}"
    return f"{before}{_in_digits(one, digits)}{after}"


def _one_unit(one: str, other: str) -> bool:
    """Whether the same number of both is the same quantity."""
    return one == other or (one == ANY_DOLLAR and other not in MEASURES)


def _says(quantity: Quantity, digits: str, scale: str | None) -> bool:
    value = float(digits.replace(",", "")) * (SCALES[scale] if scale else 1)
    return abs(value - quantity.value) < 1e-9 * max(1.0, abs(value))


def _in_digits(one: Quantity, digits: str) -> str:
    if one.kind in ("year", "day", "decade"):
        return f"{one.value:.0f}"
    grouped = "," in digits or (one.value >= 1e4 and len(digits) < 5)
    return f"{one.value:,.10g}" if grouped else f"{one.value:.10g}"


def _scaled(value: float, blank: str) -> str:
    """With the scale word that leaves the fewest digits; below a thousand, in digits alone."""
    scale = next((name for name, size in reversed(SCALES.items()) if value >= size), "")
    if scale in ("", "thousand"):
        return f"{value:,.10g}"
    return f"{value / SCALES[scale]:,.10g}{blank}{scale}"
