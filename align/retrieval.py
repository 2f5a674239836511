"""Straight from English to Chinese: the sentences of a whole library that hold the words of a phrase.

Every token of the phrase takes its best cosine with the tokens of each Chinese sentence (late interaction, Khattab &
Zaharia 2020), less what a sentence of that length reaches by chance in this very library. No index stands between:
the search is exact.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from align.library import Library
from align.similarity import Floats
from models.encoder import Encoded, pooled

SHARPNESS = 1.5
"""Power mean over the phrase's tokens: above 1, a few sure words count more than many faint ones."""
POOLED = 0.2
"""Weight of the pooled cosine beside the words'."""
CHUNK = 200_000
"""Chinese tokens compared at a time: bounds the memory."""
CANDIDATES = 12
"""Sentences looked at closely."""
NOTHING = 0.35
"""A cosine that unrelated words reach."""
_TELLING = re.compile(r"\d+(?:[.,]\d+)*|\b[A-Z][A-Za-z]{2,}\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A Chinese sentence that may say a phrase: its place in the library, the probability, and the evidence."""

    entry: int
    sentence: int
    probability: float
    evidence: dict[str, float]


class PassageSearch:
    """Searches all Chinese sentences of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        sizes = np.diff(library.first)
        self._filled = np.flatnonzero(sizes > 0)
        logs = np.log(np.maximum(sizes[self._filled], 1))
        self._lengths = np.stack([np.ones_like(logs), logs], axis=1).astype(np.float32)
        self._chance = np.linalg.pinv(self._lengths) if len(self._filled) else np.zeros((2, 0))
        totals = [encoded.total for entry in library.entries for encoded in entry.encoded]
        units = pooled(np.stack(totals)) if totals else np.zeros((0, 1), np.float32)
        self._mean = units[self._filled].mean(axis=0) if len(self._filled) else np.zeros(1, np.float32)
        self._pooled = pooled(units[self._filled] - self._mean) if len(self._filled) else units

    def find(self, phrase: str, encoded: Encoded, english_mean: Floats) -> list[Candidate]:
        """The candidates for `phrase`, best first. `english_mean` [d]: the mean pooled vector of the phrases asked."""
        if not len(self._filled) or not len(encoded.words):
            return []
        covered = self._coverage(encoded)
        above = covered - self._lengths @ (self._chance @ covered)
        words = (np.maximum(above, 0) ** SHARPNESS).mean(axis=1) ** (1 / SHARPNESS)
        query = pooled(pooled(encoded.total[None]) - english_mean)[0]
        alike = self._pooled @ query
        scores = words + POOLED * alike
        order = np.argsort(-scores)[: CANDIDATES + 1]
        mean, spread = float(scores.mean()), float(scores.std()) or 1.0
        found = []
        for rank, row in enumerate(order[:CANDIDATES]):
            rival = scores[order[0 if rank else 1]] if len(order) > 1 else mean
            entry, sentence = self._library.sentences[self._filled[row]]
            evidence = {
                "words": float(words[row]),
                "pooled": float(alike[row]),
                "standing": (float(scores[row]) - mean) / spread,
                "lead": (float(scores[row]) - float(rival)) / spread,
                "covered": float((above[row] > 0.2).mean()),
                **_closeness(self._library.entries[entry].encoded[sentence], encoded, above[row]),
                "telling": self._telling(phrase, entry, sentence),
                "tokens": float(len(encoded.words)),
            }
            found.append(Candidate(entry, sentence, probability(evidence), evidence))
        return sorted(found, key=lambda candidate: -candidate.probability)

    def _coverage(self, encoded: Encoded) -> Floats:
        """[sentences with words, tokens]: each token's best cosine in each sentence."""
        library = self._library
        first = library.first
        parts = []
        start = 0
        starts = first[:-1][self._filled]
        while start < len(starts):
            stop = int(np.searchsorted(starts, starts[start] + CHUNK, side="left"))
            stop = max(stop, start + 1)
            begin, end = int(starts[start]), int(first[self._filled[stop - 1] + 1])
            cosines = library.words[begin:end] @ encoded.words.T
            parts.append(np.maximum.reduceat(cosines, starts[start:stop] - begin, axis=0))
            start = stop
        return np.concatenate(parts)

    def _telling(self, phrase: str, entry: int, sentence: int) -> float:
        """The share of the phrase's numbers and names in Latin letters that stand in the sentence; 0.5 without any."""
        telling = set(_TELLING.findall(phrase))
        if not telling:
            return 0.5
        text = self._library.entries[entry].source.sentence(sentence)
        return sum(word in text for word in telling) / len(telling)


def _closeness(sentence: Encoded, phrase: Encoded, above: Floats) -> dict[str, float]:
    """Whether the phrase's words stand together in the sentence, or are picked up here and there.

    `scatter`: standard deviation of their places, in lengths of the phrase. `together`: the most coverage that a
    window about as long as the phrase gives. `inverse`: the most that such a window's own words are covered.
    """
    cosines = sentence.words @ phrase.words.T
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


WEIGHTS = {
    "words": -29.245,
    "pooled": 5.173,
    "standing": 0.648,
    "lead": 1.37,
    "covered": 2.769,
    "scatter": 0.306,
    "together": 26.127,
    "inverse": 2.926,
    "telling": 0.223,
    "tokens": -0.169,
}
"""Of the logistic regression that tells the right sentence, fitted on news and laws that no score is reported on."""
INTERCEPT = -4.74


def probability(evidence: dict[str, float]) -> float:
    """That the sentence says the phrase."""
    terms = dict(evidence, tokens=math.log(evidence["tokens"] + 1))
    logit = INTERCEPT + sum(weight * terms[name] for name, weight in WEIGHTS.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
