"""Many coded encodings taken apart at once, of which only the vectors are made that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.models.codebook import Codebook, CodedWords
from duizhao.models.coded_rows import HEADER, is_coded, pack_coded
from duizhao.models.encoder import pooled
from duizhao.models.quantization import unpack


@dataclass(frozen=True, slots=True)
class CodedBatch:
    """Encodings that one codebook coded, one after the other.

    `tokens`: int64 [n], how many each has. `first`: int64 [n], which of all tokens is its first. `centroids`: uint16,
    of each token.
    """

    codebook: Codebook
    tokens: NDArray[np.int64]
    first: NDArray[np.int64]
    centroids: NDArray[np.uint16]
    _data: NDArray[np.uint8]
    _begins: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[bytes], codebook: Codebook) -> CodedBatch:
        """Of what the store keeps: coded rows, or rows in eight bits a number, which are coded here."""
        coded = [row if is_coded(row) else pack_coded(unpack(row), codebook) for row in rows]
        data = np.frombuffer(b"".join(coded), np.uint8)
        sizes = np.fromiter(map(len, coded), np.int64, len(coded))
        begins = np.cumsum(sizes) - sizes
        headers = np.ascontiguousarray(data[begins[:, None] + np.arange(HEADER.itemsize)]).view(HEADER)[:, 0]
        if (headers["codebook"] != codebook.identity).any():
            raise ValueError("coded by another codebook")
        tokens = headers["tokens"].astype(np.int64)
        if (sizes < HEADER.itemsize + codebook.units.parts + tokens * (codebook.rest.parts + 4)).any():
            raise ValueError("coded rows that were cut short")
        first = np.cumsum(tokens) - tokens
        within = np.arange(tokens.sum()) - np.repeat(first, tokens)
        places = np.repeat(begins + HEADER.itemsize + codebook.units.parts, tokens) + 2 * within
        centroids = data[places[:, None] + np.arange(2)].view("<u2")[:, 0]
        return cls(codebook, tokens, first, centroids, data, begins)

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def owners(self) -> NDArray[np.int64]:
        """Whose each token is: int64 [all tokens]."""
        return np.repeat(np.arange(len(self.tokens)), self.tokens)

    def turned_words(self, chosen: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of these of all tokens, as they were coded: see `Codebook.turned_words`."""
        owner = np.searchsorted(self.first, chosen, side="right") - 1
        tokens, within = self.tokens[owner], chosen - self.first[owner]
        parts = self.codebook.rest.parts
        begins = self._begins[owner] + HEADER.itemsize + self.codebook.units.parts + 2 * tokens
        codes = self._data[(begins + parts * within)[:, None] + np.arange(parts)]
        lengths = self._data[begins + parts * tokens + within]
        return self.codebook.turned_words(CodedWords(self.centroids[chosen], codes, lengths))

    def units(self) -> NDArray[np.float32]:
        """The pooled vectors, of length one: float32 [n, d]."""
        turned: NDArray[np.float32] = pooled(self.codebook.units.decode(self.unit_codes())) @ self.codebook.unit_turn.T
        return pooled(turned)

    def unit_codes(self) -> NDArray[np.uint8]:
        """What they are made of: uint8 [n, parts]."""
        places = self._begins[:, None] + HEADER.itemsize + np.arange(self.codebook.units.parts)
        codes: NDArray[np.uint8] = self._data[places]
        return codes
