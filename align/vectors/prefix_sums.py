"""Measures of every run of sentences, from prefix sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from duizhao.align.vectors.arrays import Doubles, Flags, Floats, Integers
from duizhao.align.vectors.similarity import LONGEST_RUN, Side


@dataclass(frozen=True, slots=True)
class Measures:
    """Of runs, shaped to broadcast over [a, b, t]."""

    weight: Floats
    tokens: Floats
    characters: Floats
    norm: Floats
    exists: Flags


@dataclass(frozen=True, slots=True)
class Runs:
    """Prefix sums over the sentences of a side: any run's measures by subtraction."""

    weight: Doubles
    tokens: Integers
    characters: Doubles
    totals: Doubles

    @classmethod
    def of(cls, text: Side) -> Runs:
        """The prefix sums of one side."""

        def prefix(values: Floats) -> Doubles:
            sums: Doubles = np.zeros((len(values) + 1, *values.shape[1:]), np.float64)
            np.cumsum(values, axis=0, out=sums[1:])
            return sums

        return cls(prefix(text.weight_sums()), text.first, prefix(text.characters), prefix(text.totals))

    def ending(self, last: int) -> Measures:
        """Runs of 1 to LONGEST_RUN sentences that end with `last`, on axis a."""
        starts = last - np.arange(LONGEST_RUN)
        return self._between(starts, np.full(LONGEST_RUN, last + 1), (LONGEST_RUN, 1, 1))

    def starting(self, first: int, width: int) -> Measures:
        """Runs of 1 to LONGEST_RUN sentences that start with `first` to `first + width - 1`, on axes b and t."""
        starts = np.broadcast_to(first + np.arange(width), (LONGEST_RUN, width))
        stops = starts + np.arange(1, LONGEST_RUN + 1)[:, None]
        return self._between(starts, np.where(stops <= first + width, stops, -1), (1, LONGEST_RUN, width))

    def _between(self, starts: Integers, stops: Integers, shape: tuple[int, int, int]) -> Measures:
        exists = (starts >= 0) & (stops > starts)
        begin, end = np.where(exists, starts, 0), np.where(exists, stops, 0)
        norm = np.linalg.norm(self.totals[end] - self.totals[begin], axis=-1)
        weight, tokens, characters = (
            (sums[end] - sums[begin]).reshape(shape).astype(np.float32)
            for sums in (self.weight, self.tokens, self.characters)
        )
        return Measures(weight, tokens, characters, norm.reshape(shape).astype(np.float32), exists.reshape(shape))
