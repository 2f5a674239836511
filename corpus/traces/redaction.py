"""What of a trace may be published: the cited words and their translation, and nothing that tells of the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from duizhao.corpus.document import Span
from duizhao.corpus.traces.trace import CONFIRMED_BY, QuoteLink, Trace, TracedQuotation

LEFT_OUT = (
    "file names",
    "file hashes",
    "offsets, pages and paragraphs",
    "neighbouring text",
    "citation ids",
    "the reasons for each link",
    "candidates of undecided quotations and lookalikes of those not found",
    "indirect statements",
    "pictures",
)
"""What a public report says that it leaves out."""

GAP = " … "
"""Stands between the pieces of a source that has several: what stands there in the document was not cited."""


def published(trace: Trace) -> tuple[Trace, Mapping[str, str]]:
    """The trace for the public, and what its documents are really called, by the name that it gives them.

    Documents are numbered in the order in which they are cited (“document 1”): their names are file names. Offsets
    count within the cited words. The wording that a quotation has word for word is that of “the English text of
    document 1”.
    """
    numbered: dict[str, str] = {}
    quotations = tuple(_quotation(traced, numbered) for traced in trace.quotations)
    searched = replace(trace.searched, only=("some of the documents",) if trace.searched.only else ())
    shown = Trace("article", trace.text, quotations, searched, None, LEFT_OUT)
    return shown, {label: name for name, label in numbered.items()}


def _quotation(traced: TracedQuotation, numbered: dict[str, str]) -> TracedQuotation:
    links = () if traced.verdict == "unsure" else tuple(_link(link, numbered) for link in traced.links)
    judged = traced.rendering.partition(":")[0]  # reasons may quote neighbouring words
    return replace(traced, links=links, nearest=(), rendering=judged)


def _link(link: QuoteLink, numbered: dict[str, str]) -> QuoteLink:
    label = numbered.setdefault(link.document, f"document {len(numbered) + 1}")
    english = f"the English text of {label}" if link.translation else None
    confirmed = f"{CONFIRMED_BY}a person; " if link.confirmed_by else ""
    source_spans, source_text = _pieces(link.source_spans, link.source_text)
    target_spans, target_text = _pieces(link.target_spans, link.target_text or "")
    return QuoteLink(
        document=label,
        source_spans=source_spans,
        source_text=source_text,
        translation=english,
        target_spans=target_spans,
        target_text=target_text or None,
        confidence=link.confidence,
        confirmed_by=("a person",) if link.confirmed_by else (),
        by_hand=link.by_hand,
        basis=_basis(link, english, confirmed),
    )


def _basis(link: QuoteLink, english: str | None, confirmed: str) -> str:
    if link.by_hand:
        return confirmed.removesuffix("; ")
    return f"{confirmed}wording of {english}" if english else confirmed + "words, by the model"


def _pieces(spans: tuple[Span, ...], text: str) -> tuple[tuple[Span, ...], str]:
    """The pieces joined by `GAP`, and where each stands in that."""
    if not spans:
        return (), text
    pieces = [span.shift(-spans[0].start).of(text) for span in spans]
    placed, at = [], 0
    for piece in pieces:
        placed.append(Span(at, at + len(piece)))
        at += len(piece) + len(GAP)
    return tuple(placed), GAP.join(pieces)
