"""An article as its pages show it: what is known of its quotations so far, as people left it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict

from duizhao.align.errors import RequestError
from duizhao.align.quotations.decisions import KIND, SourceDecisions, source_decisions, with_decisions
from duizhao.align.report import captions as wording
from duizhao.align.report.templates import language_tag
from duizhao.align.report.trace_formats import version
from duizhao.align.report.trace_page import Card, Run, make_card, marked_paragraphs
from duizhao.align.web import link_decisions as judging
from duizhao.align.web.articles import Article
from duizhao.align.web.state import Reader
from duizhao.align.web.undo import stacks
from duizhao.corpus.store.store import Store
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import Trace, TracedQuotation

AT_ONCE = {"unsure": 3}
"""Links that a card holds from the start, by the verdict; of the others the best one. The rest come when asked for."""


class ArticleView(TypedDict):
    """What the page of an article and its parts show, by the names that the templates give it.

    `decided`: what people said of each quotation, by its number. `pictured`: whether a document was read from pictures,
    `paged`: whether it is divided into pages.
    `stamp` is never newer than the rest, so that nothing is taken for shown.
    """

    cards: list[Card]
    decided: Mapping[int, tuple[SourceDecisions, ...]]
    raw: Sequence[TracedQuotation]
    pictured: Callable[[str], bool]
    paged: Callable[[str], bool]
    paragraphs: list[list[Run]]
    language: str
    summary: str
    searched: str
    not_the_source: str
    stamp: str


def article_view(reader: Reader, article: Article, who: str) -> ArticleView:
    """An article as it is now; `who` looks at it, and may undo what they said."""
    traced_so_far = article.version
    with reader.store() as store:
        trace, decided = with_source_decisions(store, article)
        done, undone = stacks(store, [(KIND, judging.scope_of(article.document))], who) if who else ([], [])
    report = report_of(reader, article, trace)
    return ArticleView(
        cards=[
            make_card(number, traced, report, AT_ONCE.get(traced.verdict, 1))
            for number, traced in enumerate(trace.quotations, 1)
        ],
        decided={number: decided.get(number - 1, ()) for number in range(1, len(trace.quotations) + 1)},
        raw=trace.quotations,
        pictured=article.is_reading,
        paged=article.is_paged,
        paragraphs=list(marked_paragraphs(trace)),
        language=language_tag(trace.text),
        summary=wording.summary_words(trace),
        searched=wording.searched_words(trace.searched) if article.searched else "not yet",
        not_the_source=wording.WEAK_MATCH,
        stamp=f"{traced_so_far}-{hash(repr(sorted(decided.items(), key=repr)))}-{len(done)}-{len(undone)}",
    )


def with_source_decisions(store: Store, article: Article) -> tuple[Trace, dict[int, tuple[SourceDecisions, ...]]]:
    """What is known of the article so far, as people left it, and what they said of its quotations (from 0)."""
    trace = article.trace
    decided = source_decisions(store, article.document, [traced.quotation for traced in trace.quotations])
    return with_decisions(trace, decided, article.texts), decided


def decided(store: Store, article: Article) -> Trace:
    """What is known of the article so far, as people left it."""
    return with_source_decisions(store, article)[0]


def quotation_of(trace: Trace, number: int) -> TracedQuotation:
    """A quotation by its number, from 1. Raises RequestError where there is none."""
    if not 1 <= number <= len(trace.quotations):
        raise RequestError("this quotation is not there any more: see what stands there now")
    return trace.quotations[number - 1]


def report_of(reader: Reader, article: Article, trace: Trace) -> Report:
    """The trace with the texts that were searched."""
    return Report(trace, article.texts, version(), places=reader.bitexts.places)
