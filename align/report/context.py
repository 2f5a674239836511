"""Passages of a text in their context, cut into marked and unmarked stretches for a page to show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.corpus.document import Document, Span

LONGEST_CONTEXT = 280
"""More unmarked characters than this on either side, or between two pieces, are cut: sentences can be very long."""

_BLANK_LINES = re.compile(r"[^\S\n]*\r?\n\s*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some characters of a text, marked or not. `text` is exact where marked, and may be cut with … where not."""

    text: str
    marked: bool = False


def excerpt(document: Document | None, spans: Sequence[Span], text: str) -> tuple[Stretch, ...]:
    """The pieces `spans` of `document`, marked, in their sentences and one sentence before and after.

    `text` is what a link says stands from the first piece's start to the last one's end. Without the document, or
    where the document does not say that there, the excerpt is `text` alone.
    """
    whole = Span(spans[0].start, spans[-1].end)
    if document is None or whole.of(document.text) != text or not text:
        return _stretches(text, [span.shift(-whole.start) for span in spans], Span(0, len(text)))
    first = max(0, document.sentence_at(whole.start) - 1)
    last = min(len(document.sentences) - 1, document.sentence_at(whole.end - 1) + 1)
    return _stretches(document.text, spans, document.run(range(first, last + 1)))


def _stretches(text: str, spans: Sequence[Span], window: Span) -> tuple[Stretch, ...]:
    """The characters of `window` (widened to the pieces if it must be), each piece marked."""
    start, end = min(window.start, spans[0].start), max(window.end, spans[-1].end)
    edges = [start, *(edge for span in spans for edge in (span.start, span.end)), end]
    stretches = []
    for index, (left, right) in enumerate(zip(edges, edges[1:], strict=False)):
        marked = index % 2 == 1
        words = text[left:right]
        if not marked:
            words = _cut(words, head=index > 0, tail=right < end or index == 0)
        if words:
            stretches.append(Stretch(words, marked))
    return tuple(stretches)


def _cut(context: str, *, head: bool, tail: bool) -> str:
    """Context without blank lines, and of a readable length: its head, its tail, or both with … between."""
    context = _BLANK_LINES.sub("\n", context)
    if len(context) <= LONGEST_CONTEXT:
        return context
    if head and tail:
        half = LONGEST_CONTEXT // 2
        return f"{context[:half]} … {context[-half:]}"
    return f"{context[:LONGEST_CONTEXT]}…" if head else f"…{context[-LONGEST_CONTEXT:]}"
