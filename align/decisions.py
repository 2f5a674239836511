"""A decision about places that are named by their offsets."""

from __future__ import annotations

from collections.abc import Sequence

from duizhao.align.errors import RequestError
from duizhao.corpus.decisions.anchors import anchor_in
from duizhao.corpus.decisions.log import Decision, record
from duizhao.corpus.document import Span
from duizhao.corpus.store.store import Store


def decide(
    store: Store,
    kind: str,
    places: Sequence[tuple[str, int, int]],
    verdict: str,
    *,
    who: str,
    subject: str = "",
    note: str = "",
) -> Decision:
    """Keep a decision about (text, start, end), the source first. Raises RequestError for a place that is not there."""
    anchors = []
    for name, start, end in places:
        document = store.text(name)
        if not 0 <= start < end <= len(document.text):
            raise RequestError(f"{name!r} has {len(document.text)} characters: {start} to {end} is no place in it")
        anchors.append(anchor_in(document, Span(start, end)))
    return record(store, kind, anchors, verdict, who=who, subject=subject, note=note)
