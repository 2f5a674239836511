"""The features of beads: word coverage, pooled cosines, lengths, numbers, punctuation, shape, competitive links."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from duizhao.align.beads import coverage as words
from duizhao.align.beads.competitive_links import CompetitiveLinks, competitive_link_features, competitive_links
from duizhao.align.beads.lattice import Arcs
from duizhao.align.vectors.arrays import Doubles, Flags, Floats, Integers
from duizhao.align.vectors.chance_baseline import ChanceBaseline
from duizhao.align.vectors.punctuation import MARKS
from duizhao.align.vectors.similarity import Side

BLOCK = 8192
"""Beads whose pooled vectors are held at once."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is the same for all beads of two texts: the chance baseline both ways, the log ratio of their lengths."""

    forward: ChanceBaseline
    backward: ChanceBaseline
    ratio: float


@dataclass(frozen=True, slots=True)
class BeadFeatures:
    """`paired` [beads with two sides, columns] and `alone` [beads with one side, columns], each in the arcs' order."""

    paired: Floats
    alone: Floats


Columns = dict[str, Floats]
"""Features by name, in the order in which the weights that ship have them; float [beads], or several [beads, some]."""


def bead_features(source: Side, target: Side, arcs: Arcs, context: Context) -> BeadFeatures:
    """The features of each of `arcs`, from which `align.beads.scorer` makes its score."""
    links = competitive_links(source, target, arcs)
    return BeadFeatures(
        _matrix(paired_features(source, target, arcs.take(arcs.paired), context, links)),
        _alone_features(source, target, arcs.take(~arcs.paired), context),
    )


def paired_features(source: Side, target: Side, arcs: Arcs, context: Context, links: CompetitiveLinks) -> Columns:
    """The features of beads with two sides, by name."""
    return {
        **_coverage_features("source", covered(source, target, context.forward, arcs), arcs.mine),
        **_coverage_features("target", covered(target, source, context.backward, arcs.transposed()), arcs.theirs),
        **_vector_features(source, target, arcs),
        **length_features(source, target, arcs, context),
        **_punctuation_features(source, target, arcs),
        "numbers: of both, of the source alone, of the target alone": shared_numbers(source, target, arcs),
        **_shape(arcs),
        **competitive_link_features(links, arcs),
    }


def _matrix(columns: Columns) -> Floats:
    """The columns side by side: float32 [beads, columns]."""
    whole: Floats = np.concatenate(
        [column if column.ndim > 1 else column[:, None] for column in columns.values()], axis=1, dtype=np.float32
    )
    return whole


def _coverage_features(which: str, coverage: tuple[Floats, Floats], sizes: Integers) -> Columns:
    """Word coverage of one side, of so many sentences a bead."""
    sums, means = coverage
    weight = sums[:, words.WEIGHT :]
    heads = np.cumsum(sizes) - sizes
    shares = sums[:, : words.WEIGHT]
    return {
        f"{which} words: share at each knot": shares / np.maximum(weight, 1e-6),
        f"{which} words: weight at each knot": shares / 8,
        f"{which} words: weight": np.log1p(weight),
        f"{which} words: mean of the first sentence": means[heads],
        f"{which} words: mean of the last sentence": means[heads + sizes - 1],
        f"{which} words: mean of the weakest sentence": np.minimum.reduceat(means, heads) if len(means) else means,
    }


def covered(one: Side, other: Side, chance: ChanceBaseline, arcs: Arcs) -> tuple[Floats, Floats]:
    """Coverage of each arc's first side, summed over its sentences; and each sentence's mean, arc by arc."""
    if not len(arcs):
        return np.zeros((0, words.COLUMNS), np.float32), np.zeros(0, np.float32)
    heads = np.cumsum(arcs.mine) - arcs.mine
    arc = np.repeat(np.arange(len(arcs)), arcs.mine)
    sentence = arcs.source[arc] + np.arange(len(arc)) - heads[arc]
    keys, back = np.unique(np.stack([sentence, arcs.target[arc], arcs.theirs[arc]]), axis=1, return_inverse=True)
    of_sentence = words.coverage(one, other, chance, words.Queries(*keys))[back]
    means: Floats = (of_sentence[:, words.MEAN] / np.maximum(of_sentence[:, words.WEIGHT], 1e-6)).astype(np.float32)
    sums: Floats = np.add.reduceat(of_sentence, heads, axis=0)
    return sums, means


