"""Numbers and dates that are the same are never a finding, whatever the links say; those that differ are one."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from places import CASES

from duizhao.align.checks.linked_pair import Pair
from duizhao.align.checks.numbers import check_numbers, shown
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.corpus.document import Span
from duizhao.corpus.quantities.quantity import Quantity


def rows() -> list[dict[str, str]]:
    with (CASES / "number_pairs.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def wholly_linked(source: str, target: str) -> Pair:
    """Everything linked to everything: only the values tell."""
    spans = (np.array([[0, len(text)]], np.int32) for text in (source, target))
    return Pair(source, target, AlignmentMatrix(*spans, np.full((1, 1), 0.9, np.float32)))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["right"])
def test_what_is_right_is_left_alone(row: dict[str, str]) -> None:
    assert [each.reason for each in check_numbers(wholly_linked(row["chinese"], row["right"]))] == []


@pytest.mark.parametrize("row", [row for row in rows() if row["wrong"]], ids=lambda row: row["wrong"])
def test_what_is_wrong_is_found(row: dict[str, str]) -> None:
    found = list(check_numbers(wholly_linked(row["chinese"], row["wrong"])))
    assert found
    assert {each.kind for each in found} <= {"number", "date"}


def test_a_wrong_end_of_a_range_is_the_one_that_is_shown() -> None:
    (found,) = check_numbers(wholly_linked("来了两三千人。", "Two to four thousand people came."))
    assert found.reason == "两三千 is 2,000–3,000, “four thousand” is 4,000"


def test_measures_in_other_units_are_shown_in_both() -> None:
    (found,) = check_numbers(wholly_linked("重八百斤。", "It weighs 800 kilograms."))
    assert found.reason == "八百斤 is 800 jin (400 kg), “800 kilograms” is 800 kg"


def test_a_clock_before_midnight_is_one_of_the_evening() -> None:
    assert shown(Quantity(Span(0, 1), "clock", -15, -15, -15)) == "23:45"
