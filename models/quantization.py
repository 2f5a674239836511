"""Encodings as bytes, small enough to keep: coded, where the model has a codebook; else in eight bits a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

import numpy as np
from numpy.typing import NDArray

from duizhao.models.codebook import Codebook, CodedWords
from duizhao.models.coded_rows import Coded, coded_spans, coded_tokens, is_coded, pack_coded
from duizhao.models.encoder import Encoded, pooled

_HEADER = np.dtype([("tokens", "<u4"), ("dimension", "<u4")])


def pack(encoded: Encoded, codebook: Codebook | None = None) -> bytes:
    """An encoding as bytes; vectors of other layers are not kept.

    With a codebook, an eighth as large (`duizhao.models.coded_rows`). Without one: spans as int32, word vectors as int8
    with a float32 scale each, the total as float32; a cosine differs from the exact one by less than 0.01.
    """
    if codebook is not None:
        return pack_coded(encoded, codebook)
    words = encoded.words
    scale = np.abs(words).max(axis=1, initial=0) / 127
    coarse = np.rint(words / np.maximum(scale, 1e-12)[:, None]).astype(np.int8)
    header = np.array([(len(words), encoded.total.shape[0])], _HEADER)
    parts = (header, encoded.spans.astype("<i4"), scale.astype("<f4"), coarse, encoded.total.astype("<f4"))
    return b"".join(part.tobytes() for part in parts)


def unpack(data: bytes) -> Encoded:
    """The encoding that `pack` made into bytes; its word vectors are scaled to length one again."""
    if is_coded(data):
        return Coded.of(data).encoded()
    header = np.frombuffer(data, _HEADER, 1)[0]
    tokens, dimension = int(header["tokens"]), int(header["dimension"])
    sizes = (8 * tokens, 4 * tokens, tokens * dimension, 4 * dimension)
    ends = list(accumulate([_HEADER.itemsize, *sizes]))
    if len(data) != ends[-1]:
        raise ValueError(f"{len(data)} bytes for {tokens} tokens of {dimension} numbers")
    spans = np.frombuffer(data, "<i4", 2 * tokens, ends[0]).reshape(tokens, 2)
    scale = np.frombuffer(data, "<f4", tokens, ends[1])
    coarse = np.frombuffer(data, np.int8, tokens * dimension, ends[2]).reshape(tokens, dimension)
    words = pooled(coarse * scale[:, None]) if tokens else np.zeros((0, dimension), np.float32)
    return Encoded(spans.astype(np.int32), words, np.frombuffer(data, "<f4", dimension, ends[3]).astype(np.float32))


def is_whole(data: bytes) -> bool:
    """Whether bytes from elsewhere are what `pack` makes, their places in order and their numbers all numbers.

    Raises ModelError where they were coded by a codebook that is not here.
    """
    try:
        with np.errstate(all="ignore"):
            encoded = unpack(data)
    except (ValueError, IndexError, OverflowError, MemoryError):
        return False
    spans = encoded.spans.reshape(-1)
    numbers = all(bool(np.isfinite(each).all()) for each in (encoded.words, encoded.total))
    return numbers and bool((spans >= 0).all()) and bool((encoded.spans[:, 0] <= encoded.spans[:, 1]).all())


@dataclass(frozen=True, slots=True)
class Packed:
    """An encoding that stays packed, and of which only what is asked for is taken out."""

    data: bytes

    @property
    def tokens(self) -> int:
        """How many it has."""
        return coded_tokens(self.data) if self.is_coded else int(np.frombuffer(self.data, _HEADER, 1)[0]["tokens"])

    @property
    def total(self) -> NDArray[np.float32]:
        """Its total, float32 [d]."""
        if self.is_coded:
            return Coded.of(self.data).total
        dimension = int(np.frombuffer(self.data, _HEADER, 1)[0]["dimension"])
        return np.frombuffer(self.data, "<f4", dimension, len(self.data) - 4 * dimension).astype(np.float32)

    @property
    def coarse(self) -> NDArray[np.int8]:
        """Its word vectors up to their lengths, int8 [tokens, d], of one that is not coded."""
        tokens, dimension = (int(size) for size in np.frombuffer(self.data, _HEADER, 1)[0])
        start = _HEADER.itemsize + (8 + 4) * tokens
        return np.frombuffer(self.data, np.int8, tokens * dimension, start).reshape(tokens, dimension)

    @property
    def spans(self) -> NDArray[np.int32]:
        """Where its tokens stand, int32 [tokens, 2]."""
        if self.is_coded:
            return coded_spans(self.data)
        start, tokens = _HEADER.itemsize, self.tokens
        return np.frombuffer(self.data, "<i4", 2 * tokens, start).reshape(tokens, 2).astype(np.int32)

    @property
    def is_coded(self) -> bool:
        """Whether a codebook made it."""
        return is_coded(self.data)

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


def comparable(
    some: Sequence[Kept], words: NDArray[np.float32]
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Rows of all tokens of `some`, in order, each time with `words` [n, d] so that inner products are their cosines.

    `words` are of length one.
    """
    for form, group in groupby(some, _form):
        rows, back = _FORMS[form](list(group))
        yield rows, words if back is None else words @ back.T


def _form(kept: Kept) -> str:
    return "whole" if isinstance(kept, Encoded) else "coded" if kept.is_coded else "bytes"


Rows = tuple[NDArray[np.float32], NDArray[np.float32] | None]
"""Word vectors [tokens, d], of length one; or turned, and the matrix that turns them back."""


def _coded_rows(some: Sequence[Kept]) -> Rows:
    coded = [Coded.of(kept.data) for kept in some if isinstance(kept, Packed)]
    words = CodedWords(
        np.concatenate([each.words.centroids for each in coded]),
        np.concatenate([each.words.codes for each in coded]),
        np.concatenate([each.words.lengths for each in coded]),
    )
    return coded[0].codebook.turned_words(words), coded[0].codebook.back


def _byte_rows(some: Sequence[Kept]) -> Rows:
    coarse = np.concatenate([kept.coarse for kept in some if isinstance(kept, Packed)])
    return pooled(coarse.astype(np.float32)), None


def _whole_rows(some: Sequence[Kept]) -> Rows:
    return np.concatenate([whole(kept).words for kept in some]), None


_FORMS: dict[str, Callable[[Sequence[Kept]], Rows]] = {
    "coded": _coded_rows,
    "bytes": _byte_rows,
    "whole": _whole_rows,
}
