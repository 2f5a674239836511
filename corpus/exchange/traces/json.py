"""A trace as JSON, the form that other programs read, and its citations, one a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from duizhao.corpus.document import Span
from duizhao.corpus.exchange.bitext.tables import LINE_SEPARATORS
from duizhao.corpus.text.pinyin import pinyin
from duizhao.corpus.traces.citations import citation_record
from duizhao.corpus.traces.gloss import GlossedPassage, GlossedWord
from duizhao.corpus.traces.meanings import meanings_of
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import QuoteLink, SearchScope, TracedClaim, TracedQuotation
from duizhao.corpus.traces.word_diff import changes


def trace_record(report: Report) -> dict[str, Any]:
    """The trace as plain values: the `link` JSON contract, with `nearest` and `searched` beside it.

    A public report has neither offsets nor reasons, and says what was `left_out`.
    """
    trace = report.trace
    record: dict[str, Any] = {
        "article": trace.article,
        "quotations": [_quotation(traced, report, at) for at, traced in enumerate(trace.quotations)],
    }
    if report.since is not None:
        record["since"] = {"draft": report.since.draft, "gone": list(report.since.gone)}
    if trace.claims is not None:
        record["claims"] = [_claim(traced, report) for traced in trace.claims]
    record["searched"] = searched_record(trace.searched)
    record["meanings"] = meanings_of(trace.quotations)
    return record | ({"left_out": list(trace.left_out)} if trace.public else {})


def searched_record(searched: SearchScope) -> dict[str, Any]:
    """What was searched, as plain values."""
    record: dict[str, Any] = {
        "documents": searched.documents,
        "sentences": searched.sentences,
        "translations": searched.translations,
        "model": searched.model,
    }
    if searched.only:
        record["only"] = list(searched.only)
    if searched.pages.pages:
        record |= {
            "pages": searched.pages.pages,
            "pages_not_read": searched.pages.unread,
            "pages_low": searched.pages.low,
        }
    if searched.pages.parts:
        record["parts_not_read"] = searched.pages.parts
    return record


def write_trace(reports: Sequence[Report]) -> str:
    """One trace as an indented JSON object, several as an array of them."""
    records = [trace_record(report) for report in reports]
    return json.dumps(records[0] if len(records) == 1 else records, ensure_ascii=False, indent=2) + "\n"


def write_citations(reports: Sequence[Report]) -> str:
    """The citation of each link of each quotation, an object a line: what `verify` reads."""
    records = [citation_record(citation) for report in reports for citation in report.citations()]
    return "".join(json.dumps(record, ensure_ascii=False).translate(LINE_SEPARATORS) + "\n" for record in records)


def _quotation(traced: TracedQuotation, report: Report, at: int) -> dict[str, Any]:
    quotation = traced.quotation
    record: dict[str, Any] = {"text": quotation.text}
    if not report.trace.public:
        record |= {"start": quotation.start, "end": quotation.end, "spans": _pairs(quotation.spans)}
    record |= {
        "kind": quotation.kind,
        "speaker": quotation.speaker,
        "cue": quotation.cue,
        "verdict": traced.verdict,
        "confidence": _rounded(traced.probability),
        "somewhere": _rounded(traced.somewhere),
        "confirmed_by": list(traced.confirmed_by),
        "rendering": traced.rendering,
        "links": [_cited(traced, link, report) for link in traced.links],
    }
    if report.since is not None:
        revision = report.since.revisions[at]
        record["since"] = {"state": revision.state, "before": revision.before or None}
    if at in report.decisions:
        record["decisions"] = [
            {
                "verdict": decision.verdict,
                "who": decision.who,
                "made": decision.made,
                "note": decision.note,
                "carried": decision.carried,
            }
            for decision in report.decisions[at]
        ]
    return record if report.trace.public else record | {"nearest": [_link(link, report) for link in traced.nearest]}


def _cited(traced: TracedQuotation, link: QuoteLink, report: Report) -> dict[str, Any]:
    """A link with its differences from the English, and its citation."""
    record = _public(link, report) if report.trace.public else _link(link, report)
    if traced.verdict == "altered":
        record["differences"] = [
            {"quoted": change.quoted, "original": change.original, "sort": change.sort}
            for change in changes(traced.quotation.text, link)
        ]
    if gloss := report.gloss(traced, link):
        record["gloss"] = [_word(word, gloss) for word in gloss.chinese]
        record["quoted_words"] = [{"text": word.text, "pair": word.pair or None} for word in gloss.english]
    return record if report.trace.public else record | {"citation": citation_record(report.cite(traced, link))}


def _word(word: GlossedWord, passage: GlossedPassage) -> dict[str, Any]:
    """A Chinese word; `pair` is the number that it shares with quoted words, null without one."""
    return {
        "chinese": word.text,
        "pinyin": word.pinyin,
        "english": word.gloss.english if word.gloss else None,
        "by": word.gloss.by if word.gloss else None,
        "pair": word.pair or None,
        "linked": bool(word.pair) if passage.paired else None,
    }


def _claim(traced: TracedClaim, report: Report) -> dict[str, Any]:
    claim = traced.claim
    return {
        "text": claim.text,
        "start": claim.span.start,
        "end": claim.span.end,
        "cue": claim.cue,
        "passages": [_link(link, report) for link in traced.passages],
    }


def _link(link: QuoteLink, report: Report) -> dict[str, Any]:
    target, place = link.target_spans, report.place(link)
    return {
        "document": link.document,
        "source_start": link.source_start,
        "source_end": link.source_end,
        "source_spans": _pairs(link.source_spans),
        "source_text": link.source_text,
        "translation": link.translation,
        "target_start": target[0].start if target else None,
        "target_end": target[-1].end if target else None,
        "target_spans": _pairs(target) if target else None,
        "target_text": link.target_text,
        "page": _page(place.page),
        "label": place.label,
        "confidence": _rounded(link.probability),
        "confirmed_by": list(link.confirmed_by),
        "basis": link.basis,
        "why": dict(link.why),
    }


def _public(link: QuoteLink, report: Report) -> dict[str, Any]:
    record: dict[str, Any] = {
        "document": link.document,
        "source_text": link.source_text,
        "translation": link.translation,
        "target_text": link.target_text,
        "confidence": _rounded(link.probability),
        "confirmed_by": list(link.confirmed_by),
        "basis": link.basis,
    }
    return record | ({"pinyin": pinyin(link.source_text)} if report.spelled else {})


def _rounded(probability: float | None) -> float | None:
    return None if probability is None else round(probability, 4)


def _page(page: str) -> int | str | None:
    """A page's number where it is one, else what the file calls it."""
    return int(page) if page.isdecimal() else page or None


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]
