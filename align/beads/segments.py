"""A long text in segments that are aligned one by one: cut where nothing is in doubt, and at confirmed beads."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from duizhao.align.beads.anchors import Pair, heaviest_rise
from duizhao.corpus.bitext import Bead

Taken = tuple[frozenset[int], frozenset[int]]
"""Sentences of either side whose bead is known already."""

LENGTH = 250
"""Source sentences in a segment, at least; what is held in memory at once grows with it."""
SURE = 3
"""More anchors in a row on either side of a cut, each one sentence further on both sides, make it no better."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Source sentences `first` to `last` and target sentences `begin` to `end`, which render one another."""

    first: int
    last: int
    begin: int
    end: int


def cut_into_segments(
    chain: Sequence[Pair], spine: Sequence[Bead], sources: int, targets: int, corners: Sequence[Pair] = ()
) -> Iterator[Segment]:
    """The segments between the beads of `spine` (in order on both sides), cut further where the anchors are sure.

    And at `corners`, where both sides begin something, as far as they do not lie within or across these beads.
    """
    at = (0, 0)
    cuts = _cuts(chain)
    stops = [((bead.source[0], bead.target[0]), (bead.source[-1] + 1, bead.target[-1] + 1)) for bead in spine]
    stops = sorted([*stops, *((corner, corner) for corner in corners if _between(corner, stops))])
    for stop, onward in [*stops, ((sources, targets), (sources, targets))]:
        while (cut := _next_cut(cuts, at, stop)) is not None:
            yield Segment(at[0], cut[0], at[1], cut[1])
            at = cut
        if at != stop:
            yield Segment(at[0], stop[0], at[1], stop[1])
        at = onward


def _between(corner: Pair, stops: Sequence[tuple[Pair, Pair]]) -> bool:
    return all(
        (corner[0] <= start[0] and corner[1] <= start[1]) or (corner[0] >= end[0] and corner[1] >= end[1])
        for start, end in stops
    )


def _cuts(chain: Sequence[Pair]) -> list[tuple[Pair, int]]:
    """Anchors right after another, one sentence further on both sides, and how many stand in a row on either side."""
    steady = [after == (before[0] + 1, before[1] + 1) for before, after in pairwise(chain)]
    before, after = [0] * len(chain), [0] * len(chain)
    for at, even in enumerate(steady):
        before[at + 1] = before[at] + 1 if even else 0
    for at in range(len(steady) - 1, -1, -1):
        after[at] = after[at + 1] + 1 if steady[at] else 0
    return [(pair, min(SURE, before[at], after[at] + 1)) for at, pair in enumerate(chain) if before[at]]


def _next_cut(cuts: Sequence[tuple[Pair, int]], at: Pair, stop: Pair) -> Pair | None:
    """The best place, some way on, to end the segment that begins `at`; None if it goes on to `stop`."""
    reach = 2
    while True:
        low, high = at[0] + LENGTH, min(at[0] + reach * LENGTH, stop[0] - LENGTH)  # further, if there is none
        begin = bisect_left(cuts, ((low, 0), 0))
        end = bisect_left(cuts, ((high + 1, 0), 0))
        inside = [(sure, pair) for pair, sure in cuts[begin:end] if at[1] < pair[1] < stop[1]]
        if inside:
            return max(inside)[1]
        if high >= stop[0] - LENGTH:
            return None
        reach *= 2


def spine_of(confirmed: Sequence[Bead]) -> list[Bead]:
    """The beads with two sides that follow one another on both sides: as many sentences as can be."""
    paired = sorted((bead for bead in confirmed if bead.source and bead.target), key=lambda bead: bead.source)
    weighed = [(index, bead.target[0], float(len(bead.source) + len(bead.target))) for index, bead in enumerate(paired)]
    return [paired[index] for index, _ in heaviest_rise(weighed)]
