"""A model's codebook: its vectors as the nearest of its centroids and, for what is left, a byte for every few numbers.

Centroids with coded residuals keep late interaction small (ColBERTv2, Santhanam et al. 2022); the residuals are coded
in products of small codes (Jégou et al. 2011) after the rotation that loses least (Ge et al. 2013). The codebook ships
with the model and is never fitted to a corpus: rows can go from one corpus to another, and a centroid tells nothing of
a text that was taken out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from duizhao.models.errors import ModelError
from duizhao.models.registry import SHIPPED

CODEBOOK = "codebook.npz"
"""Beside the weights. No safetensors: those are what a model is known by, and its vectors are the same without this."""
CODES = 256
STEPS = 255
MARK = 1 << 31
"""Set in every identity: coded rows begin with it, other rows with a number of tokens, which is less."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """Finds the nearest of some centres in one product. `table`: float32 [..., d + 1, centres], of `nearest_of`."""

    table: NDArray[np.float32]

    def of(self, points: NDArray[np.float32]) -> NDArray[np.int64]:
        """The nearest centre of each point [..., n, d]: [..., n]."""
        ones = np.ones((*points.shape[:-1], 1), np.float32)
        with np.errstate(invalid="ignore"):  # a flag that was left raised in the processor
            nearness = np.matmul(np.concatenate([points, ones], axis=-1), self.table)
        found: NDArray[np.int64] = nearness.argmax(axis=-1)
        return found


def nearest_of(centres: NDArray[np.float32]) -> Nearest:
    """For centres [..., k, d]: of a point's product with each, less half its square, the greatest is the nearest's."""
    half = (centres**2).sum(axis=-1, keepdims=True) / -2
    return Nearest(np.ascontiguousarray(np.concatenate([centres, half], axis=-1).swapaxes(-1, -2)))


@dataclass(frozen=True, slots=True)
class ProductCode:
    """Rows of `parts` times `width` numbers as a byte for each part.

    `books`: float32 [parts, CODES, width], what each byte of each part stands for. `nearest`: of them.
    """

    books: NDArray[np.float32]
    nearest: Nearest

    @classmethod
    def of(cls, books: NDArray[np.float32]) -> ProductCode:
        """The code of these books."""
        return cls(books, nearest_of(books))

    @property
    def parts(self) -> int:
        """Bytes of a row."""
        return len(self.books)

    def encode(self, rows: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The bytes whose numbers are nearest to those of each row: uint8 [n, parts]."""
        parts, _, width = self.books.shape
        cut = rows.reshape(len(rows), parts, width).transpose(1, 0, 2)
        return np.ascontiguousarray(self.nearest.of(cut).T.astype(np.uint8))

    def decode(self, codes: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The numbers that bytes stand for: float32 [n, parts * width]."""
        parts, _, width = self.books.shape
        places = codes + np.arange(0, parts * CODES, CODES, dtype=np.int32)
        return np.take(self.books.reshape(-1, width), places, axis=0).reshape(len(codes), parts * width)


@dataclass(frozen=True, slots=True)
class CodedWords:
    """Word vectors: of each the nearest of the `centroids`, uint16 [n]; the `codes` of the rest, uint8 [n, parts].

    `lengths`, uint8 [n]: how long, in `STEPS` of one, what they stand for is: what is coded badly, as a rare word may
    be, comes out short, and would be found less.
    """

    centroids: NDArray[np.uint16]
    codes: NDArray[np.uint8]
    lengths: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Codebook:
    """How the vectors of a model are coded.

    `identity`: the number by which coded rows name it. `model`: the signature of the model.

    `turn` [d, d]: what word vectors are multiplied by before they are coded, and `back`, its inverse. `centroids`
    [k, d]: turned already; `nearest`: of them. `rest`: the code of a turned word vector less its centroid.

    `unit_turn`, `units`: the rotation, and the code, of a sentence's total that was scaled to length one.
    """

    identity: int
    model: str
    turn: NDArray[np.float32]
    back: NDArray[np.float32]
    centroids: NDArray[np.float32]
    nearest: Nearest
    rest: ProductCode
    unit_turn: NDArray[np.float32]
    units: ProductCode

    def encode_words(self, words: NDArray[np.float32]) -> CodedWords:
        """Word vectors [n, d], of length one, coded."""
        turned = words @ self.turn
        nearest = self.nearest.of(turned)
        codes = self.rest.encode(turned - self.centroids[nearest])
        bare = CodedWords(nearest.astype(np.uint16), codes, np.full(len(words), STEPS, np.uint8))
        lengths = np.linalg.norm(self.turned_words(bare) @ self.back, axis=1)
        return replace(bare, lengths=np.clip(np.rint(lengths * STEPS), 1, STEPS).astype(np.uint8))

    def turned_words(self, coded: CodedWords) -> NDArray[np.float32]:
        """Word vectors as they were coded, float32 [n, d]: times `back`, they are of length one, nearly."""
        rows = self.rest.decode(coded.codes)
        rows += np.take(self.centroids, coded.centroids, axis=0)
        rows *= (np.float32(STEPS) / coded.lengths)[:, None]
        return rows


def codebook_of(model: str) -> Codebook | None:
    """The codebook of the model with this signature; None where none ships: its vectors are kept in eight bits."""
    shipped = _shipped()
    return shipped if shipped is not None and shipped.model == model else None


def codebook_named(identity: int) -> Codebook:
    """The codebook that coded rows name; ModelError where it is not here."""
    shipped = _shipped()
    if shipped is None or shipped.identity != identity:
        raise ModelError("the vectors of this corpus were coded by another version of duizhao: open it with that one")
    return shipped


@cache
def _shipped() -> Codebook | None:
    path = SHIPPED / CODEBOOK
    return read_codebook(path) if path.is_file() else None


def read_codebook(path: Path) -> Codebook:
    """A codebook from its file."""
    with np.load(path, allow_pickle=False) as stored:
        return made_codebook(str(stored["model"]), stored)


def made_codebook(model: str, arrays: Mapping[str, NDArray[np.float32]]) -> Codebook:
    """A codebook of its arrays, whose numbers make up its identity."""
    names = ("turn", "centroids", "rest", "unit_turn", "units")
    half = {name: np.ascontiguousarray(arrays[name], np.float16) for name in names}
    identity = crc32(b"".join(half[name].tobytes() for name in names)) | MARK
    turn, centroids, rest, unit_turn, units = (half[name].astype(np.float32) for name in names)
    return Codebook(
        identity,
        model,
        turn,
        np.linalg.inv(turn.astype(np.float64)).astype(np.float32),
        centroids,
        nearest_of(centroids),
        ProductCode.of(rest),
        unit_turn,
        ProductCode.of(units),
    )
