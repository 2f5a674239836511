"""What a finding proposes: the right form where it is certain, at the very characters of the translation."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from duizhao.align.checks.finding import Finding
from duizhao.align.checks.linked_pair import Direction, Pair
from duizhao.align.checks.numbers import check_numbers
from duizhao.align.checks.typography import check_untranslated
from duizhao.align.vectors.word_links import AlignmentMatrix

CASES = Path(__file__).parents[2] / "cases" / "fixes.tsv"
with CASES.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}")
def test_the_right_form(row: list[str]) -> None:
    chinese, english, original, put_right = row
    direction: Direction = "zh-en" if original == "zh" else "en-zh"
    nothing = np.zeros((0, 2), np.int32)
    both = Pair(chinese, english, AlignmentMatrix(nothing, nothing, np.zeros((0, 0), np.float32)))
    found: list[Finding] = [*check_untranslated(both, direction), *check_numbers(both, direction)]
    fixes = [finding.fix for finding in found if finding.fix]
    text = english if original == "zh" else chinese
    assert all(fix.language != original for fix in fixes)
    assert [text[: fix.span.start] + fix.text + text[fix.span.end :] for fix in fixes] == [put_right] * bool(put_right)
