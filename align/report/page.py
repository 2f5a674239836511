"""An article and the sources of its quotations as one HTML file that works offline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from align.report import wording
from align.report.changes import Change, changes
from align.report.excerpts import Stretch, excerpt
from align.report.templates import document_tag, fill, language_tag, script_tag
from corpus.document import Document, Span
from corpus.links import QuoteLink, Trace, TracedQuotation, Verdict
from corpus.paragraphs import paragraphs


@dataclass(frozen=True, slots=True)
class Passage:
    """One source, candidate or lookalike of a quotation, as a card shows it."""

    document: str
    language: str
    where: str
    source: tuple[Stretch, ...]
    translation: str
    english_where: str
    english: tuple[Stretch, ...]
    confidence: float
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A quotation with its verdict and its passages; `number` counts from 1."""

    number: int
    text: str
    language: str
    verdict: Verdict
    meaning: str
    confidence: float
    rendering: str
    changes: tuple[Change, ...]
    links: tuple[Passage, ...]
    nearest: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of the article: of quotation `number`, or of none (0); `first` and `last` runs carry its label."""

    text: str
    number: int = 0
    verdict: Verdict | None = None
    first: bool = False
    last: bool = False


def render_trace(trace: Trace, documents: Mapping[str, Document]) -> str:
    """The article with its quotations marked, beside a card for each; `documents` by name give the context.

    A document that is missing, or does not hold what a link says it holds, costs its context only.
    """
    return fill(
        "article.html",
        title=wording.shown_name(trace.article),
        language=language_tag(trace.text),
        paragraphs=list(_paragraphs(trace)),
        cards=[_card(number, traced, documents) for number, traced in enumerate(trace.quotations, start=1)],
        summary=wording.summary_words(trace),
        searched=wording.searched_words(trace.searched),
        not_the_source=wording.NOT_THE_SOURCE,
    )


def _card(number: int, traced: TracedQuotation, documents: Mapping[str, Document]) -> Card:
    return Card(
        number=number,
        text=traced.quotation.text,
        language=language_tag(traced.quotation.text),
        verdict=traced.verdict,
        meaning=wording.meaning(traced),
        confidence=traced.confidence,
        rendering="" if traced.rendering == "not judged" else traced.rendering,
        changes=changes(traced.quotation.text, traced.links[0]) if traced.verdict == "altered" else (),
        links=tuple(_passage(link, documents) for link in traced.links),
        nearest=tuple(_passage(link, documents) for link in traced.nearest),
    )


def _passage(link: QuoteLink, documents: Mapping[str, Document]) -> Passage:
    source = documents.get(link.document)
    target = documents.get(link.translation or "")
    return Passage(
        document=wording.shown_name(link.document),
        language=document_tag(source) if source else script_tag(link.source_text),
        where=wording.place(link.source_spans, link.page),
        source=excerpt(source, link.source_spans, link.source_text),
        translation=wording.shown_name(link.translation or ""),
        english_where=wording.place(link.target_spans) if link.target_spans else "",
        english=_english(target, link),
        confidence=link.confidence,
        reasons=wording.reasons(link),
    )


def _english(target: Document | None, link: QuoteLink) -> tuple[Stretch, ...]:
    """The matched words of the translation, marked, in their context."""
    if link.target_spans:
        return excerpt(target, link.target_spans, link.target_text or "")
    return (Stretch(link.target_text),) if link.target_text else ()


def _paragraphs(trace: Trace) -> Iterator[list[Run]]:
    """The article's paragraphs, each cut where a quotation begins or ends."""
    pieces = [
        (span, number, traced)
        for number, traced in enumerate(trace.quotations, start=1)
        for span in traced.quotation.spans
    ]
    for paragraph in paragraphs(trace.text):
        inside = [piece for piece in pieces if piece[0].overlaps(paragraph)]
        edges = {paragraph.start, paragraph.end}
        edges.update(edge for span, *_ in inside for edge in (span.start, span.end))
        cuts = sorted(edge for edge in edges if paragraph.start <= edge <= paragraph.end)
        runs = []
        for start, end in zip(cuts, cuts[1:], strict=False):
            words = Span(start, end)
            over = [(number, traced) for span, number, traced in inside if span.overlaps(words)]
            runs.append(_run(trace.text, words, *over[-1]) if over else Run(words.of(trace.text)))
        yield runs


def _run(text: str, words: Span, number: int, traced: TracedQuotation) -> Run:
    first, last = words.start == traced.quotation.start, words.end == traced.quotation.end
    return Run(words.of(text), number, traced.verdict, first, last)
