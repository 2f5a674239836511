"""Sentence alignment: a document and its translation in, beads out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from align.anchors import Pair, find_anchors
from align.candidates import candidates
from align.evidence import evidence
from align.judge import Judge, shipped_judge
from align.lattice import Arcs, Lattice, Part
from align.moves import displaced, moved_beads, taken_with
from align.reasons import reasons
from align.scoring import BeadWeights, Scorer, measured
from align.similarity import Side
from align.stretches import Stretch, Taken, spine_of, stretches
from corpus.bitext import Bead, in_order

NOTHING_TAKEN: Taken = (frozenset(), frozenset())


def align_sides(
    source: Side, target: Side, judge: Judge | None = None, confirmed: Sequence[Bead] = ()
) -> tuple[Bead, ...]:
    """The beads of two encoded texts, with the probability of each; each side's sentences were encoded once.

    `confirmed` beads come out as they are, with certainty; only what stands between them is aligned.
    They share no sentence.
    """
    fixed = [replace(bead, confidence=1.0) for bead in confirmed]
    taken = _sentences(fixed)
    if len(source) and len(target):
        aligner = _Aligner(source, target, judge or shipped_judge())
        spine = spine_of(fixed)
        elsewhere = displaced(aligner.anchors, taken)
        apart = taken_with(taken, elsewhere)
        beads = [
            bead
            for stretch in stretches(aligner.anchors.chain, spine, len(source), len(target))
            for bead in aligner.beads(stretch, apart)
        ]
        beads = moved_beads(source, target, beads, elsewhere, aligner.beads)
        fixed = [
            bead if bead in spine or not (bead.source and bead.target) else replace(bead, moved=True) for bead in fixed
        ]
    else:
        beads = [Bead((index,), ()) for index in range(len(source)) if index not in taken[0]]
        beads += [Bead((), (index,)) for index in range(len(target)) if index not in taken[1]]
    return in_order([*beads, *fixed])


def _sentences(beads: Sequence[Bead]) -> Taken:
    return (
        frozenset(index for bead in beads for index in bead.source),
        frozenset(index for bead in beads for index in bead.target),
    )


class _Aligner:
    """Two texts, and what is measured of them as wholes."""

    def __init__(self, source: Side, target: Side, judge: Judge) -> None:
        self._source, self._target, self._judge = source, target, judge
        self.anchors = find_anchors(source, target)
        self._context = measured(source, target, self.anchors)

    def beads(self, stretch: Stretch, taken: Taken = NOTHING_TAKEN) -> Iterator[Bead]:
        """The beads of the best way through a stretch, each with its share in all ways; `taken` sentences in none."""
        source = self._source.part(stretch.first, stretch.last)
        target = self._target.part(stretch.begin, stretch.end)
        if not len(source) or not len(target):
            yield from self._alone(stretch, taken)
            return
        free = (
            np.array([index not in taken[0] for index in range(stretch.first, stretch.last)]),
            np.array([index not in taken[1] for index in range(stretch.begin, stretch.end)]),
        )
        scorer = Scorer(source, target, BeadWeights(), self._context)
        arcs = candidates(source, target, scorer, self._chain(stretch), free)
        scores = self._judge.scores(arcs, evidence(source, target, arcs, self._context))
        lattice = Lattice([Part(arcs, len(source), len(target))])
        chosen = lattice.best(scores)
        probable = np.minimum(1.0, np.exp(lattice.through(scores)))[chosen].tolist()
        best = arcs.take(chosen)
        why = reasons(source, target, best, self._context)
        for (mine, theirs), confidence, reason in zip(_sides(best, stretch), probable, why, strict=True):
            if not (taken[0].issuperset(mine) and taken[1].issuperset(theirs)):
                yield Bead(mine, theirs, confidence, reason)

    def _chain(self, stretch: Stretch) -> list[Pair]:
        """The anchors within a stretch, counted from where it begins."""
        chain = self.anchors.chain
        inside = chain[bisect_left(chain, (stretch.first, 0)) : bisect_left(chain, (stretch.last, 0))]
        return [
            (mine - stretch.first, theirs - stretch.begin)
            for mine, theirs in inside
            if stretch.begin <= theirs < stretch.end
        ]

    def _alone(self, stretch: Stretch, taken: Taken) -> Iterator[Bead]:
        yield from (Bead((index,), ()) for index in range(stretch.first, stretch.last) if index not in taken[0])
        yield from (Bead((), (index,)) for index in range(stretch.begin, stretch.end) if index not in taken[1])


def _sides(arcs: Arcs, stretch: Stretch) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    columns = (part.tolist() for part in (arcs.source, arcs.target, arcs.mine, arcs.theirs))
    for first, begin, mine, theirs in zip(*columns, strict=True):
        here, there = first + stretch.first, begin + stretch.begin
        yield tuple(range(here, here + mine)), tuple(range(there, there + theirs))
