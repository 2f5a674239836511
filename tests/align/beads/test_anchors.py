"""The band around the diagonal: it holds the true path, and is wide wherever nothing is sure."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.align.beads.anchors import BLOCK, MARGIN, anchor_chain, band, heaviest_rise
from duizhao.align.vectors.punctuation import EDGES, MARKS
from duizhao.align.vectors.similarity import Band, Side


def text(directions: list[int], seed: int = 0, noise: float = 0.02) -> Side:
    """A side of one token a sentence, whose pooled vectors are unit vectors in these directions, a little disturbed."""
    generator = np.random.default_rng(seed)
    size = max(directions, default=0) + 1
    totals = (np.eye(size)[directions] + noise * generator.standard_normal((len(directions), size))).astype(np.float32)
    count = len(directions)
    return Side(
        totals,
        np.ones(count, np.float32),
        np.arange(count + 1),
        totals,
        np.full(count, 9, np.float32),
        (frozenset(),) * count,
        np.zeros((count, MARKS + EDGES), np.float32),
    )


def turned(sides: tuple[list[int], list[int]]) -> tuple[Side, Side]:
    """Two sides in one space."""
    size = max(*sides[0], *sides[1]) + 1
    wide = [[*directions, size - 1] for directions in sides]
    left, right = text(wide[0], 1), text(wide[1], 2)
    return tuple(  # type: ignore[return-value]
        Side(
            each.words[:-1],
            each.weights[:-1],
            each.first[:-1],
            each.totals[:-1],
            each.characters[:-1],
            each.numbers[:-1],
            each.punctuation[:-1],
        )
        for each in (left, right)
    )


def check(found: Band, sources: int, targets: int) -> None:
    assert len(found.low) == len(found.high) == sources
    assert found.low[0] == 0
    assert found.high[-1] == targets
    assert (np.diff(found.low) >= 0).all()
    assert (np.diff(found.high) >= 0).all()
    assert (found.low <= found.high).all()
    assert (found.low[1:] <= found.high[:-1]).all()


def test_sentences_that_match_are_anchors() -> None:
    source, target = turned((list(range(20)), list(range(20))))
    assert anchor_chain(source, target) == [(at, at) for at in range(20)]


def test_a_stray_match_is_no_anchor() -> None:
    order = [0, 1, 2, 15, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 3]
    source, target = turned((list(range(16)), order))
    chain = anchor_chain(source, target)
    assert (3, 15) not in chain
    assert {(0, 0), (8, 8), (14, 14)} <= set(chain)


def test_the_band_follows_an_omission_and_is_narrow() -> None:
    kept = [*range(100), *range(160, 300)]
    source, target = turned((list(range(300)), kept))
    found = band(source, target)
    check(found, 300, len(kept))
    for at, index in enumerate(kept):
        assert found.low[index] <= at < found.high[index]
    assert np.median(found.high - found.low) < 4 * MARGIN


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 99))
def test_the_band_begins_ends_and_rises(sources, targets, seed) -> None:
    generator = np.random.default_rng(seed)
    source, target = turned((generator.integers(0, 50, sources).tolist(), generator.integers(0, 50, targets).tolist()))
    check(band(source, target), sources, targets)


def test_more_sentences_than_a_block() -> None:
    generator = np.random.default_rng(7)
    totals = generator.standard_normal((BLOCK + 30, 32)).astype(np.float32)
    count = len(totals)
    one = Side(
        totals,
        np.ones(count, np.float32),
        np.arange(count + 1),
        totals,
        np.ones(count, np.float32),
        (frozenset(),) * count,
        np.zeros((count, MARKS + EDGES), np.float32),
    )
    assert anchor_chain(one, one) == [(at, at) for at in range(count)]


def test_texts_without_words_have_no_anchors() -> None:
    nothing = Side(
        np.zeros((0, 4), np.float32),
        np.zeros(0, np.float32),
        np.zeros(4, np.int64),
        np.zeros((3, 4), np.float32),
        np.ones(3, np.float32),
        (frozenset(),) * 3,
        np.zeros((3, MARKS + EDGES), np.float32),
    )
    assert anchor_chain(nothing, nothing) == []
    assert band(nothing, nothing).high.tolist() == [3, 3, 3]


@settings(deadline=None, max_examples=80)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 9)), max_size=7))
def test_theheaviest_rise_by_trying_all(steps) -> None:
    pairs = [(index, target, weight / 4) for index, (target, weight) in enumerate(steps)]

    def heaviest(chains):
        return max((sum(weight for *_, weight in chain) for chain in chains), default=0)

    rising = [
        chain
        for size in range(len(pairs) + 1)
        for chain in combinations(pairs, size)
        if all(later[1] > earlier[1] for earlier, later in zip(chain, chain[1:], strict=False))
    ]
    found = heaviest_rise(pairs)
    assert all(later > earlier for earlier, later in zip(found, found[1:], strict=False))
    assert sum(pairs[index][2] for index, _ in found) == heaviest(rising)
