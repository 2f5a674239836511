"""Encodings as bytes that a codebook makes: of each token a centroid, a code, a length and a place; and the total."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.models.codebook import MARK, Codebook, CodedWords, codebook_named
from duizhao.models.encoder import Encoded, pooled

HEADER = np.dtype([("codebook", "<u4"), ("tokens", "<u4"), ("length", "<f4")])
_NIBBLE = 15
"""A token's place takes a byte: how far it begins after the last one's end, and how long it is. This says: in words."""


def is_coded(data: bytes) -> bool:
    """Whether a codebook made these bytes."""
    return len(data) >= HEADER.itemsize and bool(int.from_bytes(data[:4], "little") & MARK)


def pack_coded(encoded: Encoded, codebook: Codebook) -> bytes:
    """An encoding as bytes, some fifty a token. Vectors of other layers are not kept."""
    length = float(np.linalg.norm(encoded.total))
    header = np.array([(codebook.identity, len(encoded.words), length)], HEADER)
    unit = codebook.units.encode(pooled(encoded.total[None]) @ codebook.unit_turn)
    words = codebook.encode_words(encoded.words)
    parts = (header, unit, words.centroids.astype("<u2"), words.codes, words.lengths)
    return b"".join(part.tobytes() for part in parts) + _packed_spans(encoded.spans)


@dataclass(frozen=True, slots=True)
class Coded:
    """Coded bytes, taken apart; their vectors are made when they are asked for."""

    codebook: Codebook
    length: float
    unit: NDArray[np.uint8]
    words: CodedWords
    spans: bytes

    @classmethod
    def of(cls, data: bytes) -> Coded:
        """The parts of what `pack_coded` made; ValueError if they are not all there."""
        header = np.frombuffer(data, HEADER, 1)[0]
        codebook, tokens = codebook_named(int(header["codebook"])), int(header["tokens"])
        units, parts = codebook.units.parts, codebook.rest.parts
        ends = np.cumsum([HEADER.itemsize, units, 2 * tokens, parts * tokens, tokens]).tolist()
        if len(data) < ends[-1] + tokens:
            raise ValueError(f"{len(data)} bytes for {tokens} coded tokens")
        return cls(
            codebook,
            float(header["length"]),
            np.frombuffer(data, np.uint8, units, ends[0]),
            CodedWords(
                np.frombuffer(data, "<u2", tokens, ends[1]),
                np.frombuffer(data, np.uint8, parts * tokens, ends[2]).reshape(tokens, parts),
                np.frombuffer(data, np.uint8, tokens, ends[3]),
            ),
            data[ends[4] :],
        )

    @property
    def total(self) -> NDArray[np.float32]:
        """The encoding's total, float32 [d]."""
        unit = pooled(self.codebook.units.decode(self.unit[None])) @ self.codebook.unit_turn.T
        total: NDArray[np.float32] = (unit[0] * np.float32(self.length)).astype(np.float32)
        return total

    def encoded(self) -> Encoded:
        """All of it."""
        words = pooled(self.codebook.turned_words(self.words) @ self.codebook.back)
        return Encoded(_unpacked_spans(self.spans, len(words)), words, self.total)


def coded_tokens(data: bytes) -> int:
    """How many tokens coded bytes have."""
    return int(np.frombuffer(data, HEADER, 1)[0]["tokens"])


def coded_spans(data: bytes) -> NDArray[np.int32]:
    """Where the tokens of coded bytes stand, int32 [tokens, 2]."""
    coded = Coded.of(data)
    return _unpacked_spans(coded.spans, len(coded.words.centroids))


def _packed_spans(spans: NDArray[np.int32]) -> bytes:
    """A byte a token, and for each whose byte says so the two numbers themselves, at the end."""
    before = np.concatenate([[0], spans[:-1, 1]])
    moves = np.stack([spans[:, 0] - before, spans[:, 1] - spans[:, 0]], axis=1)
    far = ((moves < 0) | (moves >= _NIBBLE)).any(axis=1)
    nibbles = np.where(far, _NIBBLE * (16 + 1), moves[:, 0] * 16 + moves[:, 1]).astype(np.uint8)
    return nibbles.tobytes() + moves[far].astype("<i4").tobytes()


def _unpacked_spans(data: bytes, tokens: int) -> NDArray[np.int32]:
    nibbles = np.frombuffer(data, np.uint8, tokens)
    far = nibbles == _NIBBLE * (16 + 1)
    if len(data) != tokens + 8 * int(far.sum()):
        raise ValueError(f"{len(data)} bytes for the places of {tokens} tokens")
    moves = np.stack([nibbles >> 4, nibbles & 15], axis=1).astype(np.int32)
    moves[far] = np.frombuffer(data, "<i4", offset=tokens).reshape(-1, 2)
    ends = np.cumsum(moves.sum(axis=1), dtype=np.int32)
    return np.stack([ends - moves[:, 1], ends], axis=1).astype(np.int32)
