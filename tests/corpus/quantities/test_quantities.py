"""Quantities are read by value in both languages, where they stand, and compared as a careful reader would."""

from __future__ import annotations

import csv
import re

import pytest
from alternatives import alternatives
from hypothesis import given, settings
from hypothesis import strategies as st
from places import CASES

from duizhao.corpus.quantities.agreement import agree, same_currency
from duizhao.corpus.quantities.chinese import CHINESE_RULES, chinese_quantities
from duizhao.corpus.quantities.chinese_idioms import held
from duizhao.corpus.quantities.chinese_numbers import TAILS
from duizhao.corpus.quantities.chinese_numerals import numeral_value
from duizhao.corpus.quantities.chinese_units import CURRENCIES, UNITS
from duizhao.corpus.quantities.english import ENGLISH_RULES, english_quantities
from duizhao.corpus.quantities.english_units import PERIODS
from duizhao.corpus.quantities.quantity import MEASURES
from duizhao.corpus.quantities.rules import Rule, read_by
from duizhao.corpus.text.normalization import hanzi

READERS = {"zh": chinese_quantities, "en": english_quantities}
DIGITS = "零一二三四五六七八九"


def rows() -> list[dict[str, str]]:
    with (CASES / "quantities.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def pairs() -> list[dict[str, str]]:
    with (CASES / "number_pairs.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


CHINESE = [row["text"] for row in rows() if row["language"] == "zh"] + [row["chinese"] for row in pairs()]
ENGLISH = [row["text"] for row in rows() if row["language"] == "en"]
ENGLISH += [row[side] for row in pairs() for side in ("right", "wrong")]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"])
def test_what_a_number_says(row: dict[str, str]) -> None:
    found = READERS[row["language"]](row["text"])
    wanted = (row["kind"], float(row["value"]), float(row["low"]), float(row["high"]), row["unit"], row["words"])
    told = [(q.kind, q.value, q.low, q.high, q.unit, q.span.of(row["text"])) for q in found]
    assert wanted in [(k, v, lo, hi, u, words) for k, v, lo, hi, u, words in told], told


TEXTS = {
    "zh": [hanzi(text).text for text in CHINESE],
    "en": ENGLISH,
}
RULES = [("zh", rule) for rule in CHINESE_RULES] + [("en", rule) for rule in ENGLISH_RULES]


@pytest.mark.parametrize(("language", "rule"), RULES, ids=lambda each: getattr(each, "name", each))
def test_every_rule_reads_something_and_every_alternative_of_it_is_reached(language: str, rule: Rule) -> None:
    rules = CHINESE_RULES if language == "zh" else ENGLISH_RULES
    without = [each for each in rules if each is not rule]
    assert any(read_by(rules, text) != read_by(without, text) for text in TEXTS[language])
    never = [
        alternative
        for alternative, pattern in alternatives(rule.pattern.pattern)
        if not any(re.compile(pattern, rule.pattern.flags).search(text) for text in TEXTS[language])
    ]
    assert never == []


@pytest.mark.parametrize(("name", "pattern"), [each[:2] for each in TAILS if each[0] != "unit"])
def test_every_tail_of_a_numeral_is_reached(name: str, pattern: re.Pattern[str]) -> None:
    never = [each for each, part in alternatives(pattern.pattern) if not any(re.search(part, t) for t in TEXTS["zh"])]
    assert never == []


def test_every_unit_is_read_in_both_languages() -> None:
    for word, unit in UNITS.items():
        assert [each.unit for each in chinese_quantities(f"重五{word}。")] == [unit], word
    for word, code in CURRENCIES.items():
        assert [each.unit for each in chinese_quantities(f"价值五百{word}。")] == [code], word
    for word, (unit, size) in PERIODS.items():
        assert (each := english_quantities(f"a {word} ago"))[0].unit == unit
        assert each[0].value == size
    assert set(UNITS.values()) <= set(MEASURES)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("三千年", "三千"), ("五千年文明", "五千"), ("一万两千里", "一万两千"), ("三百度", "三百"), ("三百合", "三百"),
        ("十分钟", "十"), ("四平方米", "四"), ("三万科学家", "三万"), ("第一同学", "一"), ("二十分之一", "二十"),
    ],
)  # fmt: skip
def test_a_word_of_the_lists_swallows_no_number_that_begins_before_it_or_ends_behind(text: str, said: str) -> None:
    at = text.index(said)
    assert held(text, at, at + len(said)) is None
    assert any(said in each.span.of(text) or each.span.of(text) in said for each in chinese_quantities(text))


@pytest.mark.parametrize("text", ["Class C", "Vitamin C", "Appendix L", "Malcolm X", "President XI Jinping", "Grade V"])
def test_letters_that_count_nothing(text: str) -> None:
    assert [each for each in english_quantities(text) if each.kind == "ordinal"] == []


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
    ("两百多万", "more than 2 million"),
    ("两三百人", "300 people"),
    ("三尺", "three feet"),
    ("八百斤", "400 kilograms"),
    ("半个月", "two weeks"),
    ("打八折", "20% off"),
    ("增加了两倍", "increased threefold"),
    ("增加了两倍", "rose by two times"),
    ("第三", "Chapter III"),
    ("一百周年", "the one hundredth anniversary"),
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
    ("八百斤", "800 kilograms"),
    ("两千里", "2,000 miles"),
    ("打八折", "80% off"),
    ("增加了两倍", "doubled"),
    ("增加到两倍", "tripled"),
    ("令和二年", "2002"),
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
