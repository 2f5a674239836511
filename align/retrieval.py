"""Straight from English to Chinese: the sentences of a whole library that hold the words of a phrase.

Every token of the phrase takes its best cosine with the tokens of each Chinese sentence (late interaction, Khattab &
Zaharia 2020), less what a sentence of that length reaches by chance in this very library. No index stands between:
the search is exact.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from align.library import Library
from align.links import Links
from align.similarity import Floats
from corpus.words import has_words
from models.encoder import Encoded, pooled

SHARPNESS = 1.5
"""Power mean over the phrase's tokens: above 1, a few sure words count more than many faint ones."""
POOLED = 0.2
"""Weight of the pooled cosine beside the words'."""
CHUNK = 200_000
"""Chinese tokens compared at a time: bounds the memory."""
CANDIDATES = 12
"""Sentences looked at closely."""
WELL = 0.2
"""A token this far above chance is found."""
NOTHING = 0.35
"""A cosine that unrelated words reach."""
FIRM = 0.5
"""Probability of a link at which a token has a counterpart."""
_TELLING = re.compile(r"\d+(?:[.,]\d+)*|\b[A-Z]{2,}\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A Chinese sentence that may say a phrase: its place in the library, the probability, and the evidence.

    `links`: the words of the sentence and of the phrase, once they have been looked at.
    """

    entry: int
    sentence: int
    probability: float
    evidence: dict[str, float]
    links: Links | None = None


class PassageSearch:
    """Searches all Chinese sentences of a library.

    `background`: sentences of other texts, against which a small library's scores are measured: what chance reaches
    cannot be seen in a page or two. They are never found.
    """

    def __init__(self, library: Library, background: Sequence[Encoded] = ()) -> None:
        self._library = library
        own = [encoded for entry in library.entries for encoded in entry.encoded]
        self._places = [place for place, encoded in zip(library.sentences, own, strict=True) if len(encoded.words)]
        rows = [encoded for encoded in (*own, *background) if len(encoded.words)]
        others = [encoded.words for encoded in background]
        self._words = np.concatenate([library.words, *others]) if others and len(rows) else library.words
        sizes = np.array([len(encoded.words) for encoded in rows], np.int64)
        self._first = np.concatenate([[0], np.cumsum(sizes)])
        self._lengths = np.stack([np.ones(len(rows)), np.log(np.maximum(sizes, 1))], axis=1).astype(np.float32)
        self._chance = np.linalg.pinv(self._lengths)
        units = pooled(np.stack([encoded.total for encoded in rows])) if rows else np.zeros((0, 1), np.float32)
        self._pooled = pooled(units - units.mean(axis=0)) if rows else units

    def find(self, phrase: str, encoded: Encoded, english_mean: Floats) -> list[Candidate]:
        """The candidates for `phrase`, best first. `english_mean` [d]: the mean pooled vector of English sentences."""
        if not self._places or not has_words(phrase):
            return []
        covered = self._coverage(encoded)
        above = covered - self._lengths @ (self._chance @ covered)
        words = (np.maximum(above, 0) ** SHARPNESS).mean(axis=1) ** (1 / SHARPNESS)
        alike = self._pooled @ pooled(pooled(encoded.total[None]) - english_mean)[0]
        scores = words + POOLED * alike
        mean, spread = float(scores.mean()), max(float(scores.std()), 1e-6)
        order = np.argsort(-scores[: len(self._places)], kind="stable")[: 2 * CANDIDATES]
        texts = [self._text(row) for row in order]
        found = []
        for row, text in zip(order[:CANDIDATES], texts, strict=False):
            rival = next(
                (scores[other] for other, words_of in zip(order, texts, strict=True) if words_of != text), mean
            )
            entry, sentence = self._places[row]
            if not has_words(text):
                continue
            evidence = {
                "words": float(words[row]),
                "pooled": float(alike[row]),
                "standing": (float(scores[row]) - mean) / spread,
                "lead": (float(scores[row]) - float(rival)) / spread,
                "covered": float((above[row] > WELL).mean()),
                **_closeness(self._library.entries[entry].encoded[sentence], encoded, above[row]),
                "telling": _telling(phrase, text),
                "tokens": float(len(encoded.words)),
            }
            found.append(Candidate(entry, sentence, probability(evidence, len(self._places)), evidence))
        return sorted(found, key=lambda candidate: -candidate.probability)

    def _text(self, row: int) -> str:
        entry, sentence = self._places[row]
        return self._library.entries[entry].source.sentence(sentence)

    def _coverage(self, encoded: Encoded) -> Floats:
        """[sentences with words, tokens]: each token's best cosine in each sentence."""
        parts = []
        start, starts = 0, self._first[:-1]
        while start < len(starts):
            stop = max(start + 1, int(np.searchsorted(starts, starts[start] + CHUNK, side="left")))
            begin, end = int(starts[start]), int(self._first[stop])
            cosines = self._words[begin:end] @ encoded.words.T
            parts.append(np.maximum.reduceat(cosines, starts[start:stop] - begin, axis=0))
            start = stop
        return np.concatenate(parts)


def _telling(phrase: str, sentence: str) -> float:
    """The share of the phrase's numbers and capital abbreviations that stand in the sentence; 0.5 without any."""
    telling = set(_TELLING.findall(phrase))
    return sum(word in sentence for word in telling) / len(telling) if telling else 0.5


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


TERMS = ("words", "pooled", "standing", "lead", "covered", "scatter", "together", "inverse", "telling", "tokens")
LINKED_TERMS = (*TERMS, "linked", "firm", "weakest")
"""With the words' links by a trained linker."""
WEIGHTS = dict(
    zip(
        ("intercept", *TERMS),
        (-5.051, -31.653, 3.546, 0.753, 1.342, 2.949, 0.315, 29.16, 3.239, 0.697, -0.09),
        strict=True,
    )
)
"""Of the logistic regression that tells the right sentence, fitted on news and laws that no score is reported on."""
LINKED_WEIGHTS = {
    "intercept": -7.819,
    "words": -24.627,
    "pooled": 4.504,
    "standing": 0.576,
    "lead": 1.019,
    "covered": 1.585,
    "scatter": 0.298,
    "together": 17.405,
    "inverse": -0.294,
    "telling": 0.889,
    "tokens": -0.199,
    "linked": 9.307,
    "firm": -0.039,
    "weakest": -1.841,
}
"""The same with the links, by `python -m align.training.retrieval`."""
FITTED_ON = 3700
"""Sentences of the library that the weights were fitted in."""


def terms(evidence: Mapping[str, float]) -> dict[str, float]:
    """What the regression weighs, by name."""
    names = LINKED_TERMS if "linked" in evidence else TERMS
    return {name: math.log(evidence[name] + 1) if name == "tokens" else evidence[name] for name in names}


def probability(evidence: Mapping[str, float], sentences: int = FITTED_ON) -> float:
    """That the sentence says the phrase, in a library of so many `sentences`.

    Twice as many sentences hold twice as many lookalikes as good as a given one, which halves its odds.
    """
    weights = LINKED_WEIGHTS if "linked" in evidence else WEIGHTS
    logit = weights["intercept"] + sum(weights[name] * value for name, value in terms(evidence).items())
    logit -= math.log(max(1.0, sentences / FITTED_ON))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def with_links(candidate: Candidate, links: Links, sentences: int) -> Candidate:
    """The candidate judged anew by the links between its words and the phrase's, if a trained linker made them.

    `linked`: the best link of the phrase's tokens, on average; `firm`: the share of them that have one at all;
    `weakest`: the mean of their weaker half.
    """
    if not links.trained or not links.probability.size:
        return replace(candidate, links=links)
    best = np.sort(links.probability.max(axis=0))
    more = {
        "linked": float(best.mean()),
        "firm": float((best >= FIRM).mean()),
        "weakest": float(best[: max(1, len(best) // 2)].mean()),
    }
    evidence = candidate.evidence | more
    return Candidate(candidate.entry, candidate.sentence, probability(evidence, sentences), evidence, links)
