"""A candidate beside the others of its phrase: how far it stands above the best of them, and above them all.

What a passage is worth shows in what the best of many unrelated passages reach: where one stands far above all others,
it earns more than its own likeness, however large the library is; where ten are alike, less.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from duizhao.align.quotations.features import WHOLE_FEATURES, CandidateFeatures
from duizhao.align.vectors.arrays import Floats

COMPARED = (
    "linked", "cosine", "alone", "peak", "pooled", "weak_linked", "kept", "peak_deviations",
    "words_deviations", "interaction",
)  # fmt: skip
"""Features of the whole that are compared between candidates."""
RIVAL_FEATURES = (*(f"{name}_lead" for name in COMPARED), *(f"{name}_above" for name in COMPARED))
"""Columns that follow `WHOLE_FEATURES`: the lead over the best other candidate, and standard deviations above the mean
of all."""
LEAST_DEVIATION = 1e-3
LOWEST, HIGHEST = -5.0, 8.0
_COLUMNS = [WHOLE_FEATURES.index(name) for name in COMPARED]


def beside_rivals(candidates: Sequence[CandidateFeatures], lesser: Floats) -> list[CandidateFeatures]:
    """The candidates of one phrase, each with what tells it from the others.

    `lesser` [rank, COMPARED]: what wrong candidates reach, by rank; in a small library these stand where it has none.
    """
    if not candidates:
        return []
    compared = rival_columns(np.stack([candidate.whole for candidate in candidates]), lesser)
    return [
        CandidateFeatures(candidate.tokens, np.concatenate([candidate.whole, row]), candidate.span)
        for candidate, row in zip(candidates, compared, strict=True)
    ]


def rival_columns(whole: Floats, lesser: Floats) -> Floats:
    """`RIVAL_FEATURES` [candidates, columns] of the wholes [candidates, WHOLE_FEATURES] of one phrase."""
    values = whole[:, _COLUMNS]
    all_of_them = np.concatenate([values, lesser[len(values) :]])
    ordered = np.sort(all_of_them, axis=0)[::-1]
    best, second = ordered[0], ordered[min(1, len(ordered) - 1)]
    lead = values - np.where(values >= best, second, best)
    above = (values - all_of_them.mean(axis=0)) / (all_of_them.std(axis=0) + LEAST_DEVIATION)
    columns: Floats = np.concatenate([lead, np.clip(above, LOWEST, HIGHEST)], axis=1).astype(np.float32)
    return columns


def lesser_rivals(wholes: Sequence[Floats], right: Sequence[NDArray[np.bool_]]) -> Floats:
    """What candidates that are not right reach on average, by rank: [ranks, COMPARED] of lists of wholes."""
    ranks = max(map(len, wholes))
    by_rank = [
        np.mean(
            [
                whole[at, _COLUMNS]
                for whole, good in zip(wholes, right, strict=True)
                if at < len(whole) and not good[at]
            ],
            axis=0,
        )
        for at in range(ranks)
    ]
    return np.stack(by_rank).astype(np.float32)