def _vector_features(source: Side, target: Side, arcs: Arcs) -> Columns:
    """The cosine of the pooled vectors, how it changes with a sentence more or fewer, and how it is with others."""
    cosines = Cosines(source, target)
    first, last, begin, end = arcs.source, arcs.source + arcs.mine, arcs.target, arcs.target + arcs.theirs
    whole = cosines.of(first, last, begin, end)

    def change(first: Integers, last: Integers, begin: Integers, end: Integers) -> Floats:
        there = cosines.there(first, last, begin, end)
        return np.where(there, np.clip(3 * (cosines.of(first, last, begin, end) - whole), -1, 1), 0)

    def rather(here: tuple[Integers, ...], there: tuple[Integers, ...]) -> Floats:
        return 2 * (cosines.of(*here) - cosines.of(*there))

    bead_source, bead_target = (first, last), (begin, end)
    source_before, source_first, source_last, source_after = _borders(first, last)
    target_before, target_first, target_last, target_after = _borders(begin, end)
    return {
        "cosine": whole,
        "cosine with the source sentence before": change(first - 1, last, begin, end),
        "cosine with the source sentence after": change(first, last + 1, begin, end),
        "cosine without the first source sentence": change(first + 1, last, begin, end),
        "cosine without the last source sentence": change(first, last - 1, begin, end),
        "cosine with the target sentence before": change(first, last, begin - 1, end),
        "cosine with the target sentence after": change(first, last, begin, end + 1),
        "cosine without the first target sentence": change(first, last, begin + 1, end),
        "cosine without the last target sentence": change(first, last, begin, end - 1),
        "last target: bead rather than source after": rather(
            (*bead_source, *target_last), (*source_after, *target_last)
        ),
        "first target: bead rather than source before": rather(
            (*bead_source, *target_first), (*source_before, *target_first)
        ),
        "last source: bead rather than target after": rather(
            (*source_last, *bead_target), (*source_last, *target_after)
        ),
        "first source: bead rather than target before": rather(
            (*source_first, *bead_target), (*source_first, *target_before)
        ),
        "target after: bead rather than source after": rather(
            (*bead_source, *target_after), (*source_after, *target_after)
        ),
        "target before: bead rather than source before": rather(
            (*bead_source, *target_before), (*source_before, *target_before)
        ),
        "source after: bead rather than target after": rather(
            (*source_after, *bead_target), (*source_after, *target_after)
        ),
        "source before: bead rather than target before": rather(
            (*source_before, *bead_target), (*source_before, *target_before)
        ),
    }


def _borders(first: Integers, last: Integers) -> list[tuple[Integers, Integers]]:
    """The sentences, as runs of one, before a run, first in it, last in it, and after it."""
    return [(at, at + 1) for at in (first - 1, first, last - 1, last)]


class Cosines:
    """Cosines of the pooled vectors of runs, from running sums."""

    NOWHERE = -0.2
    """Of a run that is not there."""

    def __init__(self, source: Side, target: Side) -> None:
        self._source, self._target = _running(source.totals), _running(target.totals)

    def there(self, first: Integers, last: Integers, begin: Integers, end: Integers) -> Flags:
        """Whether both runs exist and have sentences."""
        present: Flags = (
            (first >= 0) & (last < len(self._source)) & (begin >= 0) & (end < len(self._target)) & (last > first)
        ) & (end > begin)
        return present

    def of(self, first: Integers, last: Integers, begin: Integers, end: Integers) -> Floats:
        """Of source sentences `first` to `last` with target sentences `begin` to `end`, float32 [queries]."""
        cosines = np.full(len(first), self.NOWHERE, np.float32)
        there = np.flatnonzero(self.there(first, last, begin, end))
        for at in range(0, len(there), BLOCK):
            rows = there[at : at + BLOCK]
            mine = (self._source[last[rows]] - self._source[first[rows]]).astype(np.float32)
            theirs = (self._target[end[rows]] - self._target[begin[rows]]).astype(np.float32)
            norms = np.linalg.norm(mine, axis=1) * np.linalg.norm(theirs, axis=1)
            cosines[rows] = np.einsum("ij,ij->i", mine, theirs) / np.maximum(norms, 1e-6)
        return cosines


def length_features(source: Side, target: Side, arcs: Arcs, context: Context) -> Columns:
    """The logarithm of the length ratio relative to the texts', and other measures of lengths in characters."""
    mine = _of_runs(source.characters, arcs.source, arcs.mine)
    theirs = _of_runs(target.characters, arcs.target, arcs.theirs)
    expected = mine * np.exp(context.ratio)
    ratio = np.log((theirs + 3) / (expected + 3))
    excess = (theirs - expected) / np.sqrt(theirs + expected + 1) / 2
    return {
        "length ratio": ratio,
        "length ratio, absolute": np.abs(ratio),
        "length ratio, squared": ratio**2,
        "excess length, absolute": np.abs(excess),
        "excess length": np.clip(excess, -4, 4),
        "source length": np.log(mine + 1) / 3,
        "target length": np.log(theirs + 1) / 3,
    }


