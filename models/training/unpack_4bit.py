"""The 4-bit file of multilingual-e5-small, read as the float32 tensors of transformers' `BertModel`.

Layout, little-endian: `E5S1`, u32 version; i32 hidden size, layers, heads, feed-forward size, vocabulary, positions,
types; f32 epsilon; i32 block; i32 pieces and the ids of bos, eos, pad, unk; u64 length of the blob of piece strings;
u32 offsets into it (pieces + 1); f32 scores; the blob; a normalisation table (i32 entries, u32 bytes, bytes), which is
not used here; i32 tensors, each u16 name length, name, u8 type, u32 weights, u64 place in the file, u64 bytes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

BLOCK = 32
BLOCK_RECORD = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])

LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes that `BertConfig` needs."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The whole model: sizes, the pieces with their Unigram log probabilities, and tensors under `BertModel`'s names.

    The word embedding has one row a piece, in order, and some unused rows after them.
    """

    shape: Shape
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    tensors: dict[str, torch.Tensor]


@dataclass(slots=True)
class Reader:
    """Bytes and a place in them."""

    data: bytes
    place: int = 0

    def take(self, layout: str) -> tuple[int, ...]:
        """The integers of a struct layout."""
        values = struct.unpack_from(f"<{layout}", self.data, self.place)
        self.place += struct.calcsize(f"<{layout}")
        return values

    def real(self) -> float:
        """One float32, as the shortest decimal number that stands for it."""
        return float(str(self.array("<f4", 1)[0]))

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        """`count` numbers of a numpy type."""
        values: NDArray[np.generic] = np.frombuffer(self.data, dtype=kind, count=count, offset=self.place)
        self.place += values.nbytes
        return values

    def raw(self, count: int) -> bytes:
        """`count` bytes."""
        self.place += count
        return self.data[self.place - count : self.place]


def unpack(path: Path) -> Unpacked:
    """Read the file; `ValueError` if it is not of this layout."""
    reader = Reader(path.read_bytes())
    magic = reader.raw(4)
    if magic != b"E5S1":
        raise ValueError(f"{path} begins with {magic!r}, not with b'E5S1'")
    reader.take("I")
    hidden, layers, heads, feed_forward, vocabulary, positions, types = reader.take("7i")
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon=reader.real())
    (block,) = reader.take("i")
    if block != BLOCK:
        raise ValueError(f"{path} has blocks of {block} weights, not {BLOCK}")
    count, *_ = reader.take("5i")
    (length,) = reader.take("Q")
    offsets = [int(offset) for offset in reader.array("<u4", count + 1)]
    scores = tuple(float(score) for score in reader.array("<f4", count))
    blob = reader.raw(length)
    pieces = tuple(blob[start:end].decode() for start, end in pairwise(offsets))
    _, normalisation = reader.take("iI")
    reader.raw(normalisation)
    (entries,) = reader.take("i")
    tensors = dict(read_tensor(reader, shape) for _ in range(entries))
    return Unpacked(shape, pieces, scores, tensors)


def read_tensor(reader: Reader, shape: Shape) -> tuple[str, torch.Tensor]:
    """The next entry of the table: `BertModel`'s name for it, and its values in float32."""
    (length,) = reader.take("H")
    name = reader.raw(length).decode()
    kind, count, place, size = reader.take("BIQQ")
    data = reader.data[place : place + size]
    values = widen(data) if kind == 1 else np.frombuffer(data, dtype="<f4").copy()
    if values.size != count:
        raise ValueError(f"{name} has {values.size} weights, not {count}")
    tensor = torch.from_numpy(values)
    return bert_name(name), tensor.reshape(-1, columns(name, shape)) if is_matrix(name) else tensor


def widen(data: bytes) -> NDArray[np.float32]:
    """Weights [n] float32 of blocks of 32: a half-precision scale, then 16 bytes.

    Weight j of a block is the low nibble of byte j, weight j + 16 its high nibble, less 8, times the scale.
    """
    blocks = np.frombuffer(data, dtype=BLOCK_RECORD)
    nibbles = blocks["nibbles"]
    steps = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    weights: NDArray[np.float32] = (steps * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
    return weights


def bert_name(name: str) -> str:
    """`BertModel`'s name: `l3.q.w` is `encoder.layer.3.attention.self.query.weight`."""
    if name in EMBEDDING_NAMES:
        return EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{LAYER_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"


def is_matrix(name: str) -> bool:
    """Whether the tensor has two dimensions: the embeddings, and the weights of dense layers."""
    return name in ("emb.word", "emb.pos", "emb.type") or (name.endswith(".w") and "ln." not in name)


def columns(name: str, shape: Shape) -> int:
    """The length of a row: what the dense layer takes in."""
    return shape.feed_forward if ".fo." in name else shape.hidden
