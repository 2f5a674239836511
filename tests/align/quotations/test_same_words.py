"""Wordings that are one answer, and those that are not."""

from __future__ import annotations

import pytest

from duizhao.align.quotations.same_words import as_one


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("国家尊重和保障人权", "国家尊重和保障人权。", True),
        ("构建人类命运共同体，建设持久和平的世界", "推动构建人类命运共同体，建设持久和平的世界", True),
        ("国内生产总值增长百分之七点五左右的预期目标", "国内生产总值增长百分之七左右的预期目标", False),
        ("在2013年以前全面完成这一项任务", "在2014年以前全面完成这一项任务", False),
        ("人民政府", "人民法院", False),
        ("一个中心、两个基本点", "贯彻执行了“一个中心、两个基本点”的路线", True),
        ("人民", "人民政府和人民法院", False),
        ("绝不手软", "绝不手软", True),
        ("", "", False),
        ("……", "——", False),
    ],
)
def test_wordings_that_are_one_answer(one, other, same) -> None:
    assert as_one([one, other]) == ([0, 0] if same else [0, 1])
