"""Articles at hand: read, traced quotation by quotation, and gone when the reader ends. Nothing is kept on disk."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from duizhao.align.errors import RequestError
from duizhao.align.library.library import Library
from duizhao.align.quotations.decisions import article_document
from duizhao.align.quotations.tracer import Tracer
from duizhao.align.web.jobs import Job
from duizhao.corpus.document import Document, Span
from duizhao.corpus.errors import ReadError
from duizhao.corpus.message import Message
from duizhao.corpus.quotations.extract import Quotation, find_quotations
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.scans.regions import is_reading
from duizhao.corpus.scans.text_pages import is_paged
from duizhao.corpus.traces.trace import SearchScope, Trace, TracedQuotation

HELD = 30
"""Articles at hand at once; the one that was not looked at longest goes."""
AT_A_TIME = 3
"""Quotations that are traced before they are shown."""
LONGEST_SELECTION = 2000
"""Characters that may be chosen by hand to be traced."""


@dataclass(slots=True)
class Article:
    """An article as it was read, and what is known of its quotations so far. `version` changes with it."""

    id: str
    document: Document
    quotations: tuple[Quotation, ...]
    traced: list[TracedQuotation] = field(default_factory=list)
    searched: SearchScope | None = None
    texts: Mapping[str, Document] = field(default_factory=dict)
    work: Job | None = None
    version: int = 0

    @property
    def trace(self) -> Trace:
        """What is known so far."""
        searched = self.searched or SearchScope(0, 0, 0, "")
        ordered = sorted(self.traced, key=lambda traced: (traced.quotation.start, traced.quotation.end))
        return Trace(self.document.name, self.document.text, tuple(ordered), searched)

    def is_reading(self, name: str) -> bool:
        """Whether a text that was searched was read from pictures."""
        return name in self.texts and is_reading(self.texts[name])

    def is_paged(self, name: str) -> bool:
        """Whether a text that was searched is divided into pages."""
        return name in self.texts and is_paged(self.texts[name])


class ArticleCache:
    """The articles at hand, by id."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Article] = OrderedDict()
        self._lock = threading.Lock()

    def all(self) -> list[Article]:
        """The articles, newest first."""
        with self._lock:
            return list(reversed(self._held.values()))

    def of(self, identity: str) -> Article:
        """The article of that id. Raises RequestError where it is gone."""
        with self._lock:
            if identity not in self._held:
                raise RequestError("this article is not at hand any more: drop it here again")
            self._held.move_to_end(identity)
            return self._held[identity]

    def hold(self, article: Article) -> Article:
        """Have an article at hand."""
        with self._lock:
            self._held[article.id] = article
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return article

    def drop(self, identity: str) -> None:
        """Have it no more."""
        with self._lock:
            self._held.pop(identity, None)


def read_article(data: bytes, name: str) -> Article:
    """An article from the bytes of a file of any kind that is read. `name` is what it is called, and nothing else."""
    contents = contents_of(data, name)
    if not contents.text.strip():
        raise ReadError(Message("{name} is empty: give an article that has words", name=name))
    blocks = [(mark.span,) for mark in contents.marks if mark.kind == "quote"]
    wrapped = False if contents.lines_are_paragraphs else None
    quotations = tuple(find_quotations(contents.text, blocks, wrapped=wrapped))
    return Article(secrets.token_hex(8), article_document(name, contents.text), quotations)


def trace_article(article: Article, library: Library, tracer: Tracer, work: Job) -> None:
    """Trace the quotations, some at a time, so that they can be shown as they come."""
    article.searched = library.searched
    article.texts = library.texts
    starts = range(0, len(article.quotations), AT_A_TIME)
    work.total = len(article.quotations)
    for start in starts:
        some = article.quotations[start : start + AT_A_TIME]
        article.traced.extend(tracer.judged(article.document.text, some))
        work.done = len(article.traced)
        article.version += 1
    article.traced = list(tracer.in_context(article.document.text, article.traced))
    article.version += 1


def trace_words(article: Article, tracer: Tracer, span: Span) -> int:
    """Trace words that a person chose in the article; the number of their quotation, from 1."""
    quotation = Quotation((span,), span.of(article.document.text))
    alone = tracer.judged(article.document.text, [quotation])
    *_, traced = tracer.in_context(article.document.text, [*article.traced, *alone])
    article.traced = [traced for traced in article.traced if traced.quotation.spans != (span,)] + [traced]
    article.version += 1
    return 1 + [quotation.quotation.spans for quotation in article.trace.quotations].index((span,))


def chosen(article: Article, start: int, end: int) -> Span:
    """The words that were chosen, trimmed. Raises RequestError where there are none."""
    if not 0 <= start < end <= len(article.document.text) or end - start > LONGEST_SELECTION:
        raise RequestError(
            Message("choose some words of the article, at most {most:,} characters", most=LONGEST_SELECTION)
        )
    span = Span(start, end).trimmed(article.document.text)
    if not len(span):
        raise RequestError("choose some words of the article")
    return span
