"""Stars and tags that people put on documents and passages: decisions as all others, found again in the next draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from duizhao.align.decisions import DecisionRequest, decide
from duizhao.align.errors import RequestError
from duizhao.corpus.decisions.log import WITHDRAWN, Thing, things
from duizhao.corpus.document import Span
from duizhao.corpus.store.store import Store

KIND, DOCUMENT_KIND = "mark", "document mark"
"""The kinds of decisions; the subject is the tag, or '' for a star."""
MARKED = "marked"
BEGINNING = 60
"""Characters by which a document that is marked as a whole is found again."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A star (`tag` is '') or a tag; `whole`: it is of the document, and not of a passage; `who`: whose it is."""

    document: str
    span: Span
    tag: str
    who: tuple[str, ...]
    whole: bool


def marks(store: Store, documents: Iterable[str] | None = None) -> list[Mark]:
    """What is marked now, of some documents or of all, in the order of the texts."""
    wanted = None if documents is None else set(documents)
    held = [
        _mark(thing)
        for kind in (KIND, DOCUMENT_KIND)
        for thing in things(store, kind=kind)
        if thing.decisions and thing.is_here and (wanted is None or thing.documents[0] in wanted)
    ]
    return sorted(held, key=lambda mark: (mark.document, not mark.whole, mark.span, mark.tag))


def document_marks(store: Store) -> dict[str, list[Mark]]:
    """What documents are marked with, by their names."""
    held: dict[str, list[Mark]] = {}
    for mark in marks(store):
        if mark.whole:
            held.setdefault(mark.document, []).append(mark)
    return held


def _mark(thing: Thing) -> Mark:
    span = thing.spans[0]
    assert span is not None
    who = tuple(dict.fromkeys(decision.who for decision in thing.decisions))
    return Mark(thing.documents[0], span, thing.subject, who, thing.kind == DOCUMENT_KIND)


def toggle(store: Store, name: str, place: Span | None, tag: str, who: str) -> bool:
    """Put a star or a tag on a passage, or with no place on the document, or take away this person's own.

    Whether it is there now. Raises RequestError for a place that is none.
    """
    text = store.text(name).text
    kind = KIND if place is not None else DOCUMENT_KIND
    span = place if place is not None else Span(0, min(BEGINNING, len(text)))
    tag = " ".join(tag.split())
    if not span:
        raise RequestError("choose a passage to mark")
    mine = any(
        who in mark.who and (mark.span, mark.tag, mark.whole) == (span, tag, place is None)
        for mark in marks(store, [name])
    )
    verdict = WITHDRAWN if mine else MARKED
    decide(store, DecisionRequest(kind, [(name, span.start, span.end)], verdict, who, subject=tag))
    return not mine
