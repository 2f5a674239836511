"""The path through two texts is the best there is: compared with every path."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.path import ScoredRow, best_path
from align.similarity import Band

SIZE = 3
"""Sentences on one side of a bead in these tables, at most."""


def rows(table: np.ndarray, band: Band) -> list[ScoredRow]:
    """The rows of a table [source end, a, b, target start] inside a band; -inf where a bead leaves band or text."""
    found = []
    for index in range(len(table)):
        low, high = int(band.low[index]), int(band.high[index])
        scores = np.full((SIZE, SIZE, high - low), -np.inf, np.float32)
        for a in range(min(SIZE, index + 1)):
            for b in range(SIZE):
                for start in range(low, high - b):
                    if all(band.low[row] <= start and start + b < band.high[row] for row in range(index - a, index)):
                        scores[a, b, start - low] = table[index, a, b, start]
        found.append(ScoredRow(low, scores))
    return found


def best_by_trying(found: list[ScoredRow], band: Band, targets: int, skip: float) -> float:
    """The highest sum over all paths, each tried; a path stays, at each source sentence, inside the band."""

    @cache
    def best(source: int, target: int) -> float:
        """From the start to before these two sentences."""
        low, high = (0, band.high[0]) if not source else (found[source - 1].first, band.high[source - 1])
        if not low <= target <= high:
            return -np.inf
        if not source:
            return skip * target
        row = found[source - 1]
        options = [best(source - 1, target) + skip]
        if target > low:
            options.append(best(source, target - 1) + skip)
        for a, b, at in zip(*np.nonzero(np.isfinite(row.scores)), strict=True):
            if row.first + at + b + 1 == target:
                options.append(best(source - a - 1, int(row.first + at)) + float(row.scores[a, b, at]))
        return max(options)

    return best(len(found), targets)


def worth(path: list[tuple[int, int]], found: list[ScoredRow], skip: float) -> float:
    """The sum of a path's scores, each bead looked up where it ends."""
    total, source, target = 0.0, 0, 0
    for a, b in path:
        if a and b:
            row = found[source + a - 1]
            assert target >= row.first
            total += float(row.scores[a - 1, b - 1, target - row.first])
        else:
            assert a + b == 1
            total += skip
        source, target = source + a, target + b
    return total


@st.composite
def tables(draw) -> tuple[np.ndarray, Band, int, float]:
    sources, targets = draw(st.integers(1, 6)), draw(st.integers(1, 7))
    table = np.random.default_rng(draw(st.integers(0, 10**6))).normal(0, 2, (sources, SIZE, SIZE, targets))
    low, high = np.zeros(sources, np.int64), np.full(sources, targets)
    if draw(st.booleans()):
        lows = sorted(draw(st.lists(st.integers(0, targets - 1), min_size=sources, max_size=sources)))
        low[:] = [0, *lows[1:]]
        high = np.minimum(targets, np.maximum.accumulate([*(low[1:] + 1), targets]) + draw(st.integers(0, 2)))
        high = np.maximum(high, low)
        high[-1] = targets
    return table.round(1), Band(low, high), targets, draw(st.sampled_from([-2.0, -0.5, 0.0]))


@settings(deadline=None, max_examples=150)
@given(tables())
def test_no_other_path_is_worth_more(case) -> None:
    table, band, targets, skip = case
    found = rows(table, band)
    path = best_path(found, band, targets, skip)
    assert worth(path, found, skip) == pytest.approx(best_by_trying(found, band, targets, skip), abs=1e-4)


@settings(deadline=None, max_examples=100)
@given(tables())
def test_every_sentence_stands_in_one_bead_inside_the_band(case) -> None:
    table, band, targets, skip = case
    path = best_path(rows(table, band), band, targets, skip)
    source = target = 0
    for a, b in path:
        assert (a, b) in {(0, 1), (1, 0)} or (1 <= a <= SIZE and 1 <= b <= SIZE)
        for row in range(source, source + a):
            assert not b or band.low[row] <= target < target + b <= band.high[row]
        source, target = source + a, target + b
    assert (source, target) == (len(table), targets)


def test_one_to_one_where_that_is_best() -> None:
    table = np.full((3, SIZE, SIZE, 3), -9.0)
    for at in range(3):
        table[at, 0, 0, at] = 1.0
    band = Band(np.zeros(3, np.int64), np.full(3, 3))
    assert best_path(rows(table, band), band, 3, -1.0) == [(1, 1), (1, 1), (1, 1)]


def test_omission_and_addition() -> None:
    table = np.full((3, SIZE, SIZE, 3), -9.0)
    table[0, 0, 0, 0], table[2, 0, 0, 1] = 1.0, 1.0
    band = Band(np.zeros(3, np.int64), np.full(3, 3))
    assert best_path(rows(table, band), band, 3, -1.0) == [(1, 1), (1, 0), (1, 1), (0, 1)]


def test_rows_are_taken_one_by_one() -> None:
    table = np.zeros((2, SIZE, SIZE, 2))
    band = Band(np.zeros(2, np.int64), np.full(2, 2))
    assert sum(a for a, _ in best_path(iter(rows(table, band)), band, 2, -1.0)) == 2
