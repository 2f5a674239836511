"""An article and the sources of its quotations as one HTML file that works offline."""

from __future__ import annotations

import base64
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from duizhao.align.report import captions as wording
from duizhao.align.report import verdicts
from duizhao.align.report.context import Stretch, excerpt
from duizhao.align.report.templates import document_tag, fill, language_tag, script_tag
from duizhao.corpus.decisions.ocr_corrections import reading
from duizhao.corpus.document import Document, Span
from duizhao.corpus.text.paragraphs import paragraphs
from duizhao.corpus.text.pinyin import pinyin
from duizhao.corpus.traces.gloss import GlossedPassage
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import QuoteLink, Trace, TracedClaim, TracedQuotation, Verdict
from duizhao.corpus.traces.word_diff import Change, changes


@dataclass(frozen=True, slots=True)
class Passage:
    """One source, candidate or lookalike of a quotation, as a card shows it.

    `at`: its place among the quotation's links, -1 for others; `carriers`: its word links as JSON, for the reader.
    `strips`: pieces of pictures as data: addresses; `read`: what was read there, if it was corrected. `gloss`: its
    words one by one, if asked for.
    """

    document: str
    language: str
    where: str
    source: tuple[Stretch, ...]
    translation: str
    english_where: str
    english: tuple[Stretch, ...]
    sure: str
    reasons: tuple[tuple[str, str], ...]
    pinyin: str = ""
    citation: str = ""
    at: int = -1
    carriers: str = ""
    strips: tuple[str, ...] = ()
    read: str = ""
    gloss: GlossedPassage | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A quotation with its verdict and its passages; `number` counts from 1.

    `more`: links beyond those in `links`, which the reader fetches when they are asked for.
    """

    number: int
    text: str
    language: str
    kind: str
    attribution: str
    notes: tuple[str, ...]
    verdict: Verdict
    meaning: str
    sure: str
    confirmed: bool
    changes: tuple[Change, ...]
    links: tuple[Passage, ...]
    nearest: tuple[Passage, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """An indirect statement, and the passages that may support it."""

    text: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of the article: of quotation `number`, or of none (0); `first` and `last` runs carry its label.

    `start`: where it begins in the article.
    """

    text: str
    number: int = 0
    verdict: Verdict | None = None
    first: bool = False
    last: bool = False
    start: int = 0


def render_trace(report: Report) -> str:
    """The article with its quotations marked, beside a card for each; the report's documents give the context.

    A document that is missing, or does not hold what a link says it holds, costs its context only.
    """
    trace = report.trace
    return fill(
        "article.html",
        title=wording.shown_name(trace.article),
        language=language_tag(trace.text),
        paragraphs=list(marked_paragraphs(trace)),
        cards=[make_card(number, traced, report) for number, traced in enumerate(trace.quotations, start=1)],
        summary=wording.summary_words(trace),
        searched=wording.searched_words(trace.searched),
        not_the_source=wording.WEAK_MATCH,
        statements=[_statement(claimed, report) for claimed in trace.claims or ()],
        statements_wanted=trace.claims is not None,
        may_support=wording.CLAIM,
        left_out=trace.left_out,
        since=report.since,
    )


def make_card(number: int, traced: TracedQuotation, report: Report, most: int | None = None) -> Card:
    """What a card says of a quotation; `most`: links that it holds, by default all of them."""
    links = link_passages(traced, report, 0, most)
    return Card(
        number=number,
        text=traced.quotation.text,
        language=language_tag(traced.quotation.text),
        kind=wording.KINDS[traced.quotation.kind],
        attribution=wording.attributed(traced.quotation),
        notes=tuple(wording.notes(report, number - 1)),
        verdict=traced.verdict,
        meaning=verdicts.explained(traced),
        sure=verdicts.sureness(traced),
        confirmed=bool(traced.confirmed_by),
        changes=changes(traced.quotation.text, traced.links[0]) if traced.verdict == "altered" else (),
        links=links,
        nearest=tuple(_passage(link, report) for link in traced.nearest),
        more=len(traced.links) - len(links),
    )


