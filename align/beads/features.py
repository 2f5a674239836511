"""What speaks for and against a bead, in numbers: words, pooled vectors, lengths, numbers, marks, and its shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.align.beads import coverage as words
from duizhao.align.beads.competitive_links import attraction, attraction_evidence
from duizhao.align.beads.lattice import Arcs, Integers, Sums
from duizhao.align.vectors.chance_baseline import Chance
from duizhao.align.vectors.punctuation import MARKS
from duizhao.align.vectors.similarity import Floats, Side

Flags = NDArray[np.bool_]

BLOCK = 8192
"""Beads whose pooled vectors are held at once."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is the same for all beads of two texts: chance both ways, the logarithm of the ratio of their lengths."""

    forward: Chance
    backward: Chance
    ratio: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """`paired` [beads with two sides, columns] and `alone` [beads with one side, columns], each in the arcs' order."""

    paired: Floats
    alone: Floats


def evidence(source: Side, target: Side, arcs: Arcs, context: Context) -> Evidence:
    """The evidence for each of `arcs`."""
    paired = arcs.take(arcs.paired)
    links = attraction(source, target, arcs)
    parts = [
        *_words_evidence(source, target, paired, context),
        _vector_evidence(source, target, paired),
        length_evidence(source, target, paired, context),
        _mark_evidence(source, target, paired),
        shared_numbers(source, target, paired),
        _shape(paired),
        attraction_evidence(links, paired),
    ]
    return Evidence(
        np.concatenate(parts, axis=1, dtype=np.float32),
        _alone_evidence(source, target, arcs.take(~arcs.paired), context),
    )


def _words_evidence(source: Side, target: Side, arcs: Arcs, context: Context) -> list[Floats]:
    found = []
    for one, other, chance, seen in (
        (source, target, context.forward, arcs),
        (target, source, context.backward, arcs.turned()),
    ):
        sums, means = covered(one, other, chance, seen)
        weight = sums[:, words.WEIGHT :]
        heads = np.cumsum(seen.mine) - seen.mine
        ends = [means[heads], means[heads + seen.mine - 1], np.minimum.reduceat(means, heads) if len(means) else means]
        shares = sums[:, : words.WEIGHT]
        found += [shares / np.maximum(weight, 1e-6), shares / 8, np.log1p(weight), np.stack(ends, axis=1)]
    return found


def covered(one: Side, other: Side, chance: Chance, arcs: Arcs) -> tuple[Floats, Floats]:
    """Coverage of each arc's first side, summed over its sentences; and each sentence's mean, arc by arc."""
    if not len(arcs):
        return np.zeros((0, words.COLUMNS), np.float32), np.zeros(0, np.float32)
    heads = np.cumsum(arcs.mine) - arcs.mine
    arc = np.repeat(np.arange(len(arcs)), arcs.mine)
    sentence = arcs.source[arc] + np.arange(len(arc)) - heads[arc]
    keys, back = np.unique(np.stack([sentence, arcs.target[arc], arcs.theirs[arc]]), axis=1, return_inverse=True)
    of_sentence = words.coverage(one, other, chance, keys[0], keys[1], keys[2])[back]
    means: Floats = (of_sentence[:, words.MEAN] / np.maximum(of_sentence[:, words.WEIGHT], 1e-6)).astype(np.float32)
    sums: Floats = np.add.reduceat(of_sentence, heads, axis=0)
    return sums, means


