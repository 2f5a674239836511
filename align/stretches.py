"""A long text in stretches that are aligned one by one: cut where nothing is in doubt, and at confirmed beads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from align.anchors import Pair, heaviest_rise
from corpus.bitext import Bead

Taken = tuple[frozenset[int], frozenset[int]]
"""Sentences of either side whose bead is known already."""

LENGTH = 250
"""Source sentences in a stretch, at least: what is held in memory at once grows with it."""
SURE = 3
"""A cut needs so many anchors in a row, each one sentence further on both sides."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Source sentences `first` to `last` and target sentences `begin` to `end`, which render one another."""

    first: int
    last: int
    begin: int
    end: int


def stretches(chain: Sequence[Pair], spine: Sequence[Bead], sources: int, targets: int) -> Iterator[Stretch]:
    """The stretches between the beads of `spine` (in order on both sides), cut further where the anchors are sure."""
    at = (0, 0)
    cuts = _sure(chain)
    corners = [((bead.source[0], bead.target[0]), (bead.source[-1] + 1, bead.target[-1] + 1)) for bead in spine]
    for stop, onward in [*corners, ((sources, targets), (sources, targets))]:
        for cut in cuts:
            if at[0] + LENGTH <= cut[0] <= stop[0] - LENGTH and at[1] < cut[1] < stop[1]:
                yield Stretch(at[0], cut[0], at[1], cut[1])
                at = cut
        if at != stop:
            yield Stretch(at[0], stop[0], at[1], stop[1])
        at = onward


def _sure(chain: Sequence[Pair]) -> list[Pair]:
    """Anchors in the middle of a row: a bead of one and one begins there, and another ends there."""
    return [
        chain[at]
        for at in range(SURE // 2, len(chain) - SURE // 2)
        if all(
            chain[at + step] == (chain[at][0] + step, chain[at][1] + step)
            for step in range(-(SURE // 2), SURE // 2 + 1)
        )
    ]


def spine_of(confirmed: Sequence[Bead]) -> list[Bead]:
    """The beads with two sides that follow one another on both sides: as many sentences as can be."""
    paired = sorted((bead for bead in confirmed if bead.source and bead.target), key=lambda bead: bead.source)
    weighed = [(index, bead.target[0], float(len(bead.source) + len(bead.target))) for index, bead in enumerate(paired)]
    return [paired[index] for index, _ in heaviest_rise(weighed)]
