"""Encodings as bytes, small enough to keep: word vectors in eight bits a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from duizhao.models.encoder import Encoded, pooled

_HEADER = np.dtype([("tokens", "<u4"), ("dimension", "<u4")])


def pack(encoded: Encoded) -> bytes:
    """An encoding as bytes: spans as int32, word vectors as int8 with a float32 scale each, the total as float32.

    Vectors of other layers are not kept. A cosine between packed vectors differs from the exact one by less than 0.01.
    """
    words = encoded.words
    scale = np.abs(words).max(axis=1, initial=0) / 127
    coarse = np.rint(words / np.maximum(scale, 1e-12)[:, None]).astype(np.int8)
    header = np.array([(len(words), encoded.total.shape[0])], _HEADER)
    parts = (header, encoded.spans.astype("<i4"), scale.astype("<f4"), coarse, encoded.total.astype("<f4"))
    return b"".join(part.tobytes() for part in parts)


def unpack(data: bytes) -> Encoded:
    """The encoding that `pack` made into bytes; its word vectors are scaled to length one again."""
    header = np.frombuffer(data, _HEADER, 1)[0]
    tokens, dimension = int(header["tokens"]), int(header["dimension"])
    sizes = (8 * tokens, 4 * tokens, tokens * dimension, 4 * dimension)
    ends = np.cumsum([_HEADER.itemsize, *sizes]).tolist()
    if len(data) != ends[-1]:
        raise ValueError(f"{len(data)} bytes for {tokens} tokens of {dimension} numbers")
    spans = np.frombuffer(data, "<i4", 2 * tokens, ends[0]).reshape(tokens, 2)
    scale = np.frombuffer(data, "<f4", tokens, ends[1])
    coarse = np.frombuffer(data, np.int8, tokens * dimension, ends[2]).reshape(tokens, dimension)
    words = pooled(coarse * scale[:, None]) if tokens else np.zeros((0, dimension), np.float32)
    return Encoded(spans.astype(np.int32), words, np.frombuffer(data, "<f4", dimension, ends[3]).astype(np.float32))


@dataclass(frozen=True, slots=True)
class Packed:
    """An encoding that stays packed, a quarter as large, and of which only what is asked for is taken out."""

    data: bytes

    @property
    def tokens(self) -> int:
        """How many it has."""
        return int(np.frombuffer(self.data, _HEADER, 1)[0]["tokens"])

    @property
    def total(self) -> NDArray[np.float32]:
        """Its total, float32 [d]."""
        dimension = int(np.frombuffer(self.data, _HEADER, 1)[0]["dimension"])
        return np.frombuffer(self.data, "<f4", dimension, len(self.data) - 4 * dimension).astype(np.float32)

    @property
    def coarse(self) -> NDArray[np.int8]:
        """Its word vectors up to their lengths, int8 [tokens, d]."""
        tokens, dimension = (int(size) for size in np.frombuffer(self.data, _HEADER, 1)[0])
        start = _HEADER.itemsize + (8 + 4) * tokens
        return np.frombuffer(self.data, np.int8, tokens * dimension, start).reshape(tokens, dimension)

    def unpacked(self) -> Encoded:
        """All of it."""
        return unpack(self.data)


Kept = Encoded | Packed
"""An encoding, whole or packed."""


def count(kept: Kept) -> int:
    """The number of its tokens."""
    return kept.tokens if isinstance(kept, Packed) else len(kept.words)


def whole(kept: Kept) -> Encoded:
    """The encoding itself."""
    return kept.unpacked() if isinstance(kept, Packed) else kept


def word_rows(some: Sequence[Kept]) -> NDArray[np.float32]:
    """The word vectors of all of them, one after another: float32 [tokens, d], each of length one."""
    parts = []
    for packed, group in groupby(some, lambda row: isinstance(row, Packed)):
        if packed:
            coarse = np.concatenate([row.coarse for row in group if isinstance(row, Packed)])
            parts.append(pooled(coarse.astype(np.float32)))
        else:
            parts.append(np.concatenate([whole(row).words for row in group]))
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
