"""The features of a Chinese sentence as the source of a quotation: token by token, and as a whole.

A phrase of a few words has no vector of its own that would find it inside a long sentence; what tells is whether each
of its words, the rare ones above all, has a counterpart there, and whether these stand together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from duizhao.align.vectors.arrays import Floats, Integers
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.align.words.projection import UNLINKED_ALONE, Projection, ProjectionSettings, SearchedText, project
from duizhao.corpus.document import Span
from duizhao.models.encoder import Encoded, pooled

ANYTHING = 1.1
"""A span is wanted here however probable it is that the phrase has none."""
COMPARED = (1, 4)
"""Of the layers that the linker reads, those whose cosines are features of their own."""
UPPER = (9, 10, 11, 12)
"""Layers above them, in which a token's vector says more of its sentence: compared less their mean."""
FARTHEST = 10
"""Tokens: counterparts this far apart stand nowhere near one another."""
_TELLING = re.compile(r"\d+(?:[.,]\d+)*|\b[A-Z]{2,}\b")


class TokenFeatures(NamedTuple):
    """Each token of the phrase beside the sentence, [tokens] each, in the order of the weights.

    `linked`, `second`: the probabilities of its best links, `log_linked` the first's logarithm, `sum` that of all;
    `claimed`: how much else is linked to the same. `cosine`: its best; `lower`, `middle` by layers of `COMPARED`,
    `ninth` to `twelfth` by those of `UPPER`. `above`, `best`, `nearly`, `deviations`, `rarity`: see `Retrieved`;
    `of_best`: the share of its best that it reaches here; `rare_linked`: its link times its rarity. `same`: link and
    cosine lead to one place; `astray`: how far that is from the others', `before` and `after` from its neighbours'.
    `left`, `right`: its neighbours' links. `capital` to `length`, `begins` a word, `first` and `last`: how it looks.
    """

    linked: Floats
    second: Floats
    log_linked: Floats
    cosine: Floats
    above: Floats
    of_best: Floats
    best: Floats
    nearly: NDArray[np.float64]
    deviations: Floats
    claimed: Floats
    same: NDArray[np.bool_]
    astray: Floats
    before: Floats
    after: Floats
    capital: Sequence[bool]
    digit: Sequence[bool]
    mark: Sequence[bool]
    length: Sequence[float]
    begins: Sequence[bool]
    left: Floats
    right: Floats
    sum: Floats
    rarity: Floats
    first: NDArray[np.bool_]
    last: NDArray[np.bool_]
    rare_linked: Floats
    lower: Floats
    middle: Floats
    ninth: Floats
    tenth: Floats
    eleventh: Floats
    twelfth: Floats


