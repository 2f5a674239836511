"""Alignment matrices: the probability that each token of a text renders each token of another; those of cosines."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.align.vectors.arrays import Floats, matrix_product
from duizhao.models.encoder import Encoded

TEMPERATURE = 0.05
"""Of both softmaxes: the best of a sweep from 0.03 to 0.14 on hand-linked news."""
NOTHING = 0.25
"""Cosine below which a token rather has no counterpart."""
NOTHING_ALONE = 0.4
"""The same where a phrase is compared with a text that says more than it."""
LINKED = 0.4
"""Tokens at this probability are linked: the best of a sweep on the same news."""
LINKED_BY_MODEL = 0.45
"""The same of a trained linker's probabilities."""


@dataclass(frozen=True, slots=True)
class AlignmentMatrix:
    """The tokens of both sides (int32 spans [n, 2] and [m, 2]) and the probability that each pair is a link [n, m].

    `trained`: whether a model's own linker gave the probabilities, or cosines did.
    """

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    probability: Floats
    trained: bool = False

    @property
    def transposed(self) -> AlignmentMatrix:
        """The same links seen from the other side."""
        return AlignmentMatrix(self.target, self.source, self.probability.T, self.trained)

    def shifted(self, source: int, target: int) -> AlignmentMatrix:
        """The same links in longer texts, in which these two begin at `source` and `target`."""
        return AlignmentMatrix(
            self.source + np.int32(source), self.target + np.int32(target), self.probability, self.trained
        )


def cosine_alignment(source: Encoded, target: Encoded, nothing: float = NOTHING) -> AlignmentMatrix:
    """All pairs of tokens by their cosines: the geometric mean of the softmaxes over rows and over columns.

    The two directions as in Dou & Neubig 2021, whose product asks both for agreement. Each token may also choose
    nothing, which counts as a counterpart at the cosine `nothing`.
    """
    if not len(source.words) or not len(target.words):
        return AlignmentMatrix(source.spans, target.spans, np.zeros((len(source.words), len(target.words)), np.float32))
    cosines = matrix_product(source.words, target.words.T)
    logits = np.exp((cosines - 1) / TEMPERATURE, dtype=np.float32)
    none = math.exp((nothing - 1) / TEMPERATURE)
    rows = logits / (logits.sum(axis=1, keepdims=True) + none)
    columns = logits / (logits.sum(axis=0, keepdims=True) + none)
    probability: Floats = np.sqrt(rows * columns)
    return AlignmentMatrix(source.spans, target.spans, probability)
