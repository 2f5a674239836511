"""Chinese numerals by value, in digits, Han characters, or both: 3亿5千万, 两百多万, 三四十, 二〇一九, 三点五.

The grammar. A numeral is one of
- digits (`1,200`, `二〇一九`), read place by place; two that follow one another (`三四`) are a range;
- a numeral, 点, digits and perhaps units: `三点五万`;
- a sum: each digit is multiplied by the unit behind it, 十百千 within a section of four places, 万亿兆 after it.
In a sum, two digits that follow one another (三四十), and 多 and its like (两百多), leave open what is below them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
DIGITS |= {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
DIGITS |= {"〇": 0, "○": 0, "两": 2, "廿": 20, "卅": 30}
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
HAN = "零〇○一二三四五六七八九两廿卅十百千万亿兆壹贰叁肆伍陆柒捌玖拾佰仟"
"""Characters of numerals, as those of a character class."""
ARABIC = (
    r"(?!(?<=[0-9],)[0-9]{3}(?![0-9]))"
    r"(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)(?:\.[0-9]++)?"
)
"""Digits, in groups of three or not; none that begins with a group after the first."""
TOKEN = (
    "(?:[零〇○一二三四五六七八九廿卅十百千万亿兆壹贰叁肆伍陆柒捌玖拾佰仟]"
    "|(?<![一二三四五六七八九十百千万廿])两|两(?=[百千万亿]))"
)
"""A character of a numeral. After another 两 is a unit of weight, if no unit of numbers follows: 三两, 一万两千."""
NUMERAL = rf"(?:(?:{ARABIC}|{TOKEN})++(?:点[零〇一二三四五六七八九]++[万亿兆]*+)?)"
"""A numeral as far as it goes; the pattern gives nothing back. What it holds may be none (万 alone)."""
ALONE = rf"(?<![0-9.{HAN}])"
"""Nothing of a numeral stands before: its first character is here."""
MORE = "多余几来"
"""What leaves open how much more it is."""
MOST_DIGITS = 30
"""Digits that are read of a number; a float holds some sixteen of them."""

Bounds = tuple[float, float, float]
"""The number named, the lowest and the highest it can mean."""


def numeral_value(numeral: str) -> Bounds | None:
    """Value, lowest and highest of a numeral in digits, Han characters, or both; None if it is none (万 alone).

    >>> numeral_value("3亿5千万"), numeral_value("两百多万"), numeral_value("三四十")
    ((350000000.0, 350000000.0, 350000000.0), (2000000.0, 2000000.0, 3000000.0), (30.0, 30.0, 40.0))
    """
    if "点" in numeral:
        return _decimal(numeral)
    tokens = re.findall(rf"{ARABIC}|.", numeral)
    if len(tokens) == 1 and tokens[0][0].isdigit():
        return _exactly(_arabic(tokens[0]))
    if all(token in DIGITS for token in tokens):
        digits = [DIGITS[token] for token in tokens]
        if max(digits) < 10:
            return _in_places(digits)
    return _Sum().of(tokens)


def step_of(value: float) -> float:
    """What 多 after a numeral leaves open: 二十多 is up to 30, 200多 up to 300."""
    if value <= 0:
        return 0.0
    step = 1.0
    while value % (step * 10) == 0 and step < value:
        step *= 10
    return step


def factor_of(units: str) -> float:
    """Units multiplied with one another: 百万 is 1,000,000."""
    factor = 1.0
    for unit in units:
        factor *= SMALL.get(unit) or LARGE.get(unit) or 1
    return factor


def _exactly(value: float) -> Bounds:
    return value, value, value


def _arabic(digits: str) -> float:
    return float(re.sub("[,，]", "", digits)[:MOST_DIGITS])


def _decimal(numeral: str) -> Bounds | None:
    """A numeral with a decimal point: 三点五万."""
    whole, _, rest = numeral.partition("点")
    digits = re.match("[零〇一二三四五六七八九]+", rest)
    before = numeral_value(whole)
    if digits is None or before is None:
        return None
    value = before[0] + float("0." + "".join(str(DIGITS[digit]) for digit in digits[0]))
    return _exactly(value * factor_of(rest[digits.end() :]))


def _in_places(digits: list[int]) -> Bounds:
    """Digits without units: 二〇一九 place by place; 三四, and 三五, as a range."""
    if len(digits) == 2 and (0 < digits[0] == digits[1] - 1 or digits == [3, 5]):
        return float(digits[0]), float(digits[0]), float(digits[1])
    return _exactly(float("".join(map(str, digits))[:MOST_DIGITS]))


@dataclass(slots=True)
class _Sum:
    """A numeral as it is added up, token by token."""

    total: float = 0.0
    """The sections that are closed by 万, 亿 or 兆."""
    section: float = 0.0
    """What is added up of the present one."""
    digit: float | None = None
    """The digit that waits for its unit."""
    second: float | None = None
    """The digit after it, of two that make a range: 三四十."""
    unit: float = 0.0
    """The last unit."""
    after_zero: bool = False
    named: bool = False
    """Whether anything was said that a number can be made of; 万 alone is none."""
    open_above: float = 0.0
    """How much more it can be by 多."""
    range_above: float = 0.0
    """How much more it can be by two digits."""

    def of(self, tokens: list[str]) -> Bounds | None:
        """Add up all the tokens."""
        for token in tokens:
            if token in MORE:
                self.open_above = self.unit or step_of(self.digit or 0.0)
            elif token[0].isdigit():
                self.digit, self.named, self.after_zero = float(re.sub("[,，]", "", token)), True, False
            elif token in DIGITS:
                self._add_digit(DIGITS[token])
            elif token in SMALL:
                self._add_small(SMALL[token])
            else:
                self._add_large(LARGE[token])
        if self.digit is not None and self.unit >= 100 and not self.after_zero and not tokens[-1][0].isdigit():
            self.digit *= self.unit / 10  # 三万五 is 35,000
        if self.second is not None:
            self.range_above += self.second - (self.digit or 0)
        value = self.total + self.section + (self.digit or 0)
        return (value, value, value + max(self.open_above, self.range_above)) if self.named else None

    def _add_digit(self, value: int) -> None:
        self.named = True
        if value == 0:
            self.after_zero = True
        elif value >= 20:  # 廿, 卅
            self.section += value
        elif self.digit is not None and value == self.digit + 1:
            self.second = float(value)
        else:
            self.digit = value if self.digit is None else self.digit * 10 + value

    def _add_small(self, unit: int) -> None:
        self.named = self.named or unit == 10
        if self.digit is None and self.section and self.unit < unit:
            self.section *= unit
        else:
            self.section += (1.0 if self.digit is None else self.digit) * unit
        if self.second is not None:
            self.range_above = unit * (self.second - (self.digit or 0))
        self._go_on(unit)

    def _add_large(self, unit: int) -> None:
        lower = self.section + (self.digit or 0)
        if self.total and unit > max((large for large in LARGE.values() if self.total >= large), default=1):
            self.total = (self.total + lower) * unit
        else:
            self.total += (lower or 1) * unit
        if self.second is not None:
            self.range_above = self.second - (self.digit or 0)
        self.range_above *= unit
        self.open_above *= unit
        self.section = 0.0
        self._go_on(unit)

    def _go_on(self, unit: int) -> None:
        self.digit, self.second, self.unit, self.after_zero = None, None, float(unit), False
