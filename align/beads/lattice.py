"""The lattice of candidate beads: Viterbi path, arc marginals and partition function of a semi-Markov model.

A position (i, j) stands before source sentence i and target sentence j; a bead is an arc from where it starts to where
it ends, and a way through is a segmentation of both texts. Sums over all ways give each arc's probability (the forward
and backward recursions of Baum 1972; over segments, Sarawagi & Cohen 2004), in double precision: a way's sum grows with
the text, and ties must stay ties.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.align.vectors.arrays import Doubles, Flags, Integers


@dataclass(frozen=True, slots=True)
class Arcs:
    """Beads by their first sentences and sizes, int64 [arcs] each; either size may be 0, not both."""

    source: Integers
    target: Integers
    mine: Integers
    theirs: Integers

    def __len__(self) -> int:
        return len(self.source)

    @property
    def paired(self) -> Flags:
        """Which have sentences on both sides."""
        paired: Flags = (self.mine > 0) & (self.theirs > 0)
        return paired

    def take(self, chosen: Integers | Flags) -> Arcs:
        """Some of them."""
        return Arcs(self.source[chosen], self.target[chosen], self.mine[chosen], self.theirs[chosen])

    def transposed(self) -> Arcs:
        """The same beads seen from the other side."""
        return Arcs(self.target, self.source, self.theirs, self.mine)


@dataclass(frozen=True, slots=True)
class Part:
    """The arcs of one text, which lead from position (0, 0) to (`sources`, `targets`)."""

    arcs: Arcs
    sources: int
    targets: int


class Lattice:
    """Arcs laid out for recursions over positions in the order of i + j; of several texts side by side, all at once."""

    def __init__(self, parts: Sequence[Part]) -> None:
        starts, stops, levels, firsts, lasts = [], [], [], [], []
        count = 0
        for part in parts:
            arcs, width = part.arcs, part.targets + 1
            begin = arcs.source * width + arcs.target
            end = (arcs.source + arcs.mine) * width + arcs.target + arcs.theirs
            nodes = np.unique(np.concatenate([begin, end, [0, (part.sources + 1) * width - 1]]))
            starts.append(np.searchsorted(nodes, begin) + count)
            stops.append(np.searchsorted(nodes, end) + count)
            levels.append(nodes // width + nodes % width)
            firsts.append(count)
            count += len(nodes)
            lasts.append(count - 1)
        self._start, self._stop = np.concatenate(starts), np.concatenate(stops)
        self._firsts, self._lasts, self._nodes = np.array(firsts), np.array(lasts), count
        self._part = np.repeat(np.arange(len(parts)), [len(part.arcs) for part in parts])
        level = np.concatenate(levels)
        self._onward, self._back = _plan(self._stop, level), _plan(self._start, -level)

    def log_arc_marginals(self, scores: Doubles) -> Doubles:
        """The log probability of each arc, float64 [arcs]: the share of its text's ways, by weight, that use it."""
        return self._marginals(scores, np.logaddexp)

    def max_marginals(self, scores: Doubles) -> Doubles:
        """What the best way that uses each arc lacks to the best of all, float64 [arcs]: 0 on a best way, else less."""
        return self._marginals(scores, np.maximum)

    def log_partition(self, scores: Doubles) -> Doubles:
        """The log-sum-exp of the scores of all ways, float64 [texts]; -inf where no way leads through."""
        totals: Doubles = self._recursion(self._onward, self._start, self._firsts, scores, np.logaddexp)[self._lasts]
        return totals

    def viterbi_path(self, scores: Doubles) -> Integers:
        """The arcs of the way whose scores sum highest, in order (of one text). ValueError if none leads through."""
        forward = self._recursion(self._onward, self._start, self._firsts, scores, np.maximum)
        if not np.isfinite(forward[-1]):
            raise ValueError("no way leads through the lattice")
        order = np.lexsort((forward[self._start] + scores, self._stop))
        into = np.full(self._nodes, -1, np.int64)
        into[self._stop[order]] = order  # of several, the highest comes last
        path = []
        node = self._nodes - 1
        while node:
            path.append(int(into[node]))
            node = int(self._start[path[-1]])
        return np.array(path[::-1], np.int64)

    def _marginals(self, scores: Doubles, gather: np.ufunc) -> Doubles:
        """Of each arc, the gathered scores of all ways that use it, less those of all ways of its text."""
        forward = self._recursion(self._onward, self._start, self._firsts, scores, gather)
        backward = self._recursion(self._back, self._stop, self._lasts, scores, gather)
        with np.errstate(invalid="ignore"):
            marginals: Doubles = forward[self._start] + scores + backward[self._stop] - forward[self._lasts][self._part]
        marginals[np.isnan(marginals)] = -np.inf
        return marginals

    def _recursion(self, plan: _Plan, other: Integers, seeds: Integers, scores: Doubles, gather: np.ufunc) -> Doubles:
        reached = np.full(self._nodes, -np.inf)
        reached[seeds] = 0.0
        others, ordered = other[plan.order], scores[plan.order]
        for first, last, heads, nodes in plan.levels:
            reached[nodes] = gather.reduceat(reached[others[first:last]] + ordered[first:last], heads)
        return reached


@dataclass(frozen=True, slots=True)
class _Plan:
    """Arcs in the `order` of a recursion; of each level, its slice, where in it each node's begin, and the nodes."""

    order: Integers
    levels: list[tuple[int, int, Integers, Integers]]


def _plan(node: Integers, level: Integers) -> _Plan:
    order = np.lexsort((node, level[node]))
    nodes = node[order]
    heads = np.flatnonzero(np.concatenate([[True], nodes[1:] != nodes[:-1]]))
    of_head = level[nodes[heads]]
    cuts = np.flatnonzero(np.concatenate([[True], of_head[1:] != of_head[:-1], [True]]))
    ends = np.concatenate([heads, [len(nodes)]])
    levels = []
    for begin, end in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        first, last = int(ends[begin]), int(ends[end])
        levels.append((first, last, heads[begin:end] - first, nodes[heads[begin:end]]))
    return _Plan(order, levels)
