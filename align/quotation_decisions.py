"""What people decided about the quotations of an article: recorded, shown, and carried over to its next draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from align.errors import RequestError
from corpus.anchor import Anchor, anchor_in
from corpus.decisions import record, things
from corpus.document import Document, Span
from corpus.drafts import Decided, Since
from corpus.links import Trace
from corpus.quotations import Quotation
from corpus.reading import document_of
from corpus.scripts import language_of
from corpus.store import Store

KIND = "link"


def article_document(name: str, text: str) -> Document:
    """An article as the record of decisions knows it: by its file's name, and by its text."""
    return document_of(text, language_of(text) or "en", name=name)


def decide_quotations(
    store: Store, article: Document, trace: Trace, decided: Sequence[tuple[int, str]], *, who: str, note: str = ""
) -> None:
    """Record what a person says of some quotations, by their numbers from 1, and of the best source of each."""
    sources = {name: store.source(name) for name in store.names()}
    for number, verdict in decided:
        if not 1 <= number <= len(trace.quotations):
            raise RequestError(f"there is no quotation {number}: the article has {len(trace.quotations)}")
        traced = trace.quotations[number - 1]
        anchors: list[Anchor] = [
            anchor_in(sources[link.document], Span(link.source_start, link.source_end))
            for link in traced.links[:1]
            if link.document in sources
        ]
        anchors.append(anchor_in(article, traced.quotation.spans[0]))
        record(store, KIND, anchors, verdict, who=who, note=note, texts=[article])


def read_decided(given: Iterable[str]) -> list[tuple[int, str]]:
    """`3=confirmed` as a number and a verdict. Raises RequestError for anything else."""
    found = []
    for each in given:
        number, equals, verdict = each.partition("=")
        if not equals or not number.strip().isdecimal() or not verdict.strip():
            raise RequestError(f"{each!r}: say which quotation and what of it, such as --decide 3=confirmed")
        found.append((int(number), verdict.strip()))
    return found


def standing(store: Store, article: Document, quotations: Sequence[Quotation]) -> dict[int, tuple[Decided, ...]]:
    """What was decided about the quotations of an article, by their place in the list."""
    found: dict[int, tuple[Decided, ...]] = {}
    for thing in things(store, kind=KIND, texts=[article]):
        for name, span in zip(thing.documents, thing.spans, strict=True):
            if name != article.name or span is None:
                continue
            for at, quotation in enumerate(quotations):
                if any(span.overlaps(piece) for piece in quotation.spans):
                    said = [Decided(each.verdict, each.who, each.made, each.note) for each in thing.decisions]
                    found[at] = (*found.get(at, ()), *said)
    return found


def carried(earlier: Mapping[int, tuple[Decided, ...]], since: Since) -> dict[int, tuple[Decided, ...]]:
    """The decisions about an earlier draft, for the quotations that stand unchanged in this one."""
    return {
        at: tuple(Decided(said.verdict, said.who, said.made, said.note, True) for said in earlier[revision.earlier])
        for at, revision in enumerate(since.revisions)
        if revision.state == "same" and revision.earlier is not None and revision.earlier in earlier
    }