TOKEN_FEATURES = TokenFeatures._fields
"""The columns of `CandidateFeatures.tokens`."""
WHOLE_FEATURES = (
    "found", "kept", "strongest", "least", "bare", "rival", "agreement", "span", "ratio", "pieces", "inverse", "within",
    "without", "pooled", "pooled_deviations", "words_deviations", "peak_deviations", "words", "peak", "telling",
    "tells", "tokens", "sentence", "rank", "linked", "cosine", "mean_linked", "weak_linked", "best", "alone",
    "alone_words", "alone_inverse", "alone_gain", "upper_0", "upper_1", "upper_2", "upper_3", "weak_upper",
    "inside_1", "inside_3",
)  # fmt: skip
"""The columns of `CandidateFeatures.whole`; what does not apply is 0."""
SHOWN = ("linked", "weak_linked", "cosine", "pooled", "alone", "telling")
"""What of the whole's features is shown: links by rarity, the weaker half's, cosines by rarity, the sentence's, the
span's, and the share of numbers and abbreviations that are there."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What first-stage retrieval, in the whole library, says of a phrase and the sentences that may say it.

    `rows`: sentences, best first. Of each of them: `above` [rows, tokens], each token's best cosine there, less what
    chance reaches; `words`, `peak`, `alike` [rows]: scores, and the same in standard deviations over the library. Of
    each token: the `best` it reaches anywhere, how many sentences come `near` to that, its `rarity` (fewer are better),
    and its `spread` over the library.
    """

    rows: Integers
    above: Floats
    words: Floats
    peak: Floats
    alike: Floats
    words_deviations: Floats
    peak_deviations: Floats
    alike_deviations: Floats
    best: Floats
    near: Floats
    rarity: Floats
    spread: Floats


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A phrase or a sentence as it is reranked.

    `encoded`: with the linker's layers. `upper`: float32 [UPPER, tokens, d], unit vectors, less the language's mean;
    empty where a model has no linker.
    """

    text: str
    encoded: Encoded
    upper: Floats = field(default_factory=lambda: np.zeros((0, 0, 0), np.float32))


@dataclass(frozen=True, slots=True)
class CandidateFeatures:
    """`tokens` [tokens, TOKEN_FEATURES] and `whole` [WHOLE_FEATURES]; `span`: the words that say it, if any."""

    tokens: Floats
    whole: Floats
    span: Span | None

    @property
    def shown(self) -> dict[str, float]:
        """The parts that a person can read."""
        whole = dict(zip(WHOLE_FEATURES, self.whole.tolist(), strict=True))
        return {name: whole[name] for name in SHOWN}


@dataclass(frozen=True, slots=True)
class _Compared:
    """A sentence beside a phrase: cosines [sentence's tokens, phrase's], and in the layers above [UPPER, …, …]."""

    phrase: EncodedText
    sentence: EncodedText
    links: AlignmentMatrix
    cosines: Floats
    upper: Floats


def encoded_text(text: str, encoded: Encoded, means: Floats) -> EncodedText:
    """A text encoded with the linker's layers and then `UPPER`; `means` [UPPER, d]: of the language's tokens."""
    lower, upper = np.split(encoded.layers, [len(encoded.layers) - len(UPPER)])
    centred = upper.astype(np.float32) - means[:, None]
    centred /= np.maximum(np.linalg.norm(centred, axis=-1, keepdims=True), 1e-6)
    return EncodedText(text, Encoded(encoded.spans, encoded.words, encoded.total, lower), centred)


def candidate_features(
    phrase: EncodedText, sentence: EncodedText, links: AlignmentMatrix, retrieved: Retrieved, rank: int
) -> CandidateFeatures:
    """The features of a sentence, the `rank`-th of `retrieved`.

    What the span's words say by themselves is not yet in it: see `with_span`.
    """
    compared = _Compared(
        phrase,
        sentence,
        links,
        sentence.encoded.words @ phrase.encoded.words.T,
        sentence.upper @ phrase.upper.transpose(0, 2, 1),
    )
    columns = _token_features(compared, retrieved, rank)
    tokens = np.stack([np.asarray(column, np.float32) for column in columns], axis=1)
    linked, reached = tokens[:, 0], compared.upper.max(axis=1)
    by_rarity = reached @ (retrieved.rarity / retrieved.rarity.sum())
    values = {
        "pooled": retrieved.alike[rank],
        "pooled_deviations": retrieved.alike_deviations[rank] / 5,
        "words_deviations": retrieved.words_deviations[rank] / 5,
        "peak_deviations": retrieved.peak_deviations[rank] / 5,
        "words": retrieved.words[rank],
        "peak": retrieved.peak[rank],
        "telling": telling(phrase.text, sentence.text),
        "tells": float(bool(_TELLING.search(phrase.text))),
        "tokens": np.log(len(phrase.encoded.words)),
        "sentence": np.log(len(sentence.encoded.words)),
        "rank": rank / 32,
        "linked": np.average(linked, weights=retrieved.rarity),
        "cosine": np.average(np.maximum(columns.cosine, 0), weights=retrieved.rarity),
        "mean_linked": linked.mean(),
        "weak_linked": _weaker(linked),
        "best": retrieved.best.mean(),
        **{f"upper_{at}": value for at, value in enumerate(by_rarity)},
        "weak_upper": _weaker(reached.mean(axis=0)),
    }
    found = project(
        links,
        [Span(0, max(1, len(phrase.text)))],
        SearchedText(sentence.text, "zh"),
        settings=ProjectionSettings(UNLINKED_ALONE, ANYTHING),
    )
    if found is not None:
        values |= _span_features(found, compared)
    whole = np.array([values.get(name, 0.0) for name in WHOLE_FEATURES], np.float32)
    return CandidateFeatures(tokens, whole, found.span if found else None)


def _span_features(found: Projection, compared: _Compared) -> dict[str, float]:
    """What the words that the phrase was led to say for it."""
    phrase, sentence, cosines, of = compared.phrase, compared.sentence, compared.cosines, found.features
    values = {
        "found": of.found,
        "kept": of.kept,
        "strongest": of.strongest,
        "least": of.least,
        "bare": of.bare,
        "rival": min(of.rival, 3.0),
        "agreement": of.agreement,
        "span": found.confidence,
        "ratio": float(np.log(len(found.span) + 1) - np.log(len(phrase.text) + 1)),
        "pieces": len(found.pieces) / 3,
    }
    spans = sentence.encoded.spans
    inside = (spans[:, 0] < found.span.end) & (spans[:, 1] > found.span.start)
    if inside.any():
        values |= {
            "inverse": cosines[inside].max(axis=1).mean(),
            "within": cosines[inside].max(axis=0).mean(),
            "without": (cosines.max(axis=0) - cosines[inside].max(axis=0)).mean(),
        }
        for layer in (1, 3):
            ours, theirs = sentence.upper[layer][inside].mean(axis=0), phrase.upper[layer].mean(axis=0)
            values[f"inside_{layer}"] = float(pooled(ours[None])[0] @ pooled(theirs[None])[0])
    return values


def with_span(
    found: CandidateFeatures, alone: Encoded, encoded: Encoded, means: tuple[Floats, Floats], retrieved: Retrieved
) -> CandidateFeatures:
    """The features with what the span's words, encoded by themselves, have in common with the phrase.

    `means` [d]: the mean pooled vectors of Chinese and of English sentences.
    """
    if not len(alone.words):
        return found
    ours, theirs = pooled(alone.total[None]) - means[0], pooled(encoded.total[None]) - means[1]
    alike = float(pooled(ours)[0] @ pooled(theirs)[0])
    cosines = alone.words @ encoded.words.T
    whole = found.whole.copy()
    for name, value in (
        ("alone", alike),
        ("alone_words", np.average(cosines.max(axis=0), weights=retrieved.rarity)),
        ("alone_inverse", cosines.max(axis=1).mean()),
        ("alone_gain", alike - whole[WHOLE_FEATURES.index("pooled")]),
    ):
        whole[WHOLE_FEATURES.index(name)] = value
    return CandidateFeatures(found.tokens, whole, found.span)


def telling(phrase: str, sentence: str) -> float:
    """The share of the phrase's numbers and capital abbreviations that stand in the sentence; 0.5 without any."""
    words = set(_TELLING.findall(phrase))
    return sum(word in sentence for word in words) / len(words) if words else 0.5


