"""A decision about places that are named by their offsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.align.errors import RequestError
from duizhao.corpus.decisions.anchors import anchor_in
from duizhao.corpus.decisions.log import Decision, record
from duizhao.corpus.document import Span
from duizhao.corpus.store.store import Store


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """What a person decides about `places`: (text, start, end) each, in characters, the source first."""

    kind: str
    places: Sequence[tuple[str, int, int]]
    verdict: str
    who: str
    subject: str = ""
    note: str = ""


def decide(store: Store, request: DecisionRequest) -> Decision:
    """Keep a decision. Raises RequestError for a place that is not there."""
    anchors = []
    for name, start, end in request.places:
        document = store.text(name)
        if not 0 <= start < end <= len(document.text):
            raise RequestError(f"{name!r} has {len(document.text)} characters: {start} to {end} is no place in it")
        anchors.append(anchor_in(document, Span(start, end)))
    return record(
        store,
        Decision(
            request.kind, tuple(anchors), request.verdict, request.who, subject=request.subject, note=request.note
        ),
    )
