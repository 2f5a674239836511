"""A phrase beside a Chinese sentence, token by token: whether each of its words has a counterpart there, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from duizhao.align.quotations.retrieval import Retrieved
from duizhao.align.vectors.arrays import Floats
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.models.encoder import Encoded

FARTHEST = 10
"""Tokens: counterparts this far apart stand nowhere near one another."""


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A phrase or a sentence as it is reranked, encoded with the linker's layers."""

    text: str
    encoded: Encoded


@dataclass(frozen=True, slots=True)
class ComparedTexts:
    """A sentence beside a phrase: cosines [sentence's tokens, phrase's]."""

    phrase: EncodedText
    sentence: EncodedText
    links: AlignmentMatrix
    cosines: Floats


class TokenFeatures(NamedTuple):
    """Each token of the phrase beside the sentence, [tokens] each, in the order of the weights.

    `linked`, `second`: the probabilities of its best links, `log_linked` the first's logarithm, `sum` that of all;
    `claimed`: how much else is linked to the same. `cosine`: its best. `above`, `best`, `nearly`, `deviations`,
    `rarity`: see `Retrieved`; `of_best`: the share of its best that it reaches here; `rare_linked`: its link times its
    rarity. `same`: link and cosine lead to one place; `astray`: how far that is from the others', `before` and `after`
    from its neighbours'. `left`, `right`: its neighbours' links. `capital` to `length`, `begins` a word, `first` and
    `last`: how it looks.
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


TOKEN_FEATURES = TokenFeatures._fields
"""Their names: the columns of a candidate's features by tokens."""


def token_features(compared: ComparedTexts, retrieved: Retrieved, rank: int) -> TokenFeatures:
    """The features of the tokens of a phrase beside a sentence, the `rank`-th of `retrieved`."""
    phrase, probability, cosines = compared.phrase, compared.links.probability, compared.cosines
    encoded = phrase.encoded
    count, above = len(encoded.words), retrieved.above[rank]
    ordered = np.sort(probability, axis=0)
    linked, second = ordered[-1], ordered[-2] if len(ordered) > 1 else np.zeros(count, np.float32)
    places = probability.argmax(axis=0)
    centre = np.average(places, weights=linked + 0.01)
    apart = np.minimum(np.abs(np.diff(places)), FARTHEST) / FARTHEST
    words = [phrase.text[start:end] for start, end in encoded.spans.tolist()]
    edge = np.zeros(1, np.float32)
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
    )
