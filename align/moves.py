"""Passages that the translation moved elsewhere: left out at one place and added at another, they belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from align.anchors import mutual_nearest
from align.similarity import Side
from align.stretches import Stretch, Taken
from corpus.bitext import Bead
from models.encoder import pooled

CLOSE = 0.45
"""Pooled cosine of two sentences left alone that may belong together, where a passage is moved as a whole."""
CLOSER = 0.6
"""The same for a single sentence."""
GAP = 3
"""Sentences of a moved passage that may stand between two such pairs."""
SURE = 0.5
"""A bead of a moved passage is at least so probable, were the two passages translations of one another."""


def moved_beads(
    source: Side, target: Side, beads: Sequence[Bead], align: Callable[[Stretch, Taken], Iterable[Bead]]
) -> list[Bead]:
    """The beads, in which sentences alone on both sides that render one another have become moved beads."""
    omitted = sorted(bead.source[0] for bead in beads if not bead.target)
    added = sorted(bead.target[0] for bead in beads if not bead.source)
    if not omitted or not added:
        return list(beads)
    pairs = mutual_nearest(pooled(source.totals[omitted]), pooled(target.totals[added]))
    found: list[Bead] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for passage in _passages([(omitted[mine], added[theirs], weight) for mine, theirs, weight in pairs]):
        free = set(omitted) - taken[0], set(added) - taken[1]
        stretch = _widened(passage, *free)
        for bead in align(stretch, _others(stretch, *free)):
            if bead.source and bead.target and bead.confidence >= SURE:
                found.append(replace(bead, moved=True))
                taken[0].update(bead.source)
                taken[1].update(bead.target)
    left = [bead for bead in beads if _free(bead, taken)]
    return [*left, *found]


def _others(stretch: Stretch, omitted: set[int], added: set[int]) -> Taken:
    """The sentences in a stretch that have their bead already."""
    return (
        frozenset(range(stretch.first, stretch.last)) - omitted,
        frozenset(range(stretch.begin, stretch.end)) - added,
    )


def _free(bead: Bead, taken: tuple[set[int], set[int]]) -> bool:
    return taken[0].isdisjoint(bead.source) and taken[1].isdisjoint(bead.target)


def _passages(pairs: Sequence[tuple[int, int, float]]) -> Iterator[list[tuple[int, int]]]:
    """Pairs that stand close together and in the same order on both sides; a pair by itself has to be closer."""
    passage: list[tuple[int, int, float]] = []
    for pair in [*pairs, None]:
        if pair is not None and pair[2] < CLOSE:
            continue
        if passage and (pair is None or not _follows(passage[-1], pair)):
            if len(passage) > 1 or passage[0][2] >= CLOSER:
                yield [(mine, theirs) for mine, theirs, _ in passage]
            passage = []
        if pair is not None:
            passage.append(pair)


def _follows(pair: tuple[int, int, float], after: tuple[int, int, float]) -> bool:
    return after[0] - pair[0] <= GAP and 0 < after[1] - pair[1] <= GAP


def _widened(passage: Sequence[tuple[int, int]], omitted: set[int], added: set[int]) -> Stretch:
    """From the passage's first pair to its last, and on to all sentences beside them that stand alone too."""
    (first, begin), (last, end) = passage[0], passage[-1]
    while first - 1 in omitted:
        first -= 1
    while last + 1 in omitted:
        last += 1
    while begin - 1 in added:
        begin -= 1
    while end + 1 in added:
        end += 1
    return Stretch(first, last + 1, begin, end + 1)
