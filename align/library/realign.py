"""The stretch around a correction aligned anew, up to the nearest rows that a person has confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from duizhao.align.beads.documents import align_documents
from duizhao.align.library.vector_cache import VectorCache
from duizhao.corpus.bitext import Bead, Bitext, in_order
from duizhao.corpus.decisions.confirmed_beads import CONFIRMED
from duizhao.corpus.document import Document, Span
from duizhao.corpus.store.store import Store
from duizhao.models.encoder import Encoder

REACH = 40
"""Rows on either side of a correction that are aligned anew, if none of them is confirmed."""


def realign_around(store: Store, read: Callable[[Store], Bitext], beads: Sequence[Bead], encoder: Encoder) -> bool:
    """Align anew what is open between a correction and the nearest confirmed rows; whether anything changed.

    Nothing is written if somebody else changed the beads meanwhile: their correction has this done again.
    """
    bitext = read(store)
    made = _aligned_around(bitext, beads, VectorCache(encoder, store))
    if made is None or made == bitext.beads:
        return False
    with store.changing():
        if read(store).beads != bitext.beads:
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
