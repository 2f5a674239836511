"""From the logarithm of odds to a probability, and what the size of a library does to it."""

from __future__ import annotations

import math

FITTED_ON = 3700
"""Sentences of the largest library that the judges of quotations were fitted in."""


def probability_of(logit: float) -> float:
    """The logistic function, bounded so that no evidence makes anything certain.

    >>> probability_of(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def crowding(sentences: int) -> float:
    """What the logarithm of odds loses in a library of so many `sentences`.

    Twice as many sentences hold twice as many lookalikes as good as a given one, which halves its odds.
    """
    return math.log(max(1.0, sentences / FITTED_ON))
