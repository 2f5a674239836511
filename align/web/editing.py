"""Corrections of beads kept as decisions, undone and done again, and the stretch around them aligned anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from align.errors import RequestError
from align.kept_vectors import KeptEncoder
from align.pipeline import align_documents
from align.web.corrections import Change, Correction, changed, placed
from align.web.steps import REDO, UNDO, Step, new_detail, stacks
from align.web.texts import Pair
from corpus.bitext import Bead, Bitext, in_order
from corpus.confirmed import CONFIRMED, KIND, bead_anchors
from corpus.decisions import WITHDRAWN, record
from corpus.document import Document, Span
from corpus.store import Store
from models.encoder import Encoder

REACH = 40
"""Rows on either side of a correction that are aligned anew, if none of them is confirmed."""

ReadPair = Callable[[Store], Pair]


class StaleError(RequestError):
    """A row that is no longer there: another page, or another program, has changed it."""

    def __init__(self) -> None:
        super().__init__("this row was changed elsewhere meanwhile; here is how it stands now")


def scope_of(pair: Pair) -> str:
    """Within what corrections are undone: one translation."""
    return f"beads of {pair.target.name}"


def correct(store: Store, read: ReadPair, wanted: Callable[[Bitext], Correction | None], who: str) -> Change:
    """Do it, and keep it. `wanted` finds the rows in the beads as they are now; None: they are not there any more."""
    with store.changing():
        pair = read(store)
        correction = wanted(pair.bitext)
        if correction is None:
            raise StaleError
        change = changed(pair.bitext, correction)
        detail = new_detail(scope_of(pair), sort=correction.sort, **_told(change))
        _put(store, pair, change, who, detail)
    return change


def step_back(store: Store, read: ReadPair, who: str, *, again: bool = False) -> Change:
    """Undo the last correction of this person that is not undone; `again`: redo the one undone last."""
    with store.changing():
        pair = read(store)
        done, undone = stacks(store, KIND, scope_of(pair), who)
        steps = undone if again else done
        if not steps:
            raise RequestError("there is nothing to do again" if again else "there is nothing to undo")
        before, after = _read(steps[-1])
        change = Change(before, after) if again else Change(after, before)
        detail = new_detail(scope_of(pair), REDO if again else UNDO, steps[-1].id, **_told(change))
        _put(store, pair, change, who, detail)
    return change


def can_step(store: Store, pair: Pair, who: str) -> tuple[bool, bool]:
    """Whether this person can undo something, and redo something."""
    done, undone = stacks(store, KIND, scope_of(pair), who)
    return bool(done), bool(undone)


def _put(store: Store, pair: Pair, change: Change, who: str, detail: dict[str, Any]) -> None:
    """The new beads into the corpus, and what was decided into its record."""
    bitext = pair.bitext
    beads = placed(bitext, change.after)
    detail = {"translation": pair.target.name, **detail}
    texts = (bitext.source, bitext.target)
    kept = {(bead.source, bead.target) for bead in change.after if bead.status == CONFIRMED}
    gone = [bead for bead in change.before if bead.status == CONFIRMED and (bead.source, bead.target) not in kept]
    for bead, verdict in (
        *((bead, WITHDRAWN) for bead in gone),
        *((bead, CONFIRMED) for bead in change.after if bead.status == CONFIRMED),
    ):
        if anchors := bead_anchors(bitext, bead):
            record(store, KIND, anchors, verdict, who=who, detail=detail, texts=texts)
    store.realign(bitext.source.name, bitext.target.name, beads)


def _told(change: Change) -> dict[str, Any]:
    return {
        name: [[list(bead.source), list(bead.target), bead.confidence, bead.moved, bead.status] for bead in beads]
        for name, beads in (("before", change.before), ("after", change.after))
    }


def _read(step: Step) -> tuple[tuple[Bead, ...], tuple[Bead, ...]]:
    before, after = (
        tuple(
            Bead(tuple(source), tuple(target), confidence, None, moved, status)
            for source, target, confidence, moved, status in step.detail[name]
        )
        for name in ("before", "after")
    )
    return before, after


def realign_around(store: Store, read: ReadPair, beads: Sequence[Bead], encoder: Encoder) -> bool:
    """Align anew what is open between a correction and the nearest confirmed rows; whether anything changed.

    Nothing is written if somebody else changed the beads meanwhile: their correction has this done again.
    """
    pair = read(store)
    bitext = pair.bitext
    made = _aligned_around(bitext, beads, KeptEncoder(encoder, store))
    if made is None or made == bitext.beads:
        return False
    with store.changing():
        if read(store).bitext.beads != bitext.beads:
            return False
        store.realign(bitext.source.name, bitext.target.name, made)
    return True


def _aligned_around(bitext: Bitext, beads: Sequence[Bead], encoder: Encoder) -> tuple[Bead, ...] | None:
    low, high = _window(bitext, beads)
    inside = [
        bead
        for bead in bitext.beads
        if all(low[0] <= index < high[0] for index in bead.source)
        and all(low[1] <= index < high[1] for index in bead.target)
    ]
    if all(bead.status == CONFIRMED for bead in inside):
        return None
    sources = sorted(index for bead in inside for index in bead.source)
    targets = sorted(index for bead in inside for index in bead.target)
    fixed = [
        replace(bead, source=_places(bead.source, sources), target=_places(bead.target, targets))
        for bead in inside
        if bead.status == CONFIRMED
    ]
    part = align_documents(_part(bitext.source, sources), _part(bitext.target, targets), encoder, confirmed=fixed)
    fresh = [
        replace(
            bead,
            source=tuple(sources[index] for index in bead.source),
            target=tuple(targets[index] for index in bead.target),
        )
        for bead in part.beads
    ]
    return in_order([*(bead for bead in bitext.beads if bead not in inside), *fresh])


def _window(bitext: Bitext, beads: Sequence[Bead]) -> tuple[tuple[int, int], tuple[int, int]]:
    """From which sentences of both texts to which: up to rows on either side that stay as they are."""
    own = {(bead.source, bead.target) for bead in beads}
    at = [place for place, bead in enumerate(bitext.beads) if (bead.source, bead.target) in own] or [0]
    low, high = (0, 0), (len(bitext.source.sentences), len(bitext.target.sentences))
    for away, bead in enumerate(reversed(bitext.beads[: at[0]]), start=1):
        if _is_border(bead, away):
            low = bead.source[-1] + 1, bead.target[-1] + 1
            break
    for away, bead in enumerate(bitext.beads[at[-1] + 1 :], start=1):
        if _is_border(bead, away):
            high = bead.source[0], bead.target[0]
            break
    return low, high


def _is_border(bead: Bead, away: int) -> bool:
    return bool(bead.source and bead.target) and not bead.moved and (bead.status == CONFIRMED or away >= REACH)


def _part(document: Document, indices: Sequence[int]) -> Document:
    """Some sentences of a document, as one that they make up."""
    texts = [document.sentences[index].of(document.text) for index in indices]
    spans, at = [], 0
    for text in texts:
        spans.append(Span(at, at + len(text)))
        at += len(text)
    return Document(document.name, document.language, "".join(texts), tuple(spans), document.sha256)


def _places(indices: Sequence[int], among: Sequence[int]) -> tuple[int, ...]:
    return tuple(among.index(index) for index in indices)
