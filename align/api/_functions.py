"""The functions that a notebook calls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from duizhao._progress import progress
from duizhao.align.beads.documents import align_documents
from duizhao.align.checks.check_bitext import Criteria, check_bitext
from duizhao.align.checks.linked_pair import Direction
from duizhao.align.checks.result import CheckResult
from duizhao.align.concordance.kwic import Query
from duizhao.align.concordance.service import QueryResult
from duizhao.align.concordance.service import find as found
from duizhao.align.ingest.files import IngestRequest, add_files
from duizhao.align.library import build
from duizhao.align.library.library import Library
from duizhao.align.quotations.tracer import Tracer
from duizhao.align.terms.occurrences import TermQuery
from duizhao.align.terms.requests import ShowOptions
from duizhao.align.terms.show import show
from duizhao.align.words.project import project_spans
from duizhao.align.words.projection import Projection
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document, Language, Span
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
    return align_documents(*documents, encoder or open_encoder(), progress)


def check_texts(
    source: str, target: str, *, direction: Direction = "zh-en", presplit: bool = False, encoder: Encoder | None = None
) -> CheckResult:
    """What a careful reviser would question in a translation: the same as the command `check`.

    `source` is the Chinese, `target` the English; `direction`: which of them is the original.
    """
    encoder = encoder or open_encoder()
    bitext = align_texts(source, target, presplit=presplit, encoder=encoder)
    return CheckResult(bitext, tuple(check_bitext(bitext, encoder, Criteria(direction), progress)))


def make_library(pairs: Sequence[tuple[Document, Document | None]], encoder: Encoder) -> Library:
    """What quotations are traced in: documents that stand in no corpus, each with its translation or None.

    Every sentence is encoded once, and the pairs are aligned. RequestError: two documents have the same name.
    """
    return build.make_library(pairs, encoder, progress)


def add(corpus: str | Path, source: str | Path, target: str | Path | None = None, *, name: str | None = None) -> str:
    """Put a file into a corpus, which is made if it is not there, with its translation; what was done, in a line."""
    files = IngestRequest(Path(source), (Path(target),) if target else (), name)
    return add_files(Path(corpus), files, model=None, track=progress)


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
    return found(Path(corpus), query, track=progress)


def renderings(  # noqa: PLR0913 - as above
    term: str,
    corpus: str | Path,
    *,
    occurrences: bool = False,
    over: str | None = None,
    where: Sequence[str] = (),
    language: Language | None = None,
) -> QueryResult:
    """How a term is rendered, a row for each rendering with its count, share and interval: `terms show`.

    `occurrences`: a row for each occurrence instead. `over`: shares by year, translator, document, translation, or a
    key of the metadata.
    """
    query = TermQuery(term, language, where=tuple(where))
    return show(Path(corpus), query, ShowOptions(over=over, occurrences=occurrences), track=progress)
