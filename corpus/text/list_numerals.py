"""Numbers as documents count with them: 十二, XII, l, ⑫."""

from __future__ import annotations

from collections.abc import Callable

_HAN = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = {
    "simplified": ("零壹贰叁肆伍陆柒捌玖", "拾佰仟万"),
    "traditional": ("零壹貳參肆伍陸柒捌玖", "拾佰仟萬"),
}
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
LARGEST_SPELT = 100_000
"""Beyond it a number is written in digits."""


def chinese(number: int, digits: str = _HAN, units: str = "十百千万") -> str:
    """A whole number in Chinese, as it is counted.

    >>> [chinese(number) for number in (10, 12, 20, 105, 1982)]
    ['十', '十二', '二十', '一百零五', '一千九百八十二']
    """
    if not 0 < number < LARGEST_SPELT:
        return digits[0] if number == 0 else str(number)
    written = ""
    gap = False
    for power in range(4, -1, -1):
        digit = number // 10**power % 10
        if digit:
            written += (digits[0] if gap else "") + digits[digit] + (units[power - 1] if power else "")
            gap = False
        else:
            gap = bool(written)
    return written[1:] if written.startswith(digits[1] + units[0]) and units[0] == "十" else written


def by_digit(number: int, zero: str = "〇") -> str:
    """Digit for digit: 二〇一八."""
    return "".join(zero if digit == "0" else _HAN[int(digit)] for digit in str(abs(number)))


def roman(number: int) -> str:
    """XIV; digits where there is no such numeral."""
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def letters(number: int) -> str:
    """A … Z, AA, BB, as Word counts."""
    if not 0 < number <= 26 * 20:
        return str(number)
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def circled(number: int) -> str:
    """① … ⑳, then in brackets."""
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"({number})"


def full_width(number: int) -> str:
    """１２."""
    return str(number).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})


def _legal(kind: str) -> Callable[[int], str]:
    digits, units = _LEGAL[kind]
    return lambda number: chinese(number, digits, units)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": full_width,
    "decimalFullWidth2": full_width,
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "upperLetter": letters,
    "lowerLetter": lambda number: letters(number).lower(),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": by_digit,
    "japaneseDigitalTenThousand": by_digit,
    "taiwaneseDigital": lambda number: by_digit(number, "○"),
    "chineseLegalSimplified": _legal("simplified"),
    "ideographLegalTraditional": _legal("traditional"),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "none": lambda number: "",
}


def numeral(number: int, form: str) -> str:
    """A number in one of Word's forms (`w:numFmt`); in digits in a form that is not known.

    >>> numeral(12, "chineseCountingThousand"), numeral(4, "lowerRoman"), numeral(3, "ideographTraditional")
    ('十二', 'iv', '丙')
    """
    return _FORMS.get(form, str)(number)
