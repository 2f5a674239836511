"""From log odds to a probability, and the correction of its prior for the size of a library."""

from __future__ import annotations

import math

FITTED_ON = 3700
"""Sentences of the largest library that the rerankers of quotations were fitted in."""


def probability_of(logit: float) -> float:
    """The logistic function, bounded so that no evidence makes anything certain.

    >>> probability_of(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def corpus_size_correction(sentences: int) -> float:
    """What the log odds lose in a library of so many `sentences`: a prior correction.

    Twice as many sentences hold twice as many lookalikes as good as a given one, which halves its odds.
    """
    return math.log(max(1.0, sentences / FITTED_ON))
