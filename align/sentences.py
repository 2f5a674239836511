"""Sentence alignment: a document and its translation in, beads out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from align.anchors import band
from align.path import ScoredRow, best_path
from align.similarity import LONGEST, Floats, Integers, Row, Side, rows, side
from corpus.bitext import Bead, Bitext
from corpus.document import Document
from models.encoder import Encoder


@dataclass(frozen=True, slots=True)
class BeadWeights:
    """What the parts of a bead's score count. Tuned together on novels and academic prose aligned by hand."""

    above_chance: float = 0.81
    """Coverage counts from so many standard deviations above what unrelated text reaches."""
    size: float = 0.78
    """Coverage grows with the run's weight to this power: below 1, or long sentences drown the rest."""
    cosine: float = 2.0
    cosine_from: float = 0.23
    cosine_size: float = 0.17
    """The pooled cosine above `cosine_from`, times the mean number of sentences to the power `cosine_size`."""
    length: float = 0.89
    """Against the squared logarithm of the length ratio, relative to the whole texts' ratio."""
    bead: float = 0.39
    """For each bead, so that fine beads win over coarse ones."""
    sentence: float = 0.10
    """Against each sentence beyond one on either side."""
    skip: float = -1.57
    """The score of a sentence left without a counterpart."""


SEED = 20
"""Of the draws that measure chance: the same text always gives the same beads."""
DRAWS = 150


def align(source: Document, target: Document, encoder: Encoder, weights: BeadWeights | None = None) -> Bitext:
    """The bitext of `source` and its translation `target`; each sentence is encoded once."""
    sources = [source.sentence(index) for index in range(len(source.sentences))]
    targets = [target.sentence(index) for index in range(len(target.sentences))]
    return Bitext(
        source,
        target,
        align_sides(
            side(sources, encoder.encode(sources)), side(targets, encoder.encode(targets)), weights or BeadWeights()
        ),
    )


def align_sides(source: Side, target: Side, weights: BeadWeights) -> tuple[Bead, ...]:
    """The beads of two encoded texts, with their confidence."""
    if not len(source) or not len(target):
        return tuple(Bead((index,), ()) for index in range(len(source))) + tuple(
            Bead((), (index,)) for index in range(len(target))
        )
    around = band(source, target)
    scorer = _Scorer(source, target, weights)
    sizes = best_path(scorer.scored(rows(source, target, around)), around, len(target), weights.skip)
    return tuple(_beads(sizes, scorer.evidence))


def _beads(sizes: Sequence[tuple[int, int]], confidence: dict[tuple[int, int, int, int], float]) -> Iterator[Bead]:
    source = target = 0
    for a, b in sizes:
        yield Bead(tuple(range(source, source + a)), tuple(range(target, target + b)), 1.0)
        source, target = source + a, target + b


@dataclass(frozen=True, slots=True)
class Chance:
    """What coverage an unrelated run reaches: `level` + `growth` · log(its tokens), with standard deviation `spread`.

    Longer runs hold a lookalike of any word sooner, so the level has to grow with their length.
    """

    level: float = 0.02
    growth: float = 0.06
    spread: float = 0.05

    def threshold(self, tokens: Floats, deviations: float) -> Floats:
        """The mean cosine that counts as nothing, for runs of so many tokens."""
        logs = np.log(np.maximum(tokens, 1.0))
        found: Floats = (self.level + self.growth * logs + deviations * self.spread).astype(np.float32)
        return found


def measure_chance(covered: Side, covering: Side, generator: np.random.Generator) -> Chance:
    """Chance as the texts themselves show it: sentences against runs far from their own place.

    Short texts, which hold too few such places, keep the default, measured on long ones.
    """
    logs, means = [], []
    for _ in range(DRAWS):
        index, start = int(generator.integers(len(covered))), int(generator.integers(len(covering)))
        if abs(start - index / len(covered) * len(covering)) < min(30.0, 0.2 * len(covering)):
            continue
        stop = min(len(covering), start + int(generator.integers(1, 6)))
        run = covering.words[covering.first[start] : covering.first[stop]]
        tokens = slice(covered.first[index], covered.first[index + 1])
        weight = float(covered.weights[tokens].sum())
        if len(run) and weight > 0:
            best = (covered.words[tokens] @ run.T).max(axis=1)
            logs.append(np.log(len(run)))
            means.append(float(covered.weights[tokens] @ best) / weight)
    if len(means) < DRAWS // 3 or np.ptp(logs) < 1:
        return Chance()
    growth, level = np.polyfit(logs, means, 1)
    spread = np.std(np.array(means) - (level + growth * np.array(logs)))
    return Chance(float(level), float(growth), float(spread))


