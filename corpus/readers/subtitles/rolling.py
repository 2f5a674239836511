"""Captions that roll: each cue repeats what stands on the screen, and adds a line or a word to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from duizhao.corpus.readers.subtitles.cue import Cue
from duizhao.corpus.text.han import is_han

TOUCHING = 0.2
"""Seconds between two cues of which the second may still show what the first did."""
ROLLING = 0.25
"""At this share of cues that repeat the one before, captions roll, and cues need not overlap to be repeats."""


def each_line_once(cues: Sequence[Cue]) -> list[Cue]:
    """The cues without the lines that still stand there from one before; one that adds nothing makes that longer."""
    repeats = sum(
        _touch(before, after) and bool(_repeated(before, after) or _grows(before, after))
        for before, after in pairwise(cues)
    )
    rolling = repeats >= ROLLING * len(cues) and repeats > 1
    shown: list[Cue] = []
    standing: list[tuple[int, Cue]] = []  # where what was last shown is kept, and what it showed in full
    for cue in cues:
        standing = [(at, other) for at, other in standing if other.end > cue.start - (TOUCHING if rolling else -0.001)]
        kept = cue
        for at, other in reversed(standing):
            if again := _repeated(other, kept):
                shown[at] = replace(shown[at], end=max(shown[at].end, cue.end)) if shown[at].lines else shown[at]
                kept = replace(kept, lines=kept.lines[again:])
            elif rolling and _grows(other, kept):
                shown[at] = replace(shown[at], lines=shown[at].lines[:-1])
        standing = [*standing[-3:], (len(shown), cue)]
        shown.append(kept)
    return [cue for cue in shown if cue.lines]


def _touch(before: Cue, after: Cue) -> bool:
    return after.start <= before.end + TOUCHING


def _repeated(before: Cue, after: Cue) -> int:
    """How many of the first lines of a cue are the last of another."""
    for count in range(min(len(before.lines), len(after.lines)), 0, -1):
        if before.lines[-count:] == after.lines[:count]:
            return count
    return 0


def _grows(before: Cue, after: Cue) -> bool:
    """Whether the first line of a cue is the last of another with more words."""
    if not after.lines or not after.lines[0].startswith(before.lines[-1]):
        return False
    more = after.lines[0][len(before.lines[-1]) :]
    return more[:1] == " " or is_han(more[:1])
