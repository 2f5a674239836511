"""The chance baseline of word coverage: what unrelated text reaches, above which coverage begins to mean something."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from duizhao.align.vectors.arrays import Floats, matrix_product
from duizhao.align.vectors.similarity import Side

ENOUGH = 40
"""Sentences of the covering text: with fewer, a draw says more of this text than of chance."""
DRAWS = 150
"""Places looked at."""


@dataclass(frozen=True, slots=True)
class ChanceBaseline:
    """What coverage an unrelated run reaches: `level` + `growth` · log(its tokens), with standard deviation `spread`.

    Longer runs hold a lookalike of any word sooner, so the level has to grow with their length.
    """

    level: float = 0.02
    growth: float = 0.06
    spread: float = 0.05

    def threshold(self, tokens: Floats, deviations: float) -> Floats:
        """The mean cosine that counts as nothing, for runs of so many tokens."""
        logs = np.log(np.maximum(tokens, 1.0))
        chance: Floats = (self.level + self.growth * logs + deviations * self.spread).astype(np.float32)
        return chance


def measure_chance_baseline(covered: Side, covering: Side, generator: np.random.Generator) -> ChanceBaseline:
    """The baseline as the texts themselves show it: sentences against runs far from their own place.

    Short texts, which hold too few such places, keep the default, measured on long ones.
    """
    if len(covering) < ENOUGH:
        return ChanceBaseline()
    logs, means = [], []
    sums = covered.weight_sums()
    telling = np.flatnonzero(sums >= sums.mean())  # headings and formulas recur, and say nothing of chance
    for _ in range(DRAWS):
        index, start = int(generator.choice(telling)), int(generator.integers(len(covering)))
        stop = min(len(covering), start + int(generator.integers(1, 6)))
        place, apart = index / len(covered) * len(covering), min(30.0, 0.2 * len(covering))
        if start - apart < place < stop + apart:
            continue
        run = covering.words[covering.first[start] : covering.first[stop]]
        tokens = slice(covered.first[index], covered.first[index + 1])
        weight = float(covered.weights[tokens].sum())
        if len(run) and weight > 0:
            best = matrix_product(covered.words[tokens], run.T).max(axis=1)
            logs.append(np.log(len(run)))
            means.append(float(covered.weights[tokens] @ best) / weight)
    if len(means) < DRAWS // 3 or np.ptp(logs) < 1:
        return ChanceBaseline()
    growth, level = np.polyfit(logs, means, 1)
    spread = np.std(np.array(means) - (level + growth * np.array(logs)))
    return ChanceBaseline(float(level), float(growth), float(spread))
