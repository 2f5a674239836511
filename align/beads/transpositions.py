"""Transpositions: passages that the translation moved, so that they are left out at one place and added at another."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from duizhao.align.beads.anchors import Anchors, mutual_nearest
from duizhao.align.beads.segments import Segment, Taken
from duizhao.align.vectors.similarity import Side
from duizhao.corpus.bitext import Bead
from duizhao.models.encoder import pooled

GAP = 4
"""Sentences from one pair of a moved passage to the next, at most."""
PAIRS = 3
"""A passage is set apart before anything is aligned if so many pairs show it, and none in its midst another place."""
DOUBTFUL = 0.3
"""A bead less probable than this may be given up for one in another place."""
ALONE = 0.6
"""Pooled cosine of a pair of sentences without another beside it that may have been moved."""
SURE = 0.5
"""A bead of a moved passage is at least so probable, were the two passages translations of one another."""
SURE_ALONE = 0.9
"""The same where the bead is all that was moved."""

Match = tuple[int, int, float]
"""A source and a target sentence and their cosine."""


def displaced_passages(anchors: Anchors, taken: Taken) -> list[Segment]:
    """Passages that plainly stand elsewhere, by the pairs that do not rise with the chain; of free sentences only."""
    chain = set(anchors.chain)
    sources, targets = ([pair[side] for pair in anchors.chain] for side in range(2))
    segments: list[Segment] = []
    for passage in _passages([pair for pair in anchors.pairs if pair[:2] not in chain], GAP * anchors.stride):
        if len(passage) < PAIRS:
            continue
        segment = _segment(passage)
        crossed = _any_between(sources, segment.first, segment.last) or _any_between(
            targets, segment.begin, segment.end
        )
        sides = taken_with(taken, segments)
        free = sides[0].isdisjoint(range(segment.first, segment.last)) and sides[1].isdisjoint(
            range(segment.begin, segment.end)
        )
        if free and not crossed:
            segments.append(segment)
    return segments


def taken_with(taken: Taken, passages: Sequence[Segment]) -> Taken:
    """`taken` and the sentences of the passages."""
    return (
        taken[0].union(*(range(passage.first, passage.last) for passage in passages)),
        taken[1].union(*(range(passage.begin, passage.end) for passage in passages)),
    )


def transposed_beads(
    source: Side,
    target: Side,
    beads: Sequence[Bead],
    elsewhere: Sequence[Segment],
    align: Callable[[Segment, Taken], Iterable[Bead]],
) -> list[Bead]:
    """The beads, with those of the passages `elsewhere`, and of whatever else is not sure of its place on both sides.

    What renders one another there is a moved bead; what is left stays without a counterpart.
    """
    apart = taken_with((frozenset(), frozenset()), elsewhere)
    loose = [bead for bead in beads if not (bead.source and bead.target) or bead.confidence < DOUBTFUL]
    omitted, added = (set(loose_of | apart_of) for loose_of, apart_of in zip(_sentences(loose), apart, strict=True))
    everything = frozenset(omitted), frozenset(added)
    moved: list[Bead] = []
    for passage in [*elsewhere, *_left_alone(source, target, sorted(omitted - apart[0]), sorted(added - apart[1]))]:
        segment = _widened(passage, omitted, added)
        others = (
            frozenset(range(segment.first, segment.last)) - omitted,
            frozenset(range(segment.begin, segment.end)) - added,
        )
        proposed = [bead for bead in align(segment, others) if bead.source and bead.target and bead.confidence >= SURE]
        if len(proposed) > 1 or any(bead.confidence >= SURE_ALONE for bead in proposed):
            moved += [replace(bead, moved=True) for bead in proposed]
            omitted.difference_update(*(bead.source for bead in proposed))
            added.difference_update(*(bead.target for bead in proposed))
    given_up = {id(bead) for bead in loose if not (omitted.issuperset(bead.source) and added.issuperset(bead.target))}
    kept = [bead for bead in beads if id(bead) not in given_up]
    placed = _sentences([*kept, *moved])
    alone = [Bead((index,), ()) for index in sorted(everything[0] - placed[0])]
    alone += [Bead((), (index,)) for index in sorted(everything[1] - placed[1])]
    return [*kept, *moved, *alone]


def _sentences(beads: Sequence[Bead]) -> tuple[set[int], set[int]]:
    return {index for bead in beads for index in bead.source}, {index for bead in beads for index in bead.target}


def _left_alone(source: Side, target: Side, omitted: Sequence[int], added: Sequence[int]) -> Iterator[Segment]:
    """Passages among the sentences without a counterpart; a pair by itself has to be close."""
    if not omitted or not added:
        return
    nearest = mutual_nearest(pooled(source.totals[list(omitted)]), pooled(target.totals[list(added)]))
    for passage in _passages([(omitted[mine], added[theirs], weight) for mine, theirs, weight in nearest], GAP):
        if len(passage) > 1 or passage[0][2] >= ALONE:
            yield _segment(passage)


def _passages(pairs: Sequence[Match], gap: int) -> Iterator[list[Match]]:
    """Pairs, in the order of the source, that stand close together and in the same order on both sides.

    A stray pair in between does not end a passage.
    """
    running: list[list[Match]] = []
    for pair in pairs:
        yield from (passage for passage in running if pair[0] - passage[-1][0] > gap)
        running = [passage for passage in running if pair[0] - passage[-1][0] <= gap]
        joined = [passage for passage in running if 0 < pair[1] - passage[-1][1] <= gap]
        if joined:
            max(joined, key=len).append(pair)
        else:
            running.append([pair])
    yield from running


def _segment(passage: Sequence[Match]) -> Segment:
    return Segment(passage[0][0], passage[-1][0] + 1, passage[0][1], passage[-1][1] + 1)


def _any_between(rising: Sequence[int], low: int, high: int) -> bool:
    """Whether one of the numbers is at least `low` and less than `high`."""
    return bisect_left(rising, low) < bisect_right(rising, high - 1)


def _widened(passage: Segment, omitted: set[int], added: set[int]) -> Segment:
    """The passage with all the sentences beside it that stand alone too."""
    first, last, begin, end = passage.first, passage.last, passage.begin, passage.end
    while first - 1 in omitted:
        first -= 1
    while last in omitted:
        last += 1
    while begin - 1 in added:
        begin -= 1
    while end in added:
        end += 1
    return Segment(first, last, begin, end)
