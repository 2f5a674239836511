"""What a person does to beads: pure steps from some beads to others of the same sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from duizhao.align.errors import RequestError
from duizhao.corpus.bitext import Bead, Bitext, in_order

Side = Literal["source", "target"]
Sort = Literal["confirm", "open", "merge", "split", "move", "unlink", "link"]
SORTS: tuple[Sort, ...] = ("confirm", "open", "merge", "split", "move", "unlink", "link")


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be done with `bead`.

    `other`: of `merge`, the bead that it is joined with. `side` and `sentence`: of `split`, the first sentence of the
    second part; of `move`, the first or last sentence of the bead, which goes up (`step` -1) or down (1). `link` makes
    a bead of the source's `sentence` and the target's `partner`, wherever they stand.
    """

    sort: Sort
    bead: Bead
    other: Bead | None = None
    side: Side = "source"
    sentence: int = -1
    step: int = 1
    partner: int = -1


@dataclass(frozen=True, slots=True)
class Change:
    """Beads, and what stands in their place."""

    before: tuple[Bead, ...]
    after: tuple[Bead, ...]


def changed(bitext: Bitext, correction: Correction) -> Change:
    """What the correction makes of the beads. Raises RequestError where it makes nothing."""
    bead = correction.bead
    match correction.sort:
        case "confirm":
            return Change((bead,), (_sure(bead.source, bead.target, moved=bead.moved),))
        case "open":
            return Change((bead,), (Bead(bead.source, bead.target, bead.confidence, bead.reasons, bead.moved),))
        case "merge":
            return _merged(bead, correction.other)
        case "split":
            return _split(bitext, bead, correction.side, correction.sentence)
        case "move":
            return _moved(bitext, bead, correction.side, correction.sentence, correction.step)
        case "link":
            return _linked(bitext, correction.sentence, correction.partner)
        case "unlink":
            return _unlinked(bead)


def _merged(bead: Bead, other: Bead | None) -> Change:
    if other is None or other == bead:
        raise RequestError("there is no row to join this one with")
    source, target = sorted(bead.source + other.source), sorted(bead.target + other.target)
    if not (_is_run(source) and _is_run(target)):
        raise RequestError("these two rows are not neighbours in both texts: move the sentences between first")
    return Change((bead, other), (_sure(source, target),))


def _split(bitext: Bitext, bead: Bead, side: Side, sentence: int) -> Change:
    """Cut before a sentence; the other side is cut where as much of it has gone by, in characters."""
    mine, theirs = (bead.source, bead.target) if side == "source" else (bead.target, bead.source)
    if sentence not in mine[1:]:
        raise RequestError("choose a sentence that is not the first of its row")
    document, other = (bitext.source, bitext.target) if side == "source" else (bitext.target, bitext.source)
    at = mine.index(sentence)
    share = len(document.run(mine[:at])) / max(1, len(document.run(mine)))
    cut = 0
    if theirs:
        whole = max(1, len(other.run(theirs)))
        ends = [0.0, *(len(other.run(theirs[: count + 1])) / whole for count in range(len(theirs)))]
        least = 1 if len(theirs) > 1 else 0
        cut = min(range(least, len(theirs) + (0 if len(theirs) > 1 else 1)), key=lambda at: abs(ends[at] - share))
    parts = ((mine[:at], theirs[:cut]), (mine[at:], theirs[cut:]))
    beads = [_sure(*part) if side == "source" else _sure(part[1], part[0]) for part in parts]
    return Change((bead,), _alone(beads))


def _moved(bitext: Bitext, bead: Bead, side: Side, sentence: int, step: int) -> Change:
    """Give a sentence to the bead that holds the one before it (-1) or after it (1) on the same side."""
    mine = bead.source if side == "source" else bead.target
    if not mine or sentence != (mine[0] if step < 0 else mine[-1]):
        raise RequestError("only the first sentence of a row can go up, and only the last can go down")
    taker = next((bead for bead in bitext.beads if sentence + step in getattr(bead, side)), None)
    if taker is None:
        raise RequestError("there is no neighbouring row that this sentence could go to")
    less = tuple(index for index in mine if index != sentence)
    more = tuple(sorted((*getattr(taker, side), sentence)))
    if not _is_run(more):
        raise RequestError("the neighbouring row holds sentences from elsewhere: unlink it first")
    beads = [_with(bead, side, less), _with(taker, side, more)]
    return Change((bead, taker), _alone([bead for bead in beads if bead]))


def _linked(bitext: Bitext, source: int, target: int) -> Change:
    """Two sentences by themselves; what stood with them is open again."""
    if not (0 <= source < len(bitext.source.sentences) and 0 <= target < len(bitext.target.sentences)):
        raise RequestError("choose a sentence of each text")
    before = tuple(bead for bead in bitext.beads if source in bead.source or target in bead.target)
    return Change(before, (_sure((source,), (target,)),))


def placed(bitext: Bitext, beads: Sequence[Bead]) -> tuple[Bead, ...]:
    """All beads of the bitext, these among them; the other sentences of rows that they break up stand alone, open.

    Raises RequestError where that would break up a row that was confirmed.
    """
    taken = {index for bead in beads for index in bead.source}, {index for bead in beads for index in bead.target}
    kept = list(beads)
    for bead in bitext.beads:
        mine = tuple(index for index in bead.source if index not in taken[0])
        theirs = tuple(index for index in bead.target if index not in taken[1])
        if (mine, theirs) == (bead.source, bead.target):
            kept.append(bead)
        elif mine or theirs:
            if bead.status == "confirmed" and bead not in beads and bead.source and bead.target:
                raise RequestError("a row that this would break up is confirmed: open it first")
            kept += [Bead((index,), (), 0.0) for index in mine] + [Bead((), (index,), 0.0) for index in theirs]
    return in_order(kept)


def _with(bead: Bead, side: Side, sentences: tuple[int, ...]) -> Bead | None:
    source, target = (sentences, bead.target) if side == "source" else (bead.source, sentences)
    return _sure(source, target) if source or target else None


def _unlinked(bead: Bead) -> Change:
    if not bead.source or not bead.target:
        raise RequestError("nothing is linked in this row")
    return Change((bead,), _alone([_sure(bead.source, ()), _sure((), bead.target)]))


def _alone(beads: Sequence[Bead]) -> tuple[Bead, ...]:
    """An omission or an addition is one sentence each."""
    kept: list[Bead] = []
    for bead in beads:
        if bead.source and bead.target:
            kept.append(bead)
        else:
            kept += [_sure((index,), ()) for index in bead.source] + [_sure((), (index,)) for index in bead.target]
    return tuple(kept)


def _sure(source: Sequence[int], target: Sequence[int], *, moved: bool = False) -> Bead:
    return Bead(tuple(source), tuple(target), 1.0, None, moved, "confirmed")


def _is_run(indices: Sequence[int]) -> bool:
    return not indices or indices[-1] - indices[0] == len(indices) - 1