def _punctuation_features(source: Side, target: Side, arcs: Arcs) -> Columns:
    """Marks of each kind; ends and beginnings that are alike or not."""
    mine = np.minimum(_of_runs(source.punctuation[:, :MARKS], arcs.source, arcs.mine), 3)
    theirs = np.minimum(_of_runs(target.punctuation[:, :MARKS], arcs.target, arcs.theirs), 3)
    edges, others = source.punctuation[:, MARKS:], target.punctuation[:, MARKS:]
    end, other_end = edges[arcs.source + arcs.mine - 1, :-1], others[arcs.target + arcs.theirs - 1, :-1]
    start, other_start = edges[arcs.source, -1:], others[arcs.target, -1:]
    return {
        "marks of one side": np.abs(mine - theirs),
        "marks of both sides": np.minimum(np.minimum(mine, theirs), 2),
        "ends that differ": np.abs(end - other_end),
        "ends that are alike": end * other_end,
        "source ends": end,
        "target ends": other_end,
        "beginnings that differ": np.abs(start - other_start),
        "beginnings that are alike": start * other_start,
        "source begins": start,
        "target begins": other_start,
    }


def shared_numbers(source: Side, target: Side, arcs: Arcs) -> Floats:
    """Numbers, by value, that both sides have, only the source has, only the target has: [arcs, 3], each at most 3."""
    shared = np.zeros((len(arcs), 3), np.float32)
    some = [_running(np.array([len(numbers) > 0 for numbers in text.numbers], np.float32)) for text in (source, target)]
    filled = some[0][arcs.source + arcs.mine] > some[0][arcs.source]
    filled |= some[1][arcs.target + arcs.theirs] > some[1][arcs.target]
    for arc in np.flatnonzero(filled).tolist():
        first, begin = int(arcs.source[arc]), int(arcs.target[arc])
        mine = frozenset[float]().union(*source.numbers[first : first + int(arcs.mine[arc])])
        theirs = frozenset[float]().union(*target.numbers[begin : begin + int(arcs.theirs[arc])])
        shared[arc] = len(mine & theirs), len(mine - theirs), len(theirs - mine)
    return np.minimum(shared, 3)


def _shape(arcs: Arcs) -> Columns:
    """How many sentences each side has."""
    a, b = arcs.mine, arcs.theirs
    few = np.minimum(a, b)
    columns = {
        "1:1": a + b == 2,
        "1:2": (a == 1) & (b == 2),
        "2:1": (a == 2) & (b == 1),
        "1:3": (a == 1) & (b == 3),
        "3:1": (a == 3) & (b == 1),
        "1:many": (a == 1) & (b > 3),
        "many:1": (a > 3) & (b == 1),
        "many:many": few >= 2,
        "2:2": (a == 2) & (b == 2),
        "source sentences": a / 4,
        "target sentences": b / 4,
        "fewer sentences": few / 2,
    }
    return {f"shape: {name}": column.astype(np.float32) for name, column in columns.items()}


def _alone_features(source: Side, target: Side, arcs: Arcs, context: Context) -> Floats:
    """The features of sentences without a counterpart, omissions and additions in the arcs' order."""
    omitted = arcs.mine > 0
    omissions = _matrix(alone_features(source, target, context.forward, arcs.take(omitted), 0.0))
    additions = _matrix(alone_features(target, source, context.backward, arcs.take(~omitted).transposed(), 1.0))
    features = np.zeros((len(arcs), omissions.shape[1]), np.float32)
    features[omitted], features[~omitted] = omissions, additions
    return features


def alone_features(one: Side, other: Side, chance: ChanceBaseline, arcs: Arcs, added: float) -> Columns:
    """Of sentences of `one` without a counterpart: how well each finds itself in what stands around its place."""
    sentence, place = arcs.source, arcs.target
    keys, back = np.unique(np.stack([sentence, place]), axis=1, return_inverse=True)
    covered = words.coverage(one, other, chance, words.Queries(keys[0], keys[1], np.zeros_like(keys[0])))[back]
    shares = covered[:, [*range(len(words.ABOVE)), words.MEAN]]
    weight = covered[:, words.WEIGHT :]
    cosines = Cosines(one, other)
    near = [cosines.of(sentence, sentence + 1, place + at, place + at + 1) for at in (-2, -1, 0, 1)]
    length = one.characters[sentence] / max(1.0, float(one.characters.mean() if len(one) else 1))
    return {
        "words: share at each knot": shares / np.maximum(weight, 1e-6),
        "words: weight at each knot": shares / 8,
        "words: weight": np.log1p(weight),
        "cosine with the second before its place": near[0],
        "cosine with the one before": near[1],
        "cosine with the one after": near[2],
        "cosine with the second after": near[3],
        "cosine, the best of them": np.max(near, axis=0),
        "length, logarithm": np.log(length + 0.1),
        "length": length / 3,
        "has numbers": np.array([len(numbers) > 0 for numbers in one.numbers], np.float32)[sentence],
        "is an addition": np.full(len(sentence), added),
        "ends and begins": one.punctuation[sentence, MARKS:],
    }


def _of_runs(values: Floats, first: Integers, sizes: Integers) -> Floats:
    """Sums over runs of rows."""
    running = _running(values)
    sums: Floats = (running[first + sizes] - running[first]).astype(np.float32)
    return sums


def _running(values: Floats) -> Doubles:
    sums = np.zeros((len(values) + 1, *values.shape[1:]), np.float64)
    np.cumsum(values, axis=0, out=sums[1:])
    return sums
