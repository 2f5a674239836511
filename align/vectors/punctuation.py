"""Punctuation features: marks that a translation tends to keep, and how sentences begin and end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from duizhao.align.vectors.arrays import Floats

COUNTED = ("？?", "！!", "“「『\"‘'", "”」』\"’'", "：:", "…—", "；;")
MOST_MARKS = 3
"""More of one mark says nothing more."""
OPENING, CLOSING = "“「『\"‘'", "”」』\"’'）)"
MARKS = len(COUNTED)
EDGES = 6


def punctuation_features(texts: Sequence[str]) -> Floats:
    """Of each sentence, float32 [sentences, MARKS + EDGES].

    How often each kind of mark stands in it (up to MOST_MARKS); whether it ends in a question mark, an exclamation
    mark, a closing mark, a mark that goes on, a mark that ends; whether it begins with an opening mark.
    """
    features = np.zeros((len(texts), MARKS + EDGES), np.float32)
    for row, text in enumerate(texts):
        features[row, :MARKS] = [min(MOST_MARKS, sum(map(text.count, marks))) for marks in COUNTED]
        whole = text.strip()
        core = whole.rstrip(CLOSING)
        last = core[-1:]
        features[row, MARKS:] = [
            bool(last) and last in "？?",
            bool(last) and last in "！!",
            whole != core,
            bool(last) and last in "：:,，；;",
            bool(last) and last in "。.？?！!…．｡﹗﹖",
            bool(whole) and whole[0] in OPENING,
        ]
    return features
