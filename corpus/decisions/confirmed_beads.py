"""Beads that people have confirmed, found again in the texts as they are now: the aligner leaves them as they are."""

from __future__ import annotations

from typing import Literal

from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.decisions.anchors import Anchor, anchor_in
from duizhao.corpus.decisions.log import Thing, things
from duizhao.corpus.document import Document, Span
from duizhao.corpus.store.store import Store

KIND = "bead"
CONFIRMED: Literal["confirmed"] = "confirmed"


def bead_anchors(bitext: Bitext, bead: Bead) -> tuple[Anchor, ...]:
    """The places of a bead, to record a decision about it: the source's, the target's, or, of an omission, one."""
    sides = ((bitext.source, bitext.source_span(bead)), (bitext.target, bitext.target_span(bead)))
    return tuple(anchor_in(document, span) for document, span in sides if span is not None and len(span))


def confirmed_beads(store: Store, source: Document, target: Document) -> tuple[Bead, ...]:
    """What was confirmed between two documents, in the store or not, as beads of their sentences.

    A bead whose words are gone, or are no whole sentences any more, is left out; of two that share a sentence the
    later one counts. What is contested does not count.
    """
    beads: list[Bead] = []
    taken: tuple[set[int], set[int]] = set(), set()
    for thing in reversed(things(store, kind=KIND, document=None, texts=(source, target))):
        bead = _bead(thing, source, target) if thing.verdict == CONFIRMED and thing.is_here else None
        if bead and not taken[0].intersection(bead.source) and not taken[1].intersection(bead.target):
            taken[0].update(bead.source)
            taken[1].update(bead.target)
            beads.append(bead)
    return tuple(sorted(beads, key=lambda bead: (bead.source, bead.target)))


def _bead(thing: Thing, source: Document, target: Document) -> Bead | None:
    """The sentences of the thing's places; None where they belong to other texts, or are cut."""
    sides: dict[str, tuple[int, ...]] = {source.name: (), target.name: ()}
    for name, span in zip(thing.documents, thing.spans, strict=True):
        document = source if name == source.name else target
        run = _sentences(document, span) if name in sides and span else ()
        if not run:
            return None
        sides[name] = run
    if len(thing.documents) < 2 and thing.documents[0] == source.name and not _omits(thing, target):
        return None
    return Bead(sides[source.name], sides[target.name], status=CONFIRMED)


def _omits(thing: Thing, target: Document) -> bool:
    """Whether an omission was confirmed of this translation: the decision names which it is of."""
    return any(decision.detail.get("translation") in (None, target.name) for decision in thing.decisions)


def _sentences(document: Document, span: Span) -> tuple[int, ...]:
    """The sentences whose trimmed run is exactly this span; () if there are none."""
    run = tuple(range(document.sentence_at(span.start), document.sentence_at(span.end - 1) + 1))
    return run if document.run(run) == span else ()
