"""The functions that a notebook calls."""

from __future__ import annotations

from duizhao.align.beads.documents import align_documents
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
