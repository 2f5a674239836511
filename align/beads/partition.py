"""One English text divided among several originals: where each of its sentences stands, if anywhere.

A path through the English takes one step a sentence: to the next Chinese sentences, by a leap to anywhere in any of the
originals, or to none. Pooled vectors say how well a sentence stands where the path is. What the path leaves together is
then aligned by itself. The costs were chosen on Taiwan's laws, by `tests/benchmarks/excerpts.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.align.vectors.arrays import Floats, Integers
from duizhao.align.vectors.similarity import Side
from duizhao.models.encoder import pooled

SHARPNESS = 20.0
"""Log odds for a unit of cosine that a sentence stands where the path is."""
LEAST = 0.4
"""Cosine at which a sentence is as likely to stand nowhere."""
LEAP = 7.0
"""What a leap costs: about the logarithm of how many places it may lead to."""
LEAVE = 4.0
"""What it costs to go from a place to none, or back: a passage of strangers is seldom one sentence."""
STEPS = (0.0, 0.0, 0.7, 1.5, 2.0)
"""What it costs to stay, and to go one, two, three, four sentences on."""
BACK = 2.5
"""What it costs to go one sentence back: English may turn two sentences round."""

NOWHERE = -1
LEAPT = 100
"""In place of a move: the path came here by a leap, or from nowhere."""


@dataclass(frozen=True, slots=True)
class Run:
    """English sentences `begin` to `end` that render sentences `first` to `last` of original number `original`."""

    original: int
    first: int
    last: int
    begin: int
    end: int


def runs(originals: Sequence[Side], target: Side) -> list[Run]:
    """The passages of the target that stand together in one original, in the order of the target.

    What stands in none is in no run.
    """
    ends = np.cumsum([0, *(len(original) for original in originals)])
    if not ends[-1] or not len(target):
        return []
    path = _best_path(np.concatenate([pooled(original.totals) for original in originals]), pooled(target.totals), ends)
    chosen: list[Run] = []
    begin = 0
    for at in range(1, len(path) + 1):
        if at == len(path) or not _goes_on(path[at - 1], path[at], ends):
            if path[begin] != NOWHERE:
                places = path[begin:at]
                original = int(np.searchsorted(ends, places[0], side="right")) - 1
                low, high = int(places.min() - ends[original]), int(places.max() - ends[original])
                chosen.append(Run(original, low, high + 1, begin, at))
            begin = at
    return chosen


def _goes_on(before: int, after: int, ends: Integers) -> bool:
    """Whether the path from one sentence's place to the next one's is a step within one original."""
    if NOWHERE in (before, after):
        return before == after
    same = np.searchsorted(ends, before, side="right") == np.searchsorted(ends, after, side="right")
    return bool(same) and -1 <= after - before < len(STEPS)


def _best_path(places: Floats, sentences: Floats, ends: Integers) -> Integers:
    """For each sentence [n, d] its place among `places` [m, d], or NOWHERE. `ends`: where originals begin and end."""
    count, width = len(sentences), len(places)
    moves = np.zeros((count, width), np.int8)
    leaps = np.zeros((count, 2), np.int64)
    score = SHARPNESS * (places @ sentences[0] - LEAST)
    nowhere = 0.0
    for at in range(1, count):
        top = int(score.argmax())
        leaps[at] = (
            top if score[top] - LEAP >= nowhere - LEAVE else NOWHERE,
            top if score[top] - LEAVE > nowhere else NOWHERE,
        )
        best = np.full(width, max(score[top] - LEAP, nowhere - LEAVE), np.float32)
        moves[at] = LEAPT
        for move, cost in [(-1, BACK), *enumerate(STEPS)]:
            reached = _moved(score, move, ends) - np.float32(cost)
            better = reached > best
            best[better] = reached[better]
            moves[at, better] = move
        nowhere = max(nowhere, float(score[top]) - LEAVE)
        score = best + SHARPNESS * (places @ sentences[at] - LEAST)
    path = np.full(count, NOWHERE, np.int64)
    path[-1] = int(score.argmax()) if score.max() > nowhere else NOWHERE
    for at in range(count - 1, 0, -1):
        here = path[at]
        move = LEAPT if here == NOWHERE else moves[at, here]
        path[at - 1] = leaps[at, int(here == NOWHERE)] if move == LEAPT else here - move
    return path


def _moved(score: Floats, move: int, ends: Integers) -> Floats:
    """The scores as seen from `move` sentences further on, within each original; -inf where there is none."""
    if not move:
        return score
    seen = np.full(len(score), -np.inf, np.float32)
    if move > 0:
        seen[move:] = score[:-move]
        for start in ends[:-1]:
            seen[start : start + move] = -np.inf
    else:
        seen[:move] = score[-move:]
        for end in ends[1:]:
            seen[max(0, end + move) : end] = -np.inf
    return seen
