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

from align.links import Links
from align.phrases import UNLINKED_ALONE, project
from align.similarity import Floats
from corpus.document import Span
from models.encoder import Encoded, pooled

ANYTHING = 1.1
"""A span is wanted here however probable it is that the phrase has none."""
COMPARED = (1, 4)
"""Of the layers that the linker reads, those whose cosines are evidence of their own."""
FARTHEST = 10
"""Tokens: counterparts this far apart stand nowhere near one another."""
_TELLING = re.compile(r"\d+(?:[.,]\d+)*|\b[A-Z]{2,}\b")

TOKEN_EVIDENCE = (
    "linked", "second", "log_linked", "cosine", "above", "of_best", "best", "nearly", "deviations", "claimed", "same",
    "astray", "before", "after", "capital", "digit", "mark", "length", "begins", "left", "right", "sum", "rarity",
    "first", "last", "rare_linked", "lower", "upper",
)  # fmt: skip
"""The columns of `Match.tokens`."""
WHOLE_EVIDENCE = (
    "found", "kept", "strongest", "least", "bare", "rival", "agreement", "span", "ratio", "pieces", "inverse", "within",
    "without", "pooled", "pooled_deviations", "words_deviations", "peak_deviations", "words", "peak", "telling",
    "tells", "tokens", "sentence", "rank", "linked", "cosine", "mean_linked", "weak_linked", "best", "alone",
    "alone_words", "alone_inverse", "alone_gain",
)  # fmt: skip
"""The columns of `Match.whole`."""


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

    rows: NDArray[np.int64]
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


def match(phrase: str, encoded: Encoded, sentence: str, there: Encoded, links: Links, look: Look, rank: int) -> Match:
    """The evidence for a sentence, the `rank`-th of `look`; both texts are encoded with the linker's layers.

    What the span's words say by themselves is not yet in it: see `with_span`.
    """
    tokens = _tokens(phrase, encoded, there, links, look, rank)
    linked, cosines = tokens[:, 0], there.words @ encoded.words.T
    whole = np.zeros(len(WHOLE_EVIDENCE), np.float32)
    found = project(links, [Span(0, max(1, len(phrase)))], sentence, "zh", unlinked=UNLINKED_ALONE, nothing=ANYTHING)
    if found is not None:
        of = found.evidence
        whole[:10] = (
            *(of.found, of.kept, of.strongest, of.least, of.bare, min(of.rival, 3.0), of.agreement, found.confidence),
            np.log(len(found.span) + 1) - np.log(len(phrase) + 1),
            len(found.pieces) / 3,
        )
        inside = (there.spans[:, 0] < found.span.end) & (there.spans[:, 1] > found.span.start)
        if inside.any():
            whole[10:13] = (
                cosines[inside].max(axis=1).mean(),
                cosines[inside].max(axis=0).mean(),
                (cosines.max(axis=0) - cosines[inside].max(axis=0)).mean(),
            )
    whole[13:29] = (
        *(look.alike[rank], look.alike_deviations[rank] / 5, look.words_deviations[rank] / 5),
        *(look.peak_deviations[rank] / 5, look.words[rank], look.peak[rank]),
        *(telling(phrase, sentence), bool(_TELLING.search(phrase))),
        *(np.log(len(encoded.words)), np.log(len(there.words)), rank / 32),
        *(np.average(linked, weights=look.rarity), np.average(np.maximum(tokens[:, 3], 0), weights=look.rarity)),
        *(linked.mean(), np.sort(linked)[: max(1, len(linked) // 2)].mean(), look.best.mean()),
    )
    return Match(tokens, whole, found.span if found else None)


def telling(phrase: str, sentence: str) -> float:
    """The share of the phrase's numbers and capital abbreviations that stand in the sentence; 0.5 without any."""
    words = set(_TELLING.findall(phrase))
    return sum(word in sentence for word in words) / len(words) if words else 0.5


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
    whole[29:33] = (
        alike,
        np.average(cosines.max(axis=0), weights=look.rarity),
        cosines.max(axis=1).mean(),
        alike - whole[13],
    )
    return Match(found.tokens, whole, found.span)


def _tokens(phrase: str, encoded: Encoded, there: Encoded, links: Links, look: Look, rank: int) -> Floats:
    """[tokens, TOKEN_EVIDENCE]."""
    count = len(encoded.words)
    probability, cosines = links.probability, there.words @ encoded.words.T
    above = look.above[rank]
    ordered = np.sort(probability, axis=0)
    linked, second = ordered[-1], ordered[-2] if len(ordered) > 1 else np.zeros(count, np.float32)
    places = probability.argmax(axis=0)
    middle = np.average(places, weights=linked + 0.01)
    apart = np.minimum(np.abs(np.diff(places)), FARTHEST) / FARTHEST
    words = [phrase[start:end] for start, end in encoded.spans.tolist()]
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
        [start == 0 or not phrase[start - 1].isalnum() for start in encoded.spans[:, 0].tolist()],
        *(np.concatenate([edge, linked[:-1]]), np.concatenate([linked[1:], edge])),
        *(probability.sum(axis=0), look.rarity),
        *(np.arange(count) == 0, np.arange(count) == count - 1, linked * look.rarity),
        *(_best_in(there.layers[layer], encoded.layers[layer]) for layer in COMPARED),
    )
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _best_in(there: NDArray[np.float16], here: NDArray[np.float16]) -> Floats:
    best: Floats = (there.astype(np.float32) @ here.astype(np.float32).T).max(axis=0)
    return best
