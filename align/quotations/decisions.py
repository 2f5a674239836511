"""What people decided about the quotations of an article: kept, found again in its next draft, taken as truth.

A decision of the kind "link" names the pieces of the source, then every piece of the quotation (`pieces` in its detail
says how many). It belongs to the quotation whose words it is about: all its pieces are found again, and are the pieces
of the quotation. One that names a single place in the article belongs to the quotation that begins with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from duizhao.align.errors import RequestError
from duizhao.corpus.decisions.anchors import Anchor, anchor_in
from duizhao.corpus.decisions.log import WITHDRAWN, Decision, LocatedDecision, now, placed, record
from duizhao.corpus.document import Document, Span
from duizhao.corpus.message import Message
from duizhao.corpus.quotations.drafts import DraftComparison, QuotationDecision
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.store.store import Store
from duizhao.corpus.text.normalization import language_of
from duizhao.corpus.traces.trace import CONFIRMED_BY, QuoteLink, Trace, TracedQuotation, Verdict

KIND = "link"
CONFIRMED, REJECTED = "confirmed", "rejected"
VERDICTS = (CONFIRMED, REJECTED, WITHDRAWN)


@dataclass(frozen=True, slots=True)
class SourceDecisions:
    """What people say of one source of a quotation; of the quotation alone, with no `spans`.

    `decisions`: what each of them last said, if they hold to it. `carried`: it was said of an earlier draft.
    """

    document: str
    spans: tuple[Span, ...]
    decisions: tuple[Decision, ...]
    carried: bool = False

    @property
    def verdict(self) -> str:
        """What all agree on; '' where they do not."""
        verdicts = {decision.verdict for decision in self.decisions}
        return verdicts.pop() if len(verdicts) == 1 else ""

    @property
    def who(self) -> tuple[str, ...]:
        """Those who decided."""
        return tuple(decision.who for decision in self.decisions)


class Said(NamedTuple):
    """What a person says of a quotation, by its number from 1: of its best source, or of the `place` they found.

    A place is a document and the pieces of the source in it.
    """

    number: int
    verdict: str
    place: tuple[str, tuple[Span, ...]] | None = None


Standing = Mapping[int, Sequence[SourceDecisions]]
"""What was said of the quotations of an article, by their place in the list."""


def article_document(name: str, text: str) -> Document:
    """An article as the record of decisions knows it: by its file's name, and by its text."""
    return document_of(text, language_of(text) or "en", name=name)


def link_anchors(
    store: Store, article: Document, quotation: Quotation, place: tuple[str, Sequence[Span]] | None
) -> tuple[Anchor, ...]:
    """The places of a decision about a source (its document and its pieces) of a quotation, or about that alone.

    Raises RequestError for a place that is none in the document.
    """
    anchors = []
    if place is not None:
        document = store.text(place[0])
        if any(not 0 <= span.start < span.end <= len(document.text) for span in place[1]):
            raise RequestError(f"{document.name!r} has {len(document.text)} characters: this is no place in it")
        anchors = [anchor_in(document, span) for span in place[1]]
    return (*anchors, *(anchor_in(article, span) for span in quotation.spans))


def decide_quotations(store: Store, trace: Trace, decided: Sequence[Said], *, who: str, note: str = "") -> list[str]:
    """Record what a person says of some quotations, and of the best source of each or of the one that they found.

    Gives what was kept, a line each. Raises RequestError, with nothing kept, for a number or a place that is none.
    """
    names = set(store.names())
    article = article_document(trace.article, trace.text)
    for number, _, found in decided:
        if not 1 <= number <= len(trace.quotations):
            raise RequestError(f"there is no quotation {number}: the article has {len(trace.quotations)}")
        if found is not None:
            _check_found(store, article, trace.quotations[number - 1].quotation, found)
    kept = []
    for number, verdict, found in decided:
        traced = trace.quotations[number - 1]
        if verdict == WITHDRAWN:
            kept.append(_withdraw(store, article, traced.quotation, number, who.strip()))
            continue
        best = next((link for link in traced.links[:1] if link.document in names), None)
        place = found or ((best.document, best.source_spans) if best is not None else None)
        anchors = link_anchors(store, article, traced.quotation, place)
        pieces = {"pieces": len(traced.quotation.spans)}
        decision = record(store, Decision(KIND, anchors, verdict, who, note=note, detail=pieces), [article])
        about = f"{place[0]} {place[1][0].start}–{place[1][-1].end}" if place else "no source"
        again = ", in the place of an earlier decision" if decision.replaces else ""
        kept.append(f"kept: quotation {number} is {verdict} by {decision.who}: {about}{again}")
    return kept


