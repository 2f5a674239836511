"""First pass: the candidate beads are those on a way nearly as good as the best, by max-marginals of a coarse score.

The coarse score is quick, and looks at every run in the band; the features of `align.beads.features` are taken of what
is left.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from duizhao.align.beads.anchors import Pair, band
from duizhao.align.beads.coarse_score import CoarseScorer
from duizhao.align.beads.lattice import Arcs, Lattice, Part
from duizhao.align.vectors.arrays import Doubles, Flags, Integers
from duizhao.align.vectors.similarity import LONGEST_RUN, Band, Side, rows

Free = tuple[Flags, Flags]

SLACK = 6.0
"""A bead is kept if the best way that uses it scores at most so much less than the best of all: of the beads of novels
aligned by hand this keeps 99.6%."""
CANDIDATES_PER_SENTENCE = 40
"""Candidates for each source sentence, on average; where the texts fit badly, there would be hundreds."""
FLOOR = 1.0
"""A bead may score so much less than leaving out all its sentences."""


def candidates(
    source: Side, target: Side, scorer: CoarseScorer, anchors: Sequence[Pair] | None = None, free: Free | None = None
) -> Arcs:
    """The candidate arcs, among them always a whole way through.

    `free`: which sentences of either side a bead may hold; the others stand alone.
    """
    arcs, scores = rough_arcs(source, target, scorer, anchors)
    if free is not None and not all(side.all() for side in free):
        bound = [np.concatenate([[0], np.cumsum(~side)]) for side in free]
        held = bound[0][arcs.source + arcs.mine] - bound[0][arcs.source]
        held += bound[1][arcs.target + arcs.theirs] - bound[1][arcs.target]
        usable = (held == 0) | ~arcs.paired
        scores = np.where(held > 0, 0.0, scores)[usable]
        arcs = arcs.take(usable)
    lattice = Lattice([Part(arcs, len(source), len(target))])
    return arcs.take(prune(lattice, scores, max(len(source), len(target)), SLACK))


def prune(lattice: Lattice, scores: Doubles, sentences: int, slack: float) -> Flags:
    """Which arcs stay: those within `slack` of the best way, at most `CANDIDATES_PER_SENTENCE` on average."""
    lacking = lattice.max_marginals(scores)
    limit = -slack
    most = CANDIDATES_PER_SENTENCE * sentences
    if int((lacking >= limit).sum()) > most:
        limit = min(-1e-6, float(np.partition(lacking, -most)[-most]))
    kept: Flags = lacking >= limit
    return kept


def rough_arcs(
    source: Side, target: Side, scorer: CoarseScorer, anchors: Sequence[Pair] | None = None
) -> tuple[Arcs, Doubles]:
    """All arcs in the band around the anchors that are not hopeless, and their rough scores."""
    around = band(source, target, anchors)
    skip = scorer.weights.skip
    sizes = np.arange(1, LONGEST_RUN + 1)
    floor = (skip * (sizes[:, None] + sizes[None, :]) - FLOOR)[:, :, None]
    arcs, scores = [], []
    for index, row in enumerate(scorer.scored(rows(source, target, around))):
        mine, theirs, first = np.nonzero(row.scores > floor)
        arcs.append(np.stack([index - mine, row.first + first, mine + 1, theirs + 1]))
        scores.append(row.scores[mine, theirs, first])
    alone = _alone(around)
    arcs.append(alone)
    scores.append(np.full(alone.shape[1], skip))
    return Arcs(*np.concatenate(arcs, axis=1).astype(np.int64)), np.concatenate(scores).astype(np.float64)


def _alone(around: Band) -> Integers:
    """Beads of one sentence, int64 [4, arcs], wherever the band has a position before and after."""
    low = np.concatenate([around.low[:1], around.low])
    high = np.concatenate([around.high[:1], around.high])
    sources, targets = [], []
    for index, (begin, end) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        places = np.arange(begin, end)
        targets.append(np.stack([np.full(len(places), index), places, 0 * places, 0 * places + 1]))
        if index < len(around.low):
            places = np.arange(max(begin, int(low[index + 1])), min(end, int(high[index + 1])) + 1)
            sources.append(np.stack([np.full(len(places), index), places, 0 * places + 1, 0 * places]))
    alone: Integers = np.concatenate(sources + targets, axis=1)
    return alone
