"""How often a Chinese piece of a word stands with an English one in parallel text: odds that ship with a model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from opencc import OpenCC

UNSEEN_PROBABILITY = 1e-4
"""Probability of a translation that the table does not have."""
_STEPS = 250.0
"""A probability p is kept as the byte -`_STEPS`/9.3 * log(p): down to `UNSEEN_PROBABILITY` in steps of 4 per cent."""


@dataclass(frozen=True, slots=True, eq=False)
class Translations:
    """`forward[source][target]` is (p(target | source), p(source | target)); `targets`: every known target piece."""

    forward: Mapping[str, Mapping[str, tuple[float, float]]]
    targets: frozenset[str]

    def odds(self, source: Sequence[str], target: Sequence[str]) -> NDArray[np.float32]:
        """Both probabilities of every pair, [2, source, target]; pieces as `piece` gives them.

        None is below `UNSEEN_PROBABILITY`.
        """
        odds = np.full((2, len(source), len(target)), UNSEEN_PROBABILITY, np.float32)
        places: dict[str, list[int]] = {}
        for at, word in enumerate(target):
            if word in self.targets:
                places.setdefault(word, []).append(at)
        for row, word in enumerate(source):
            known = self.forward.get(word)
            if known:
                for other in known.keys() & places.keys():
                    odds[:, row, places[other]] = np.maximum(np.array(known[other])[:, None], UNSEEN_PROBABILITY)
        return odds


NO_TRANSLATIONS = Translations({}, frozenset())


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=65536)
def piece(text: str) -> str:
    """A piece as the table knows it: lower case, simplified characters."""
    folded = text.casefold()
    return folded if folded.isascii() else str(_converter().convert(folded))


def packed(table: Mapping[tuple[str, str], tuple[float, float]]) -> dict[str, NDArray[Any]]:
    """The table as arrays of few bytes: the pieces of both sides, and for each entry two indices and two odds."""
    sides = [sorted({pair[side] for pair in table}) for side in (0, 1)]
    places = [{word: at for at, word in enumerate(side)} for side in sides]
    rows = sorted((places[0][source], places[1][target], odds) for (source, target), odds in table.items())
    return {
        "source_pieces": np.frombuffer("\n".join(sides[0]).encode(), np.uint8),
        "target_pieces": np.frombuffer("\n".join(sides[1]).encode(), np.uint8),
        "entries": np.array([row[:2] for row in rows], np.uint16).reshape(-1, 2),
        "odds": np.array([[_byte(value) for value in row[2]] for row in rows], np.uint8).reshape(-1, 2),
    }


def unpacked(arrays: Mapping[str, NDArray[Any]]) -> Translations:
    """The table that `packed` made into arrays."""
    sides = [arrays[name].tobytes().decode().split("\n") for name in ("source_pieces", "target_pieces")]
    values = np.exp(-arrays["odds"].astype(np.float64) * 9.3 / _STEPS)
    forward: dict[str, dict[str, tuple[float, float]]] = {}
    for (source, target), (there, back) in zip(arrays["entries"].tolist(), values.tolist(), strict=True):
        forward.setdefault(sides[0][source], {})[sides[1][target]] = (there, back)
    return Translations(forward, frozenset(sides[1]))


def _byte(probability: float) -> int:
    steps = -math.log(min(1.0, max(probability, UNSEEN_PROBABILITY))) * _STEPS / 9.3
    return round(min(255.0, steps))
