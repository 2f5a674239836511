"""Encodings as bytes, small enough to keep: word vectors in eight bits a number."""

from __future__ import annotations

import numpy as np

from models.encoder import Encoded, pooled

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
