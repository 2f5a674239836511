"""More translations beside the one that is corrected: each of their beads stands once, at the row where it begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from align.report.bitext_page import bead_flag
from align.web.rows import Piece, pieces_of
from align.web.texts import bead_key
from corpus.bitext import Bead, Bitext


@dataclass(frozen=True, slots=True)
class Passage:
    """A bead of another translation at a row. `reaches`: the last row (from 1) whose source it renders too."""

    key: str
    pieces: tuple[Piece, ...]
    confidence: float
    status: str
    flag: str
    reaches: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What another translation has at a row; `above`: the row (from 1) where the passage stands that renders it too."""

    passages: tuple[Passage, ...]
    above: int


def beside(rows: Bitext, other: Bitext, places: Iterable[int]) -> dict[int, Cell]:
    """For rows of one bitext, by number from 1, what another translation of the same original has there.

    What the other adds stands where the bead before it ends.
    """
    homes = {sentence: at for at, bead in enumerate(rows.beads) for sentence in bead.source}
    standing: dict[int, list[tuple[Bead, int]]] = {}
    above: dict[int, int] = {}
    last = 0
    for bead in other.beads:
        at = sorted({homes[sentence] for sentence in bead.source}) or [last]
        standing.setdefault(at[0], []).append((bead, at[-1]))
        for later in at[1:]:
            above.setdefault(later, at[0])
        last = at[-1]
    return {at + 1: _cell(other, standing, above, at) for at in places}


def _cell(other: Bitext, standing: Mapping[int, Sequence[tuple[Bead, int]]], above: Mapping[int, int], at: int) -> Cell:
    found = tuple(
        Passage(
            bead_key(bead),
            pieces_of(other.target, bead.target),
            bead.confidence,
            bead.status,
            bead_flag(bead)[0],
            reaches + 1 if reaches > at else 0,
        )
        for bead, reaches in standing.get(at, ())
    )
    return Cell(found, above[at] + 1 if at in above else 0)
