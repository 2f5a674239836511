"""Sentence alignment: a document and its translation in, beads out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from duizhao.align.beads.decode import Look, Looker, leaning_of
from duizhao.align.beads.explain import reasons
from duizhao.align.beads.lattice import Arcs
from duizhao.align.beads.scorer import Judge, shipped_judge
from duizhao.align.beads.segments import Stretch, Taken, spine_of, stretches
from duizhao.align.beads.transpositions import displaced, moved_beads, taken_with
from duizhao.align.vectors.similarity import Side
from duizhao.corpus.bitext import Bead, in_order

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
        cuts = list(stretches(aligner.anchors.chain, spine, len(source), len(target)))
        beads = moved_beads(source, target, list(aligner.in_place(cuts, apart)), elsewhere, aligner.beads)
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
    """Two texts, and what is known of them as wholes."""

    def __init__(self, source: Side, target: Side, judge: Judge) -> None:
        self._looker = Looker(source, target, judge)
        self._leaning = 0.0
        self.anchors = self._looker.anchors

    def in_place(self, cuts: Sequence[Stretch], taken: Taken) -> Iterator[Bead]:
        """The beads of all stretches, in whose midst `taken` sentences stand in none."""
        looks = [self._looker.look(stretch, taken) for stretch in cuts if _has_both_sides(stretch)]
        self._leaning = leaning_of(looks)
        each = iter(looks)
        for stretch in cuts:
            yield from self._best(next(each)) if _has_both_sides(stretch) else _alone(stretch, taken)

    def beads(self, stretch: Stretch, taken: Taken = NOTHING_TAKEN) -> Iterator[Bead]:
        """The beads of a further stretch."""
        if _has_both_sides(stretch):
            yield from self._best(self._looker.look(stretch, taken))
        else:
            yield from _alone(stretch, taken)

    def _best(self, look: Look) -> Iterator[Bead]:
        """The beads of the best way through a stretch, each with its share in all ways."""
        leant, lattice, taken = look.leant(self._leaning), look.lattice, look.taken
        chosen = lattice.best(leant.scores)
        probable = np.minimum(1.0, np.exp(lattice.through(leant.scores)))[chosen].tolist()
        best = look.arcs.take(chosen)
        why = reasons(*self._looker.parts(look.stretch), best, self._looker.context)
        for (mine, theirs), confidence, reason in zip(_sides(best, look.stretch), probable, why, strict=True):
            if not (taken[0].issuperset(mine) and taken[1].issuperset(theirs)):
                yield Bead(mine, theirs, confidence, reason)


def _has_both_sides(stretch: Stretch) -> bool:
    return stretch.last > stretch.first and stretch.end > stretch.begin


def _alone(stretch: Stretch, taken: Taken) -> Iterator[Bead]:
    yield from (Bead((index,), ()) for index in range(stretch.first, stretch.last) if index not in taken[0])
    yield from (Bead((), (index,)) for index in range(stretch.begin, stretch.end) if index not in taken[1])


def _sides(arcs: Arcs, stretch: Stretch) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    columns = (part.tolist() for part in (arcs.source, arcs.target, arcs.mine, arcs.theirs))
    for first, begin, mine, theirs in zip(*columns, strict=True):
        here, there = first + stretch.first, begin + stretch.begin
        yield tuple(range(here, here + mine)), tuple(range(there, there + theirs))
