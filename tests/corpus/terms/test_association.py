"""The measures of corpus linguistics, against tables worked by hand from the papers' formulas."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.corpus.terms.association import (
    Z95,
    c_value,
    deviation_of_proportions,
    entropy,
    log_dice,
    log_likelihood,
    log_ratio,
    normalized_deviation,
    wilson,
)
from duizhao.corpus.terms.extraction import nested_values


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


# Frantzi, Ananiadou & Mima (2000): phrases of eye pathology, how often they occur, and their C-values there
PAPER = [
    ("adenoid cystic basal cell carcinoma", 5, 11.61),
    ("cystic basal cell carcinoma", 11, 12.00),
    ("ulcerated basal cell carcinoma", 7, 14.00),
    ("recurrent basal cell carcinoma", 5, 10.00),
    ("circumscribed basal cell carcinoma", 3, 6.00),
    ("basal cell carcinoma", 984, 1551.36),
]


def test_c_value_of_the_papers_nested_terms() -> None:
    counted = {tuple(term.split()): (len(term.split()), count) for term, count, _ in PAPER}
    holding = {key: [each for each in counted if len(each) > len(key) and each[-len(key) :] == key] for key in counted}
    found = nested_values(counted, holding)
    for term, _, value in PAPER:
        key = tuple(term.split())
        # the paper has log2 of the length; here it is 1 more
        assert found[key] * math.log2(len(key)) / (1 + math.log2(len(key))) == pytest.approx(value, abs=0.005)


def test_what_stands_only_within_a_longer_term_is_none_and_takes_nothing() -> None:
    counted = {("a", "b", "c"): (3, 5), ("a", "b"): (2, 5), ("b", "c"): (2, 5), ("b",): (1, 9)}
    holding = {("a", "b"): [("a", "b", "c")], ("b", "c"): [("a", "b", "c")]}
    holding[("b",)] = [("a", "b", "c"), ("a", "b"), ("b", "c")]
    found = nested_values(counted, holding)
    assert (found["a", "b"], found["b", "c"]) == (0.0, 0.0)
    assert found[("b",)] == 4.0


PARTS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 500)), min_size=1, max_size=8)


@given(PARTS)
def test_dispersion_is_what_two_ways_of_sharing_do_not_have_in_common(parts: list[tuple[int, int]]) -> None:
    """DP = 1 - sum of min(observed, expected share): an independent way to the same number."""
    counts, sizes = [count for count, _ in parts], [size for _, size in parts]
    found = deviation_of_proportions(counts, sizes)
    if not sum(counts):
        assert found is None
        return
    common = sum(min(count / sum(counts), size / sum(sizes)) for count, size in parts)
    assert found == pytest.approx(1 - common)


@given(PARTS)
def test_dispersion_is_normalized_by_the_most_there_can_be(parts: list[tuple[int, int]]) -> None:
    counts, sizes = [count for count, _ in parts], [size for _, size in parts]
    found = normalized_deviation(counts, sizes)
    if found is not None:
        piled = [[7 * (at == part) for at in range(len(parts))] for part in range(len(parts))]
        most = max(deviation_of_proportions(each, sizes) or 0.0 for each in piled)
        assert found == pytest.approx((deviation_of_proportions(counts, sizes) or 0.0) / most)


@given(st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)))
def test_log_dice_is_the_dice_coefficient_of_two_sets(first: set[int], second: set[int]) -> None:
    common = first & second
    if common:
        dice = 1 - len(first ^ second) / (len(first) + len(second))
        assert log_dice(len(common), len(first), len(second)) == pytest.approx(14 + math.log2(dice))


@given(st.integers(1, 50), st.integers(100, 900), st.integers(1, 50), st.integers(100, 900))
def test_log_ratio_undone_is_the_ratio(count: int, size: int, other: int, other_size: int) -> None:
    assert 2 ** log_ratio(count, size, other, other_size) == pytest.approx(count * other_size / (size * other))


@given(st.integers(0, 200), st.integers(1, 200))
def test_wilsons_ends_are_where_the_score_test_turns(successes: int, trials: int) -> None:
    share = min(successes, trials) / trials
    for end in wilson(share * trials, trials):
        if 1e-9 < end < 1 - 1e-9:
            assert abs(share - end) / math.sqrt(end * (1 - end) / trials) == pytest.approx(Z95, rel=1e-6)


def test_entropy_in_bits() -> None:
    assert entropy([1, 1, 1, 1]) == 2.0
    assert entropy({"a": 7}) == 0.0
