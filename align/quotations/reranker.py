"""The learned judge of candidates: a small network that compares all sentences that may say a quotation, and none.

Each token of the phrase is weighed by what the sentence has for it, and the tokens are pooled by attention, so that
one rare word left without a counterpart can count more than five common ones that have some. All candidates and "none
of them" share one probability, which is what it was fitted for (`python -m duizhao.align.training.reranker`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from duizhao.align.beads.scorer import silu, standard
from duizhao.align.quotations.features import CandidateFeatures
from duizhao.align.vectors.arrays import Floats

WEIGHTS = Path(__file__).parent / "reranker.safetensors"


@dataclass(frozen=True, slots=True)
class RankingNetwork:
    """Tokens through two layers, pooled with two attentions, beside the whole's features through one, to a score."""

    token_mean: Floats
    token_deviation: Floats
    whole_mean: Floats
    whole_deviation: Floats
    token_first: Floats
    token_first_bias: Floats
    token_second: Floats
    token_second_bias: Floats
    attention: Floats
    attention_bias: Floats
    value: Floats
    value_bias: Floats
    mixed: Floats
    mixed_bias: Floats
    out: Floats
    direct: Floats
    constant: Floats

    def score(self, features: CandidateFeatures) -> float:
        """How well a candidate does, where none of them has the score 0: natural logarithm of odds."""
        tokens = standard(features.tokens, self.token_mean, self.token_deviation)
        hidden = silu(tokens @ self.token_first + self.token_first_bias)
        hidden = silu(hidden @ self.token_second + self.token_second_bias)
        attention = hidden @ self.attention + self.attention_bias
        weights = np.exp(attention - attention.max(axis=0))
        weights /= weights.sum(axis=0)
        pooled = (weights.T @ (hidden @ self.value + self.value_bias)).ravel()
        whole = standard(features.whole, self.whole_mean, self.whole_deviation)
        mixed = silu(np.concatenate([whole, pooled]) @ self.mixed + self.mixed_bias)
        return float(mixed @ self.out + whole @ self.direct + self.constant[0])


@dataclass(frozen=True, slots=True)
class Ranking:
    """Several networks, fitted alike from other beginnings, and how far their scores are to be trusted.

    `sharpness` and `offset`: what the scores are multiplied by, and what is added: found on quotations that the
    networks were not fitted on. `lesser`: what wrong candidates reach (`duizhao.align.quotations.rivals`).
    """

    networks: tuple[RankingNetwork, ...]
    lesser: Floats
    sharpness: float = 1.0
    offset: float = 0.0

    def scores(self, candidates: Sequence[CandidateFeatures]) -> Floats:
        """A score for each, [candidates]."""
        raw = [np.mean([network.score(candidate) for network in self.networks]) for candidate in candidates]
        scores: Floats = (np.array(raw, np.float32) * np.float32(self.sharpness) + np.float32(self.offset)).astype(
            np.float32
        )
        return scores


def shares(scores: Floats, none: float = 0.0) -> Floats:
    """The probability of each candidate, all of them and `none` together making 1.

    >>> shares(np.zeros(3, np.float32)).tolist()
    [0.25, 0.25, 0.25]
    """
    top = max(float(scores.max(initial=none)), none)
    powers = np.exp(scores - top)
    some: Floats = (powers / (powers.sum() + np.exp(none - top))).astype(np.float32)
    return some


def ranking_of(weights: Mapping[str, Floats]) -> Ranking:
    """The ranking whose weights are named `0.token_first` and so on, with `lesser`, `sharpness` and `offset`."""
    count = len({name.partition(".")[0] for name in weights if "." in name})
    networks = tuple(
        RankingNetwork(*(weights[f"{at}.{field}"].astype(np.float32) for field in RankingNetwork.__dataclass_fields__))
        for at in range(count)
    )
    return Ranking(networks, weights["lesser"], float(weights["sharpness"][0]), float(weights["offset"][0]))


@cache
def shipped_ranking() -> Ranking:
    """The ranking that ships."""
    return ranking_of(load_file(WEIGHTS))