def _vector_evidence(source: Side, target: Side, arcs: Arcs) -> Floats:
    """The cosine of the pooled vectors, how it changes with a sentence more or fewer, and how it is with others."""
    cosines = Cosines(source, target)
    first, last, begin, end = arcs.source, arcs.source + arcs.mine, arcs.target, arcs.target + arcs.theirs
    whole = cosines.of(first, last, begin, end)

    def change(first: Integers, last: Integers, begin: Integers, end: Integers) -> Floats:
        there = cosines.there(first, last, begin, end)
        return np.where(there, np.clip(3 * (cosines.of(first, last, begin, end) - whole), -1, 1), 0)

    def rather(here: tuple[Integers, ...], there: tuple[Integers, ...]) -> Floats:
        return 2 * (cosines.of(*here) - cosines.of(*there))

    columns = [
        whole,
        change(first - 1, last, begin, end),
        change(first, last + 1, begin, end),
        change(first + 1, last, begin, end),
        change(first, last - 1, begin, end),
        change(first, last, begin - 1, end),
        change(first, last, begin, end + 1),
        change(first, last, begin + 1, end),
        change(first, last, begin, end - 1),
        rather((first, last, end - 1, end), (last, last + 1, end - 1, end)),
        rather((first, last, begin, begin + 1), (first - 1, first, begin, begin + 1)),
        rather((last - 1, last, begin, end), (last - 1, last, end, end + 1)),
        rather((first, first + 1, begin, end), (first, first + 1, begin - 1, begin)),
        rather((first, last, end, end + 1), (last, last + 1, end, end + 1)),
        rather((first, last, begin - 1, begin), (first - 1, first, begin - 1, begin)),
        rather((last, last + 1, begin, end), (last, last + 1, end, end + 1)),
        rather((first - 1, first, begin, end), (first - 1, first, begin - 1, begin)),
    ]
    return np.stack(columns, axis=1)


class Cosines:
    """Cosines of the pooled vectors of runs, from running sums."""

    NOWHERE = -0.2
    """Of a run that is not there."""

    def __init__(self, source: Side, target: Side) -> None:
        self._source, self._target = _running(source.totals), _running(target.totals)

    def there(self, first: Integers, last: Integers, begin: Integers, end: Integers) -> Flags:
        """Whether both runs exist and have sentences."""
        found: Flags = (
            (first >= 0) & (last < len(self._source)) & (begin >= 0) & (end < len(self._target)) & (last > first)
        ) & (end > begin)
        return found

    def of(self, first: Integers, last: Integers, begin: Integers, end: Integers) -> Floats:
        """Of source sentences `first` to `last` with target sentences `begin` to `end`, float32 [queries]."""
        found = np.full(len(first), self.NOWHERE, np.float32)
        there = np.flatnonzero(self.there(first, last, begin, end))
        for at in range(0, len(there), BLOCK):
            rows = there[at : at + BLOCK]
            mine = (self._source[last[rows]] - self._source[first[rows]]).astype(np.float32)
            theirs = (self._target[end[rows]] - self._target[begin[rows]]).astype(np.float32)
            norms = np.linalg.norm(mine, axis=1) * np.linalg.norm(theirs, axis=1)
            found[rows] = np.einsum("ij,ij->i", mine, theirs) / np.maximum(norms, 1e-6)
        return found


def length_evidence(source: Side, target: Side, arcs: Arcs, context: Context) -> Floats:
    """The logarithm of the length ratio relative to the texts' first, then other measures of lengths: [arcs, 7]."""
    mine = _of_runs(source.characters, arcs.source, arcs.mine)
    theirs = _of_runs(target.characters, arcs.target, arcs.theirs)
    expected = mine * np.exp(context.ratio)
    ratio = np.log((theirs + 3) / (expected + 3))
    excess = (theirs - expected) / np.sqrt(theirs + expected + 1) / 2
    columns = [ratio, np.abs(ratio), ratio**2, np.abs(excess), np.clip(excess, -4, 4), np.log(mine + 1) / 3]
    return np.stack([*columns, np.log(theirs + 1) / 3], axis=1).astype(np.float32)


def _mark_evidence(source: Side, target: Side, arcs: Arcs) -> Floats:
    """Marks that only one side has, and both have; ends and beginnings that are alike or not."""
    mine = np.minimum(_of_runs(source.signs[:, :MARKS], arcs.source, arcs.mine), 3)
    theirs = np.minimum(_of_runs(target.signs[:, :MARKS], arcs.target, arcs.theirs), 3)
    edges, others = source.signs[:, MARKS:], target.signs[:, MARKS:]
    end, other_end = edges[arcs.source + arcs.mine - 1, :-1], others[arcs.target + arcs.theirs - 1, :-1]
    start, other_start = edges[arcs.source, -1:], others[arcs.target, -1:]
    columns = [np.abs(mine - theirs), np.minimum(np.minimum(mine, theirs), 2)]
    columns += [np.abs(end - other_end), end * other_end, end, other_end]
    columns += [np.abs(start - other_start), start * other_start, start, other_start]
    return np.concatenate(columns, axis=1, dtype=np.float32)


