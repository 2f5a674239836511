"""The learned scorer of beads: a small network over their evidence, fitted so that right ways through texts win.

It was fitted (`python -m duizhao.align.training`) by maximum likelihood of whole ways, so that the scores' sums over a
lattice give calibrated probabilities: a conditional random field whose segments are beads (Sarawagi & Cohen 2004).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from duizhao.align.beads.features import Evidence
from duizhao.align.beads.lattice import Arcs, Sums
from duizhao.align.vectors.similarity import Floats

WEIGHTS = Path(__file__).parent / "scorer.safetensors"
BOUND = 5.0
"""Evidence beyond so many standard deviations counts as this."""


def standard(found: Floats, mean: Floats, deviation: Floats) -> Floats:
    """Evidence in standard deviations from its mean, within `BOUND`."""
    bounded: Floats = np.clip((found - mean) / deviation, -BOUND, BOUND)
    return bounded


def silu(values: Floats) -> Floats:
    """X / (1 + exp(-x)), of each."""
    some: Floats = values / (1 + np.exp(-values))
    return some


@dataclass(frozen=True, slots=True)
class Network:
    """Evidence x, made standard by `mean` and `deviation` [columns], to a score.

    x · `direct` + silu(x · `into` + `bias`) · `out` + `constant`; `into` is [columns, hidden].
    """

    mean: Floats
    deviation: Floats
    direct: Floats
    into: Floats
    bias: Floats
    out: Floats
    constant: Floats

    def score(self, found: Floats) -> Floats:
        """A score for each row."""
        evidence = standard(found, self.mean, self.deviation)
        hidden = silu(evidence @ self.into + self.bias)
        scores: Floats = evidence @ self.direct + hidden @ self.out + self.constant
        return scores


@dataclass(frozen=True, slots=True)
class Judge:
    """One network for beads with two sides, one for those with one."""

    paired: Network
    alone: Network

    def scores(self, arcs: Arcs, found: Evidence) -> Sums:
        """The score of each arc, float64 [arcs]."""
        scores = np.zeros(len(arcs))
        scores[arcs.paired] = self.paired.score(found.paired)
        scores[~arcs.paired] = self.alone.score(found.alone)
        return scores


def judge_of(weights: Mapping[str, Floats]) -> Judge:
    """The judge whose weights are named `paired.mean`, `alone.out` and so on."""
    networks = [
        Network(*(weights[f"{name}.{field}"] for field in Network.__dataclass_fields__)) for name in ("paired", "alone")
    ]
    return Judge(*networks)


@cache
def shipped_judge() -> Judge:
    """The judge that ships."""
    return judge_of(load_file(WEIGHTS))
