"""Vectors held in a byte for each number, so that the word vectors of a long book fit in memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.align.vectors.arrays import Floats

STEPS = 127
"""Of a byte on either side of zero; a row's largest number is so many of its steps."""
SPARE = 16
"""Room for one row more for each so many that are there, when the room ends."""


@dataclass(frozen=True, slots=True)
class Compact:
    """Rows of numbers: int8 `steps` [rows, d], each times its row's step, float32 `sizes` [rows].

    The cosine of two rows of unit length differs from the exact one by less than a thousandth, mostly.
    """

    steps: NDArray[np.int8]
    sizes: Floats

    def __len__(self) -> int:
        return len(self.sizes)

    def __getitem__(self, rows: slice) -> Floats:
        """Some of the rows in single precision."""
        whole: Floats = self.steps[rows] * self.sizes[rows, None]
        return whole


class Growing:
    """Rows that are put in one after another; they grow in place, so that nothing is held twice."""

    def __init__(self) -> None:
        self._steps = np.zeros((0, 1), np.int8)
        self._sizes = np.zeros(0, np.float32)
        self._count = 0

    def append(self, rows: Floats) -> None:
        """Put `rows` after those that are there; all are equally wide."""
        if not self._count:
            self._steps = np.zeros((0, rows.shape[1]), np.int8)
        begin, end = self._count, self._count + len(rows)
        if end > len(self._sizes):
            self._resize(end + end // SPARE)
        sizes = np.abs(rows).max(axis=1, initial=0.0) / STEPS
        self._steps[begin:end] = np.rint(rows / np.maximum(sizes, 1e-9)[:, None])
        self._sizes[begin:end] = sizes
        self._count = end

    def whole(self) -> Compact:
        """All of them; nothing is put in afterwards."""
        self._resize(self._count)
        return Compact(self._steps, self._sizes)

    def _resize(self, rows: int) -> None:
        self._steps.resize((rows, self._steps.shape[1]), refcheck=False)
        self._sizes.resize(rows, refcheck=False)