def link_passages(
    traced: TracedQuotation, report: Report, first: int = 0, end: int | None = None
) -> tuple[Passage, ...]:
    """The passages of some of a quotation's links, as a card shows them."""
    return tuple(_passage(link, report, traced, at) for at, link in enumerate(traced.links[first:end], start=first))


def _statement(claimed: TracedClaim, report: Report) -> Statement:
    return Statement(claimed.claim.text, tuple(_passage(link, report) for link in claimed.passages))


def _passage(link: QuoteLink, report: Report, traced: TracedQuotation | None = None, at: int = -1) -> Passage:
    source = report.documents.get(link.document)
    target = report.documents.get(link.translation or "")
    public = report.trace.public
    return Passage(
        document=wording.shown_name(link.document),
        language=document_tag(source) if source else script_tag(link.source_text),
        where=wording.where(report, link),
        source=excerpt(source, link.source_spans, link.source_text),
        translation=wording.shown_name(link.translation or ""),
        english_where=wording.place(link.target_spans) if link.target_spans and not public else "",
        english=_english(target, link),
        sure=verdicts.sureness(link),
        reasons=wording.reasons(link),
        pinyin=pinyin(link.source_text) if report.spelled else "",
        citation=report.cite(traced, link).id if traced and not public else "",
        at=at,
        carriers="" if public else json.dumps(link.why.get("carriers", []), ensure_ascii=False),
        strips=() if public else tuple(_strips(link, report)),
        read="" if public else _read(link, source, report),
        gloss=report.gloss(traced, link) if traced else None,
    )


def _strips(link: QuoteLink, report: Report) -> Iterator[str]:
    """The pieces of pictures that the words were read from, as the page holds them."""
    for strip in report.under(link)[0] if report.strip else ():
        assert report.strip is not None
        cut = report.strip(strip)
        if cut:
            yield "data:image/png;base64," + base64.b64encode(cut).decode("ascii")


def _read(link: QuoteLink, source: Document | None, report: Report) -> str:
    """What was read in the picture, where people have corrected it."""
    if source is None or not report.under(link)[1]:
        return ""
    return reading(source, Span(link.source_start, link.source_end))


def _english(target: Document | None, link: QuoteLink) -> tuple[Stretch, ...]:
    """The matched words of the translation, marked, in their context."""
    if link.target_spans:
        return excerpt(target, link.target_spans, link.target_text or "")
    return (Stretch(link.target_text),) if link.target_text else ()


def marked_paragraphs(trace: Trace) -> Iterator[list[Run]]:
    """The article's paragraphs, each cut where a quotation begins or ends."""
    pieces = [
        (span, number, traced)
        for number, traced in enumerate(trace.quotations, start=1)
        for span in traced.quotation.spans
    ]
    held = sorted(paragraphs(trace.text))
    starts = [paragraph.start for paragraph in held]
    by_paragraph: dict[Span, list[tuple[Span, int, TracedQuotation]]] = {}
    for piece in pieces:  # a piece may begin before a paragraph, and stand in several
        first = max(0, bisect_right(starts, piece[0].start) - 1)
        for paragraph in held[first : bisect_left(starts, piece[0].end)]:
            by_paragraph.setdefault(paragraph, []).append(piece)
    for paragraph in held:
        inside = [piece for piece in by_paragraph.get(paragraph, ()) if piece[0].overlaps(paragraph)]
        edges = {paragraph.start, paragraph.end}
        edges.update(edge for span, *_ in inside for edge in (span.start, span.end))
        cuts = sorted(edge for edge in edges if paragraph.start <= edge <= paragraph.end)
        runs = []
        for start, end in zip(cuts, cuts[1:], strict=False):
            words = Span(start, end)
            over = [(number, traced) for span, number, traced in inside if span.overlaps(words)]
            runs.append(_run(trace.text, words, *over[-1]) if over else Run(words.of(trace.text), start=start))
        yield runs


def _run(text: str, words: Span, number: int, traced: TracedQuotation) -> Run:
    first, last = words.start == traced.quotation.start, words.end == traced.quotation.end
    return Run(words.of(text), number, traced.verdict, first, last, words.start)
