"""Days are compared as days, however people and files write them."""

from __future__ import annotations

import pytest

from duizhao.corpus.quantities.days import stated_day, year_of
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
