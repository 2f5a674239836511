"""Where the diagonal runs: sentences that plainly match, and the band around the line through them."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from align.similarity import Band, Floats, Integers, Side
from models.encoder import pooled

BLOCK = 512
"""Source sentences compared at a time with all of the target: bounds the memory."""
MARGIN = 10
"""Sentences kept on either side of the line: a bead's eight and two more."""
REACH = 3
"""The band spans the anchors from the third before to the third after, so that a wrong one or two do no harm."""
CLEAR = 0.15
"""An anchor's cosine, over vectors centred on their texts, is above this."""


def band(source: Side, target: Side) -> Band:
    """The band of `source` sentences against `target` sentences, around the anchors."""
    sources, targets = len(source), len(target)
    anchors = [(-1, 0), *anchor_chain(source, target), (sources, targets)]
    at = [anchor[0] for anchor in anchors]
    low, high = np.zeros(sources, np.int64), np.zeros(sources, np.int64)
    for index in range(sources):
        after = bisect_right(at, index)
        low[index] = max(0, anchors[max(0, after - REACH)][1] - MARGIN)
        high[index] = min(targets, anchors[min(len(anchors) - 1, after + REACH - 1)][1] + MARGIN + 1)
    low = np.maximum.accumulate(low)
    high = np.maximum.accumulate(high)
    low[0], high[-1] = 0, targets
    return Band(low, high)


def anchor_chain(source: Side, target: Side) -> list[tuple[int, int]]:
    """Pairs of sentences that are each other's nearest by pooled vector, the heaviest rising chain of them."""
    nearest, strength, rival = _nearest(pooled(source.totals), pooled(target.totals))
    pairs = [
        (index, int(match), float(strength[index]))
        for index, match in enumerate(nearest)
        if rival[match] == index and strength[index] > CLEAR
    ]
    return _heaviest_rise(pairs)


def _nearest(source: Floats, target: Floats) -> tuple[Integers, Floats, Integers]:
    """Each source's nearest target and their cosine, and each target's nearest source."""
    nearest = np.zeros(len(source), np.int64)
    strength = np.zeros(len(source), np.float32)
    back = np.zeros(len(target), np.int64)
    best = np.full(len(target), -2, np.float32)
    for start in range(0, len(source), BLOCK):
        cosines = source[start : start + BLOCK] @ target.T
        nearest[start : start + BLOCK] = cosines.argmax(axis=1)
        strength[start : start + BLOCK] = cosines.max(axis=1)
        rows = cosines.argmax(axis=0)
        highest = cosines[rows, np.arange(len(target))]
        better = highest > best
        best[better], back[better] = highest[better], rows[better] + start
    return nearest, strength, back


def _heaviest_rise(pairs: list[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """The chain, rising on both sides, of the largest summed weight (a Fenwick tree over prefix maxima).

    >>> _heaviest_rise([(0, 1, 1.0), (1, 9, 1.5), (2, 2, 1.0), (3, 3, 1.0)])
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
