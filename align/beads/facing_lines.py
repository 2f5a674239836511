"""Lines that face an empty line: in files that are aligned line by line they have no counterpart, and are nobody's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from duizhao.align.vectors.similarity import Side
from duizhao.corpus.bitext import Bead
from duizhao.corpus.document import Document
from duizhao.models.encoder import pooled

PARALLEL = 0.6
"""Two files go line by line if so many lines are more like the line of their number than like those around it."""
SURE = 0.97
"""A bead this probable holds a line that faces an empty one all the same: there two lines were put into one."""


def facing_empty(source: Document, target: Document, mine: Side, theirs: Side) -> list[Bead]:
    """The lines that face an empty one, each a bead of its own; none unless the two files go line by line.

    `mine`, `theirs`: the lines that have words.
    """
    if len(source.sentences) != len(target.sentences):
        return []
    filled = [[bool(text) for text in document.sentence_texts()] for document in (source, target)]
    if all(map(all, filled)):
        return []
    numbers = [np.cumsum(side) - 1 for side in filled]
    both = [at for at, pair in enumerate(zip(*filled, strict=True)) if all(pair)]
    if not _parallel(mine, theirs, [(int(numbers[0][at]), int(numbers[1][at])) for at in both]):
        return []
    alone = [Bead((at,), ()) for at, pair in enumerate(zip(*filled, strict=True)) if pair == (True, False)]
    return alone + [Bead((), (at,)) for at, pair in enumerate(zip(*filled, strict=True)) if pair == (False, True)]


def without_rejoined(alone: Sequence[Bead], beads: Sequence[Bead]) -> list[Bead]:
    """Those that do not stand in a sure bead with another line."""
    held = [bead for bead in beads if bead.source and bead.target and bead.confidence >= SURE]
    taken = {("zh", at) for bead in held for at in bead.source} | {("en", at) for bead in held for at in bead.target}
    return [bead for bead in alone if ("zh", *bead.source) not in taken and ("en", *bead.target) not in taken]


def _parallel(mine: Side, theirs: Side, pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether most lines of one number are more alike than either is to the lines around the other."""
    if not pairs:
        return False
    source, target = pooled(mine.totals), pooled(theirs.totals)
    nearest = 0
    for here, there in pairs:
        around = range(max(0, there - 2), min(len(target), there + 3))
        nearest += there == around[int(np.argmax(target[around.start : around.stop] @ source[here]))]
    return nearest >= PARALLEL * len(pairs)
