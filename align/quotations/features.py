"""What speaks for and against a Chinese sentence as the source of a quotation: token by token, and as a whole.

A phrase of a few words has no vector of its own that would find it inside a long sentence; what tells is whether each
of its words, the rare ones above all, has a counterpart there, and whether these stand together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
"""Of the layers that the linker reads, those whose cosines are evidence of their own."""
UPPER = (9, 10, 11, 12)
"""Layers above them, in which a token's vector says more of its sentence: compared less their mean."""
FARTHEST = 10
"""Tokens: counterparts this far apart stand nowhere near one another."""
_TELLING = re.compile(r"\d+(?:[.,]\d+)*|\b[A-Z]{2,}\b")

TOKEN_EVIDENCE = (
    "linked", "second", "log_linked", "cosine", "above", "of_best", "best", "nearly", "deviations", "claimed", "same",
    "astray", "before", "after", "capital", "digit", "mark", "length", "begins", "left", "right", "sum", "rarity",
    "first", "last", "rare_linked", "lower", "middle", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
"""The columns of `Match.tokens`."""
WHOLE_EVIDENCE = (
    "found", "kept", "strongest", "least", "bare", "rival", "agreement", "span", "ratio", "pieces", "inverse", "within",
    "without", "pooled", "pooled_deviations", "words_deviations", "peak_deviations", "words", "peak", "telling",
    "tells", "tokens", "sentence", "rank", "linked", "cosine", "mean_linked", "weak_linked", "best", "alone",
    "alone_words", "alone_inverse", "alone_gain", "upper_0", "upper_1", "upper_2", "upper_3", "weak_upper",
    "inside_1", "inside_3",
)  # fmt: skip
"""The columns of `Match.whole`; what does not apply is 0."""
SHOWN = ("linked", "weak_linked", "cosine", "pooled", "alone", "telling")
"""What of the whole's evidence is shown: links by rarity, the weaker half's, cosines by rarity, the sentence's, the
span's, and the share of numbers and abbreviations that are there."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a quick look at the whole library says of a phrase and the sentences that it may stand in.

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
class Text:
    """A phrase or a sentence as it is looked at closely.

    `encoded`: with the linker's layers. `upper`: float32 [UPPER, tokens, d], unit vectors, less the language's mean.
    """

    text: str
    encoded: Encoded
    upper: Floats


@dataclass(frozen=True, slots=True)
class Match:
    """`tokens` [tokens, TOKEN_EVIDENCE] and `whole` [WHOLE_EVIDENCE]; `span`: the words that say it, if any."""

    tokens: Floats
    whole: Floats
    span: Span | None

    @property
    def shown(self) -> dict[str, float]:
        """The parts that a person can read."""
        whole = dict(zip(WHOLE_EVIDENCE, self.whole.tolist(), strict=True))
        return {name: whole[name] for name in SHOWN}


def looked_at(text: str, encoded: Encoded, means: Floats) -> Text:
    """A text encoded with the linker's layers and then `UPPER`; `means` [UPPER, d]: of the language's tokens."""
    lower, upper = np.split(encoded.layers, [len(encoded.layers) - len(UPPER)])
    centred = upper.astype(np.float32) - means[:, None]
    centred /= np.maximum(np.linalg.norm(centred, axis=-1, keepdims=True), 1e-6)
    return Text(text, Encoded(encoded.spans, encoded.words, encoded.total, lower), centred)


def match(phrase: Text, sentence: Text, links: AlignmentMatrix, look: Look, rank: int) -> Match:
    """The evidence for a sentence, the `rank`-th of `look`.

    What the span's words say by themselves is not yet in it: see `with_span`.
    """
    cosines = sentence.encoded.words @ phrase.encoded.words.T
    upper = sentence.upper @ phrase.upper.transpose(0, 2, 1)  # [UPPER, sentence's tokens, phrase's]
    tokens = _tokens(phrase, sentence, links, look, rank, cosines, upper)
    linked, reached = tokens[:, 0], upper.max(axis=1)
    by_rarity = reached @ (look.rarity / look.rarity.sum())
    values = {
        "pooled": look.alike[rank],
        "pooled_deviations": look.alike_deviations[rank] / 5,
        "words_deviations": look.words_deviations[rank] / 5,
        "peak_deviations": look.peak_deviations[rank] / 5,
        "words": look.words[rank],
        "peak": look.peak[rank],
        "telling": telling(phrase.text, sentence.text),
        "tells": float(bool(_TELLING.search(phrase.text))),
        "tokens": np.log(len(phrase.encoded.words)),
        "sentence": np.log(len(sentence.encoded.words)),
        "rank": rank / 32,
        "linked": np.average(linked, weights=look.rarity),
        "cosine": np.average(np.maximum(cosines.max(axis=0), 0), weights=look.rarity),
        "mean_linked": linked.mean(),
        "weak_linked": _weaker(linked),
        "best": look.best.mean(),
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
        values |= _of_span(found, phrase, sentence, cosines)
    whole = np.array([values.get(name, 0.0) for name in WHOLE_EVIDENCE], np.float32)
    return Match(tokens, whole, found.span if found else None)


def _of_span(found: Projection, phrase: Text, sentence: Text, cosines: Floats) -> dict[str, float]:
    """What the words that the phrase was led to say for it."""
    of = found.features
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


def with_span(found: Match, alone: Encoded, encoded: Encoded, means: tuple[Floats, Floats], look: Look) -> Match:
    """The evidence with what the span's words, encoded by themselves, have in common with the phrase.

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
        ("alone_words", np.average(cosines.max(axis=0), weights=look.rarity)),
        ("alone_inverse", cosines.max(axis=1).mean()),
        ("alone_gain", alike - whole[WHOLE_EVIDENCE.index("pooled")]),
    ):
        whole[WHOLE_EVIDENCE.index(name)] = value
    return Match(found.tokens, whole, found.span)


