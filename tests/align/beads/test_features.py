"""The features of beads, by tables and running sums, equals what is counted bead by bead."""

from __future__ import annotations

import numpy as np
import pytest
from encoders import PAIRS, lexicon
from lattices import part

from duizhao.align.beads import coverage as words
from duizhao.align.beads.competitive_links import competitive_links
from duizhao.align.beads.coverage import ABOVE, BESIDE, BETTER, Queries, coverage
from duizhao.align.beads.features import Context, bead_features, shared_numbers
from duizhao.align.beads.lattice import Arcs
from duizhao.align.vectors.chance_baseline import ChanceBaseline
from duizhao.align.vectors.similarity import Side, side
from duizhao.align.vectors.word_links import NOTHING, TEMPERATURE

CONTEXT = Context(ChanceBaseline(), ChanceBaseline(), 1.0)


@pytest.fixture(scope="module")
def sides() -> tuple[Side, Side]:
    return tuple(side(texts, lexicon().encode(texts)).part(0, 6) for texts in zip(*PAIRS[:6], strict=True))  # type: ignore[return-value]


def tokens(text: Side, begin: int, end: int) -> slice:
    return slice(int(text.first[max(0, begin)]), int(text.first[min(len(text), max(0, end))]))


def best(one: Side, at: slice, other: Side, there: slice) -> np.ndarray:
    cosines = one.words[at] @ other.words[there].T
    return cosines.max(axis=1, initial=-1)


@pytest.mark.parametrize(("sentence", "start", "size"), [(0, 0, 1), (2, 1, 3), (5, 4, 2), (3, 3, 0), (1, 0, 6)])
def test_coverage_by_hand(sides, sentence, start, size) -> None:
    source, target = sides
    (found,) = coverage(source, target, ChanceBaseline(), Queries(*np.array([[sentence], [start], [size]])))
    mine, weights = tokens(source, sentence, sentence + 1), source.weights[tokens(source, sentence, sentence + 1)]
    run = tokens(target, start, start + size)
    beside = [tokens(target, start - BESIDE, start), tokens(target, start + size, start + size + BESIDE)]
    count = sum(len(target.words[each]) for each in beside)
    around = np.maximum(*(best(source, mine, target, each) for each in beside))
    around = np.where(around > -1, around - ChanceBaseline().threshold(np.float32(count), 0.0), ABOVE[0])
    inside = best(source, mine, target, run) - ChanceBaseline().threshold(np.float32(len(target.words[run])), 0.0)
    inside = inside if size else around
    assert found[words.WEIGHT] == pytest.approx(weights.sum(), abs=1e-5)
    assert found[words.MEAN] == pytest.approx(inside @ weights, abs=1e-4)
    # the shares at the knots keep the sum of the weights, and of the values that lie between the knots
    shares = found[: len(ABOVE)]
    assert shares.sum() == pytest.approx(weights.sum(), abs=1e-4)
    assert shares @ ABOVE == pytest.approx(np.clip(inside, ABOVE[0], ABOVE[-1]) @ weights, abs=1e-4)
    assert found[len(ABOVE) : words.MEAN].sum() == pytest.approx(weights.sum(), abs=1e-4)
    better = np.maximum(inside, ABOVE[1]) - np.maximum(around, ABOVE[1]) if size else 0 * weights
    clipped = np.clip(better, BETTER[0], BETTER[-1])
    assert found[len(ABOVE) : words.MEAN] @ BETTER == pytest.approx(clipped @ weights, abs=1e-4)


def test_competitive_links_by_hand(sides) -> None:
    source, target = sides
    links = competitive_links(source, target, part(6, 6).arcs)
    likeness = np.exp((source.words @ target.words.T - 1) / TEMPERATURE)
    none = np.exp((NOTHING - 1) / TEMPERATURE)
    onward = likeness / (likeness.sum(axis=1, keepdims=True) + none)
    back = likeness / (likeness.sum(axis=0, keepdims=True) + none)
    for sentence in range(6):
        for begin, end in ((0, 1), (2, 5), (0, 6), (4, 4)):
            mine, theirs = tokens(source, sentence, sentence + 1), tokens(target, begin, end)
            weights = source.weights[mine], target.weights[theirs]
            both = np.sqrt(onward * back)[mine, theirs] * np.sqrt(np.outer(*weights))
            wanted = [
                (weights[0] @ onward[mine, theirs]).sum(),
                (back[mine, theirs] @ weights[1]).sum(),
                both.sum(),
            ]
            found = links.row(np.array([sentence]), np.array([begin]), np.array([end]))[:, 0]
            assert found == pytest.approx(wanted, abs=1e-4)
    assert links.row(np.array([-1, 6]), np.array([0, 0]), np.array([6, 6])).tolist() == np.zeros((3, 2)).tolist()


def test_features_of_a_bead_does_not_depend_on_its_company(sides) -> None:
    arcs = part(6, 6).arcs
    whole = bead_features(*sides, arcs, CONTEXT)
    some = np.flatnonzero(arcs.paired)[::7]
    # links compete among the words in reach, so they alone may differ
    columns = slice(0, -51)
    alone = bead_features(*sides, arcs.take(some), CONTEXT).paired[:, columns]
    at = np.cumsum(arcs.paired)[some] - 1
    assert alone == pytest.approx(whole.paired[at][:, columns], abs=1e-4)
    assert np.isfinite(whole.paired).all()
    assert np.isfinite(whole.alone).all()


def test_shared_numbers() -> None:
    texts = ["第三十二條", "二〇一八年 500", "无"], ["Article 32", "500", "nothing"]
    sides = [side(each, lexicon().encode(each)) for each in texts]
    arcs = Arcs(*np.array([(0, 0, 1, 1), (0, 0, 2, 2), (0, 2, 2, 1), (2, 2, 1, 1)], np.int64).T)
    wanted = [[1, 0, 0], [2, 1, 0], [0, 3, 0], [0, 0, 0]]
    assert shared_numbers(sides[0], sides[1], arcs).tolist() == wanted


def test_without_beads_there_are_no_features(sides) -> None:
    nothing = Arcs(*np.zeros((4, 0), np.int64))
    found = bead_features(*sides, nothing, CONTEXT)
    assert len(found.paired) == len(found.alone) == 0
