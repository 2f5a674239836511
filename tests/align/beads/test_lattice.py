"""Ways through a lattice: the best, and the probability of each arc, compared with every way there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lattices import part

from duizhao.align.beads.lattice import Arcs, Lattice, Part


def ways(whole: Part) -> list[list[int]]:
    """Every way through, as arcs in order."""
    arcs = whole.arcs
    starts: dict[tuple[int, int], list[int]] = {}
    for arc in range(len(arcs)):
        starts.setdefault((int(arcs.source[arc]), int(arcs.target[arc])), []).append(arc)

    def onward(source: int, target: int) -> list[list[int]]:
        if (source, target) == (whole.sources, whole.targets):
            return [[]]
        return [
            [arc, *rest]
            for arc in starts.get((source, target), [])
            for rest in onward(source + int(arcs.mine[arc]), target + int(arcs.theirs[arc]))
        ]

    return onward(0, 0)


PARTS = st.builds(part, st.integers(0, 3), st.integers(1, 3), st.sampled_from([0.0, 0.5]), st.integers(0, 99))


def drawn(count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 2, count).round(1)


@settings(deadline=None, max_examples=60)
@given(PARTS, st.integers(0, 999))
def test_no_other_way_is_worth_more(whole, seed) -> None:
    scores = drawn(len(whole.arcs), seed)
    lattice = Lattice([whole])
    found = lattice.viterbi_path(scores)
    assert scores[found].sum() == pytest.approx(max(scores[way].sum() for way in ways(whole)))
    assert found.tolist() in ways(whole)


@settings(deadline=None, max_examples=60)
@given(PARTS, st.integers(0, 999))
def test_probabilities_are_shares_of_all_ways(whole, seed) -> None:
    scores = drawn(len(whole.arcs), seed)
    every = ways(whole)
    weights = np.exp([scores[way].sum() for way in every])
    wanted = [
        sum(weight for way, weight in zip(every, weights, strict=True) if arc in way) / weights.sum()
        for arc in range(len(whole.arcs))
    ]
    assert np.exp(Lattice([whole]).log_arc_marginals(scores)) == pytest.approx(wanted, abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(PARTS, st.integers(0, 999))
def test_what_the_best_way_through_an_arc_lacks(whole, seed) -> None:
    scores = drawn(len(whole.arcs), seed)
    every = ways(whole)
    best = max(scores[way].sum() for way in every)
    wanted = [max(scores[way].sum() for way in every if arc in way) - best for arc in range(len(whole.arcs))]
    assert Lattice([whole]).max_marginals(scores) == pytest.approx(wanted, abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(st.lists(PARTS, min_size=1, max_size=4), st.integers(0, 999))
def test_texts_side_by_side_are_as_each_alone(parts, seed) -> None:
    scores = [drawn(len(one.arcs), seed + at) for at, one in enumerate(parts)]
    together = Lattice(parts)
    alone = [Lattice([one]) for one in parts]
    wanted = np.concatenate([each.log_arc_marginals(some) for each, some in zip(alone, scores, strict=True)])
    assert together.log_arc_marginals(np.concatenate(scores)) == pytest.approx(wanted, abs=1e-9)
    totals = [each.log_partition(some)[0] for each, some in zip(alone, scores, strict=True)]
    assert together.log_partition(np.concatenate(scores)) == pytest.approx(totals, abs=1e-9)


def test_an_arc_that_leads_nowhere_has_no_probability() -> None:
    arcs = Arcs(*np.array([(0, 0, 1, 1), (0, 0, 1, 0)], np.int64).T)
    assert np.exp(Lattice([Part(arcs, 1, 1)]).log_arc_marginals(np.zeros(2))).tolist() == [1.0, 0.0]


def test_without_a_way_there_is_no_best() -> None:
    arcs = Arcs(*np.array([(0, 0, 1, 0)], np.int64).T)
    with pytest.raises(ValueError, match="no way"):
        Lattice([Part(arcs, 2, 1)]).viterbi_path(np.zeros(1))
