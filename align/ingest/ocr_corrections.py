"""A reading corrected in a corpus: its text, what was computed of the words that changed, and who did it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path

from duizhao.align.errors import RequestError
from duizhao.align.library.build import check_model
from duizhao.align.library.realign import realign_around
from duizhao.align.library.vector_cache import VectorCache
from duizhao.corpus.bitext import Bead, Bitext, in_order
from duizhao.corpus.decisions.anchors import anchor_in
from duizhao.corpus.decisions.confirmed_beads import CONFIRMED
from duizhao.corpus.decisions.log import WITHDRAWN, Decision, record, things
from duizhao.corpus.decisions.ocr_corrections import as_read, corrected, lifted, reading
from duizhao.corpus.document import Document, Span
from duizhao.corpus.message import Message
from duizhao.corpus.scans.regions import is_reading, strips
from duizhao.corpus.store.store import Store
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder

READS = "reads: "
"""A verdict on a reading: these words, then what the picture shows."""

KIND = "reading"
"""What decisions about readings are called. Their places are those of the reading, which stays as it is."""


@dataclass(frozen=True, slots=True)
class Misreading:
    """Words of a reading that are wrong: where they stand, or, without `span`, what they are, if they stand once."""

    document: str
    span: Span | None = None
    read: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says that the picture shows; `words` of None lift the correction that lies there.

    `also`: what else the decision tells.
    """

    words: str | None
    who: str
    note: str = ""
    also: Mapping[str, object] = field(default_factory=dict)


def correct_reading(corpus: Path, misread: Misreading, correction: Correction, *, model: str | None = None) -> str:
    """Put a correction in the place of what was misread; says what was done."""
    with Store.open(corpus) as store:
        _place(store.text(misread.document), misread)  # what cannot be done is refused before the model is opened
        encoder = open_encoder(model)
        check_model(store, encoder)
        return corrected_in(store, misread, correction, encoder)


def corrected_in(store: Store, misread: Misreading, correction: Correction, encoder: Encoder) -> str:
    """The same in an open corpus."""
    words, who = correction.words, correction.who
    if not who.strip():
        raise RequestError("a correction needs a person: give --as INITIALS")
    made = datetime.now(UTC)
    old = store.text(misread.document)
    span = _place(old, misread)
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
        raise RequestError(Message("{words!r} stands there already: nothing was changed", words=was))
    about = anchor_in(as_read(new), lifted(new)[1].back.span(place))
    whole = Span(place.start, place.end + len(old.text) - len(new.text))  # with corrections that it became part of
    detail = {"read": reading(new, place), "words": now, "was": whole.of(old.text), **correction.also}
    verdict = WITHDRAWN if lifting or detail["read"] == now else f"{READS}{now}"
    with store.changing():
        _check_same(store, old)
        again = _put(store, old, new, VectorCache(encoder, store))
        record(
            store,
            Decision(
                KIND, (about,), verdict, who, made.isoformat(timespec="seconds"), note=correction.note, detail=detail
            ),
        )
    for pair, beads in again:
        realign_around(store, pair, beads, encoder)
    store.purge()
    low = min((strip.confidence for strip in strips(new, place)), default=None)
    sure = "" if low is None else f" (read with {low:.0%} confidence)"
    return f"{new.name} {place.start}–{place.end}: {now!r}, in the place of {was!r}{sure}"


def apply_decided(corpus: Path, name: str, *, model: str | None = None) -> str:
    """Put in place what people decided of a reading and does not stand in it: imported, or of an earlier reading."""
    with Store.open(corpus) as store:
        store.text(name)  # what is not there is refused before the model is opened
        encoder = open_encoder(model)
        check_model(store, encoder)
        return applied_in(store, name, encoder)


def applied_in(store: Store, name: str, encoder: Encoder) -> str:
    """The same in an open corpus; says how many corrections were put in place, and how many could not be."""
    old = new = store.text(name)
    done, contested, lost = 0, 0, 0
    decided = things(store, kind=KIND, document=name)
    for thing in sorted(decided, key=lambda thing: thing.spans[0].start if thing.spans[0] else 0, reverse=True):
        last, span = thing.decisions[-1:], thing.spans[0]
        if not last:
            continue
        words, read = str(last[0].detail.get("words", "")), str(last[0].detail.get("read", ""))
        if thing.verdict is None:
            contested += 1
        elif span is None or span.of(new.text) not in (words, read):
            lost += 1
        elif span.of(new.text) == read and is_reading(new):
            new, _ = corrected(new, span, words, who=last[0].who, made=last[0].made)
            done += 1
    if done:
        with store.changing():
            _check_same(store, old)
            again = _put(store, old, new, VectorCache(encoder, store))
        for pair, beads in again:
            realign_around(store, pair, beads, encoder)
        store.purge()
    remarks = [f"{contested} contested, left as they are"] if contested else []
    remarks += [f"{lost} of words that are not read there any more"] if lost else []
    return "; ".join([f"{name}: {done} correction{'' if done == 1 else 's'} put in place", *remarks])


