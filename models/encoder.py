"""The door to every model: sentences in; token vectors with their characters, and pooled vectors, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the model says of one sentence.

    `spans`: int32 [tokens, 2], the characters of each token (half-open, without white space).
    `words`: float32 [tokens, dimension], one unit vector a token, comparable between the languages.
    `total`: float32 [dimension], the sum of the sentence's token vectors in the model's last layer: the pooled
    vector of any run of sentences is the sum of their totals, scaled to length one, and needs no new encoding.
    `layers`: float16 [layers asked for, tokens, dimension], like `words` but each from a layer that the caller named.
    """

    spans: NDArray[np.int32]
    words: NDArray[np.float32]
    total: NDArray[np.float32]
    layers: NDArray[np.float16] = field(default_factory=lambda: np.zeros((0, 0, 0), np.float16))

    def __post_init__(self) -> None:
        if not len(self.layers):  # none were asked for: they are as many and as long as the words all the same
            object.__setattr__(self, "layers", self.layers.reshape(0, *self.words.shape))
        if self.spans.shape != (len(self.words), 2):
            raise ValueError(f"{len(self.words)} word vectors with spans of shape {self.spans.shape}")
        if self.layers.shape[1:] != self.words.shape:
            raise ValueError(f"layers of shape {self.layers.shape} with words of shape {self.words.shape}")


class Linker(Protocol):
    """A trained judge of word links, which ships with some models."""

    @property
    def layers(self) -> Sequence[int]:
        """The layers that both texts must have been encoded with."""

    def probability(self, source: str, sources: Encoded, target: str, targets: Encoded) -> NDArray[np.float32]:
        """float32 [source tokens, target tokens]: that each pair is a link. `source` is the Chinese text.

        The tokens' spans count in `source` and `target`.
        """


class Encoder(Protocol):
    """A model. A caller never sees its tokenizer."""

    @property
    def signature(self) -> str:
        """Names the model and its weights: vectors of equal signatures can be compared."""

    @property
    def linker(self) -> Linker | None:
        """The model's own judge of word links; None if it has none, and cosines must do."""

    def encode(self, texts: Iterable[str], layers: Sequence[int] = ()) -> Iterator[Encoded]:
        """One `Encoded` for each text, in order; an empty text has no tokens and a zero total.

        `layers`: the layers, from 1, whose token vectors are wanted beside the words; `ValueError` if one is not there.
        """


def pooled(totals: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of `totals`, float32 [n, dimension], scaled to length one, of the same shape; zero rows stay zero."""
    lengths = np.linalg.norm(totals, axis=-1, keepdims=True)
    scaled: NDArray[np.float32] = (totals / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled


class AroundEncoder:
    """What stands around another encoder, and speaks for its model."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @property
    def signature(self) -> str:
        """The model's."""
        return self._encoder.signature

    @property
    def linker(self) -> Linker | None:
        """The model's."""
        return self._encoder.linker
