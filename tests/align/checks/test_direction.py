"""Where the English is the original, it is the Chinese that is questioned, and no reason speaks otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.align.checks.consistency import check_consistency
from duizhao.align.checks.finding import Finding
from duizhao.align.checks.linked_pair import Direction, Pair
from duizhao.align.checks.names import check_names
from duizhao.align.checks.negation import check_negation
from duizhao.align.checks.persons import check_persons
from duizhao.align.vectors.word_links import AlignmentMatrix

LAW, ACT, STATUTE = "全国人民代表大会常务委员会", "全国人大的常务委员会", "国务院的各部门及直属机构"
ENGLISH, OTHER = "The Standing Committee of the Congress", "The Permanent Committee of the Congress"


def pair(source: str, target: str, *links: tuple[str, str]) -> Pair:
    """A pair of which these words are linked."""
    mine = [(source.index(one), source.index(one) + len(one)) for one, _ in links]
    theirs = [(target.index(other), target.index(other) + len(other)) for _, other in links]
    spans = [np.array(side or np.zeros((0, 2)), np.int32) for side in (mine, theirs)]
    return Pair(source, target, AlignmentMatrix(*spans, np.eye(len(links), dtype=np.float32)))


def reasons(found: object) -> list[str]:
    return [str(finding.reason) for _, finding in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("direction", "pairs", "reason", "confidence"),
    [
        ("zh-en", [(LAW, ENGLISH), (LAW, OTHER)], f"the same Chinese is “{ENGLISH}” elsewhere", 0.9),
        ("en-zh", [(LAW, ENGLISH), (ACT, ENGLISH)], f"the same English is “{LAW}” elsewhere", 0.9),
        ("zh-en", [(LAW, ENGLISH), (STATUTE, ENGLISH)], f"the same English stands for “{LAW}” elsewhere", 0.8),
        ("en-zh", [(LAW, ENGLISH), (LAW, "Every office and each of its own departments")],
         f"the same Chinese stands for “{ENGLISH}” elsewhere", 0.8),
    ],
)  # fmt: skip
def test_one_original_rendered_in_two_ways(
    direction: Direction, pairs: list[tuple[str, str]], reason: str, confidence: float
) -> None:
    found: list[Finding] = [each for _, each in check_consistency([pair(*texts) for texts in pairs], direction)]
    assert [(each.reason, each.confidence) for each in found] == [(reason, confidence)]


def test_two_originals_that_are_nearly_one_may_have_one_rendering() -> None:
    nearly = [pair(LAW, ENGLISH), pair(LAW, f"{ENGLISH}es")]
    assert list(check_consistency(nearly, "en-zh")) == []
    assert len(list(check_consistency(nearly, "zh-en"))) == 1


@pytest.mark.parametrize(
    ("chinese", "english", "links", "there"),
    [
        ("各方可以保存记录。", "Each party shall keep records.", [("可以", "shall")], ["可以"]),
        ("各方应当保存记录。", "Each party shall keep records.", [("应当", "shall")], []),
        ("各方必须保存，可以公开记录。", "Each party must keep records.", [("必须", "must"), ("可以", "records")], []),
        ("各方允许保存记录。", "Each party may keep records.", [("允许", "may")], []),
    ],
)
def test_a_duty_of_the_original_made_a_permission(chinese: str, english: str, links, there: list[str]) -> None:
    of_pair = pair(chinese, english, *links)
    found = [each for each in check_negation(of_pair, direction="en-zh") if "a duty" in each.reason]
    assert [each.source.of(chinese) for each in found if each.source] == there
    assert not [each for each in check_negation(of_pair) if "is a permission" in each.reason]


def test_the_spelling_of_an_original_is_not_questioned() -> None:
    slip = [pair("习近平来了。", "Xi Jingping came.")]
    for direction in ("zh-en", "en-zh"):
        said = reasons([*check_names(slip, None, direction), *check_persons(slip, direction)])
        assert bool([reason for reason in said if "slip" in reason or "not quite" in reason]) == (direction == "zh-en")
        assert said


def test_no_reason_calls_the_chinese_the_source() -> None:
    nobody = [pair("会议结束了。", "Zhang Wei left the meeting with Gorbachev.")]
    said = reasons([*check_names(nobody, None, "en-zh"), *check_persons(nobody, "en-zh")])
    assert said
    assert not [reason for reason in said if "source" in reason]
