"""The measures of corpus linguistics, against tables worked by hand from the papers' formulas."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.measures import (
    c_value,
    deviation_of_proportions,
    entropy,
    log_dice,
    log_likelihood,
    log_ratio,
    normalized_deviation,
    wilson,
)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 10, 0.0, 0.2775), (8, 10, 0.4902, 0.9433), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962), (0, 0, 0, 1)],
)
def test_wilson(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "sizes", "expected"),
    [
        ([1, 2, 3], [100, 200, 300], 0.0),
        ([0, 10], [500, 500], 0.5),
        # shares seen 0.8 0.1 0.1, expected 0.25 0.25 0.5: (0.55 + 0.15 + 0.4) / 2
        ([8, 1, 1], [250, 250, 500], 0.55),
    ],
)
def test_dispersion(counts: list[int], sizes: list[int], expected: float) -> None:
    assert deviation_of_proportions(counts, sizes) == pytest.approx(expected)


def test_dispersion_at_its_most_is_one_when_normalized() -> None:
    assert normalized_deviation([0, 0, 5], [400, 400, 200]) == pytest.approx(1.0)
    assert normalized_deviation([0, 0], [1, 1]) is None
    assert deviation_of_proportions([], []) is None


def test_log_likelihood_of_a_table_worked_by_hand() -> None:
    # 10 of 1000 against 5 of 2000: expected 5 and 10, 995 and 1990
    by_hand = 2 * (10 * math.log(2) + 5 * math.log(0.5) + 990 * math.log(990 / 995) + 1995 * math.log(1995 / 1990))
    assert log_likelihood(10, 1000, 5, 2000) == pytest.approx(by_hand)
    assert log_likelihood(5, 1000, 10, 2000) == pytest.approx(0.0, abs=1e-9)


@given(st.integers(0, 50), st.integers(60, 500), st.integers(0, 50), st.integers(60, 500))
def test_log_likelihood_is_twice_the_mutual_information(a: int, size: int, b: int, other: int) -> None:
    """G² = 2 N I(word; corpus): an independent way to the same number."""
    total = size + other
    cells = {(0, 0): a, (0, 1): size - a, (1, 0): b, (1, 1): other - b}
    rows, columns = (size, other), (a + b, total - a - b)
    information = sum(n / total * math.log(n * total / (rows[i] * columns[j])) for (i, j), n in cells.items() if n)
    assert log_likelihood(a, size, b, other) == pytest.approx(2 * total * information, abs=1e-6)


def test_log_ratio_counts_doublings() -> None:
    assert log_ratio(8, 1000, 2, 1000) == 2.0
    assert log_ratio(2, 1000, 0, 1000) == 2.0  # half an occurrence where there is none
    assert log_ratio(1, 1000, 4, 1000) == -2.0


def test_log_dice_is_fourteen_for_words_that_are_never_apart() -> None:
    assert log_dice(100, 100, 100) == 14.0
    assert log_dice(1, 2, 2) == 13.0
    assert log_dice(0, 5, 5) == -math.inf


@pytest.mark.parametrize(
    ("length", "count", "containing", "value"),
    [(2, 5, [], 10.0), (4, 5, [], 15.0), (1, 9, [4, 2], 6.0), (2, 6, [6], 0.0)],
)
def test_c_value(length: int, count: int, containing: list[int], value: float) -> None:
    assert c_value(length, count, containing) == pytest.approx(value)


def test_entropy_in_bits() -> None:
    assert entropy([1, 1, 1, 1]) == 2.0
    assert entropy({"a": 7}) == 0.0
