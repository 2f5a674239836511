"""Quantities are read by value in both languages, where they stand, and compared as a careful reader would."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import CASES

from duizhao.corpus.quantities.chinese import chinese_quantities
from duizhao.corpus.quantities.chinese_numerals import numeral_value
from duizhao.corpus.quantities.english import english_quantities
from duizhao.corpus.quantities.quantity import agree, same_currency

READERS = {"zh": chinese_quantities, "en": english_quantities}
DIGITS = "零一二三四五六七八九"


def rows() -> list[dict[str, str]]:
    with (CASES / "quantities.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"])
def test_what_a_number_says(row: dict[str, str]) -> None:
    found = READERS[row["language"]](row["text"])
    wanted = (row["kind"], float(row["value"]), float(row["low"]), float(row["high"]), row["unit"], row["words"])
    told = [(q.kind, q.value, q.low, q.high, q.unit, q.span.of(row["text"])) for q in found]
    assert wanted in [(k, v, lo, hi, u, words) for k, v, lo, hi, u, words in told], told


SAME = [
    ("90亿元", "9 billion yuan"),
    ("两百多万", "more than two million"),
    ("30多亿", "over 3 billion"),
    ("三成", "30 percent"),
    ("百分之五", "5%"),
    ("三分之二", "two-thirds"),
    ("五分之一", "one in five"),
    ("60亩", "4 hectares"),
    ("5公里", "3.1 miles"),
    ("39摄氏度", "102 degrees Fahrenheit"),
    ("民國九十二年", "2003"),
    ("98年", "1998"),
    ("80年代", "the 1980s"),
    ("21世纪初", "the 2000s"),
    ("下午3点半", "3:30 p.m."),
    ("3184人", "3,200 people"),
    ("增加两倍", "tripled"),
    ("数百人", "hundreds of people"),
    ("70年", "seven decades"),
    ("600至850亿", "60 billion"),
    ("第三十六条", "Article 36"),
    ("三五年", "three to five years"),
]
OTHER = [
    ("90亿元", "90 billion yuan"),
    ("2019年", "2018"),
    ("3184人", "3,284 people"),
    ("84万", "840,070"),
    ("三月", "May"),
    ("星期三", "Thursday"),
    ("25日", "26th"),
    ("两百多万", "three million and more"),
    ("5‰", "5%"),
    ("三分之二", "one third"),
    ("下午3点半", "4:30 p.m."),
    ("14天", "tens of thousands"),
]


def agrees(chinese: str, english: str) -> bool:
    return any(agree(one, other) for one in chinese_quantities(chinese) for other in english_quantities(english))


@pytest.mark.parametrize(("chinese", "english"), SAME)
def test_the_same_value(chinese: str, english: str) -> None:
    assert agrees(chinese, english)


@pytest.mark.parametrize(("chinese", "english"), OTHER)
def test_another_value(chinese: str, english: str) -> None:
    assert not agrees(chinese, english)


def test_a_rendering_may_be_rounder_but_not_more_exact() -> None:
    (exact,), (round_,) = chinese_quantities("840070个"), english_quantities("840,000")
    assert agree(exact, round_)
    assert not agree(round_, exact)


def test_currencies() -> None:
    (dollars,), (yuan,) = english_quantities("US$5 million"), chinese_quantities("500万人民币")
    (plain,) = chinese_quantities("500万元")
    assert same_currency(plain, dollars) is False or same_currency(plain, yuan)
    assert not same_currency(yuan, dollars)


@pytest.mark.parametrize(
    "text", ["十分重要", "一些人", "四川和三亚", "千万不要忘记", "百姓", "统一思想", "H1N1病毒", ""]
)
def test_words_that_are_no_numbers(text: str) -> None:
    assert not [each for each in chinese_quantities(text) if not each.soft]


def spelt(number: int) -> str:
    """A number below ten thousand in Chinese, as it is read aloud."""
    said, zero = "", False
    for unit, power in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // power % 10
        if digit:
            said += ("零" if zero else "") + DIGITS[digit] + unit
            zero = False
        elif said and number % power:
            zero = True
    return said


@settings(deadline=None)
@given(st.integers(1, 9999), st.integers(0, 9999))
def test_every_chinese_numeral_has_its_value(thousands: int, rest: int) -> None:
    small = ("零" if 0 < rest < 1000 else "") + spelt(rest) if rest else ""
    read = numeral_value(spelt(thousands) + "万" + small)
    assert read is not None
    assert read[0] == thousands * 10000 + rest


@settings(deadline=None, max_examples=200)
@given(
    st.text(alphabet="两三十百千万亿点零一年月日时分之半%0123456789., 多第个元twohundredmilandsf-$thJue", max_size=30)
)
def test_any_text_can_be_read(text: str) -> None:
    for reader in READERS.values():
        for each in reader(text):
            assert 0 <= each.span.start < each.span.end <= len(text)
            assert each.low <= each.value <= each.high or each.kind == "year"
