"""The table of translation odds: IBM Model 1 in both directions, made to agree, over pieces of words.

Brown et al. 1993 for the model; Liang et al. 2006 for training both directions towards the links that both want; a
prior that favours the diagonal (Dyer et al. 2013).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from duizhao.models.word_linker.lexical_table import piece

MAX_PAIR_PIECES = 60
"""Pieces of either side; longer pairs are left out."""
ROUNDS = 6
APART = 2
"""Rounds before the directions are made to agree."""
SLOPE = 4.0
"""Of the prior: a link counts exp(-SLOPE * distance from the diagonal)."""
NULL = 0.1
"""The prior of a link to nothing."""
LEAST_COUNT = 0.4
LEAST_ODDS = 0.01


@dataclass(frozen=True, slots=True)
class _Cells:
    """Every possible link of every pair: `key` of its two pieces, `prior`, and its `row` and `column` in all pairs."""

    key: NDArray[np.intp]
    prior: NDArray[np.float32]
    row: NDArray[np.int32]
    column: NDArray[np.int32]
    without_source: NDArray[np.bool_]
    without_target: NDArray[np.bool_]


def pieces_of(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[str]]:
    """The pieces of each text as the table knows them."""
    return [
        [piece(text[start:end].strip()) for start, end in encoding.offsets if text[start:end].strip()]
        for text, encoding in zip(texts, tokenizer.encode_batch(list(texts), add_special_tokens=False), strict=True)
    ]


def estimate(pairs: Iterable[tuple[list[str], list[str]]], entries: int) -> dict[tuple[str, str], tuple[float, float]]:
    """The most useful `entries`: (source piece, target piece) -> (p(target | source), p(source | target))."""
    numbers: tuple[dict[str, int], dict[str, int]] = ({"": 0}, {"": 0})
    sides = [
        tuple(
            np.array([0, *(known.setdefault(word, len(known)) for word in side)])
            for known, side in zip(numbers, pair, strict=True)
        )
        for pair in pairs
        if all(0 < len(side) <= MAX_PAIR_PIECES for side in pair)
    ]
    width = len(numbers[1])
    keys, cells = _cells(sides, width)
    source, target = keys // width, keys % width
    counts: NDArray[Any] = np.zeros(len(keys))
    forward = backward = np.ones(len(keys), np.float32)
    for number in range(ROUNDS):
        there = _posterior(forward, cells, cells.column, cells.without_target)
        back = _posterior(backward, cells, cells.row, cells.without_source)
        if number >= APART:
            both = there * back
            there = np.where(cells.without_source, there / 2, both).astype(np.float32)
            back = np.where(cells.without_target, back / 2, both).astype(np.float32)
        counts = np.bincount(cells.key, there, len(keys))
        forward = _normal(counts, source)
        backward = _normal(np.bincount(cells.key, back, len(keys)), target)
    kept = (source > 0) & (target > 0) & (counts > LEAST_COUNT) & (np.maximum(forward, backward) > LEAST_ODDS)
    worth = np.where(kept, counts * np.sqrt(forward * backward), 0)
    best = np.argsort(-worth, kind="stable")[: min(entries, int(kept.sum()))]
    names = [list(known) for known in numbers]
    return {
        (names[0][source[at]], names[1][target[at]]): (float(forward[at]), float(backward[at])) for at in best.tolist()
    }


def _cells(sides: Sequence[tuple[NDArray[np.int64], ...]], width: int) -> tuple[NDArray[np.int64], _Cells]:
    grids, priors, rows, columns = [], [], [], []
    row = column = 0
    for source, target in sides:
        grids.append((source[:, None] * width + target[None]).ravel())
        distance = np.abs(_middles(len(source) - 1)[:, None] - _middles(len(target) - 1)[None])
        prior = np.full((len(source), len(target)), NULL, np.float32)
        prior[1:, 1:] = np.exp(-SLOPE * distance)
        prior[0, 0] = 0
        priors.append(prior.ravel())
        rows.append(np.repeat(np.arange(len(source), dtype=np.int32), len(target)) + np.int32(row))
        columns.append(np.tile(np.arange(len(target), dtype=np.int32), len(source)) + np.int32(column))
        row, column = row + len(source), column + len(target)
    keys, inverse = np.unique(np.concatenate(grids), return_inverse=True)
    return keys, _Cells(
        inverse,
        np.concatenate(priors),
        np.concatenate(rows),
        np.concatenate(columns),
        (keys // width == 0)[inverse],
        (keys % width == 0)[inverse],
    )


def _middles(count: int) -> NDArray[np.float64]:
    return (np.arange(count) + 0.5) / count


def _posterior(
    odds: NDArray[np.float32], cells: _Cells, group: NDArray[np.int32], never: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """The probability of each cell among those of its row or column."""
    weight = np.where(never, 0, odds[cells.key] * cells.prior)
    posterior: NDArray[np.float32] = (weight / np.maximum(np.bincount(group, weight), 1e-20)[group]).astype(np.float32)
    return posterior


def _normal(counts: NDArray[Any], group: NDArray[np.int64]) -> NDArray[np.float32]:
    normal: NDArray[np.float32] = (counts / np.maximum(np.bincount(group, counts), 1e-9)[group]).astype(np.float32)
    return normal
