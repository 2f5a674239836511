"""Numbers by value: 第三十二條, Article 32 and 32 are the same evidence."""

from __future__ import annotations

import re

_ARABIC = re.compile(r"\d+(?:[,，]\d{3})*(?:\.\d+)?")
_CHINESE = re.compile(
    r"第([〇零一二三四五六七八九十百千]+)|(?<![〇零一二三四五六七八九十百千])([〇零一二三四五六七八九十百千]++)(?=[条條章节節编編款项項年月日])"
)
_ROMAN = re.compile(r"\b(?:Part|Chapter|Section|Title|Book|CHAPTER|PART|SECTION)\s+(?![LC]\b)([IVXLC]+)\b")
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LETTERS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def numbers(text: str) -> frozenset[float]:
    """The values of a text's numbers: digits, Chinese numerals that count or order, Roman ones after a heading's word.

    >>> sorted(numbers("第三十二條　二〇一八年修正1,200字"))
    [32.0, 1200.0, 2018.0]
    """
    values = {float(re.sub("[,，]", "", match)) for match in _ARABIC.findall(text) if len(match) < 16}
    values.update(_chinese_value(first or second) for first, second in _CHINESE.findall(text))
    values.update(_roman_value(match) for match in _ROMAN.findall(text))
    return frozenset(values)


def _chinese_value(numeral: str) -> float:
    """三十二 is 32, 一百零五 is 105, 二〇一八 is 2018."""
    if not any(character in _UNITS for character in numeral):
        return float("".join(str(_DIGITS[character]) for character in numeral[:15]))
    total = digit = 0
    for character in numeral:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return float(total + digit)


def _roman_value(numeral: str) -> float:
    values = [_LETTERS[letter] for letter in numeral]
    return float(sum(-value if value < later else value for value, later in zip(values, [*values[1:], 0], strict=True)))
