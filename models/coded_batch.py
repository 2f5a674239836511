"""Many coded encodings taken apart at once, of which only the vectors are made that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.models.codebook import CODES, MARK, STEPS, Codebook, CodedWords
from duizhao.models.coded_rows import HEADER, is_coded, pack_coded
from duizhao.models.encoder import pooled
from duizhao.models.quantization import unpack

AT_A_TIME = 4096
"""Tokens that are compared at a time: what they take stays in a core's cache."""


@dataclass(frozen=True, slots=True)
class CodedBatch:
    """Encodings that one codebook coded, one after the other.

    `tokens`: int64 [n], how many each has. `first`: int64 [n], which of all tokens is its first. `words`: of all
    tokens. `unit_codes`: uint8 [n, parts], what the pooled vectors are made of.
    """

    codebook: Codebook
    tokens: NDArray[np.int64]
    first: NDArray[np.int64]
    words: CodedWords
    unit_codes: NDArray[np.uint8]

    @classmethod
    def of(cls, rows: Sequence[bytes], codebook: Codebook) -> CodedBatch:
        """Of what the store keeps: coded rows, or rows in eight bits a number, which are coded here."""
        units, parts, begin = codebook.units.parts, codebook.rest.parts, HEADER.itemsize + codebook.units.parts
        headers = _headers(rows)
        if headers is None:
            rows = [row if is_coded(row) else pack_coded(unpack(row), codebook) for row in rows]
            headers = _headers(rows)
        if headers is None or (headers["codebook"] != codebook.identity).any():
            raise ValueError("coded by another codebook")
        tokens = headers["tokens"].astype(np.int64)
        ends = [(begin + 2 * size, begin + (2 + parts) * size, begin + (3 + parts) * size) for size in tokens.tolist()]
        if (np.fromiter(map(len, rows), np.int64, len(rows)) < begin + (3 + parts) * tokens).any():
            raise ValueError("coded rows that were cut short")
        cut = list(zip(rows, ends, strict=True))
        words = CodedWords(
            np.frombuffer(b"".join([row[begin:end] for row, (end, _, _) in cut]), "<u2"),
            np.frombuffer(b"".join([row[start:end] for row, (start, end, _) in cut]), np.uint8).reshape(-1, parts),
            np.frombuffer(b"".join([row[start:end] for row, (_, start, end) in cut]), np.uint8),
        )
        codes = np.frombuffer(b"".join([row[HEADER.itemsize : begin] for row in rows]), np.uint8).reshape(-1, units)
        return cls(codebook, tokens, np.cumsum(tokens) - tokens, words, codes)

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def owners(self) -> NDArray[np.int64]:
        """Whose each token is: int64 [all tokens]."""
        return np.repeat(np.arange(len(self.tokens)), self.tokens)

    def cosines(self, words: NDArray[np.float32]) -> NDArray[np.float32]:
        """Those of all tokens with `words` [k, d], of length one, turned as the tokens are: float32 [all tokens, k].

        The vectors are not made: the product of `words` with each code is looked up and added (asymmetric distance,
        Jégou et al. 2011).
        """
        from duizhao.models.byte_sums import sums_of_rows  # whose import takes a second

        book = self.codebook.rest.books
        pieces = words.reshape(len(words), len(book), -1)
        products = np.einsum("pcw,kpw->pck", book, pieces, optimize=True).reshape(len(book) * CODES, len(words))
        table = np.concatenate([products, self.codebook.centroids @ words.T]).astype(np.float32)
        places = np.arange(0, (len(book) + 1) * CODES, CODES, dtype=np.int32)
        cosines = np.empty((len(self.words.centroids), len(words)), np.float32)
        for start in range(0, len(cosines), AT_A_TIME):
            stop = min(start + AT_A_TIME, len(cosines))
            looked_up = np.empty((stop - start, len(places)), np.int32)
            looked_up[:, :-1] = self.words.codes[start:stop]
            looked_up[:, -1] = self.words.centroids[start:stop]
            looked_up += places
            cosines[start:stop] = sums_of_rows(table, looked_up)
        cosines *= (np.float32(STEPS) / self.words.lengths)[:, None]
        return cosines

    def units(self, chosen: NDArray[np.int64] | slice = slice(None)) -> NDArray[np.float32]:
        """The pooled vectors of some, of length one: float32 [n, d]."""
        decoded = self.codebook.units.decode(self.unit_codes[chosen])
        turned: NDArray[np.float32] = pooled(decoded) @ self.codebook.unit_turn.T
        return pooled(turned)


def _headers(rows: Sequence[bytes]) -> NDArray[np.void] | None:
    """The headers of coded rows; None where not all are coded."""
    joined = b"".join([row[: HEADER.itemsize] for row in rows])
    if len(joined) < len(rows) * HEADER.itemsize:
        return None
    headers = np.frombuffer(joined, HEADER)
    return headers if (headers["codebook"] & MARK).all() else None
