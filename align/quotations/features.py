"""The features of a Chinese sentence as the source of a quotation: token by token, and as a whole.

A phrase of a few words has no vector of its own that would find it inside a long sentence; what tells is whether each
of its words, the rare ones above all, has a counterpart there, and whether these stand together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from duizhao.align.quotations.retrieval import Retrieved
from duizhao.align.quotations.token_features import ComparedTexts, EncodedText, token_features
from duizhao.align.vectors.arrays import Floats
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.align.words.projection import UNLINKED_ALONE, Projection, ProjectionSettings, SearchedText, project
from duizhao.corpus.document import Span
from duizhao.corpus.quantities.agreement import agree
from duizhao.corpus.quantities.chinese import chinese_quantities
from duizhao.corpus.quantities.english import english_quantities
from duizhao.models.encoder import Encoded, pooled

ANYTHING = 1.1
"""A span is wanted here however probable it is that the phrase has none."""
MOST_NUMBERS = 3
"""Numbers of a phrase that count."""
_TELLING = re.compile(r"\d+(?:[.,]\d+)*|\b[A-Z]{2,}\b")
WHOLE_FEATURES = (
    "found", "kept", "strongest", "least", "bare", "rival", "agreement", "span", "ratio", "pieces", "inverse", "within",
    "without", "pooled", "pooled_deviations", "words_deviations", "peak_deviations", "words", "peak", "telling",
    "tells", "tokens", "sentence", "rank", "linked", "cosine", "mean_linked", "weak_linked", "best", "alone",
    "alone_words", "alone_inverse", "alone_gain", "numbers_there", "numbers_missing", "interaction",
)  # fmt: skip
"""The columns of `CandidateFeatures.whole`; what does not apply is 0."""
SHOWN = ("linked", "weak_linked", "cosine", "pooled", "alone", "telling")
"""What of the whole's features is shown: links by rarity, the weaker half's, cosines by rarity, the sentence's, the
span's, and the share of numbers and abbreviations that are there."""


@dataclass(frozen=True, slots=True)
class CandidateFeatures:
    """`tokens` [tokens, TOKEN_FEATURES] and `whole` [WHOLE_FEATURES]; `span`: the words that say it, if any.

    Beside its rivals (see there), the whole has more columns.
    """

    tokens: Floats
    whole: Floats
    span: Span | None

    @property
    def shown(self) -> dict[str, float]:
        """The parts that a person can read."""
        whole = dict(zip(WHOLE_FEATURES, self.whole.tolist(), strict=False))  # more columns may follow
        return {name: whole[name] for name in SHOWN}


def candidate_features(
    phrase: EncodedText, sentence: EncodedText, links: AlignmentMatrix, retrieved: Retrieved, rank: int
) -> CandidateFeatures:
    """The features of a sentence, the `rank`-th of `retrieved`.

    What the span's words say by themselves, and what the interaction reads, are not yet in it: see `with_span` and
    `with_values`.
    """
    compared = ComparedTexts(phrase, sentence, links, sentence.encoded.words @ phrase.encoded.words.T)
    columns = token_features(compared, retrieved, rank)
    tokens = np.stack([np.asarray(column, np.float32) for column in columns], axis=1)
    linked = tokens[:, 0]
    values = {
        "pooled": retrieved.alike[rank],
        "pooled_deviations": retrieved.alike_deviations[rank] / 5,
        "words_deviations": retrieved.words_deviations[rank] / 5,
        "peak_deviations": retrieved.peak_deviations[rank] / 5,
        "words": retrieved.words[rank],
        "peak": retrieved.peak[rank],
        "telling": telling(phrase.text, sentence.text),
        "tells": float(bool(_TELLING.search(phrase.text))),
        **_numbers(phrase.text, sentence.text),
        "tokens": np.log(len(phrase.encoded.words)),
        "sentence": np.log(len(sentence.encoded.words)),
        "rank": rank / 32,
        "linked": np.average(linked, weights=retrieved.rarity),
        "cosine": np.average(np.maximum(columns.cosine, 0), weights=retrieved.rarity),
        "mean_linked": linked.mean(),
        "weak_linked": _weaker(linked),
        "best": retrieved.best.mean(),
    }
    projection = project(
        links,
        [Span(0, max(1, len(phrase.text)))],
        SearchedText(sentence.text, "zh"),
        settings=ProjectionSettings(UNLINKED_ALONE, ANYTHING),
    )
    if projection is not None:
        values |= _span_features(projection, compared)
    whole = np.array([values.get(name, 0.0) for name in WHOLE_FEATURES], np.float32)
    return CandidateFeatures(tokens, whole, projection.span if projection else None)


