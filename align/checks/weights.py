"""The probability that what was noticed is a slip: logistic regressions over the evidence, fitted on planted slips.

`weights.json` is written by `python -m align.training.checks`, which says from what.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np


def probability(name: str, evidence: np.ndarray) -> float:
    """Of the regression called `name`."""
    *weights, intercept = fitted()[name]
    if len(weights) != len(evidence):
        raise ValueError(f"{name}: {len(evidence)} terms of evidence, {len(weights)} weights")
    logit = float(np.dot(evidence, weights)) + intercept
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def fitted() -> Mapping[str, tuple[float, ...]]:
    """Weights by name, the intercept last."""
    table = json.loads(files("align.checks").joinpath("weights.json").read_text(encoding="utf-8"))
    return {name: tuple(weights) for name, weights in table["weights"].items()}
