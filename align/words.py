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
from corpus.scripts import han_share
from models.encoder import Encoded, Encoder, Linker

Item = TypeVar("Item")

TEMPERATURE = 0.05
"""Of both softmaxes: the best of a sweep from 0.03 to 0.14 on hand-linked news."""
NOTHING = 0.25
"""Cosine below which a token rather has no counterpart."""
NOTHING_ALONE = 0.4
"""The same where a phrase is compared with a text that says more than it."""
LINKED = 0.4
"""Tokens at this probability are linked: the best of a sweep on the same news."""
LINKED_BY_MODEL = 0.45
"""The same of a trained linker's probabilities."""


@dataclass(frozen=True, slots=True)
class Links:
    """The tokens of both sides (int32 spans [n, 2] and [m, 2]) and the probability that each pair is a link [n, m].

    `trained`: whether a model's own linker gave the probabilities, or cosines did.
    """

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    probability: Floats
    trained: bool = False

    @property
    def turned(self) -> Links:
        """The same links from the other side."""
        return Links(self.target, self.source, self.probability.T, self.trained)

    def moved(self, source: int, target: int) -> Links:
        """The same links in longer texts, in which these two begin at `source` and `target`."""
        return Links(self.source + np.int32(source), self.target + np.int32(target), self.probability, self.trained)


def link(source: Encoded, target: Encoded, nothing: float = NOTHING) -> Links:
    """All pairs of tokens by their cosines: the geometric mean of the softmaxes over rows and over columns.

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


def link_by(linker: Linker, source: str, sources: Encoded, target: str, targets: Encoded) -> Links:
    """All pairs of tokens by the model's own linker, whichever of the texts is the Chinese one."""
    if han_share(source) < han_share(target):
        return link_by(linker, target, targets, source, sources).turned
    return Links(sources.spans, targets.spans, linker.probability(source, sources, target, targets), trained=True)


def link_texts(
    items: Iterable[Item], texts: Callable[[Item], tuple[str, str]], encoder: Encoder, nothing: float = NOTHING
) -> Iterator[tuple[Item, Links]]:
    """Each item with the links between its two texts, source first; items are read ahead as the encoder does."""
    linker = encoder.linker
    waiting: deque[Item] = deque()

    def read_ahead() -> Iterator[str]:
        for item in items:
            waiting.append(item)
            yield from texts(item)

    encoded = encoder.encode(read_ahead(), linker.layers if linker else ())
    for source, target in zip(encoded, encoded, strict=True):
        item = waiting.popleft()
        if linker:
            yield item, link_by(linker, texts(item)[0], source, texts(item)[1], target)
        else:
            yield item, link(source, target, nothing)


def link_pairs(
    pairs: Iterable[tuple[Sequence[str], Sequence[str]]], encoder: Encoder
) -> Iterator[set[tuple[int, int]]]:
    """The links of each pair of sentences given as tokens: pairs of 0-based indices, source first."""
    for (source, target), found in link_texts(pairs, lambda pair: (" ".join(pair[0]), " ".join(pair[1])), encoder):
        rows, columns = _token_of(source, found.source), _token_of(target, found.target)
        linked = np.argwhere(found.probability >= (LINKED_BY_MODEL if found.trained else LINKED))
        yield {(int(rows[row]), int(columns[column])) for row, column in linked}


def _token_of(tokens: Sequence[str], spans: NDArray[np.int32]) -> NDArray[np.int64]:
    """Which of `tokens`, joined by single spaces, each span stands in."""
    starts = np.cumsum([0, *(len(token) + 1 for token in tokens)])
    found: NDArray[np.int64] = np.searchsorted(starts, spans[:, 0], side="right") - 1
    return found
