"""Logistic regression, for weights of a handful of features."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression

from duizhao.align.vectors.arrays import Doubles

EASE = 1e-3
"""Of the ridge penalty, for each row."""


def logistic(rows: Doubles, labels: Doubles) -> Doubles:
    """Weights [columns + 1], the intercept last, with a light ridge penalty on columns in standard deviations."""
    scale = np.maximum(rows.std(axis=0), 1e-9)
    model = LogisticRegression(C=1 / (EASE * len(rows)), solver="newton-cholesky", tol=1e-9, max_iter=200)
    model.fit(rows / scale, labels > 0.5)
    return np.append(model.coef_[0] / scale, model.intercept_)
