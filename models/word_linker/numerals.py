"""Where numbers stand in a text, and their values: 九十亿, 90亿 and 9 billion are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_HAN = re.compile("[零一二三四五六七八九〇两兩十百千万萬亿億兆]+")
_ARABIC = re.compile(r"\d+(?:[,，]\d{3})*(?:\.\d+)?")
_LARGE_AFTER = re.compile("[百千]?[万萬亿億兆]+")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)
_WORDS = (
    {word: float(value) for value, word in enumerate(_ONES)}
    | {word: float(10 * value) for value, word in enumerate(_TENS, 2)}
    | {word: float(value) for value, word in enumerate(_ORDINALS, 1)}
)
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_ENGLISH = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[A-Za-z]+")
Numeral = tuple[int, int, float]
"""Start, end (half-open) and value."""


def chinese_numerals(text: str) -> Iterator[Numeral]:
    """The numbers of a Chinese text, those in digits first.

    >>> list(chinese_numerals("九十亿元，3.5万人"))
    [(5, 9, 35000.0), (0, 3, 9000000000.0)]
    """
    for match in _ARABIC.finditer(text):
        scale = _LARGE_AFTER.match(text, match.end())
        factor = _scaled(scale[0]) if scale else 1.0
        yield match.start(), scale.end() if scale else match.end(), _arabic(match[0]) * factor
    for match in _HAN.finditer(text):
        if match.start() and text[match.start() - 1].isdigit():
            continue
        value = _han(match[0])
        if value is not None:
            yield match.start(), match.end(), value


def english_numerals(text: str) -> Iterator[Numeral]:
    """The numbers of an English text, the months by their number.

    >>> list(english_numerals("On March 22 about two million left, 9 billion stayed"))
    [(3, 8, 3.0), (9, 11, 22.0), (18, 29, 2000000.0), (36, 45, 9000000000.0)]
    """
    start, end, value = 0, -1, -1.0
    for match in _ENGLISH.finditer(text):
        word = match[0].casefold()
        follows = value >= 0 and not text[end : match.start()].strip(" -")
        if word in _SCALES and follows:
            value, end = value * _SCALES[word], match.end()
            continue
        tens = follows and value % 10 == 0 and 20 <= value < 100
        if tens and word in _WORDS and _WORDS[word] < 10:
            value, end = value + _WORDS[word], match.end()
            continue
        if value >= 0:
            yield start, end, value
            value = -1.0
        if match[0][0].isdigit():
            start, end, value = match.start(), match.end(), _arabic(match[0])
        elif word in _WORDS:
            start, end, value = match.start(), match.end(), _WORDS[word]
        elif match[0] in _MONTHS:
            yield match.start(), match.end(), float(_MONTHS.index(match[0]) + 1)
    if value >= 0:
        yield start, end, value


def _arabic(digits: str) -> float:
    return float(re.sub("[,，]", "", digits)[:30])


def _scaled(units: str) -> float:
    factor = 1.0
    for unit in units:
        factor *= float(_SMALL.get(unit) or _LARGE[unit])
    return factor


def _han(numeral: str) -> float | None:
    """The value of a Chinese numeral; None for units alone (万, 百), which are mostly parts of words."""
    if not any(character in _DIGITS or character == "十" for character in numeral):
        return None
    if all(character in _DIGITS for character in numeral):
        return float("".join(str(_DIGITS[character]) for character in numeral[:30]))
    total = section = digit = 0
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _SMALL:
            section += (digit or 1) * _SMALL[character]
            digit = 0
        else:
            total += (section + digit or 1) * _LARGE[character]
            section = digit = 0
    return float(total + section + digit)
