"""Known documents as lattices with features, in which the arcs of right ways are marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.align.beads.anchors import find_anchors
from duizhao.align.beads.candidates import SLACK, prune, rough_arcs
from duizhao.align.beads.coarse_score import BeadWeights, CoarseScorer, measured
from duizhao.align.beads.features import BeadFeatures, bead_features
from duizhao.align.beads.lattice import Arcs, Lattice, Part
from duizhao.align.training.synthetic_documents import Known
from duizhao.align.vectors.arrays import Flags, Integers
from duizhao.align.vectors.similarity import Background, side
from duizhao.models.encoder import Encoded

PIECE = 160
"""Sentences of both sides in a piece that is learned from at once."""


@dataclass(frozen=True, slots=True)
class Example:
    """A known document, its candidates with their features, and which of them a right way may use.

    `kept`: candidates as the aligner finds them; the others were added so that a right way leads through.
    """

    known: Known
    arcs: Arcs
    features: BeadFeatures
    right: Flags
    kept: Flags


def example(
    known: Known, encoded: tuple[Sequence[Encoded], Sequence[Encoded]], common: tuple[Background, Background]
) -> Example:
    """The example that a document makes, from the encodings of its sentences."""
    source, target = (
        side(texts, vectors, background).part(0, len(texts))
        for texts, vectors, background in zip((known.source, known.target), encoded, common, strict=True)
    )
    anchors = find_anchors(source, target)
    context = measured(source, target, anchors)
    arcs, scores = rough_arcs(source, target, CoarseScorer(source, target, BeadWeights(), context), anchors.chain)
    right = _right(known, arcs)
    lattice = Lattice([Part(arcs, len(source), len(target))])
    kept = prune(lattice, scores, max(len(source), len(target)), SLACK)
    whole = np.zeros(len(arcs), bool)
    allowed = np.where(right, scores, -np.inf)
    if np.isfinite(lattice.log_partition(allowed)[0]):
        whole[lattice.viterbi_path(allowed)] = True
    chosen = kept | whole
    taken = arcs.take(chosen)
    return Example(known, taken, bead_features(source, target, taken, context), right[chosen], kept[chosen])


def _right(known: Known, arcs: Arcs) -> Flags:
    """Whether an arc is a bead that is known, or stays within a block whose beads are not."""
    owner = [np.zeros(len(texts) + 1, np.int64) for texts in (known.source, known.target)]
    for number, block in enumerate(known.blocks):
        owner[0][list(block.source)] = number
        owner[1][list(block.target)] = number
    ends = arcs.source + arcs.mine, arcs.target + arcs.theirs
    mine, theirs = arcs.mine > 0, arcs.theirs > 0
    owned = np.where(mine, owner[0][arcs.source], owner[1][arcs.target])
    inside = ~mine | (owner[0][ends[0] - 1] == owned)
    inside &= ~theirs | ((owner[1][arcs.target] == owned) & (owner[1][ends[1] - 1] == owned))
    sizes = np.array([(len(bead.source), len(bead.target)) for bead in known.blocks])
    same = (sizes[owned, 0] == arcs.mine) & (sizes[owned, 1] == arcs.theirs)
    sure = np.array(known.exact)[owned]
    right: Flags = inside & np.where(sure, same, mine & theirs)
    return right


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an example between two borders of known beads: its arcs, by their index, and as a part."""

    chosen: Integers
    part: Part


def pieces(one: Example) -> Iterator[Piece]:
    """The pieces of an example through which a right way leads."""
    arcs = one.arcs
    end, stop = arcs.source + arcs.mine, arcs.target + arcs.theirs
    for begin, last in _borders(one.known):
        inside = (arcs.source >= begin[0]) & (arcs.target >= begin[1]) & (end <= last[0]) & (stop <= last[1])
        chosen = np.flatnonzero(inside)
        there = arcs.take(chosen)
        moved = Arcs(there.source - begin[0], there.target - begin[1], there.mine, there.theirs)
        part = Part(moved, last[0] - begin[0], last[1] - begin[1])
        right = np.where(one.right[chosen], 0.0, -np.inf)
        if len(chosen) and np.isfinite(Lattice([part]).log_partition(right)[0]):
            yield Piece(chosen, part)


def _borders(known: Known) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    cuts = [(0, 0)]
    at = (0, 0)
    for block in known.blocks:
        at = at[0] + len(block.source), at[1] + len(block.target)
        if sum(at) - sum(cuts[-1]) >= PIECE:
            cuts.append(at)
    if at != cuts[-1]:
        cuts[max(1, len(cuts) - 1) :] = [at]
    return list(zip(cuts, cuts[1:], strict=False))
