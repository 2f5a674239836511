"""Sentence alignment: a document and its translation in, beads out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from duizhao.align.beads.anchors import Pair
from duizhao.align.beads.decode import Clocks, ScoredSegment, SegmentScorer, omission_prior_of
from duizhao.align.beads.explain import reasons
from duizhao.align.beads.lattice import Arcs
from duizhao.align.beads.scorer import ArcScorer, shipped_arc_scorer
from duizhao.align.beads.segments import Segment, Taken, cut_into_segments, spine_of
from duizhao.align.beads.transpositions import displaced_passages, taken_with, transposed_beads
from duizhao.align.vectors.similarity import Side
from duizhao.corpus.bitext import Bead, in_order

NOTHING_TAKEN: Taken = (frozenset(), frozenset())


def align_sides(
    source: Side,
    target: Side,
    confirmed: Sequence[Bead] = (),
    clocks: Clocks = (None, None),
    corners: Sequence[Pair] = (),
) -> tuple[Bead, ...]:
    """The beads of two encoded texts, with the probability of each; each side's sentences were encoded once.

    `confirmed` beads come out as they are, with certainty; only what stands between them is aligned. They share no
    sentence. `clocks`: when the sentences are shown, of subtitles. `corners`: sentences of both sides, in order, with
    which something begins that no bead leads into; with any, nothing is looked for elsewhere than in its place.
    """
    fixed = [replace(bead, confidence=1.0) for bead in confirmed]
    taken = _sentences(fixed)
    if len(source) and len(target):
        aligner = _Aligner(source, target, shipped_arc_scorer(), clocks)
        spine = spine_of(fixed)
        elsewhere = displaced_passages(aligner.anchors, taken) if not corners else []
        apart = taken_with(taken, elsewhere)
        segments = list(cut_into_segments(aligner.anchors.chain, spine, len(source), len(target), corners))
        beads = list(aligner.in_place(segments, apart))
        if not corners:
            beads = transposed_beads(source, target, beads, elsewhere, aligner.beads)
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

    def __init__(self, source: Side, target: Side, arc_scorer: ArcScorer, clocks: Clocks) -> None:
        self._segment_scorer = SegmentScorer(source, target, arc_scorer, clocks)
        self._log_omission_prior = 0.0
        self.anchors = self._segment_scorer.anchors

    def in_place(self, segments: Sequence[Segment], taken: Taken) -> Iterator[Bead]:
        """The beads of all segments, in whose midst `taken` sentences stand in none."""
        scored = [self._segment_scorer.score(segment, taken) for segment in segments if _has_both_sides(segment)]
        self._log_omission_prior = omission_prior_of(scored)
        ordered = iter(scored)
        for segment in segments:
            yield from self._best(next(ordered)) if _has_both_sides(segment) else _alone(segment, taken)

    def beads(self, segment: Segment, taken: Taken = NOTHING_TAKEN) -> Iterator[Bead]:
        """The beads of a further segment."""
        if _has_both_sides(segment):
            yield from self._best(self._segment_scorer.score(segment, taken))
        else:
            yield from _alone(segment, taken)

    def _best(self, scored: ScoredSegment) -> Iterator[Bead]:
        """The beads of the Viterbi path through a segment, with the marginal probability of each."""
        scores, lattice, taken = scored.with_prior(self._log_omission_prior), scored.lattice, scored.taken
        chosen = lattice.viterbi_path(scores)
        probable = np.minimum(1.0, np.exp(lattice.log_arc_marginals(scores)))[chosen].tolist()
        best = scored.arcs.take(chosen)
        why = reasons(*self._segment_scorer.parts(scored.segment), best, self._segment_scorer.context)
        for (mine, theirs), confidence, reason in zip(_sides(best, scored.segment), probable, why, strict=True):
            if not (taken[0].issuperset(mine) and taken[1].issuperset(theirs)):
                yield Bead(mine, theirs, confidence, reason)


def _has_both_sides(segment: Segment) -> bool:
    return segment.last > segment.first and segment.end > segment.begin


def _alone(segment: Segment, taken: Taken) -> Iterator[Bead]:
    yield from (Bead((index,), ()) for index in range(segment.first, segment.last) if index not in taken[0])
    yield from (Bead((), (index,)) for index in range(segment.begin, segment.end) if index not in taken[1])


def _sides(arcs: Arcs, segment: Segment) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    columns = (part.tolist() for part in (arcs.source, arcs.target, arcs.mine, arcs.theirs))
    for first, begin, mine, theirs in zip(*columns, strict=True):
        here, there = first + segment.first, begin + segment.begin
        yield tuple(range(here, here + mine)), tuple(range(there, there + theirs))
