"""What people decided about renderings: corrected, judged in a sample, coded; kept with all other decisions.

A decision of the kind "rendering" is about an occurrence and the passage beside it; its verdict is the rendering's
words, or one of the statuses. One of the kind "judgement" is about the same places: right or wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from duizhao.align.terms.occurrences import STATUSES, Occurrence
from duizhao.corpus.decisions.anchors import anchor_in
from duizhao.corpus.decisions.log import Decision, Thing, all_decisions, keep, now, things
from duizhao.corpus.errors import StoreError
from duizhao.corpus.search.search import Hit, Search
from duizhao.corpus.store.store import Store, Text

RENDERING, JUDGEMENT, CODE = "rendering", "judgement", "code"

Place = tuple[str, int, int, str]
"""The text and the characters of an occurrence, and the text beside it."""


def place_of(hit: Hit, beside: Text) -> Place:
    """What an occurrence with one translation is known by."""
    return hit.text.name, hit.span.start, hit.span.end, beside.name


def decided(store: Store, kind: str) -> dict[Place, str]:
    """What all who decided agree on, by place; of what they disagree about, nothing."""
    return {place: thing.verdict for thing in things(store, kind=kind) if (place := _place(thing)) and thing.verdict}


def _place(thing: Thing) -> Place | None:
    span = thing.spans[0]
    if span is None:
        return None
    return thing.documents[0], span.start, span.end, thing.documents[1] if len(thing.documents) > 1 else thing.subject


def corrected(rows: Sequence[Occurrence], store: Store) -> tuple[Occurrence, ...]:
    """The occurrences, those that a person corrected as they said."""
    verdicts = decided(store, RENDERING)
    if not verdicts:
        return tuple(rows)
    return tuple(_corrected(row, verdicts.get(place_of(row.hit, row.beside))) for row in rows)


def _corrected(row: Occurrence, verdict: str | None) -> Occurrence:
    if verdict is None:
        return row
    status = next((known for known in STATUSES if known == verdict), None)
    if status is not None and status != "rendered":
        return replace(row, status=status, rendering="", spans=(), confidence=1.0, decided=True)
    words = row.rendering if status else verdict
    spans = row.spans if words == row.rendering else ()
    return replace(row, status="rendered", rendering=words, spans=spans, confidence=1.0, decided=True)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person says of an occurrence."""

    kind: str
    row: Occurrence
    verdict: str
    subject: str = ""


def keep_all(store: Store, search: Search, statements: Iterable[Statement], who: str) -> int:
    """Keep what a person said of occurrences, all of it or nothing; each in the place of what they last said of it.

    Raises StoreError without a `who`.
    """
    if not who.strip():
        raise StoreError("a decision needs a person: give --as INITIALS")
    earlier = {_about(decision): decision for decision in all_decisions(store) if decision.who == who.strip()}
    made = now()
    fresh = []
    for statement in statements:
        row = statement.row
        anchors = [anchor_in(search.document(row.hit.text.id), row.hit.span)]
        if row.run is not None:
            anchors.append(anchor_in(search.document(row.beside.id), row.run))
        subject = statement.subject or ("" if row.run is not None else row.beside.name)
        decision = Decision(statement.kind, tuple(anchors), statement.verdict, who.strip(), made, subject)
        before = earlier.get(_about(decision))
        if before is None:
            fresh.append(decision)
        elif before.verdict != decision.verdict:  # a clock may have been set back
            fresh.append(replace(decision, replaces=before.id, made=max(made, before.made)))
    return keep(store, fresh)


def _about(decision: Decision) -> tuple[object, ...]:
    """What tells things apart that one person decided about, within one state of the texts."""
    return (decision.kind, decision.subject, tuple((place.text, place.start, place.end) for place in decision.anchors))


def code_columns(store: Store, rows: Sequence[Occurrence]) -> list[dict[str, str]]:
    """For each occurrence the codes that people gave it, by column; of what they disagree about, all with a stroke."""
    codes: dict[tuple[object, ...], dict[str, str]] = {}
    for thing in things(store, kind=CODE):
        if thing.spans[0] is not None and len(thing.documents) > 1 and thing.decisions:
            place = (thing.documents[0], thing.spans[0].start, thing.spans[0].end, thing.documents[1])
            verdicts = list(dict.fromkeys(decision.verdict for decision in thing.decisions))
            codes.setdefault(place, {})[thing.subject] = " | ".join(verdicts)
    return [codes.get(place_of(row.hit, row.beside), {}) for row in rows]
