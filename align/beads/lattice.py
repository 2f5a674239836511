"""Beads worth a look as arcs between positions in the two texts: the best way through them, and how sure each is.

A position (i, j) stands before source sentence i and target sentence j; a bead is an arc from where it starts to where
it ends. Sums over all ways through give each arc's probability (the forward and backward recursions of Baum 1972).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Sums = NDArray[np.float64]
"""Double precision: a way's sum grows with the text, and ties must stay ties."""


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
    def paired(self) -> NDArray[np.bool_]:
        """Which have sentences on both sides."""
        paired: NDArray[np.bool_] = (self.mine > 0) & (self.theirs > 0)
        return paired

    def take(self, chosen: Integers | NDArray[np.bool_]) -> Arcs:
        """Some of them."""
        return Arcs(self.source[chosen], self.target[chosen], self.mine[chosen], self.theirs[chosen])

    def turned(self) -> Arcs:
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

    def through(self, scores: Sums, gather: np.ufunc = np.logaddexp) -> Sums:
        """Of each arc, the gathered scores of all ways that use it, less those of all ways of its text.

        With `np.logaddexp` these are log probabilities; with `np.maximum` what the best way that uses the arc lacks.
        """
        forward = self._recursion(self._onward, self._start, self._firsts, scores, gather)
        backward = self._recursion(self._back, self._stop, self._lasts, scores, gather)
        with np.errstate(invalid="ignore"):
            found: Sums = forward[self._start] + scores + backward[self._stop] - forward[self._lasts][self._part]
        found[np.isnan(found)] = -np.inf
        return found

    def totals(self, scores: Sums, gather: np.ufunc = np.logaddexp) -> Sums:
        """Of each text, the gathered scores of all ways; -inf where no way leads through."""
        found: Sums = self._recursion(self._onward, self._start, self._firsts, scores, gather)[self._lasts]
        return found

    def best(self, scores: Sums) -> Integers:
        """The arcs of the way whose scores sum highest, in order (of one text)."""
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

    def _recursion(self, plan: _Plan, other: Integers, seeds: Integers, scores: Sums, gather: np.ufunc) -> Sums:
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
