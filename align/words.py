"""Word links inside a pair of texts that say the same: how probably each token renders each other."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from align.similarity import Floats
from models.encoder import Encoded, Encoder

Item = TypeVar("Item")

TEMPERATURE = 0.05
"""Of both softmaxes: the best of a sweep from 0.03 to 0.14 on hand-linked news."""
NOTHING = 0.25
"""Cosine below which a token rather has no counterpart."""
NOTHING_ALONE = 0.4
"""The same where a phrase is compared with a text that says more than it."""
LINKED = 0.4
"""Tokens at this probability are linked: the best of a sweep on the same news."""


@dataclass(frozen=True, slots=True)
class Links:
    """The tokens of both sides (int32 spans [n, 2] and [m, 2]) and the probability that each pair is a link [n, m]."""

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    probability: Floats

    @property
    def turned(self) -> Links:
        """The same links from the other side."""
        return Links(self.target, self.source, self.probability.T)


def link(source: Encoded, target: Encoded, nothing: float = NOTHING) -> Links:
    """All pairs of tokens: the geometric mean of the softmaxes over rows and over columns.

    The two directions as in Dou & Neubig 2021, whose product asks both for agreement. Each token may also choose
    nothing, which counts as a counterpart at the cosine `nothing`.
    """
    if not len(source.words) or not len(target.words):
        return Links(source.spans, target.spans, np.zeros((len(source.words), len(target.words)), np.float32))
    cosines = source.words @ target.words.T
    logits = np.exp((cosines - 1) / TEMPERATURE, dtype=np.float32)
    none = math.exp((nothing - 1) / TEMPERATURE)
    rows = logits / (logits.sum(axis=1, keepdims=True) + none)
    columns = logits / (logits.sum(axis=0, keepdims=True) + none)
    probability: Floats = np.sqrt(rows * columns)
    return Links(source.spans, target.spans, probability)


def link_texts(
    items: Iterable[Item], texts: Callable[[Item], tuple[str, str]], encoder: Encoder
) -> Iterator[tuple[Item, Links]]:
    """Each item with the links between its two texts, source first; items are read ahead as the encoder does."""
    waiting: deque[Item] = deque()

    def read_ahead() -> Iterator[str]:
        for item in items:
            waiting.append(item)
            yield from texts(item)

    encoded = encoder.encode(read_ahead())
    for source, target in zip(encoded, encoded, strict=True):
        yield waiting.popleft(), link(source, target)


def link_pairs(
    pairs: Iterable[tuple[Sequence[str], Sequence[str]]], encoder: Encoder
) -> Iterator[set[tuple[int, int]]]:
    """The links of each pair of sentences given as tokens: pairs of 0-based indices, source first."""
    for (source, target), found in link_texts(pairs, lambda pair: (" ".join(pair[0]), " ".join(pair[1])), encoder):
        rows, columns = _token_of(source, found.source), _token_of(target, found.target)
        linked = np.argwhere(found.probability >= LINKED)
        yield {(int(rows[row]), int(columns[column])) for row, column in linked}


def _token_of(tokens: Sequence[str], spans: NDArray[np.int32]) -> NDArray[np.int64]:
    """Which of `tokens`, joined by single spaces, each span stands in."""
    starts = np.cumsum([0, *(len(token) + 1 for token in tokens)])
    found: NDArray[np.int64] = np.searchsorted(starts, spans[:, 0], side="right") - 1
    return found
