"""Logistic regression, for weights of a handful of terms."""

from __future__ import annotations

import numpy as np

from duizhao.align.vectors.arrays import Doubles

EASE = 1e-3
"""Of the ridge penalty, for each row."""


def logistic(rows: Doubles, labels: Doubles, rounds: int = 50) -> Doubles:
    """Weights [columns + 1], the intercept last, by Newton's method with a light ridge penalty."""
    scale = np.maximum(rows.std(axis=0), 1e-9)
    design = np.concatenate([rows / scale, np.ones((len(rows), 1))], axis=1)
    penalty = np.append(np.full(rows.shape[1], EASE * len(rows)), 0.0)
    weights = np.zeros(design.shape[1])
    for _ in range(rounds):
        probability = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (labels - probability) - penalty * weights
        curve = (design * (probability * (1 - probability))[:, None]).T @ design + np.diag(penalty + 1e-9)
        weights = weights + np.linalg.solve(curve, slope)
    result: Doubles = weights / np.append(scale, 1.0)
    return result
