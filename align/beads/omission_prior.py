"""The omission prior: how common it is here that a sentence has no counterpart, from those that surely have none.

Novels leave out almost nothing, and what looks left out is mostly said elsewhere in the passage; a shortened edition
leaves out much. The arc scorer cannot know which it has before it, so where a text has few sentences that are surely
left out or added, its scores of the doubtful ones are lowered (a prior taken from the data: Robbins 1956).
"""

from __future__ import annotations

import math

SURE = 0.8
"""A sentence that is so probably without a counterpart counts."""
USUAL = 0.03
"""Share of such sentences from which the arc scorer's scores stay as they are."""
WEIGHT = 50
"""So many sentences of the usual kind are added to what the texts show: a page says little."""
LEAST = -1.2
"""The scores are lowered by no more than this."""


def log_omission_prior(sure: int, sentences: int) -> float:
    """What is added to the score of every sentence without a counterpart: log odds, from `LEAST` to 0.

    >>> log_omission_prior(0, 500), log_omission_prior(15, 500), log_omission_prior(500, 500)
    (-1.2, 0.0, 0.0)
    """
    share = (sure + WEIGHT * USUAL) / (sentences + WEIGHT)
    return max(LEAST, min(0.0, math.log(share / USUAL)))
