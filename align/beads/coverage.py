"""How well a sentence's words find themselves in a run of the other side, and how much better than beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from duizhao.align.vectors.arrays import Floats, Integers, matrix_product
from duizhao.align.vectors.chance_baseline import ChanceBaseline
from duizhao.align.vectors.similarity import Side

BESIDE = 3
"""Sentences looked at before and after a run."""
ABOVE = np.array([-0.25, -0.1, 0.0, 0.1, 0.2, 0.3, 0.45], np.float32)
BETTER = np.array([-0.4, -0.2, -0.08, 0.0, 0.08, 0.2, 0.4], np.float32)
"""Knots of the functions of a token's best cosine (above chance), and of how much better it is inside than beside, that
can be learned: weights on the shares of tokens at each knot make a piecewise linear function."""
MEAN, WEIGHT = len(ABOVE) + len(BETTER), len(ABOVE) + len(BETTER) + 1
"""Columns after the knots': the summed cosines above chance, and the summed weights."""
COLUMNS = WEIGHT + 1


@dataclass(frozen=True, slots=True)
class Queries:
    """Sentences of one side, each against a run of the other, by its first sentence and its size: int64 [queries]."""

    sentence: Integers
    start: Integers
    size: Integers


def coverage(covered: Side, covering: Side, chance: ChanceBaseline, queries: Queries) -> Floats:
    """Of sentences of `covered` against runs of `covering`: [queries, COLUMNS], summed over the sentence's tokens.

    A run of size 0 is the place between two sentences: what stands beside it is then what is measured.
    """
    order = np.argsort(queries.sentence, kind="stable")
    bounds = np.searchsorted(queries.sentence[order], np.arange(len(covered) + 1))
    coverages = np.zeros((len(order), COLUMNS), np.float32)
    for sentence in range(len(covered)):
        asked = order[bounds[sentence] : bounds[sentence + 1]]
        if len(asked) and covered.first[sentence] < covered.first[sentence + 1]:
            tokens = slice(covered.first[sentence], covered.first[sentence + 1])
            words, weights = covered.words[tokens], covered.weights[tokens]
            coverages[asked] = _of_one(words, weights, covering, chance, (queries.start[asked], queries.size[asked]))
    return coverages


def _of_one(
    words: Floats, weights: Floats, covering: Side, chance: ChanceBaseline, runs: tuple[Integers, Integers]
) -> Floats:
    """Of one sentence's words against runs (first sentences, sizes)."""
    starts, sizes = runs
    low = max(0, int(starts.min()) - BESIDE)
    high = min(len(covering), int((starts + sizes).max()) + BESIDE)
    best = _best_cosines(words, covering, low, high)
    inside, beside = _inside_and_beside(best, starts - low, sizes)
    count = covering.first[starts + sizes] - covering.first[starts]
    around = (
        covering.first[np.minimum(len(covering), starts + sizes + BESIDE)]
        - covering.first[np.maximum(0, starts - BESIDE)]
        - count
    )
    inside = inside - chance.threshold(count.astype(np.float32), 0.0)[:, None]
    beside = np.where(beside > -1, beside - chance.threshold(around.astype(np.float32), 0.0)[:, None], ABOVE[0])
    alone = (sizes == 0)[:, None]
    inside = np.where(alone, beside, inside)
    better = np.where(alone, 0, np.maximum(inside, ABOVE[1]) - np.maximum(beside, ABOVE[1]))
    shares = np.concatenate([_knots(inside, ABOVE, weights), _knots(better, BETTER, weights)], axis=1)
    totals = np.stack([matrix_product(inside, weights), np.full(len(starts), weights.sum())], axis=1)
    joined: Floats = np.concatenate([shares, totals], axis=1).astype(np.float32)
    return joined


def _best_cosines(words: Floats, covering: Side, low: int, high: int) -> Floats:
    """Of each word with each sentence from `low` to `high`: [sentences, words]; -1 for a sentence without words."""
    first = covering.first[low : high + 1] - covering.first[low]
    best = np.full((high - low, len(words)), -1, np.float32)
    filled = np.flatnonzero(first[1:] > first[:-1])
    if len(filled):
        cosines = matrix_product(covering.words[covering.first[low] : covering.first[high]], words.T)
        best[filled] = np.maximum.reduceat(cosines, first[:-1][filled], axis=0)
    return best


def _inside_and_beside(best: Floats, starts: Integers, sizes: Integers) -> tuple[Floats, Floats]:
    """The best cosines within each run and in the `BESIDE` sentences on either side of it, [runs, words] both."""
    count, words = best.shape
    longest = int(sizes.max())
    padded = np.full((count + max(longest, BESIDE) + BESIDE + 1, words), -1, np.float32)
    padded[BESIDE : BESIDE + count] = best
    before = np.maximum.reduce([padded[at : at + count + 1] for at in range(BESIDE)])
    after = np.maximum.reduce([padded[BESIDE + at : BESIDE + at + count + 1] for at in range(BESIDE)])
    inside = np.full((len(starts), words), -1, np.float32)
    running = padded[BESIDE : BESIDE + count]
    for size in range(1, longest + 1):
        if size > 1:
            running = np.maximum(running, padded[BESIDE + size - 1 : BESIDE + size - 1 + count])
        of_size = sizes == size
        inside[of_size] = running[starts[of_size]]
    return inside, np.maximum(before[starts], after[starts + sizes])


def _knots(values: Floats, knots: Floats, weights: Floats) -> Floats:
    """Shares of the tokens' weights at each knot, [rows, knots]: a token between two knots counts in part for both."""
    clipped = np.clip(values, knots[0], knots[-1])
    left = np.clip(np.searchsorted(knots, clipped, side="right") - 1, 0, len(knots) - 2)
    part = (clipped - knots[left]) / (knots[left + 1] - knots[left])
    rows = np.arange(len(values))[:, None] * len(knots)
    size = len(values) * len(knots)
    lower = np.bincount((rows + left).ravel(), ((1 - part) * weights).ravel(), size)
    upper = np.bincount((rows + left + 1).ravel(), (part * weights).ravel(), size)
    shares: Floats = (lower + upper).reshape(len(values), len(knots)).astype(np.float32)
    return shares
