"""Traces as Web Annotations (W3C 2017) in JSON-LD: each link joins the article's words and the document's.

The document's words are the target, the article's the body; of words in several pieces each is one. Texts are named by
the digest of their file (`urn:sha256:…`), which tells nothing of where they lie. Positions count Unicode code points,
as the model demands; `utf16Start` and `utf16End` say the same in UTF-16 code units, in which browsers' scripts count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from duizhao.corpus.document import Span
from duizhao.corpus.traces.citations import CONTEXT
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import QuoteLink, TracedQuotation

_SPACE = "http://www.w3.org/ns/anno.jsonld"
_OWN = {"utf16Start": "urn:duizhao:utf16Start", "utf16End": "urn:duizhao:utf16End"}


def write_annotations(reports: Sequence[Report]) -> str:
    """One annotation page that holds an annotation for each link of each quotation, in order."""
    items = [
        _annotation(traced, link, report)
        for report in reports
        for traced in report.trace.quotations
        for link in traced.links
    ]
    page: dict[str, Any] = {"@context": [_SPACE, _OWN], "type": "AnnotationPage", "items": items}
    if reports[0].trace.public:
        page["left_out"] = list(reports[0].trace.left_out)
    return json.dumps(page, ensure_ascii=False, indent=2) + "\n"


def _annotation(traced: TracedQuotation, link: QuoteLink, report: Report) -> dict[str, Any]:
    trace = report.trace
    bodies: list[dict[str, Any]] = [
        {"type": "SpecificResource", "purpose": "linking", "source": _article(report)}
        | {"selector": _selectors(trace.text, span, public=trace.public)}
        for span in traced.quotation.spans
    ]
    sure = [] if link.probability is None else [f"confidence {link.probability:.2f}"]
    bodies.append(_saying("describing", "; ".join([traced.verdict, link.basis, *sure])))
    if link.target_text:
        bodies.append(_saying("commenting", link.target_text))
    annotation: dict[str, Any] = {} if trace.public else {"id": f"urn:duizhao:{report.cite(traced, link).id}"}
    annotation |= {"type": "Annotation", "motivation": "linking", "body": bodies}
    return annotation | {"target": _targets(link, report)}


def _targets(link: QuoteLink, report: Report) -> list[dict[str, Any]]:
    """Each piece of the document's words; in the document where it is at hand, else the words alone."""
    document = report.documents.get(link.document)
    whole = Span(link.source_start, link.source_end)
    known = document is not None and whole.of(document.text) == link.source_text
    source = f"urn:sha256:{document.sha256}" if document and known else f"urn:duizhao:{quote(link.document, safe='')}"
    targets = []
    for span in link.source_spans:
        text, at = (document.text, span) if document and known else (link.source_text, span.shift(-whole.start))
        selector = _selectors(text, at, public=report.trace.public or not known)
        targets.append({"type": "SpecificResource", "source": source, "selector": selector})
    return targets


def _selectors(text: str, span: Span, *, public: bool) -> list[dict[str, Any]]:
    """The words; in a working report with what stands around them, and their position."""
    exact: dict[str, Any] = {"type": "TextQuoteSelector", "exact": span.of(text)}
    if public:
        return [exact]
    around = {
        "prefix": text[max(0, span.start - CONTEXT) : span.start],
        "suffix": text[span.end : span.end + CONTEXT],
    }
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return [exact | around, position | {"utf16Start": _utf16(text, span.start), "utf16End": _utf16(text, span.end)}]


def _utf16(text: str, at: int) -> int:
    """How many UTF-16 code units stand before a place: characters beyond the basic plane are two."""
    return at + sum(character > "\uffff" for character in text[:at])


def _article(report: Report) -> str:
    if report.trace.public:
        return "urn:duizhao:article"
    return "urn:sha256:" + hashlib.sha256(report.trace.text.encode("utf-8", errors="surrogatepass")).hexdigest()


def _saying(purpose: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "language": "en", "value": value}
