"""Where the diagonal runs: sentences that plainly match, and the band around the line through them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.align.vectors.arrays import Floats, matrix_product
from duizhao.align.vectors.similarity import Band, Side
from duizhao.models.encoder import pooled

BLOCK = 512
"""Sentences compared at a time: bounds the memory."""
MARGIN = 10
"""Sentences kept on either side of the line: a bead's eight and two more."""
REACH = 3
"""The band spans the anchors from the third before to the third after, so that a wrong one or two do no harm."""
CLEAR = 0.15
"""An anchor's cosine, over vectors centred on their texts, is above this."""
SAMPLE = 3000
"""Of a longer text so many sentences are compared with all of the other, and the rest only around what they show."""

Pair = tuple[int, int]


def band(source: Side, target: Side, anchors: Sequence[Pair] | None = None) -> Band:
    """The band of `source` sentences against `target` sentences, around the anchors."""
    chain = anchor_chain(source, target) if anchors is None else anchors
    return band_around(chain, len(source), len(target), MARGIN)


def band_around(chain: Sequence[Pair], sources: int, targets: int, margin: int) -> Band:
    """The band around a chain of anchors."""
    anchors = [(-1, 0), *chain, (sources, targets)]
    at = [anchor[0] for anchor in anchors]
    low, high = np.zeros(sources, np.int64), np.zeros(sources, np.int64)
    for index in range(sources):
        after = bisect_right(at, index)
        low[index] = max(0, anchors[max(0, after - REACH)][1] - margin)
        high[index] = min(targets, anchors[min(len(anchors) - 1, after + REACH - 1)][1] + margin + 1)
    low = np.maximum.accumulate(low)
    high = np.maximum.accumulate(high)
    low[0], high[-1] = 0, targets
    return Band(low, high)


@dataclass(frozen=True, slots=True)
class Anchors:
    """Sentences that plainly match.

    `chain`: those that rise on both sides, the heaviest such chain. `pairs`: all that were found, with their cosines,
    wherever they stand; of a long text only every `stride`th sentence was asked.
    """

    chain: list[Pair]
    pairs: list[tuple[int, int, float]]
    stride: int = 1


def find_anchors(source: Side, target: Side) -> Anchors:
    """Pairs of sentences that are each other's nearest by pooled vector.

    Time grows with the length of the texts, not with its square: of a long text a sample is compared with everything,
    which shows where the rest has to be looked for.
    """
    mine, theirs = pooled(source.totals), pooled(target.totals)
    if len(mine) <= SAMPLE:
        pairs = mutual_nearest(mine, theirs)
        return Anchors(heaviest_rise(pairs), pairs)
    stride = -(-len(mine) // SAMPLE)
    pairs = [(index * stride, match, weight) for index, match, weight in mutual_nearest(mine[::stride], theirs)]
    around = band_around(heaviest_rise(pairs), len(mine), len(theirs), 2 * MARGIN)
    return Anchors(heaviest_rise(mutual_nearest(mine, theirs, around)), pairs, stride)


def anchor_chain(source: Side, target: Side) -> list[Pair]:
    """The chain alone."""
    return find_anchors(source, target).chain


def mutual_nearest(source: Floats, target: Floats, around: Band | None = None) -> list[tuple[int, int, float]]:
    """The pairs of rows (unit vectors) that are each other's nearest and clearly alike, with their cosines, in order.

    With `around`, source rows are only compared with the target rows in the band of a few dozen of them together.
    """
    nearest = np.zeros(len(source), np.int64)
    strength = np.zeros(len(source), np.float32)
    back = np.zeros(len(target), np.int64)
    best = np.full(len(target), -2, np.float32)
    step = BLOCK if around is None else BLOCK // 8
    for start in range(0, len(source), step):
        stop = min(len(source), start + step)
        low, high = (0, len(target)) if around is None else (int(around.low[start]), int(around.high[stop - 1]))
        if low == high:
            continue
        cosines = matrix_product(source[start:stop], target[low:high].T)
        nearest[start:stop] = cosines.argmax(axis=1) + low
        strength[start:stop] = cosines.max(axis=1)
        rows = cosines.argmax(axis=0)
        highest = cosines[rows, np.arange(high - low)]
        better = np.flatnonzero(highest > best[low:high])
        best[low + better], back[low + better] = highest[better], rows[better] + start
    return [
        (index, int(match), float(strength[index]))
        for index, match in enumerate(nearest)
        if strength[index] > CLEAR and back[match] == index
    ]


def heaviest_rise(pairs: list[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """The chain, rising on both sides, of the largest summed weight (a Fenwick tree over prefix maxima).

    >>> heaviest_rise([(0, 1, 1.0), (1, 9, 1.5), (2, 2, 1.0), (3, 3, 1.0)])
    [(0, 1), (2, 2), (3, 3)]
    """
    size = max((target for _, target, _ in pairs), default=0) + 2
    tree: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    before = [-1] * len(pairs)
    for at, (_, target, weight) in enumerate(pairs):
        best = (0.0, -1)
        node = target  # strictly smaller targets
        while node > 0:
            best = max(best, tree[node])
            node -= node & -node
        before[at] = best[1]
        entry = (best[0] + weight, at)
        node = target + 1
        while node <= size:
            tree[node] = max(tree[node], entry)
            node += node & -node
    best = max(tree, default=(0.0, -1))
    chain = []
    at = best[1]
    while at >= 0:
        chain.append(pairs[at][:2])
        at = before[at]
    return chain[::-1]
