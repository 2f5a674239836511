"""The functions that a notebook calls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from duizhao.align.beads.documents import align_documents
from duizhao.align.concordance.kwic import Query
from duizhao.align.concordance.service import QueryResult
from duizhao.align.concordance.service import find as found
from duizhao.align.library.library import Library
from duizhao.align.quotations.tracer import Tracer
from duizhao.align.words.project import project_spans
from duizhao.align.words.projection import Projection
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Language, Span
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.traces.trace import Trace
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder


def align_texts(source: str, target: str, *, presplit: bool = False, encoder: Encoder | None = None) -> Bitext:
    """Align a Chinese text with its English translation.

    `presplit`: one sentence a line. Without `encoder`, the model that ships.
    """
    documents = (
        document_of(source, "zh", name="source", presplit=presplit),
        document_of(target, "en", name="target", presplit=presplit),
    )
    return align_documents(*documents, encoder or open_encoder())


def trace_quotations(article: str, library: Library, *, encoder: Encoder | None = None, name: str = "article") -> Trace:
    """Trace every quotation of an English article to the Chinese sources in `library`."""
    return Tracer(library, encoder or open_encoder()).trace(article, name)


def project_span(
    source: str, target: str, span: tuple[int, int], *, given: Language = "en", encoder: Encoder | None = None
) -> Projection | None:
    """The other side's words for `span`, which counts in `target` (or in `source`, if `given` is "zh")."""
    return next(project_spans([(source, target, Span(*span), given)], encoder or open_encoder()))


def find(  # noqa: PLR0913 - what the command of this name takes, to be completed in a notebook
    phrase: str,
    corpus: str | Path,
    *,
    beside: Sequence[str] = (),
    not_beside: Sequence[str] = (),
    where: Sequence[str] = (),
    language: Language | None = None,
    regular: bool = False,
    meaning: bool = False,
    sort: str = "document",
    sample: int | None = None,
    seed: int = 1,
    limit: int | None = None,
    links: bool = True,
) -> QueryResult:
    """Every occurrence of a word or phrase in a corpus, each with its words in every translation.

    The same as the command `find`: `beside` is its `--with`, `not_beside` its `--without`, `regular` its `--regex`.
    """
    query = Query(
        phrase=phrase,
        language=language,
        regular=regular,
        meaning=meaning,
        where=tuple(where),
        sort=sort,
        sample=sample,
        seed=seed,
        limit=limit,
        links=links,
        beside=tuple(beside),
        not_beside=tuple(not_beside),
    )
    return found(Path(corpus), query)