def telling(phrase: str, sentence: str) -> float:
    """The share of the phrase's numbers and capital abbreviations that stand in the sentence; 0.5 without any."""
    words = set(_TELLING.findall(phrase))
    return sum(word in sentence for word in words) / len(words) if words else 0.5


def _weaker(values: Floats) -> float:
    """The mean of the weaker half."""
    return float(np.sort(values)[: max(1, len(values) // 2)].mean())


def _tokens(
    phrase: Text, sentence: Text, links: AlignmentMatrix, look: Look, rank: int, cosines: Floats, upper: Floats
) -> Floats:
    """[tokens, TOKEN_EVIDENCE]."""
    encoded, there = phrase.encoded, sentence.encoded
    count = len(encoded.words)
    probability, above = links.probability, look.above[rank]
    ordered = np.sort(probability, axis=0)
    linked, second = ordered[-1], ordered[-2] if len(ordered) > 1 else np.zeros(count, np.float32)
    places = probability.argmax(axis=0)
    middle = np.average(places, weights=linked + 0.01)
    apart = np.minimum(np.abs(np.diff(places)), FARTHEST) / FARTHEST
    words = [phrase.text[start:end] for start, end in encoded.spans.tolist()]
    edge = np.zeros(1, np.float32)
    columns: Sequence[object] = (
        *(linked, second, np.log(linked + 1e-3) / 7, cosines.max(axis=0)),
        *(above, above / np.maximum(look.best, 1e-3), look.best, np.log(look.near) / 5),
        above / np.maximum(look.spread, 1e-3) / 5,
        probability[places].sum(axis=1) - linked,
        *(places == cosines.argmax(axis=0), np.abs(places - middle) / max(3, count)),
        *(np.concatenate([edge, apart]), np.concatenate([apart, edge])),
        [word[:1].isupper() for word in words],
        [any(map(str.isdigit, word)) for word in words],
        [not any(map(str.isalnum, word)) for word in words],
        [len(word) / 6 for word in words],
        [start == 0 or not phrase.text[start - 1].isalnum() for start in encoded.spans[:, 0].tolist()],
        *(np.concatenate([edge, linked[:-1]]), np.concatenate([linked[1:], edge])),
        *(probability.sum(axis=0), look.rarity),
        *(np.arange(count) == 0, np.arange(count) == count - 1, linked * look.rarity),
        *(_best_in(there.layers[layer], encoded.layers[layer]) for layer in COMPARED),
        *upper.max(axis=1),
    )
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _best_in(there: NDArray[np.float16], here: NDArray[np.float16]) -> Floats:
    best: Floats = (there.astype(np.float32) @ here.astype(np.float32).T).max(axis=0)
    return best
