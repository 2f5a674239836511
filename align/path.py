"""The best way through two texts in one pass: dynamic programming over scored beads inside a band."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.similarity import Band, Floats

Sums = NDArray[np.float64]
"""Double precision: a path's sum grows with the text, and ties must stay ties."""


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """Scores of the beads that end with one source sentence.

    `scores` [a, b, t]: the bead of a+1 source sentences (the last of them this row's) and of the b+1 target
    sentences from `first + t`; -inf where there is none.
    """

    first: int
    scores: Floats


def best_path(rows: Iterable[ScoredRow], band: Band, targets: int, skip: float) -> list[tuple[int, int]]:
    """The sizes (a, b) of the beads, in order, whose scores sum highest; 1-0 and 0-1 beads score `skip` each.

    One row a source sentence, in order. The band must begin at 0, end at `targets`, and have each sentence's range
    touch the next one's.
    """
    reached: list[tuple[int, Sums]] = [(0, skip * np.arange(band.high[0] + 1, dtype=np.float64))]
    choices: list[tuple[int, NDArray[np.uint8]]] = [(0, np.full(band.high[0] + 1, 1, np.uint8))]
    for index, row in enumerate(rows):
        low, high = row.first, int(band.high[index])
        longest = row.scores.shape[0]
        starts = np.stack([_window(best, at, low, high) for at, best in reached[:longest]])
        best = starts[0] + skip
        choice = np.full(high - low + 1, 16, np.uint8)
        candidates = starts[:, None, :-1] + row.scores[: len(starts)]
        taken = candidates.argmax(axis=0)
        for extra in range(min(row.scores.shape[1], high - low)):
            reach = np.take_along_axis(candidates[:, extra, :], taken[None, extra, :], axis=0)[0]
            usable = slice(0, high - low - extra)
            better = reach[usable] > best[extra + 1 :]
            best[extra + 1 :][better] = reach[usable][better]
            codes = (taken[extra, usable] + 1) * 16 + extra + 1
            choice[extra + 1 :][better] = codes[better]
        ramp = skip * np.arange(high - low + 1, dtype=np.float64)
        added = np.maximum.accumulate(best - ramp) + ramp
        choice[added > best + 1e-6] = 1
        reached = [(low, np.maximum(best, added)), *reached[: longest - 1]]
        choices.append((low, choice))
    return _traced_back(choices, targets)


def _window(values: Sums, at: int, low: int, high: int) -> Sums:
    """`values`, which begin at position `at`, seen from `low` to `high` included; -inf where they say nothing."""
    window = np.full(high - low + 1, -np.inf)
    begin, end = max(low, at), min(high + 1, at + len(values))
    if begin < end:
        window[begin - low : end - low] = values[begin - at : end - at]
    return window


def _traced_back(choices: list[tuple[int, NDArray[np.uint8]]], targets: int) -> list[tuple[int, int]]:
    beads = []
    row, position = len(choices) - 1, targets
    while row or position:
        low, choice = choices[row]
        source, target = divmod(int(choice[position - low]), 16)
        beads.append((source, target))
        row, position = row - source, position - target
    return beads[::-1]
