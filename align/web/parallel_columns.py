"""More translations beside the one that is corrected: each of their beads stands once, at the row where it begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from duizhao.align.report.bitext_page import bead_flag
from duizhao.align.report.templates import document_tag
from duizhao.align.web.bead_rows import Piece, pieces_of
from duizhao.align.web.bitext_cache import Pair, bead_key
from duizhao.corpus.bitext import Bead, Bitext


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
    passages = tuple(
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
    return Cell(passages, above[at] + 1 if at in above else 0)


@dataclass(frozen=True, slots=True)
class Column:
    """Another translation beside, with what it has at each row that is shown, by the row's number."""

    name: str
    language: str
    cells: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class Choice:
    """A translation that can be set beside (`toggle`), or in the place of the one that is corrected (`instead`)."""

    name: str
    shown: bool
    toggle: str
    instead: str


def address(pair: Pair, **more: object) -> str:
    """Where the facing text of a pair is."""
    return "/read?" + urlencode({"text": pair.source.name, "translation": pair.target.name, **more}, doseq=True)


def columns_of(read: Callable[[str], Pair], pair: Pair, also: Sequence[str]) -> list[Pair]:
    """The other translations that are asked for, of those that there are, each once."""
    wanted = [other.name for other in pair.others if other.name in also and other.name != pair.target.name]
    return [read(name) for name in wanted]


def names_of(columns: Sequence[Pair]) -> list[str]:
    """Their names."""
    return [column.target.name for column in columns]


def columns_at(pair: Pair, columns: Sequence[Pair], places: Sequence[int]) -> list[Column]:
    """What they have at some rows."""
    return [
        Column(column.target.name, document_tag(column.bitext.target), beside(pair.bitext, column.bitext, places))
        for column in columns
    ]


def choices_of(pair: Pair, columns: Sequence[Pair], order: str) -> list[Choice]:
    """The translations that are not the one that is corrected, and where each stands beside it or in its place."""
    shown = names_of(columns)
    choices = []
    for other in pair.others:
        if other.name == pair.target.name:
            continue
        toggled = [name for name in shown if name != other.name] + ([] if other.name in shown else [other.name])
        instead = [pair.target.name if name == other.name else name for name in shown]
        alone = urlencode({"text": pair.source.name, "translation": other.name, "also": instead}, doseq=True)
        parameters = {"also": toggled, **({"order": order} if order != "text" else {})}
        choices.append(Choice(other.name, other.name in shown, address(pair, **parameters), f"/read?{alone}"))
    return choices
