"""The beads format, in which sentence alignments are scored: `[0]:[0, 1]`, a bead a line, 0-based, source first."""

from __future__ import annotations

import re
from collections.abc import Iterable

from duizhao.corpus.bitext import Bead
from duizhao.corpus.errors import FormatError

_LINE = re.compile(r"\[([0-9, ]*)\]:\[([0-9, ]*)\](?::[-+.0-9eE]+|:nan|:inf)?", re.ASCII)
"""Vecalign, whose format this is, appends the bead's cost: it is allowed, and not used, for it is no probability."""


def write_beads(beads: Iterable[Bead]) -> str:
    """One bead a line; the sentences of an omission, or of an addition, each on a line of their own.

    >>> write_beads([Bead((0,), (0, 1)), Bead((1, 2), ())])
    '[0]:[0, 1]\\n[1]:[]\\n[2]:[]\\n'
    """
    return "".join(f"{list(source)}:{list(target)}\n" for bead in beads for source, target in _lines(bead))


def read_beads(text: str, name: str) -> tuple[Bead, ...]:
    """The beads of a file called `name`, in its order; blank lines are passed over.

    Raises FormatError with the number of the first line that is not a bead.
    """
    beads = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        try:
            if match is None:
                raise ValueError(f"not a bead: {line}")
            beads.append(Bead(_indices(match[1]), _indices(match[2])))
        except ValueError as error:
            raise FormatError(
                f"line {number} of {name!r} is not a bead: write `[0]:[0, 1]`, 0-based, ascending, one side filled"
            ) from error
    return tuple(beads)


def _lines(bead: Bead) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The bead's two sides, or, where one is empty, those of each sentence by itself."""
    if bead.source and bead.target:
        return [(bead.source, bead.target)]
    return [((index,), ()) for index in bead.source] + [((), (index,)) for index in bead.target]


def _indices(listed: str) -> tuple[int, ...]:
    """`0, 1` as numbers; ValueError where one is missing."""
    return tuple(int(index) for index in listed.split(",")) if listed.strip() else ()