class _Scorer:
    """Turns rows of coverage into scores of beads."""

    def __init__(self, source: Side, target: Side, weights: BeadWeights) -> None:
        generator = np.random.default_rng(SEED)
        self.weights = weights
        self.evidence: dict[tuple[int, int, int, int], float] = {}
        self._forward_chance = measure_chance(source, target, generator)
        self._backward_chance = measure_chance(target, source, generator)
        self._source, self._target = _Runs.of(source), _Runs.of(target)
        self._ratio = float(np.log((target.characters.sum() + 1) / (source.characters.sum() + 1)))
        sizes = np.arange(1, LONGEST + 1)
        self._sentences = (sizes[:, None] + sizes[None, :])[:, :, None].astype(np.float32)
        few = np.minimum(sizes[:, None], sizes[None, :])
        self._allowed = ((few <= LONGEST // 2) & (sizes[:, None] + sizes[None, :] <= LONGEST + 2))[:, :, None]

    def scored(self, found: Iterator[Row]) -> Iterator[ScoredRow]:
        for row in found:
            yield ScoredRow(row.first, self._score(row))

    def _score(self, row: Row) -> Floats:
        weights = self.weights
        width = row.forward.shape[2]
        mine = self._source.ending(row.source)
        theirs = self._target.starting(row.first, width)
        coverage = _normal(
            row.forward, mine.weight, self._forward_chance.threshold(theirs.tokens, weights.above_chance), weights.size
        ) + _normal(
            row.backward, theirs.weight, self._backward_chance.threshold(mine.tokens, weights.above_chance), weights.size
        )
        cosine = row.product / np.maximum(mine.norm * theirs.norm, 1e-6)
        ratio = np.log((theirs.characters + 1) / (mine.characters + 1)) - self._ratio
        score = (
            coverage
            + weights.cosine * (cosine - weights.cosine_from) * (self._sentences / 2) ** weights.cosine_size
            - weights.length * ratio**2
            + weights.bead
            - weights.sentence * (self._sentences - 2)
        )
        usable = self._allowed & theirs.exists & mine.exists
        kept: Floats = np.where(usable, score, -np.inf).astype(np.float32)
        return kept


def _normal(covered: Floats, weight: Floats, threshold: Floats, size: float) -> Floats:
    """Mean coverage above the threshold, times the run's weight to the power `size`."""
    weight = np.maximum(weight, 1e-6)
    normal: Floats = (covered / weight - threshold) * weight**size
    return normal


@dataclass(frozen=True, slots=True)
class _Measures:
    """Of runs, shaped to broadcast over [a, b, t]."""

    weight: Floats
    tokens: Floats
    characters: Floats
    norm: Floats
    exists: np.ndarray


@dataclass(frozen=True, slots=True)
class _Runs:
    """Prefix sums over the sentences of a side: any run's measures by subtraction."""

    weight: Floats
    tokens: Integers
    characters: Floats
    totals: Floats

    @classmethod
    def of(cls, text: Side) -> _Runs:
        def prefix(values: Floats) -> Floats:
            sums = np.zeros((len(values) + 1, *values.shape[1:]), np.float64)
            np.cumsum(values, axis=0, out=sums[1:])
            return sums

        return cls(prefix(text.weight_sums()), text.first, prefix(text.characters), prefix(text.totals))

    def ending(self, last: int) -> _Measures:
        """Runs of 1 to LONGEST sentences that end with `last`, on axis a."""
        starts = last - np.arange(LONGEST)
        return self._between(starts, np.full(LONGEST, last + 1), (LONGEST, 1, 1))

    def starting(self, first: int, width: int) -> _Measures:
        """Runs of 1 to LONGEST sentences that start with `first` to `first + width - 1`, on axes b and t."""
        starts = np.broadcast_to(first + np.arange(width), (LONGEST, width))
        stops = starts + np.arange(1, LONGEST + 1)[:, None]
        return self._between(starts, np.where(stops <= first + width, stops, -1), (1, LONGEST, width))

    def _between(self, starts: Integers, stops: Integers, shape: tuple[int, int, int]) -> _Measures:
        exists = (starts >= 0) & (stops > starts)
        begin, end = np.where(exists, starts, 0), np.where(exists, stops, 0)
        norm = np.linalg.norm(self.totals[end] - self.totals[begin], axis=-1)
        return _Measures(
            *(
                part.reshape(shape).astype(np.float32)
                for part in (
                    self.weight[end] - self.weight[begin],
                    (self.tokens[end] - self.tokens[begin]),
                    self.characters[end] - self.characters[begin],
                    norm,
                )
            ),
            exists=exists.reshape(shape),
        )