def _weaker(values: Floats) -> float:
    """The mean of the weaker half."""
    return float(np.sort(values)[: max(1, len(values) // 2)].mean())


def _token_features(compared: _Compared, retrieved: Retrieved, rank: int) -> TokenFeatures:
    phrase, probability, cosines = compared.phrase, compared.links.probability, compared.cosines
    encoded, there = phrase.encoded, compared.sentence.encoded
    count, above = len(encoded.words), retrieved.above[rank]
    ordered = np.sort(probability, axis=0)
    linked, second = ordered[-1], ordered[-2] if len(ordered) > 1 else np.zeros(count, np.float32)
    places = probability.argmax(axis=0)
    centre = np.average(places, weights=linked + 0.01)
    apart = np.minimum(np.abs(np.diff(places)), FARTHEST) / FARTHEST
    words = [phrase.text[start:end] for start, end in encoded.spans.tolist()]
    edge = np.zeros(1, np.float32)
    lower, middle = (_best_in(there.layers[layer], encoded.layers[layer]) for layer in COMPARED)
    ninth, tenth, eleventh, twelfth = compared.upper.max(axis=1)
    return TokenFeatures(
        linked=linked,
        second=second,
        log_linked=np.log(linked + 1e-3) / 7,
        cosine=cosines.max(axis=0),
        above=above,
        of_best=above / np.maximum(retrieved.best, 1e-3),
        best=retrieved.best,
        nearly=np.log(retrieved.near) / 5,
        deviations=above / np.maximum(retrieved.spread, 1e-3) / 5,
        claimed=probability[places].sum(axis=1) - linked,
        same=places == cosines.argmax(axis=0),
        astray=np.abs(places - centre) / max(3, count),
        before=np.concatenate([edge, apart]),
        after=np.concatenate([apart, edge]),
        capital=[word[:1].isupper() for word in words],
        digit=[any(map(str.isdigit, word)) for word in words],
        mark=[not any(map(str.isalnum, word)) for word in words],
        length=[len(word) / 6 for word in words],
        begins=[start == 0 or not phrase.text[start - 1].isalnum() for start in encoded.spans[:, 0].tolist()],
        left=np.concatenate([edge, linked[:-1]]),
        right=np.concatenate([linked[1:], edge]),
        sum=probability.sum(axis=0),
        rarity=retrieved.rarity,
        first=np.arange(count) == 0,
        last=np.arange(count) == count - 1,
        rare_linked=linked * retrieved.rarity,
        lower=lower,
        middle=middle,
        ninth=ninth,
        tenth=tenth,
        eleventh=eleventh,
        twelfth=twelfth,
    )


def _best_in(there: NDArray[np.float16], here: NDArray[np.float16]) -> Floats:
    best: Floats = (there.astype(np.float32) @ here.astype(np.float32).T).max(axis=0)
    return best
