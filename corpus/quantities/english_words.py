"""The number words of English: two hundred and fifty-first, half a million, threescore."""

from __future__ import annotations

import math
import re

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SMALL_CARDINALS = {word: value for value, word in enumerate(_ONES)}
CARDINALS = SMALL_CARDINALS | {word: 10 * at for at, word in enumerate(_TENS, 2)} | {"threescore": 60, "fourscore": 80}
_ORDINAL_ONES = (
    *("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth"),
    "nineteenth",
)
SMALL_ORDINALS = {word: value for value, word in enumerate(_ORDINAL_ONES)}
ORDINALS = SMALL_ORDINALS | {f"{word[:-1]}ieth": 10 * at for at, word in enumerate(_TENS, 2)}
DAY_WORDS = {word: value for word, value in SMALL_ORDINALS.items() if value} | {"twentieth": 20, "thirtieth": 30}
DAY_WORDS |= {
    f"{tens}{joint}{word}": start + value
    for tens, start in (("twenty", 20), ("thirty", 30))
    for joint in ("-", " ")
    for word, value in SMALL_ORDINALS.items()
    if 1 <= value <= (9 if start == 20 else 1)
}
"""The days of a month, in words."""
SCALES = {
    "hundred": 1e2, "dozen": 12.0, "score": 20.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "lakh": 1e5, "crore": 1e7, "mn": 1e6, "bn": 1e9, "tn": 1e12, "k": 1e3, "m": 1e6, "b": 1e9,
}  # fmt: skip
ARABIC = (
    r"(?!(?<=[0-9],)[0-9]{3}(?![0-9]))"
    r"(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)(?:\.[0-9]++)?"
)
"""Digits, in groups of three or not; none that begins with a group after the first."""
WORDS = "|".join(sorted([*CARDINALS, *ORDINALS], key=len, reverse=True))
BIG = "dozen|hundred|thousand|million|billion|trillion|lakh|crore"


def any_word(words: object) -> str:
    """The alternatives of a pattern, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


def spelt_value(words: str) -> tuple[float, bool] | None:
    """Value of a spelt number and whether it orders; None if the words say none, or several.

    >>> spelt_value("two hundred and fifty-first"), spelt_value("half a million"), spelt_value("3.2 billion")
    ((251.0, True), (500000.0, False), (3200000000.0, False))
    """
    total = section = 0.0
    any_number = ordinal = False
    least = math.inf
    for word in re.findall(rf"{ARABIC}|[a-z]+", words.casefold()):
        base = word.removesuffix("th") if word.removesuffix("th") in SCALES else word
        ordinal = ordinal or base != word or word in ORDINALS
        if word[0].isdigit():
            section, any_number = section + float(word.replace(",", "")), True
        elif word in CARDINALS or word in ORDINALS:
            value = CARDINALS.get(word, ORDINALS.get(word, 0))
            if section % 100 and (section % 10 or value >= 10 or section % 100 < 20):
                return None  # nineteen ninety: a year, or two numbers
            section, any_number = section + value, True
        elif word == "half":
            section, any_number = 0.5, True
        elif word in ("a", "an"):
            section = section or 1.0
        elif base in SCALES:
            any_number = True
            if base in ("hundred", "dozen", "score"):
                section = (section or 1) * SCALES[base]
            else:
                if SCALES[base] >= least:
                    return None  # two thousand three thousand
                least = SCALES[base]
                total += (section or 1) * least
                section = 0.0
    return (total + section, ordinal) if any_number else None
