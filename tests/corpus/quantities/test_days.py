"""Days are compared as days, however people and files write them."""

from __future__ import annotations

import pytest

from duizhao.corpus.quantities.days import chinese_days, stated_day, year_of
from duizhao.corpus.search.filters import all_met, read_conditions

DAYS = {
    "2023-05-03": "2023-05-03",
    "2023/5/3": "2023-05-03",
    "2023.5.3": "2023-05-03",
    "20230503": "2023-05-03",
    "2023年5月3日": "2023-05-03",
    "2023 年 5 月 3 日": "2023-05-03",
    "２０２３年５月３日": "2023-05-03",
    "二〇二三年五月三日": "2023-05-03",
    "民国三十八年五月三日": "1949-05-03",
    "3 May 2023": "2023-05-03",
    "May 3, 2023": "2023-05-03",
    "Wed, 03 May 2023 07:00:00 GMT": "2023-05-03",
    "2023年5月": "2023-05",
    "2023-05": "2023-05",
    "2023年": "2023",
    "1999": "1999",
    "spring": None,
    "2023-13-01": None,
    "历时23年": None,
    "1234567890": None,
}


@pytest.mark.parametrize(("written", "day"), DAYS.items())
def test_days_in_whatever_form(written: str, day: str | None) -> None:
    assert stated_day(written) == day
    assert year_of({"date": written}) == (day or written)[:4]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("date>=2023-01-01", True),
        ("date>=2023年6月1日", False),
        ("date<2023年5月4日", True),
        ("date=2023-05-03", True),
        ("date!=3 May 2023", False),
        ("date>1950", True),
        ("author=2023-05-03", False),
    ],
)
def test_conditions_on_days(condition: str, holds: bool) -> None:
    told = {"date": "2023年5月3日", "author": "2023年5月3日"}
    assert all_met(read_conditions([condition]), told) == holds


CHINESE_DAYS = [
    ("2014年5月3日至6日，5月4日闭幕", [("2014-05-03", False), ("2014-05-04", True)]),
    ("会议于五月四日召开", []),
    ("一九四九年十月一日，一九五〇年", [("1949-10-01", False), ("1950", False)]),
    ("1978年12月。次年1月1日", [("1978-12", False), ("1979-01-01", True)]),
    ("文件2014-05-03印发，2月30日", [("2014-05-03", False)]),
    ("民国三十八年五月三日", [("1949-05-03", False)]),
    ("用了五年、三个月、十二天", []),
    ("2014年召开，今年3月5日、去年5月6日、每年7月1日", [("2014", False)]),
    (
        "2014年，同年3月5日，翌年1月2日，2月3日",
        [("2014", False), *((day, True) for day in ("2014-03-05", "2015-01-02", "2015-02-03"))],
    ),
    ("5月3日。2014年", [("2014", False)]),
]


@pytest.mark.parametrize(("text", "days"), CHINESE_DAYS)
def test_days_that_a_chinese_text_states(text: str, days: list[tuple[str, bool]]) -> None:
    found = chinese_days(text)
    assert [(day.value, day.without_year) for day in found] == days
    assert all(day.span.of(text).strip() == day.span.of(text) != "" for day in found)
