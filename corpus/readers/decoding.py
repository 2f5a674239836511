"""What a recogniser's probabilities spell: the best path through them, with the blanks that it passes over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from corpus.scripts import WIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOTHING = 0
"""The class of a step at which no character begins."""

BLANK = 0.02
"""A blank between Latin letters is taken from this probability on: in justified lines that lie aslant the recogniser
holds it for nothing more often than not. Of 4,542 words of English on 12 photographs 98.7% were right
without this, 99.7% from 0.01 to 0.02, 99.5% at 0.1 and at 0.002."""


def decoded(likely: NDArray[np.float32], characters: Sequence[str]) -> tuple[str, float]:
    """The words that a line spells, and the mean probability of its characters.

    `likely`: steps × classes, probabilities from left to right; `characters`: what each class stands for, "blank" for
    the first. The best path by Graves et al. 2006: equal neighbours are one character.
    """
    best = likely.argmax(axis=1)
    begins = best != NOTHING
    begins[1:] &= best[1:] != best[:-1]
    steps = np.flatnonzero(begins)
    if not len(steps):
        return "", 0.0
    blank = characters.index(" ")
    text = characters[best[steps[0]]]
    for step, following in zip(steps[:-1], steps[1:], strict=True):
        character = characters[best[following]]
        if _may_part(text[-1:], character) and float(likely[step : following + 1, blank].max()) >= BLANK:
            text += " "
        text += character
    return text, float(likely[steps, best[steps]].mean())


def _may_part(left: str, right: str) -> bool:
    """Whether a blank between two characters would part words: one is a Latin letter, neither is wide or a blank."""
    if left.isspace() or right.isspace() or WIDE.search(left + right):
        return False
    return any(each.isascii() and each.isalpha() for each in (left, right))
