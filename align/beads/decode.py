"""Stretches of two texts, each looked at by itself; how common omissions are is taken from all of them together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from duizhao.align.beads.anchors import Pair, find_anchors
from duizhao.align.beads.candidates import candidates
from duizhao.align.beads.coarse_score import BeadWeights, Scorer, measured
from duizhao.align.beads.features import evidence
from duizhao.align.beads.lattice import Arcs, Lattice, Part, Sums
from duizhao.align.beads.omission_prior import SURE, leaning
from duizhao.align.beads.scorer import Judge
from duizhao.align.beads.segments import Stretch, Taken
from duizhao.align.vectors.similarity import Side

FEW = 1e-5
"""Beads that are less probable are let go: no document would make them likely."""


@dataclass(frozen=True, slots=True)
class Look:
    """A stretch, its beads that are not hopeless, counted from where it begins, and their scores.

    `taken` sentences stand in no bead.
    """

    stretch: Stretch
    taken: Taken
    arcs: Arcs
    scores: Sums

    @property
    def sentences(self) -> int:
        """How many it has on both sides."""
        return self.stretch.last - self.stretch.first + self.stretch.end - self.stretch.begin

    @property
    def lattice(self) -> Lattice:
        """The ways through it."""
        stretch = self.stretch
        return Lattice([Part(self.arcs, stretch.last - stretch.first, stretch.end - stretch.begin)])

    def leant(self, by: float) -> Look:
        """With so much added to the score of every sentence without a counterpart."""
        return replace(self, scores=self.scores + np.where(self.arcs.paired, 0.0, by))


class Looker:
    """Two texts, and what is measured of them as wholes."""

    def __init__(self, source: Side, target: Side, judge: Judge) -> None:
        self._source, self._target, self._judge = source, target, judge
        self.anchors = find_anchors(source, target)
        self.context = measured(source, target, self.anchors)

    def parts(self, stretch: Stretch) -> tuple[Side, Side]:
        """Both sides of a stretch."""
        return self._source.part(stretch.first, stretch.last), self._target.part(stretch.begin, stretch.end)

    def look(self, stretch: Stretch, taken: Taken) -> Look:
        """What there is to see in a stretch, which has sentences on both sides."""
        source, target = self.parts(stretch)
        free = (
            np.array([index not in taken[0] for index in range(stretch.first, stretch.last)]),
            np.array([index not in taken[1] for index in range(stretch.begin, stretch.end)]),
        )
        scorer = Scorer(source, target, BeadWeights(), self.context)
        arcs = candidates(source, target, scorer, self._chain(stretch), free)
        scores = self._judge.scores(arcs, evidence(source, target, arcs, self.context))
        lattice = Lattice([Part(arcs, len(source), len(target))])
        kept = np.exp(lattice.through(scores)) >= FEW
        kept[lattice.best(scores)] = True
        return Look(stretch, taken, arcs.take(kept), scores[kept])

    def _chain(self, stretch: Stretch) -> list[Pair]:
        """The anchors within a stretch, counted from where it begins."""
        chain = self.anchors.chain
        inside = chain[bisect_left(chain, (stretch.first, 0)) : bisect_left(chain, (stretch.last, 0))]
        return [
            (mine - stretch.first, theirs - stretch.begin)
            for mine, theirs in inside
            if stretch.begin <= theirs < stretch.end
        ]


def leaning_of(looks: Sequence[Look]) -> float:
    """How far the scores of sentences without a counterpart are moved, by what all the looks show."""
    return leaning(sum(map(_surely_alone, looks)), sum(look.sentences for look in looks))


def _surely_alone(look: Look) -> int:
    """How many sentences surely have no counterpart, those aside that must not have one."""
    arcs, stretch = look.arcs, look.stretch
    sure = np.flatnonzero(~arcs.paired & (np.exp(look.lattice.through(look.scores)) > SURE))
    return sum(
        stretch.first + source not in look.taken[0] if mine else stretch.begin + target not in look.taken[1]
        for source, target, mine in zip(
            arcs.source[sure].tolist(), arcs.target[sure].tolist(), arcs.mine[sure].tolist(), strict=True
        )
    )
