"""A reading corrected in a corpus: its text, what was computed of the words that changed, and who did it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from align.errors import RequestError
from align.kept_vectors import KeptEncoder
from align.library import sentence_texts
from align.pipeline import check_model, open_encoder
from align.web.editing import realign_around
from align.web.texts import Pair
from corpus.anchor import anchor_in
from corpus.bitext import Bead, Bitext, in_order
from corpus.corrections import as_read, corrected, lifted, reading
from corpus.decisions import WITHDRAWN, record
from corpus.document import Document, Span
from corpus.store import Store
from corpus.strips import strips
from models.encoder import Encoder

KIND = "reading"
"""What decisions about readings are called. Their places are those of the reading, which stays as it is."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Words of a reading that are wrong: where they stand, or, without `span`, what they are, if they stand once."""

    document: str
    span: Span | None = None
    read: str = ""


def correct_reading(
    corpus: Path, wrong: Wrong, words: str | None, *, who: str, note: str = "", model: str | None = None
) -> str:
    """Put `words` in the place of what was misread; None lifts the correction that lies there. Says what was done."""
    with Store.open(corpus) as store:
        _place(store.text(wrong.document), wrong)  # what cannot be done is refused before the model is opened
        encoder = open_encoder(model)
        check_model(store, encoder)
        return corrected_in(store, wrong, words, encoder, who=who, note=note)


def corrected_in(store: Store, wrong: Wrong, words: str | None, encoder: Encoder, *, who: str, note: str = "") -> str:
    """The same in an open corpus."""
    if not who.strip():
        raise RequestError("a correction needs a person: give --as INITIALS")
    made = datetime.now(UTC)
    old = store.text(wrong.document)
    span = _place(old, wrong)
    lifting = words is None
    new, place = corrected(
        old,
        span,
        reading(old, span) if words is None else words,
        who=who.strip(),
        made=made.isoformat(timespec="microseconds"),
    )
    was, now = span.of(old.text), place.of(new.text)
    if new.text == old.text:
        raise RequestError(f"{was!r} stands there already: nothing was changed")
    kept = KeptEncoder(encoder, store)
    with store.changing():
        rows = _put(store, old, new, kept)
        detail = {"read": reading(new, place), "words": now}
        verdict = WITHDRAWN if lifting or detail["read"] == now else f"reads: {now}"
        about = anchor_in(as_read(new), lifted(new)[1].back.span(place))
        record(store, KIND, [about], verdict, who=who, note=note, detail=detail, made=made)
    for pair, beads in rows:
        realign_around(store, pair, beads, encoder)
    low = min((strip.confidence for strip in strips(new, place)), default=None)
    sure = "" if low is None else f" (read with {low:.0%} confidence)"
    return f"{new.name} {place.start}–{place.end}: {now!r}, in the place of {was!r}{sure}"


def _place(document: Document, wrong: Wrong) -> Span:
    if wrong.span is not None:
        if not 0 <= wrong.span.start < wrong.span.end <= len(document.text):
            raise RequestError(
                f"{document.name!r} has {len(document.text)} characters: {wrong.span.start} to {wrong.span.end} "
                "is no place in it"
            )
        span = wrong.span
    else:
        start = document.text.find(wrong.read) if wrong.read else -1
        if start < 0:
            raise RequestError(f"{wrong.read!r} does not stand in {document.name!r}: copy the words from its text")
        if document.text.find(wrong.read, start + 1) >= 0:
            raise RequestError(f"{wrong.read!r} stands in {document.name!r} several times: give --start and --end")
        span = Span(start, start + len(wrong.read))
    if not strips(document, span):
        raise RequestError(
            f"this place of {document.name!r} was not read from a picture: a file's own text is never changed"
        )
    return span


Again = list[tuple[Callable[[Store], Pair], Sequence[Bead]]]


def _put(store: Store, old: Document, new: Document, kept: KeptEncoder) -> Again:
    """The corrected text into the corpus, rows of sentences that did not change as they are; the rows to align anew."""
    entry = next(text.entry for text in store.texts() if text.name == old.name)
    bitexts = store.bitexts(entry)
    source = new if entry == old.name else store.source(entry)
    made, again = [], Again()
    for bitext in bitexts:
        if entry == old.name:
            beads, open_ = _moved(bitext.beads, old, new, "source")
            made.append(Bitext(new, bitext.target, beads))
        elif bitext.target.name == old.name:
            beads, open_ = _moved(bitext.beads, old, new, "target")
            made.append(Bitext(source, new, beads))
        else:
            made.append(bitext)
            continue
        if open_:
            again.append((_reader(entry, bitext.target.name), open_))
    for _ in kept.encode(sentence_texts(new)):
        pass  # so that what is new gets its vectors
    store.replace(source, bitexts=made, vectors=kept.fresh, model=kept.signature)
    return again


def _reader(entry: str, translation: str) -> Callable[[Store], Pair]:
    from align.web.texts import Texts

    return lambda store: Texts().pair(store, entry, translation)


def _moved(beads: Sequence[Bead], old: Document, new: Document, side: str) -> tuple[tuple[Bead, ...], list[Bead]]:
    """The beads of the new sentences, and those among them that are open, because their words changed.

    A confirmed bead stays confirmed. An open one is taken apart, to be aligned anew.
    """
    before, after = sentence_texts(old), sentence_texts(new)
    head = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    most = min(len(before), len(after)) - head
    tail = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    shift = len(after) - len(before)
    stays = {at: at for at in range(head)} | {at: at + shift for at in range(len(before) - tail, len(before))}
    fresh = list(range(head, len(after) - tail))
    kept: list[Bead] = []
    open_: list[Bead] = []
    for bead in beads:
        mine: tuple[int, ...] = getattr(bead, side)
        theirs = bead.target if side == "source" else bead.source
        same = tuple(stays[at] for at in mine if at in stays)
        if len(same) == len(mine):
            kept.append(_with(bead, side, same))
        elif bead.status == "confirmed" or not fresh:
            whole = tuple(sorted({*same, *fresh}))
            if whole or theirs:
                kept.append(_with(bead, side, whole))
            fresh = []
        else:
            open_ += [_bead(side, (at,), ()) for at in same] + [_bead(side, (), (at,)) for at in theirs]
    open_ += [_bead(side, (at,), ()) for at in fresh]
    return in_order([*kept, *open_]), open_


def _with(bead: Bead, side: str, mine: tuple[int, ...]) -> Bead:
    return replace(bead, source=mine) if side == "source" else replace(bead, target=mine)


def _bead(side: str, mine: tuple[int, ...], theirs: tuple[int, ...]) -> Bead:
    return Bead(mine, theirs, 0.0) if side == "source" else Bead(theirs, mine, 0.0)
