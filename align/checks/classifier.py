"""The probability that what was noticed is a slip: logistic regressions over its features, fitted on planted slips.

`weights.json` is written by `python -m duizhao.align.training.checks`, which says from what.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from duizhao.align.vectors.calibration import probability_of


def probability(name: str, features: Sequence[float]) -> float:
    """Of the regression called `name`; its weights stand in the order of the `features`."""
    *weights, intercept = fitted()[name]
    if len(weights) != len(features):
        raise ValueError(f"{name}: {len(features)} features, {len(weights)} weights")
    logit = float(np.dot(np.array(features), weights)) + intercept
    return probability_of(logit)


def fitted() -> Mapping[str, tuple[float, ...]]:
    """Weights by name, the intercept last."""
    weights: dict[str, tuple[float, ...]] = table()["weights"]
    return weights


def fitted_with() -> str:
    """The signature of the model that the features were taken with."""
    return str(table()["model"])


@cache
def table() -> dict[str, Any]:
    """`weights.json`."""
    weights = json.loads(files("duizhao.align.checks").joinpath("weights.json").read_text(encoding="utf-8"))
    return {**weights, "weights": {name: tuple(weights) for name, weights in weights["weights"].items()}}
