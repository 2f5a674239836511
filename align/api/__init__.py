"""duizhao: leads quoted English back to the exact characters of its Chinese source, offline.

This is all that a notebook needs; everything is loaded when it is first asked for, so that importing costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from duizhao.errors import DuizhaoError as DuizhaoError

if TYPE_CHECKING:
    from duizhao._functions import add as add
    from duizhao._functions import align_texts as align_texts
    from duizhao._functions import check_texts as check_texts
    from duizhao._functions import find as find
    from duizhao._functions import make_library as make_library
    from duizhao._functions import project_span as project_span
    from duizhao._functions import renderings as renderings
    from duizhao._functions import trace_quotations as trace_quotations
    from duizhao._progress import progress as progress
    from duizhao.align.checks.result import CheckResult as CheckResult
    from duizhao.align.concordance.service import QueryResult as QueryResult
    from duizhao.align.errors import RequestError as RequestError
    from duizhao.align.inputs import read_pair as read_pair
    from duizhao.align.library.library import Library as Library
    from duizhao.align.words.projection import Projection as Projection
    from duizhao.corpus.bitext import Bead as Bead
    from duizhao.corpus.bitext import Bitext as Bitext
    from duizhao.corpus.document import Document as Document
    from duizhao.corpus.document import Span as Span
    from duizhao.corpus.errors import CorpusError as CorpusError
    from duizhao.corpus.errors import FormatError as FormatError
    from duizhao.corpus.errors import ReadError as ReadError
    from duizhao.corpus.errors import ReadWarning as ReadWarning
    from duizhao.corpus.errors import StoreError as StoreError
    from duizhao.corpus.errors import WriteError as WriteError
    from duizhao.corpus.quotations.extract import Quotation as Quotation
    from duizhao.corpus.traces.trace import QuoteLink as QuoteLink
    from duizhao.corpus.traces.trace import Trace as Trace
    from duizhao.corpus.traces.trace import TracedQuotation as TracedQuotation
    from duizhao.models.encoder import Encoder as Encoder
    from duizhao.models.errors import ModelError as ModelError
    from duizhao.models.loading import open_encoder as open_encoder

    __version__: str

_HOMES = {
    "add": "duizhao._functions",
    "align_texts": "duizhao._functions",
    "check_texts": "duizhao._functions",
    "find": "duizhao._functions",
    "make_library": "duizhao._functions",
    "open_encoder": "duizhao.models.loading",
    "progress": "duizhao._progress",
    "project_span": "duizhao._functions",
    "renderings": "duizhao._functions",
    "read_pair": "duizhao.align.inputs",
    "trace_quotations": "duizhao._functions",
    "Bead": "duizhao.corpus.bitext",
    "Bitext": "duizhao.corpus.bitext",
    "CheckResult": "duizhao.align.checks.result",
    "Document": "duizhao.corpus.document",
    "Encoder": "duizhao.models.encoder",
    "Library": "duizhao.align.library.library",
    "Projection": "duizhao.align.words.projection",
    "QueryResult": "duizhao.align.concordance.service",
    "Quotation": "duizhao.corpus.quotations.extract",
    "QuoteLink": "duizhao.corpus.traces.trace",
    "Span": "duizhao.corpus.document",
    "Trace": "duizhao.corpus.traces.trace",
    "TracedQuotation": "duizhao.corpus.traces.trace",
    "CorpusError": "duizhao.corpus.errors",
    "FormatError": "duizhao.corpus.errors",
    "ModelError": "duizhao.models.errors",
    "ReadError": "duizhao.corpus.errors",
    "ReadWarning": "duizhao.corpus.errors",
    "RequestError": "duizhao.align.errors",
    "StoreError": "duizhao.corpus.errors",
    "WriteError": "duizhao.corpus.errors",
}
"""Where each public name lives: functions, result types, errors."""
__all__ = [*_HOMES, "DuizhaoError", "__version__"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from duizhao.corpus.tool import tool_version

        return tool_version()
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'duizhao' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