def _span_features(projection: Projection, compared: ComparedTexts) -> dict[str, float]:
    """What the words that the phrase was led to say for it."""
    phrase, sentence, cosines, of = compared.phrase, compared.sentence, compared.cosines, projection.features
    values = {
        "found": of.covered,
        "kept": of.kept,
        "strongest": of.strongest,
        "least": of.least,
        "bare": of.bare,
        "rival": min(of.rival, 3.0),
        "agreement": of.agreement,
        "span": projection.confidence,
        "ratio": float(np.log(len(projection.span) + 1) - np.log(len(phrase.text) + 1)),
        "pieces": len(projection.pieces) / 3,
    }
    spans = sentence.encoded.spans
    inside = (spans[:, 0] < projection.span.end) & (spans[:, 1] > projection.span.start)
    if inside.any():
        values |= {
            "inverse": cosines[inside].max(axis=1).mean(),
            "within": cosines[inside].max(axis=0).mean(),
            "without": (cosines.max(axis=0) - cosines[inside].max(axis=0)).mean(),
        }
    return values


def with_span(
    features: CandidateFeatures, alone: Encoded, encoded: Encoded, means: tuple[Floats, Floats], retrieved: Retrieved
) -> CandidateFeatures:
    """The features with what the span's words, encoded by themselves, have in common with the phrase.

    `means` [d]: the mean pooled vectors of Chinese and of English sentences.
    """
    if not len(alone.words):
        return features
    ours, theirs = pooled(alone.total[None]) - means[0], pooled(encoded.total[None]) - means[1]
    alike = float(pooled(ours)[0] @ pooled(theirs)[0])
    cosines = alone.words @ encoded.words.T
    return with_values(
        features,
        {
            "alone": alike,
            "alone_words": np.average(cosines.max(axis=0), weights=retrieved.rarity),
            "alone_inverse": cosines.max(axis=1).mean(),
            "alone_gain": alike - features.whole[WHOLE_FEATURES.index("pooled")],
        },
    )


def with_values(features: CandidateFeatures, values: Mapping[str, float]) -> CandidateFeatures:
    """The features with columns of the whole that were found later."""
    whole = features.whole.copy()
    for name, value in values.items():
        whole[WHOLE_FEATURES.index(name)] = value
    return CandidateFeatures(features.tokens, whole, features.span)


def telling(phrase: str, sentence: str) -> float:
    """The share of the phrase's numbers and capital abbreviations that stand in the sentence; 0.5 without any."""
    words = set(_TELLING.findall(phrase))
    return sum(word in sentence for word in words) / len(words) if words else 0.5


def _numbers(phrase: str, sentence: str) -> dict[str, float]:
    """How many of the phrase's numbers, dates and shares the sentence has by value, and how many it has not."""
    wanted = english_quantities(phrase)
    if not wanted:
        return {}
    there = chinese_quantities(sentence)
    agreeing = sum(any(agree(one, other) for other in there) for one in wanted)
    return {"numbers_there": min(agreeing, MOST_NUMBERS), "numbers_missing": min(len(wanted) - agreeing, MOST_NUMBERS)}


def _weaker(values: Floats) -> float:
    """The mean of the weaker half."""
    return float(np.sort(values)[: max(1, len(values) // 2)].mean())