def shared_numbers(source: Side, target: Side, arcs: Arcs) -> Floats:
    """Numbers, by value, that both sides have, only the source has, only the target has: [arcs, 3], each at most 3."""
    found = np.zeros((len(arcs), 3), np.float32)
    some = [_running(np.array([len(numbers) > 0 for numbers in text.numbers], np.float32)) for text in (source, target)]
    filled = some[0][arcs.source + arcs.mine] > some[0][arcs.source]
    filled |= some[1][arcs.target + arcs.theirs] > some[1][arcs.target]
    for arc in np.flatnonzero(filled).tolist():
        first, begin = int(arcs.source[arc]), int(arcs.target[arc])
        mine = frozenset[float]().union(*source.numbers[first : first + int(arcs.mine[arc])])
        theirs = frozenset[float]().union(*target.numbers[begin : begin + int(arcs.theirs[arc])])
        found[arc] = len(mine & theirs), len(mine - theirs), len(theirs - mine)
    return np.minimum(found, 3)


def _shape(arcs: Arcs) -> Floats:
    a, b = arcs.mine, arcs.theirs
    few = np.minimum(a, b)
    columns = [a + b == 2, (a == 1) & (b == 2), (a == 2) & (b == 1), (a == 1) & (b == 3), (a == 3) & (b == 1)]
    columns += [(a == 1) & (b > 3), (a > 3) & (b == 1), few >= 2, (a == 2) & (b == 2), a / 4, b / 4, few / 2]
    return np.stack(columns, axis=1).astype(np.float32)


def _alone_evidence(source: Side, target: Side, arcs: Arcs, context: Context) -> Floats:
    """Of a sentence without a counterpart: how well it finds itself in what stands around its place."""
    omitted = arcs.mine > 0
    sides = (
        (source, target, context.forward, arcs.take(omitted), 0.0),
        (target, source, context.backward, arcs.take(~omitted).turned(), 1.0),
    )
    parts = [_alone_on(*one) for one in sides]
    found = np.zeros((len(arcs), parts[0].shape[1]), np.float32)
    found[omitted], found[~omitted] = parts
    return found


def _alone_on(one: Side, other: Side, chance: Chance, arcs: Arcs, which: float) -> Floats:
    sentence, place = arcs.source, arcs.target
    keys, back = np.unique(np.stack([sentence, place]), axis=1, return_inverse=True)
    covered = words.coverage(one, other, chance, keys[0], keys[1], np.zeros_like(keys[0]))[back]
    shares = covered[:, [*range(len(words.ABOVE)), words.MEAN]]
    weight = covered[:, words.WEIGHT :]
    cosines = Cosines(one, other)
    near = [cosines.of(sentence, sentence + 1, place + at, place + at + 1) for at in (-2, -1, 0, 1)]
    length = one.characters[sentence] / max(1.0, float(one.characters.mean() if len(one) else 1))
    numbered = np.array([len(numbers) > 0 for numbers in one.numbers], np.float32)[sentence]
    columns = [*near, np.max(near, axis=0), np.log(length + 0.1), length / 3, numbered, np.full(len(sentence), which)]
    parts = [shares / np.maximum(weight, 1e-6), shares / 8, np.log1p(weight), np.stack(columns, axis=1)]
    return np.concatenate([*parts, one.signs[sentence, MARKS:]], axis=1, dtype=np.float32)


def _of_runs(values: Floats, first: Integers, sizes: Integers) -> Floats:
    """Sums over runs of rows."""
    running = _running(values)
    sums: Floats = (running[first + sizes] - running[first]).astype(np.float32)
    return sums


def _running(values: Floats) -> Sums:
    sums = np.zeros((len(values) + 1, *values.shape[1:]), np.float64)
    np.cumsum(values, axis=0, out=sums[1:])
    return sums
