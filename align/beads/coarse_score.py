"""The coarse score of the first pass: word coverage both ways, pooled similarity, length."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from duizhao.align.beads.anchors import Anchors
from duizhao.align.beads.features import Context
from duizhao.align.vectors.arrays import Floats
from duizhao.align.vectors.chance_baseline import measure_chance_baseline
from duizhao.align.vectors.prefix_sums import Runs
from duizhao.align.vectors.similarity import LONGEST_RUN, Row, Side


@dataclass(frozen=True, slots=True)
class BeadWeights:
    """What the parts of a bead's score count. Tuned together on novels and academic prose aligned by hand, and on
    news, laws and essays whose sentences were merged and left out at random."""

    above_chance: float = 1.34
    """Coverage counts from so many standard deviations above what unrelated text reaches."""
    size: float = 0.86
    """Coverage grows with the run's weight to this power: below 1, or long sentences drown the rest."""
    cosine: float = 4.75
    cosine_from: float = 0.23
    cosine_size: float = -0.52
    """The pooled cosine above `cosine_from`, times the mean number of sentences to the power `cosine_size`."""
    length: float = 0.89
    """Against the squared logarithm of the length ratio, relative to the whole texts' ratio."""
    bead: float = 0.61
    """For each bead, so that fine beads win over coarse ones."""
    sentence: float = 0.086
    """Against each sentence beyond one on either side."""
    number: float = 0.89
    most_numbers: float = 3.0
    """For each number that both sides have, up to so many."""
    skip: float = -0.82
    """The score of a sentence left without a counterpart."""


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """Scores of the beads that end with one source sentence.

    `scores` [a, b, t]: the bead of a+1 source sentences (the last of them this row's) and of the b+1 target
    sentences from `first + t`; -inf where there is none.
    """

    first: int
    scores: Floats


SEED = 20
"""Of the draws that measure chance: the same text always gives the same beads."""


CLOSE = 4
"""Sentences between two anchors, on either side, among which nothing much can be missing."""
ENOUGH = 8
"""Source sentences between such anchors, from which the ratio of lengths is taken."""


def measured(source: Side, target: Side, anchors: Anchors) -> Context:
    """What the whole texts show, for the scores of all their beads."""
    generator = np.random.default_rng(SEED)
    return Context(
        measure_chance_baseline(source, target, generator),
        measure_chance_baseline(target, source, generator),
        _length_ratio(source, target, anchors),
    )


def _length_ratio(source: Side, target: Side, anchors: Anchors) -> float:
    """The logarithm of the target's length over the source's, where the anchors show that the one renders the other."""
    mine = theirs = 0.0
    sentences = 0
    pairs = anchors.chain if anchors.stride > 1 else [pair[:2] for pair in anchors.pairs]
    for (first, begin), (last, end) in pairwise(pairs):
        if last - first <= CLOSE and 0 < end - begin <= CLOSE:
            mine += float(source.characters[first:last].sum())
            theirs += float(target.characters[begin:end].sum())
            sentences += last - first
    if sentences < ENOUGH:
        mine, theirs = float(source.characters.sum()), float(target.characters.sum())
    return math.log((theirs + 1) / (mine + 1))


class CoarseScorer:
    """Turns rows of coverage into scores of beads."""

    def __init__(self, source: Side, target: Side, weights: BeadWeights, context: Context) -> None:
        self.weights = weights
        self._context = context
        self._source, self._target = Runs.of(source), Runs.of(target)
        sizes = np.arange(1, LONGEST_RUN + 1)
        self._sentences = (sizes[:, None] + sizes[None, :])[:, :, None].astype(np.float32)
        few = np.minimum(sizes[:, None], sizes[None, :])
        self._allowed = ((few <= LONGEST_RUN // 2) & (sizes[:, None] + sizes[None, :] <= LONGEST_RUN + 2))[:, :, None]

    def scored(self, rows: Iterator[Row]) -> Iterator[ScoredRow]:
        """Each row with the scores of its beads."""
        for row in rows:
            yield ScoredRow(row.first, self._score(row))

    def _score(self, row: Row) -> Floats:
        weights = self.weights
        width = row.forward.shape[2]
        mine = self._source.ending(row.source)
        theirs = self._target.starting(row.first, width)
        coverage = _normal(
            row.forward, mine.weight, self._context.forward.threshold(theirs.tokens, weights.above_chance), weights.size
        ) + _normal(
            row.backward,
            theirs.weight,
            self._context.backward.threshold(mine.tokens, weights.above_chance),
            weights.size,
        )
        cosine = row.product / np.maximum(mine.norm * theirs.norm, 1e-6)
        ratio = np.log((theirs.characters + 1) / (mine.characters + 1)) - self._context.ratio
        score = (
            coverage
            + weights.cosine * (cosine - weights.cosine_from) * (self._sentences / 2) ** weights.cosine_size
            - weights.length * ratio**2
            + weights.bead
            + weights.number * np.minimum(row.shared, weights.most_numbers)
            - weights.sentence * (self._sentences - 2)
        )
        usable = self._allowed & theirs.exists & mine.exists
        kept: Floats = np.where(usable, score, -np.inf).astype(np.float32)
        return kept


def _normal(covered: Floats, weight: Floats, threshold: Floats, size: float) -> Floats:
    """Mean coverage above the threshold, times the run's weight to the power `size`."""
    weight = np.maximum(weight, 1e-6)
    normal: Floats = (covered / weight - threshold) * weight**size
    return normal
