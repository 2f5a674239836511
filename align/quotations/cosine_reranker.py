"""The reranker by cosines alone, for a model that has no trained linker."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from duizhao.align.quotations.features import telling
from duizhao.align.quotations.retrieval import Retrieved
from duizhao.align.quotations.token_features import EncodedText
from duizhao.align.vectors.arrays import Floats, matrix_product
from duizhao.align.vectors.calibration import corpus_size_correction, probability_of
from duizhao.models.encoder import Encoded

WELL = 0.2
"""A token this far above chance is found."""
NOTHING = 0.35
"""A cosine that unrelated words reach."""
POOLED = 0.2
"""Weight of the pooled cosine beside the words', in how a candidate stands."""
WEIGHTS = {
    "intercept": -5.051,
    "words": -31.653,
    "pooled": 3.546,
    "standing": 0.753,
    "lead": 1.342,
    "covered": 2.949,
    "scatter": 0.315,
    "together": 29.16,
    "inverse": 3.239,
    "telling": 0.697,
    "tokens": -0.09,
}
"""Of the logistic regression that tells the right sentence, fitted on news and laws that no score is reported on."""


def cosine_features(phrase: EncodedText, sentence: EncodedText, retrieved: Retrieved, rank: int) -> dict[str, float]:
    """What the regression weighs, by name, for the `rank`-th sentence of `retrieved`.

    `standing`: the score in standard deviations above the mean; `lead`: above the next one.
    """
    standing = (retrieved.words_deviations + POOLED * retrieved.alike_deviations) / (1 + POOLED)
    others = np.delete(standing, rank)
    above = retrieved.above[rank]
    return {
        "words": float(retrieved.words[rank]),
        "pooled": float(retrieved.alike[rank]),
        "standing": float(standing[rank]),
        "lead": float(standing[rank] - others.max(initial=0)),
        "covered": float((above > WELL).mean()),
        **_together(sentence.encoded, phrase.encoded, above),
        "telling": telling(phrase.text, sentence.text),
        "tokens": math.log(len(phrase.encoded.words) + 1),
    }


def probability(features: Mapping[str, float], sentences: int) -> float:
    """That the sentence says the phrase, in a library of so many `sentences`."""
    logit = WEIGHTS["intercept"] + sum(WEIGHTS[name] * value for name, value in features.items())
    return probability_of(logit - corpus_size_correction(sentences))


def _together(sentence: Encoded, phrase: Encoded, above: Floats) -> dict[str, float]:
    """Whether the phrase's words stand together in the sentence, or are picked up here and there.

    `scatter`: standard deviation of their places, in lengths of the phrase. `together`: the most coverage that a
    window about as long as the phrase gives. `inverse`: the most that such a window's own words are covered.
    """
    cosines = matrix_product(sentence.words, phrase.words.T)
    tokens = len(phrase.words)
    places, weights = cosines.argmax(axis=0), np.maximum(above, 0.01)
    middle = np.average(places, weights=weights)
    scatter = math.sqrt(np.average((places - middle) ** 2, weights=weights)) / tokens
    size = max(3, int(1.1 * tokens))
    starts = range(max(1, len(cosines) - size + 1))
    best = cosines.max(axis=1)
    return {
        "scatter": scatter,
        "together": max(float(np.maximum(cosines[at : at + size].max(axis=0) - NOTHING, 0).mean()) for at in starts),
        "inverse": max(float(best[at : at + size].mean()) for at in starts),
    }
