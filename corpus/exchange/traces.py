"""A trace as JSON, the form that other programs read, and as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from io import StringIO
from typing import Any

from corpus.document import Span
from corpus.links import QuoteLink, Trace, TracedQuotation


def trace_record(trace: Trace) -> dict[str, Any]:
    """The trace as plain values: the `link` JSON contract, with `nearest` and `searched` beside it."""
    searched = trace.searched
    return {
        "article": trace.article,
        "quotations": [_quotation(traced) for traced in trace.quotations],
        "searched": {
            "documents": searched.documents,
            "sentences": searched.sentences,
            "translations": searched.translations,
            "model": searched.model,
        },
    }


def write_trace(trace: Trace) -> str:
    """The trace as indented JSON text."""
    return json.dumps(trace_record(trace), ensure_ascii=False, indent=2) + "\n"


_COLUMNS = ("number", "quotation", "verdict", "document", "source_start", "source_end", "source_text", "translation")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_trace_csv(trace: Trace) -> str:
    """A row for each link, and one for each quotation without: with a signature, so that Excel shows the Chinese.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    held = StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow([*_COLUMNS, "confidence", "basis"])
    for number, traced in enumerate(trace.quotations, 1):
        start = [str(number), traced.quotation.text, traced.verdict]
        for link in traced.links:
            place = [link.document, str(link.source_start), str(link.source_end), link.source_text]
            writer.writerow(map(_cell, [*start, *place, link.translation or "", f"{link.confidence:.4f}", link.basis]))
        if not traced.links:
            writer.writerow(map(_cell, [*start, "", "", "", "", "", f"{traced.confidence:.4f}", ""]))
    return "\ufeff" + held.getvalue()


def _cell(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA) else text


def _quotation(traced: TracedQuotation) -> dict[str, Any]:
    quotation = traced.quotation
    return {
        "text": quotation.text,
        "start": quotation.start,
        "end": quotation.end,
        "spans": _pairs(quotation.spans),
        "verdict": traced.verdict,
        "confidence": round(traced.confidence, 4),
        "rendering": traced.rendering,
        "links": [_link(link) for link in traced.links],
        "nearest": [_link(link) for link in traced.nearest],
    }


def _link(link: QuoteLink) -> dict[str, Any]:
    target = link.target_spans
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
        "page": link.page,
        "confidence": round(link.confidence, 4),
        "basis": link.basis,
        "why": dict(link.why),
    }


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]