def _check_same(store: Store, old: Document) -> None:
    """Refuse to go on where another program has changed the text meanwhile."""
    if store.text(old.name).text != old.text:
        raise RequestError(Message("{name!r} was changed elsewhere meanwhile: do it again", name=old.name))


def _place(document: Document, misread: Misreading) -> Span:
    if misread.span is not None:
        if not 0 <= misread.span.start < misread.span.end <= len(document.text):
            raise RequestError(
                f"{document.name!r} has {len(document.text)} characters: {misread.span.start} to {misread.span.end} "
                "is no place in it"
            )
        span = misread.span
    else:
        start = document.text.find(misread.read) if misread.read else -1
        if start < 0:
            raise RequestError(f"{misread.read!r} does not stand in {document.name!r}: copy the words from its text")
        if document.text.find(misread.read, start + 1) >= 0:
            raise RequestError(f"{misread.read!r} stands in {document.name!r} several times: give --start and --end")
        span = Span(start, start + len(misread.read))
    if not strips(document, span):
        raise RequestError(
            f"this place of {document.name!r} was not read from a picture: a file's own text is never changed"
        )
    return span


Again = list[tuple[Callable[[Store], Bitext], Sequence[Bead]]]


def _put(store: Store, old: Document, new: Document, kept: VectorCache) -> Again:
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
    for _ in kept.encode(new.sentence_texts()):
        pass  # so that what is new gets its vectors
    store.replace(source, bitexts=made, vectors=kept.fresh, model=kept.signature)
    return again


def _reader(entry: str, translation: str) -> Callable[[Store], Bitext]:
    return lambda store: next(bitext for bitext in store.bitexts(entry) if bitext.target.name == translation)


def _moved(beads: Sequence[Bead], old: Document, new: Document, side: str) -> tuple[tuple[Bead, ...], list[Bead]]:
    """The beads of the new sentences, and those among them that are open, because their words changed.

    A confirmed bead stays confirmed. An open one is taken apart, to be aligned anew.
    """
    blocks = _blocks(old.sentence_texts(), new.sentence_texts())
    stays = {at: block.new + at - block.old for block in blocks if block.even for at in block.olds}
    changed = {at for block in blocks if not block.same for at in block.olds}
    fresh = {block: list(block.news) for block in blocks if not block.even}
    kept: list[Bead] = []
    open_: list[Bead] = []
    for bead in beads:
        mine: tuple[int, ...] = getattr(bead, side)
        theirs = bead.target if side == "source" else bead.source
        here = [stays[at] for at in mine if at in stays]
        if changed.isdisjoint(mine):
            kept.append(_with(bead, side, tuple(here)))
        elif bead.status == CONFIRMED:
            for block in fresh:
                if not set(block.olds).isdisjoint(mine):
                    here += fresh[block]
                    fresh[block] = []
            if here or theirs:
                kept.append(_with(bead, side, tuple(sorted(here))))
        else:
            open_ += [_bead(side, (at,), ()) for at in here] + [_bead(side, (), (at,)) for at in theirs]
    open_ += [_bead(side, (at,), ()) for rest in fresh.values() for at in rest]
    return in_order([*kept, *open_]), open_


@dataclass(frozen=True, slots=True)
class _Block:
    """Sentences of the old text from `old`, and those of the new one from `new` that stand in their place."""

    old: int
    old_end: int
    new: int
    new_end: int
    same: bool

    @property
    def olds(self) -> range:
        return range(self.old, self.old_end)

    @property
    def news(self) -> range:
        return range(self.new, self.new_end)

    @property
    def even(self) -> bool:
        """Whether each sentence has one that stands in its place."""
        return len(self.olds) == len(self.news)


def _blocks(before: Sequence[str], after: Sequence[str]) -> list[_Block]:
    if len(before) == len(after):  # as nearly always: a character is another one
        return [_Block(at, at + 1, at, at + 1, a == b) for at, (a, b) in enumerate(zip(before, after, strict=True))]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [_Block(a, a_end, b, b_end, kind == "equal") for kind, a, a_end, b, b_end in matcher.get_opcodes()]


def _with(bead: Bead, side: str, mine: tuple[int, ...]) -> Bead:
    return replace(bead, source=mine) if side == "source" else replace(bead, target=mine)


def _bead(side: str, mine: tuple[int, ...], theirs: tuple[int, ...]) -> Bead:
    return Bead(mine, theirs, 0.0) if side == "source" else Bead(theirs, mine, 0.0)
