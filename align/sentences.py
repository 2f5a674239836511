"""Sentence alignment: a document and its translation in, beads out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from align.anchors import band
from align.confidence import bead_confidence
from align.path import best_path
from align.scoring import BeadWeights, Scorer
from align.similarity import Side, rows
from corpus.bitext import Bead


def align_sides(source: Side, target: Side, weights: BeadWeights) -> tuple[Bead, ...]:
    """The beads of two encoded texts, with their confidence; each side's sentences were encoded once."""
    if not len(source) or not len(target):
        return tuple(Bead((index,), ()) for index in range(len(source))) + tuple(
            Bead((), (index,)) for index in range(len(target))
        )
    around = band(source, target)
    scorer = Scorer(source, target, weights)
    sizes = best_path(scorer.scored(rows(source, target, around)), around, len(target), weights.skip)
    return tuple(
        Bead(mine, theirs, bead_confidence(source, target, mine, theirs, scorer.forward_chance, scorer.backward_chance))
        for mine, theirs in _indices(sizes)
    )


def _indices(sizes: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    source = target = 0
    for mine, theirs in sizes:
        yield tuple(range(source, source + mine)), tuple(range(target, target + theirs))
        source, target = source + mine, target + theirs
