"""What people said of the sources of an article's quotations: kept as decisions, and taken as truth from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from align.errors import RequestError
from align.quotation_decisions import KIND, decided_of, keep_verdict
from align.web.steps import REDO, UNDO, new_detail, stacks
from corpus.decisions import WITHDRAWN, Thing
from corpus.document import Document, Span
from corpus.links import QuoteLink, Trace, TracedQuotation
from corpus.quotations import Quotation
from corpus.store import Store

CONFIRMED, REJECTED = "confirmed", "rejected"


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict of a person about a place in a source: who, and what."""

    verdict: str
    who: tuple[str, ...]
    document: str
    spans: tuple[Span, ...]
    contested: bool = False


def said_of(store: Store, article: Document) -> dict[tuple[int, int], list[Said]]:
    """What was said of links, by where the quotation's first piece stands in this draft of the article."""
    found: dict[tuple[int, int], list[Said]] = {}
    for thing, quoted in decided_of(store, article):
        if thing.is_here and len(thing.spans) > 1 and thing.decisions:
            found.setdefault((quoted.start, quoted.end), []).append(_said(thing))
    return found


def _said(thing: Thing) -> Said:
    spans = tuple(span for span in thing.spans[:-1] if span is not None)
    who = tuple(decision.who for decision in thing.decisions)
    return Said(thing.verdict or "", who, thing.documents[0], spans, thing.state == "contested")


def with_decisions(trace: Trace, said: dict[tuple[int, int], list[Said]], texts: dict[str, Document]) -> Trace:
    """The trace as people left it: what they confirmed stands first, what they rejected is gone."""
    quotations = tuple(_decided(traced, said.get(place_of(traced.quotation), []), texts) for traced in trace.quotations)
    return replace(trace, quotations=quotations)


def place_of(quotation: Quotation) -> tuple[int, int]:
    """By what a quotation is known in its article: where its first piece stands."""
    return quotation.spans[0].start, quotation.spans[0].end


def _is_of(link: QuoteLink, said: Said) -> bool:
    """Whether something was said of this link: of its words, from the first to the last."""
    return (link.document, link.source_start, link.source_end) == (
        said.document,
        said.spans[0].start,
        said.spans[-1].end,
    )


def _decided(traced: TracedQuotation, said: Sequence[Said], texts: dict[str, Document]) -> TracedQuotation:
    if not said:
        return traced
    rejected = [each for each in said if each.verdict == REJECTED]
    links = [link for link in traced.links if not any(_is_of(link, each) for each in rejected)]
    confirmed = [each for each in said if each.verdict == CONFIRMED and each.document in texts]
    for each in reversed(confirmed):
        same = [link for link in links if _is_of(link, each)]
        links = [link for link in links if link not in same]
        links.insert(0, _confirmed(same[0] if same else None, each, texts[each.document]))
    if not links:
        return replace(traced, verdict="not found", links=(), confidence=0.0)
    verdict = traced.verdict
    if confirmed and verdict in ("unsure", "not found"):
        verdict = "renders"
    return replace(traced, verdict=verdict, links=tuple(links), confidence=links[0].confidence)


def _confirmed(link: QuoteLink | None, said: Said, document: Document) -> QuoteLink:
    basis = f"confirmed by {', '.join(said.who)}"
    if link is not None:
        return replace(link, confidence=1.0, basis=f"{basis}; {link.basis}")
    text = document.text[said.spans[0].start : said.spans[-1].end]
    return QuoteLink(document.name, said.spans, text, None, (), None, 1.0, basis)


def decide_link(
    store: Store,
    article: Document,
    quotation: Quotation,
    verdicts: Sequence[tuple[str, Sequence[Span], str]],
    who: str,
) -> None:
    """Keep verdicts about places: (document, spans, verdict) each, together one step."""
    with store.changing():
        place = place_of(quotation)
        before = said_of(store, article).get(place, [])
        told = [
            {"document": name, "spans": _pairs(spans), "verdict": verdict, "was": _was(before, name, spans, who)}
            for name, spans, verdict in verdicts
        ]
        _keep(store, article, *place, told, who, new_detail(scope_of(article), links=told))


def step_back(store: Store, article: Document, who: str, *, again: bool = False) -> None:
    """Undo what this person last said of this article, or say it again."""
    with store.changing():
        done, undone = stacks(store, KIND, scope_of(article), who)
        steps = undone if again else done
        if not steps:
            raise RequestError("there is nothing to do again" if again else "there is nothing to undo")
        step = steps[-1]
        told = [each if again else {**each, "verdict": each["was"]} for each in step.detail["links"]]
        start, end = step.detail["quoted"]
        detail = new_detail(scope_of(article), REDO if again else UNDO, step.id, links=told)
        _keep(store, article, start, end, told, who, detail)


def scope_of(article: Document) -> str:
    """Within what verdicts are undone: one article."""
    return f"links of {article.name}"


def _keep(
    store: Store,
    article: Document,
    start: int,
    end: int,
    told: Sequence[dict[str, Any]],
    who: str,
    detail: dict[str, Any],
) -> None:
    detail = {**detail, "quoted": [start, end]}
    for each in told:
        source = store.text(each["document"]), tuple(Span(first, last) for first, last in each["spans"])
        keep_verdict(store, article, Span(start, end), source, each["verdict"], who=who, detail=detail)


def _was(before: Sequence[Said], name: str, spans: Sequence[Span], who: str) -> str:
    for each in before:
        if each.document == name and each.spans == tuple(spans) and who in each.who and each.verdict:
            return each.verdict
    return WITHDRAWN


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]