def _check_found(store: Store, article: Document, quotation: Quotation, found: tuple[str, tuple[Span, ...]]) -> None:
    """Raises StoreError for a document that is none, RequestError for a place that is none, or is no original's."""
    link_anchors(store, article, quotation, found)
    if found[0] not in store.names():
        raise RequestError(
            f"{found[0]!r} is a translation: give the place in {store.entry_of(found[0])!r}, its original"
        )


def _withdraw(store: Store, article: Document, quotation: Quotation, number: int, who: str) -> str:
    """Take back all that a person holds of a quotation, whatever source it is of; says how much that was."""
    held = [decided for decided in source_decisions(store, article, [quotation]).get(0, ()) if who in decided.who]
    if not held:
        raise RequestError(f"{who} has decided nothing about quotation {number} that could be withdrawn")
    for decided in held:
        decision = next(mine for mine in decided.decisions if mine.who == who)
        record(store, replace(decision, verdict=WITHDRAWN, made=now()), [article])
    return f"kept: {who} holds to nothing about quotation {number} any more"


def check_sources(trace: Trace, decided: Sequence[Said]) -> None:
    """Raises RequestError where a source is confirmed or rejected of a quotation that has none."""
    for number, verdict, found in decided:
        if (
            found is None
            and verdict != WITHDRAWN
            and number <= len(trace.quotations)
            and not trace.quotations[number - 1].links
        ):
            raise RequestError(
                f"quotation {number} has no source that could be {verdict}, it was not found or was rejected: "
                f"say where you found it, as --decide {number}=DOCUMENT:120-145"
            )


def read_decided(given: Iterable[str]) -> list[Said]:
    """`3=confirmed`, or `3=DOCUMENT:120-145` for a source that a person found. Raises RequestError for all else."""
    verdicts: list[Said] = []
    for entry in given:
        number, equals, verdict = entry.partition("=")
        if not equals or not number.strip().isdecimal() or not verdict.strip():
            raise RequestError(f"{entry!r}: say which quotation and what of it, such as --decide 3=confirmed")
        place = _place(verdict.strip())
        verdicts.append(Said(int(number), CONFIRMED if place else verdict.strip(), place))
        if verdicts[-1].verdict not in VERDICTS:
            raise RequestError(
                f"{entry!r}: a quotation is {', '.join(VERDICTS[:-1])} or {VERDICTS[-1]}, "
                "or comes from DOCUMENT:120-145, a place in it"
            )
    if len({said.number for said in verdicts}) < len(verdicts):
        raise RequestError("one quotation is decided twice: give one --decide for each")
    return verdicts


_PLACE = re.compile(r"(.+):((?:\d+[-–]\d+,?)+)", re.DOTALL)


def _place(given: str) -> tuple[str, tuple[Span, ...]] | None:
    """`DOCUMENT:120-145,160-170` as the document and its pieces; None for what is no place."""
    match = _PLACE.fullmatch(given)
    if match is None:
        return None
    ends = [tuple(map(int, re.split("[-–]", piece))) for piece in match[2].strip(",").split(",")]
    in_order = all(first[1] <= then[0] for first, then in zip(ends, ends[1:], strict=False))
    if not in_order or any(start >= end for start, end in ends):
        raise RequestError(f"{given!r}: give the pieces of a place in order, each as START-END, the end exclusive")
    return match[1], tuple(Span(start, end) for start, end in ends)


def source_decisions(
    store: Store, article: Document, quotations: Sequence[Quotation]
) -> dict[int, tuple[SourceDecisions, ...]]:
    """What was decided about the quotations of an article, in the order in which it was first said.

    A source is known by its document, and by where it begins and ends; each person's last word on it counts.
    """
    whole: dict[tuple[Span | None, ...], int] = {quotation.spans: at for at, quotation in enumerate(quotations)}
    first: dict[tuple[Span | None, ...], int] = {quotation.spans[:1]: at for at, quotation in enumerate(quotations)}
    by_source: dict[int, dict[tuple[object, ...], dict[str, LocatedDecision]]] = {}
    for located in placed(store, kind=KIND, texts=[article]):
        pieces = located.spans[-_pieces(located.decision) :]
        at = whole.get(pieces) if "pieces" in located.decision.detail else whole.get(pieces, first.get(pieces))
        if located.documents[-1] == article.name and at is not None:
            document, spans = _source(located)
            bounds = (spans[0].start, spans[-1].end) if spans else ()
            by_source.setdefault(at, {}).setdefault((document, *bounds), {})[located.decision.who] = located
    by_quotation = {
        at: tuple(decided for last in its.values() if (decided := _held_to(last))) for at, its in by_source.items()
    }
    return {at: decided for at, decided in by_quotation.items() if decided}


