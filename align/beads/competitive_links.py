"""Competitive links: how much of each sentence's words is linked with each sentence of the other side.

Every word shares itself out among all words in reach, so that neighbouring sentences compete for it (after the
competitive linking of Melamed 2000).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from duizhao.align.beads.coverage import BESIDE
from duizhao.align.beads.lattice import Arcs
from duizhao.align.vectors.arrays import Doubles, Floats, Integers, matrix_product
from duizhao.align.vectors.similarity import Side
from duizhao.align.vectors.word_links import NOTHING, TEMPERATURE

KINDS = 3
"""Ways to count links: as the source's words choose, as the target's do, where both agree (their geometric mean)."""


@dataclass(frozen=True, slots=True)
class CompetitiveLinks:
    """Summed link weights between sentences, kept in a band.

    `sums` [KINDS, sources, width + 1]: running sums over the target sentences from `low[i]` on. `mine` and `theirs`:
    the weights of each sentence's words, with one more sentence at the end that nothing is ever part of.
    """

    sums: Doubles
    low: Integers
    mine: Floats
    theirs: Floats

    def row(self, source: Integers, begin: Integers, end: Integers) -> Doubles:
        """What links each `source` sentence with the target sentences `begin` to `end`: [KINDS, queries]."""
        there = (source >= 0) & (source < len(self.low))
        rows = np.clip(source, 0, len(self.low) - 1)
        width = self.sums.shape[2] - 1
        first = np.clip(begin - self.low[rows], 0, width)
        last = np.maximum(first, np.clip(end - self.low[rows], 0, width))
        total: Doubles = np.where(there, self.sums[:, rows, last] - self.sums[:, rows, first], 0.0)
        return total

    def run(self, source: Integers, sizes: Integers, begin: Integers, end: Integers) -> Doubles:
        """The same of runs of so many source sentences: [KINDS, queries]."""
        total = np.zeros((KINDS, len(source)))
        for extra in range(int(sizes.max(initial=0))):
            total += np.where(sizes > extra, self.row(source + extra, begin, end), 0.0)
        return total


def competitive_links(source: Side, target: Side, arcs: Arcs) -> CompetitiveLinks:
    """Links between the sentences that stand together in some arc, or within `BESIDE` sentences of it.

    Each word shares itself out among the words of the other side that are there, and nothing (as in
    `align.words.aligner`).
    """
    low, high = _reach(arcs, len(source), len(target))
    chosen = np.zeros(len(target.words))
    likenesses: list[Floats] = []
    none = math.exp((NOTHING - 1) / TEMPERATURE)
    for sentence in range(len(source)):
        there = slice(target.first[low[sentence]], target.first[high[sentence]])
        likenesses.append(_likeness(source, target, sentence, there))
        chosen[there] += likenesses[-1].sum(axis=0)
    links = np.zeros((KINDS, len(source), int((high - low).max(initial=0)) + 1))
    for sentence in range(len(source)):
        there = slice(target.first[low[sentence]], target.first[high[sentence]])
        first = target.first[low[sentence] : high[sentence] + 1] - there.start
        filled = np.flatnonzero(first[1:] > first[:-1])
        likeness = likenesses[sentence]
        if not likeness.size:
            continue
        onward = likeness / (likeness.sum(axis=1, keepdims=True) + none)
        back = likeness / (chosen[there] + none)
        mine, theirs = source.weights[source.first[sentence] : source.first[sentence + 1]], target.weights[there]
        both = matrix_product(np.sqrt(mine), np.sqrt(onward * back)) * np.sqrt(theirs)
        of_word = np.stack([matrix_product(mine, onward), back.sum(axis=0) * theirs, both])
        links[:, sentence, filled + 1] = np.add.reduceat(of_word, first[:-1][filled], axis=1)
    return CompetitiveLinks(np.cumsum(links, axis=2), low, _weights(source), _weights(target))


def _likeness(source: Side, target: Side, sentence: int, there: slice) -> Floats:
    cosines = matrix_product(source.words[source.first[sentence] : source.first[sentence + 1]], target.words[there].T)
    likeness: Floats = np.exp((cosines - 1) / TEMPERATURE)
    return likeness


def _reach(arcs: Arcs, sources: int, targets: int) -> tuple[Integers, Integers]:
    """For each source sentence, the first and last target sentences that an arc or its surroundings hold."""
    low, high = np.full(sources, targets), np.zeros(sources, np.int64)
    for extra in range(int(arcs.mine.max(initial=0))):
        longer = arcs.mine > extra
        np.minimum.at(low, arcs.source[longer] + extra, arcs.target[longer])
        np.maximum.at(high, arcs.source[longer] + extra, (arcs.target + arcs.theirs)[longer])
    high = np.minimum(targets, np.maximum(low, high) + BESIDE)
    return np.maximum(0, low - BESIDE), high


def _weights(text: Side) -> Floats:
    weights: Floats = np.concatenate([text.weight_sums() + 0.5, [1e9]]).astype(np.float32)
    return weights


def competitive_link_features(links: CompetitiveLinks, arcs: Arcs) -> dict[str, Floats]:
    """Of beads: links within, with what stands beside, and of border sentences compared with their other neighbours.

    By name, float32 [beads, KINDS] each.
    """
    first, last = arcs.source, arcs.source + arcs.mine
    begin, end = arcs.target, arcs.target + arcs.theirs
    one = np.ones_like(first)
    mine = _run_weights(links.mine, first, last)
    theirs = _run_weights(links.theirs, begin, end)
    inside = links.run(first, arcs.mine, begin, end)
    beside = BESIDE * one

    def of_target(index: Integers, near: tuple[Integers, Integers], far: tuple[Integers, Integers]) -> Doubles:
        """How much more a target sentence is drawn to one run of sources (first, size) than to another."""
        drawn = links.run(*near, index, index + 1) - links.run(*far, index, index + 1)
        share: Doubles = drawn / _weight(links.theirs, index)
        return share

    def of_source(index: Integers, near: tuple[Integers, Integers], far: tuple[Integers, Integers]) -> Doubles:
        """How much more a source sentence is drawn to the targets from one place to another than to those there."""
        share: Doubles = (links.row(index, *near) - links.row(index, *far)) / _weight(links.mine, index)
        return share

    here, bead = (first, arcs.mine), (begin, end)
    weakest_source = _weakest(
        [links.row(first + at, *bead) / _weight(links.mine, first + at) for at in _longest(arcs.mine)], arcs.mine
    )
    weakest_target = _weakest(
        [
            links.run(*here, begin + at, begin + at + 1) / _weight(links.theirs, begin + at)
            for at in _longest(arcs.theirs)
        ],
        arcs.theirs,
    )
    shares = {
        "within, of the source": inside / mine,
        "within, of the target": inside / theirs,
        "source with targets before": links.run(*here, begin - BESIDE, begin) / mine,
        "source with targets after": links.run(*here, end, end + BESIDE) / mine,
        "target with sources before": links.run(first - BESIDE, beside, *bead) / theirs,
        "target with sources after": links.run(last, beside, *bead) / theirs,
        "within": inside / 10,
        "last target: bead rather than source after": of_target(end - 1, here, (last, one)),
        "first target: bead rather than source before": of_target(begin, here, (first - 1, one)),
        "last source: bead rather than target after": of_source(last - 1, bead, (end, end + 1)),
        "first source: bead rather than target before": of_source(first, bead, (begin - 1, begin)),
        "target after: bead rather than two sources after": of_target(end, here, (last, 2 * one)),
        "target before: bead rather than two sources before": of_target(begin - 1, here, (first - 2, 2 * one)),
        "source after: bead rather than two targets after": of_source(last, bead, (end, end + 2)),
        "source before: bead rather than two targets before": of_source(first - 1, bead, (begin - 2, begin)),
        "weakest source sentence": weakest_source,
        "weakest target sentence": weakest_target,
    }
    return {f"links: {name}": np.clip(share.T, -3, 3).astype(np.float32) for name, share in shares.items()}


def _longest(sizes: Integers) -> range:
    return range(int(sizes.max(initial=1)))


def _weakest(shares: list[Doubles], sizes: Integers) -> Doubles:
    """The least share among the sentences that a run has."""
    least = shares[0]
    for extra, share in enumerate(shares[1:], start=1):
        least = np.where(sizes > extra, np.minimum(least, share), least)
    return least


def _weight(weights: Floats, index: Integers) -> Floats:
    """The sentence's weight; that of nothing where there is no such sentence."""
    last = len(weights) - 1
    weight: Floats = weights[np.where((index < 0) | (index > last), last, index)]
    return weight


def _run_weights(weights: Floats, first: Integers, last: Integers) -> Doubles:
    sums = np.concatenate([[0.0], np.cumsum(weights[:-1], dtype=np.float64)])
    runs: Doubles = sums[last] - sums[first]
    return runs
