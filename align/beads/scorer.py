"""The learned arc scorer: a small network over the features of beads, fitted so that right ways through texts win.

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

from duizhao.align.beads.features import BeadFeatures
from duizhao.align.beads.lattice import Arcs
from duizhao.align.vectors.arrays import Doubles, Floats, matrix_product

WEIGHTS = Path(__file__).parent / "scorer.safetensors"
BOUND = 5.0
"""A feature beyond so many standard deviations counts as this."""


def standard(features: Floats, mean: Floats, deviation: Floats) -> Floats:
    """Features in standard deviations from its mean, within `BOUND`."""
    bounded: Floats = np.clip((features - mean) / deviation, -BOUND, BOUND)
    return bounded


def silu(values: Floats) -> Floats:
    """X / (1 + exp(-x)), of each."""
    some: Floats = values / (1 + np.exp(-values))
    return some


@dataclass(frozen=True, slots=True)
class Network:
    """Features x, made standard by `mean` and `deviation` [columns], to a score.

    x · `direct` + silu(x · `into` + `bias`) · `out` + `constant`; `into` is [columns, hidden].
    """

    mean: Floats
    deviation: Floats
    direct: Floats
    into: Floats
    bias: Floats
    out: Floats
    constant: Floats

    def score(self, raw: Floats) -> Floats:
        """A score for each row."""
        features = standard(raw, self.mean, self.deviation)
        hidden = silu(matrix_product(features, self.into) + self.bias)
        scores: Floats = matrix_product(features, self.direct) + matrix_product(hidden, self.out) + self.constant
        return scores


@dataclass(frozen=True, slots=True)
class ArcScorer:
    """The potentials of a semi-CRF: one network for beads with two sides, one for those with one."""

    paired: Network
    alone: Network

    def scores(self, arcs: Arcs, features: BeadFeatures) -> Doubles:
        """The score of each arc, float64 [arcs]."""
        scores = np.zeros(len(arcs))
        scores[arcs.paired] = self.paired.score(features.paired)
        scores[~arcs.paired] = self.alone.score(features.alone)
        return scores


def arc_scorer_of(weights: Mapping[str, Floats]) -> ArcScorer:
    """The arc scorer whose weights are named `paired.mean`, `alone.out` and so on."""
    networks = [
        Network(*(weights[f"{name}.{field}"] for field in Network.__dataclass_fields__)) for name in ("paired", "alone")
    ]
    return ArcScorer(*networks)


@cache
def shipped_arc_scorer() -> ArcScorer:
    """The arc scorer that ships."""
    return arc_scorer_of(load_file(WEIGHTS))