def _pieces(decision: Decision) -> int:
    pieces = decision.detail.get("pieces", 1)
    return pieces if isinstance(pieces, int) and 1 <= pieces <= len(decision.anchors) else 1


def _source(located: LocatedDecision) -> tuple[str, tuple[Span, ...]]:
    """The source's document and pieces; no pieces where it has none, or where its words are gone."""
    spans = located.spans[: -_pieces(located.decision)]
    kept = tuple(span for span in spans if span is not None)
    in_order = all(first.end <= then.start for first, then in zip(kept, kept[1:], strict=False))
    return located.documents[0] if spans else "", kept if len(kept) == len(spans) and in_order else ()


def _held_to(last: Mapping[str, LocatedDecision]) -> SourceDecisions | None:
    held = [located for located in last.values() if located.decision.verdict != WITHDRAWN]
    return SourceDecisions(*_source(held[-1]), tuple(located.decision for located in held)) if held else None


def carried(earlier: Standing, since: DraftComparison) -> dict[int, tuple[SourceDecisions, ...]]:
    """What was said of an earlier draft, for the quotations that stand unchanged in this one."""
    return {
        at: tuple(replace(decided, carried=True) for decided in earlier[revision.earlier])
        for at, revision in enumerate(since.revisions)
        if revision.state == "same" and revision.earlier is not None and revision.earlier in earlier
    }


def shown(standing: Standing) -> dict[int, tuple[QuotationDecision, ...]]:
    """What reports show of it."""
    return {
        at: tuple(
            QuotationDecision(decision.verdict, decision.who, decision.made, decision.note, about.carried)
            for about in decided
            for decision in about.decisions
        )
        for at, decided in standing.items()
    }


def with_decisions(trace: Trace, standing: Standing, texts: Mapping[str, Document]) -> Trace:
    """The trace as people left it: what they confirmed stands first, what they rejected is gone.

    `texts`: by name, those that sources stand in; what was said of others changes nothing.
    """
    quotations = (_decided(traced, standing.get(at, ()), texts) for at, traced in enumerate(trace.quotations))
    return replace(trace, quotations=tuple(quotations))


def _decided(
    traced: TracedQuotation, decided_links: Sequence[SourceDecisions], texts: Mapping[str, Document]
) -> TracedQuotation:
    about = [decided for decided in decided_links if decided.spans and decided.document in texts]
    rejected = [decided for decided in about if decided.verdict == REJECTED]
    confirmed = [decided for decided in about if decided.verdict == CONFIRMED]
    if not rejected and not confirmed:
        return traced
    links = [link for link in traced.links if not any(_is_of(link, decided) for decided in (*rejected, *confirmed))]
    links = [_confirmed(traced, decided, texts[decided.document]) for decided in confirmed] + links
    if not links:
        return replace(traced, verdict="not found", links=(), confidence=0.0)
    verdict: Verdict = traced.verdict
    if confirmed and verdict in ("unsure", "not found"):
        verdict = "renders"
    if verdict in ("verbatim", "altered") and links[0].translation is None:
        verdict = "renders"  # the English that had these words is no longer what the first link rests on
    return replace(traced, verdict=verdict, links=tuple(links), confidence=links[0].confidence)


def _is_of(link: QuoteLink, decided: SourceDecisions) -> bool:
    """Whether something was said of this link: of its words, from the first to the last."""
    return (link.document, link.source_start, link.source_end) == (
        decided.document,
        decided.spans[0].start,
        decided.spans[-1].end,
    )


def _confirmed(traced: TracedQuotation, decided: SourceDecisions, document: Document) -> QuoteLink:
    """The link that was confirmed; if it was drawn anew, with the English of the one that it overlaps."""
    who = ", ".join(decided.who)
    whole = Span(decided.spans[0].start, decided.spans[-1].end)
    near = [link for link in traced.links if link.document == decided.document]
    same = next((link for link in near if _is_of(link, decided)), None)
    if same is not None:
        return replace(same, confirmed_by=decided.who, basis=_confirmed_basis(who, same.basis))
    text = whole.of(document.text)
    by_hand: dict[str, Any] = {"confidence": 0.0, "confirmed_by": decided.who, "by_hand": True}
    over = next((link for link in near if Span(link.source_start, link.source_end).overlaps(whole)), None)
    if over is not None:
        basis = _confirmed_basis(who, over.basis)
        return replace(over, source_spans=decided.spans, source_text=text, basis=basis, why={}, **by_hand)
    return QuoteLink(document.name, decided.spans, text, None, (), None, basis=f"{CONFIRMED_BY}{who}", **by_hand)


def _confirmed_basis(who: str, basis: str) -> Message:
    return Message(CONFIRMED_BY + "{who}; {basis}", who=who, basis=basis)
