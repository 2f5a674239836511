"""What people decided about the quotations of an article: recorded, shown, and carried over to its next draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from align.errors import RequestError
from corpus.anchor import anchor_in
from corpus.decisions import Thing, record, things
from corpus.document import Document, Span
from corpus.drafts import Decided, Since
from corpus.links import Trace
from corpus.quotations import Quotation
from corpus.reading import document_of
from corpus.scripts import language_of
from corpus.store import Store

KIND = "link"
"""A decision of this kind names the places in the source, all of one text, then the quotation's first piece."""


def article_document(name: str, text: str) -> Document:
    """An article as the record of decisions knows it: by its file's name, and by its text."""
    return document_of(text, language_of(text) or "en", name=name)


def decide_quotations(
    store: Store, article: Document, trace: Trace, decided: Sequence[tuple[int, str]], *, who: str, note: str = ""
) -> None:
    """Record what a person says of some quotations, by their numbers from 1, and of the best source of each."""
    for number, verdict in decided:
        if not 1 <= number <= len(trace.quotations):
            raise RequestError(f"there is no quotation {number}: the article has {len(trace.quotations)}")
        traced = trace.quotations[number - 1]
        best = traced.links[0] if traced.links and traced.links[0].document in store.names() else None
        source = (store.source(best.document), best.source_spans) if best else None
        keep_verdict(store, article, traced.quotation.spans[0], source, verdict, who=who, note=note)


def keep_verdict(
    store: Store,
    article: Document,
    quoted: Span,
    source: tuple[Document, Sequence[Span]] | None,
    verdict: str,
    *,
    who: str,
    note: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Record what a person says of a quotation and of one source. Raises RequestError for places that are none."""
    document, spans = source or (article, ())
    for span in spans:
        if not 0 <= span.start < span.end <= len(document.text):
            raise RequestError(f"{document.name!r} has {len(document.text)} characters: this is no place in it")
    anchors = [*(anchor_in(document, span) for span in spans), anchor_in(article, quoted)]
    record(store, KIND, anchors, verdict, who=who, note=note, detail=detail, texts=[article])


def decided_of(store: Store, article: Document) -> Iterator[tuple[Thing, Span]]:
    """What was decided about quotations that stand in this draft of the article, and where each stands now."""
    for thing in things(store, kind=KIND, document=article.name, texts=[article]):
        quoted = thing.spans[-1]
        if thing.documents[-1] == article.name and quoted is not None:
            yield thing, quoted


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
    for thing, quoted in decided_of(store, article):
        said = [Decided(each.verdict, each.who, each.made, each.note) for each in thing.decisions]
        for at, quotation in enumerate(quotations):
            if any(quoted.overlaps(piece) for piece in quotation.spans):
                found[at] = (*found.get(at, ()), *said)
    return found


def carried(earlier: Mapping[int, tuple[Decided, ...]], since: Since) -> dict[int, tuple[Decided, ...]]:
    """The decisions about an earlier draft, for the quotations that stand unchanged in this one."""
    return {
        at: tuple(Decided(said.verdict, said.who, said.made, said.note, True) for said in earlier[revision.earlier])
        for at, revision in enumerate(since.revisions)
        if revision.state == "same" and revision.earlier is not None and revision.earlier in earlier
    }
