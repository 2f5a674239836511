"""Documents made for the fit have the beads they claim; the fit makes right ways likely; figures are counted so."""

from __future__ import annotations

import numpy as np
import pytest
from encoders import PAIRS, lexicon
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import story

from duizhao.align.beads.lattice import Lattice, Part
from duizhao.align.training.crf import Recipe, fitted_arc_scorer
from duizhao.align.training.cross_validation import calibration, outcome
from duizhao.align.training.lattices import Example, example, pieces
from duizhao.align.training.synthetic_documents import Disturbance, Known, disturbed, planted
from duizhao.align.vectors.similarity import NO_BACKGROUND

LINES = [(chinese, english) for chinese, english in zip(*story(60), strict=True)]
DISTURBANCES = st.builds(Disturbance, st.floats(0, 0.4), st.floats(0, 0.2), st.floats(0, 0.2), st.floats(1.0, 3.0))


def check(known: Known) -> None:
    for side, texts in (("source", known.source), ("target", known.target)):
        order = [index for block in known.blocks for index in getattr(block, side)]
        assert order == list(range(len(texts)))
    assert len(known.exact) == len(known.blocks)
    assert all(texts for texts in (*known.source, *known.target))


def letters(texts) -> str:
    return "".join(character for text in texts for character in text if character.isalnum())


@settings(deadline=None, max_examples=30)
@given(DISTURBANCES, st.integers(0, 999))
def test_a_disturbed_document_is_covered_by_its_blocks(how, seed) -> None:
    check(disturbed(LINES, list(PAIRS), how, np.random.default_rng(seed), "made"))


def test_nothing_disturbed_is_the_lines_themselves() -> None:
    known = disturbed(LINES, [], Disturbance(), np.random.default_rng(1), "made")
    assert known.source == tuple(chinese for chinese, _ in LINES)
    assert all(known.exact)
    assert all(len(block.source) == len(block.target) == 1 for block in known.blocks)


def test_joined_lines_keep_their_letters() -> None:
    known = disturbed(LINES, [], Disturbance(join=0.5), np.random.default_rng(2), "made")
    assert letters(known.source) == letters(chinese for chinese, _ in LINES)
    assert letters(known.target) == letters(english for _, english in LINES)
    assert {1, 2} <= {len(block.source) for block in known.blocks}


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 999))
def test_planted_gaps_leave_the_rest(seed) -> None:
    known = disturbed(LINES, [], Disturbance(join=0.2), np.random.default_rng(3), "made")
    copy, left = planted(known, np.random.default_rng(seed), rate=0.1)
    check(copy)
    assert copy.source == tuple(known.source[index] for index in left[0])
    assert copy.target == tuple(known.target[index] for index in left[1])


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    found = []
    for seed in range(3):
        generator = np.random.default_rng(seed)
        known = disturbed(LINES, [], Disturbance(join=0.15, leave_out=0.05), generator, f"made/{seed}")
        encoded = tuple(list(lexicon().encode(side)) for side in (known.source, known.target))
        found.append(example(known, encoded, (NO_BACKGROUND, NO_BACKGROUND)))  # type: ignore[arg-type]
    return found


@pytest.mark.slow
def test_a_right_way_leads_through_each_piece(examples) -> None:
    for one in examples:
        found = list(pieces(one))
        assert sum(piece.part.sources for piece in found) == len(one.known.source)
        for piece in found:
            right = np.where(one.right[piece.chosen], 0.0, -np.inf)
            assert Lattice([piece.part]).log_partition(right)[0] >= 0


def test_the_fit_makes_right_ways_likely(examples) -> None:
    arc_scorer = fitted_arc_scorer(examples[:2], Recipe(hidden=8, epochs=15, networks=1, batch=1))
    one = examples[2]
    scores = arc_scorer.scores(one.arcs, one.features)
    lattice = Lattice([Part(one.arcs, len(one.known.source), len(one.known.target))])
    fair = np.zeros(len(scores))
    assert _log_likelihood(lattice, scores, one) > _log_likelihood(lattice, fair, one) + 10
    found = outcome(one, arc_scorer)
    assert len(found.gold & found.predicted) > 0.8 * len(found.gold)


def _log_likelihood(lattice: Lattice, scores: np.ndarray, one: Example) -> float:
    return float(lattice.log_partition(np.where(one.right, scores, -np.inf))[0] - lattice.log_partition(scores)[0])


def test_calibration() -> None:
    certain = [(1.0, True)] * 8 + [(0.1, False)] * 2
    assert calibration(certain) == (pytest.approx(0.02), 1.0)
    assert calibration([(0.75, True)] * 3 + [(0.75, False)]) == (pytest.approx(0.0), pytest.approx(0.0))
    assert calibration([]) == (0.0, 1.0)
