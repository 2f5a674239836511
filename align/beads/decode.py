"""Segments of two texts scored one by one; the omission prior is taken from all of them together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.align.beads.anchors import Pair, find_anchors
from duizhao.align.beads.candidates import Free, candidates
from duizhao.align.beads.coarse_score import BeadWeights, CoarseScorer, measured
from duizhao.align.beads.features import bead_features
from duizhao.align.beads.lattice import Arcs, Lattice, Part
from duizhao.align.beads.omission_prior import SURE, log_omission_prior
from duizhao.align.beads.scorer import ArcScorer
from duizhao.align.beads.segments import Segment, Taken
from duizhao.align.beads.timing import Clock, timing_of
from duizhao.align.vectors.arrays import Doubles
from duizhao.align.vectors.similarity import Side

FEW = 1e-5
"""Beads that are less probable are let go: no document would make them likely."""


Clocks = tuple[Clock | None, Clock | None]
"""When the sentences of either side are shown, of subtitles."""


@dataclass(frozen=True, slots=True)
class ScoredSegment:
    """A segment, its candidate arcs, counted from where it begins, and their scores (semi-CRF potentials).

    `taken` sentences stand in no bead.
    """

    segment: Segment
    taken: Taken
    arcs: Arcs
    scores: Doubles

    @property
    def sentences(self) -> int:
        """How many it has on both sides."""
        return self.segment.last - self.segment.first + self.segment.end - self.segment.begin

    @property
    def lattice(self) -> Lattice:
        """Its candidate arcs as a lattice."""
        segment = self.segment
        return Lattice([Part(self.arcs, segment.last - segment.first, segment.end - segment.begin)])

    def with_prior(self, log_omission_prior: float) -> Doubles:
        """The scores, with so much added to that of every sentence without a counterpart."""
        return self.scores + np.where(self.arcs.paired, 0.0, log_omission_prior)


class SegmentScorer:
    """Scores segments of two texts, by what is measured of the texts as wholes."""

    def __init__(self, source: Side, target: Side, arc_scorer: ArcScorer, clocks: Clocks = (None, None)) -> None:
        self._source, self._target, self._arc_scorer = source, target, arc_scorer
        self.anchors = find_anchors(source, target)
        self.timing = timing_of(*clocks, self.anchors)
        if self.timing is not None:
            self.anchors = self.timing.near(self.anchors)
        self.context = measured(source, target, self.anchors)

    def parts(self, segment: Segment) -> tuple[Side, Side]:
        """Both sides of a segment."""
        return self._source.part(segment.first, segment.last), self._target.part(segment.begin, segment.end)

    def score(self, segment: Segment, taken: Taken) -> ScoredSegment:
        """The candidate arcs of a segment, which has sentences on both sides, and their scores."""
        source, target = self.parts(segment)
        free = (
            np.array([index not in taken[0] for index in range(segment.first, segment.last)]),
            np.array([index not in taken[1] for index in range(segment.begin, segment.end)]),
        )
        coarse = CoarseScorer(source, target, BeadWeights(), self.context)
        arcs = candidates(source, target, coarse, self._chain(segment), free)
        if self.timing is not None:
            arcs = _joined(arcs, self.timing.groups(segment), free)
        scores = self._arc_scorer.scores(arcs, bead_features(source, target, arcs, self.context))
        if self.timing is not None:
            scores = scores - self.timing.costs(arcs, segment)
        lattice = Lattice([Part(arcs, len(source), len(target))])
        kept = np.exp(lattice.log_arc_marginals(scores)) >= FEW
        kept[lattice.viterbi_path(scores)] = True
        return ScoredSegment(segment, taken, arcs.take(kept), scores[kept])

    def _chain(self, segment: Segment) -> list[Pair]:
        """The anchors within a segment, counted from where it begins."""
        chain = self.anchors.chain
        inside = chain[bisect_left(chain, (segment.first, 0)) : bisect_left(chain, (segment.last, 0))]
        return [
            (mine - segment.first, theirs - segment.begin)
            for mine, theirs in inside
            if segment.begin <= theirs < segment.end
        ]


def _joined(arcs: Arcs, others: Arcs, free: Free) -> Arcs:
    """Arcs, and those others of free sentences that are not among them."""
    known = {tuple(row) for row in _rows(arcs)}
    wanted = [
        tuple(row) not in known
        and bool(free[0][row[0] : row[0] + row[2]].all() and free[1][row[1] : row[1] + row[3]].all())
        for row in _rows(others)
    ]
    added = others.take(np.array(wanted, bool))
    columns = [
        np.concatenate([getattr(arcs, name), getattr(added, name)]) for name in ("source", "target", "mine", "theirs")
    ]
    return Arcs(*columns)


def _rows(arcs: Arcs) -> list[list[int]]:
    rows: list[list[int]] = np.stack([arcs.source, arcs.target, arcs.mine, arcs.theirs], axis=1).tolist()
    return rows


def omission_prior_of(segments: Sequence[ScoredSegment]) -> float:
    """How far the scores of sentences without a counterpart are moved, by what all the segments show."""
    return log_omission_prior(sum(map(_surely_alone, segments)), sum(scored.sentences for scored in segments))


def _surely_alone(scored: ScoredSegment) -> int:
    """How many sentences surely have no counterpart, those aside that must not have one."""
    arcs, segment = scored.arcs, scored.segment
    sure = np.flatnonzero(~arcs.paired & (np.exp(scored.lattice.log_arc_marginals(scored.scores)) > SURE))
    return sum(
        segment.first + source not in scored.taken[0] if mine else segment.begin + target not in scored.taken[1]
        for source, target, mine in zip(
            arcs.source[sure].tolist(), arcs.target[sure].tolist(), arcs.mine[sure].tolist(), strict=True
        )
    )
