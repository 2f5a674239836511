"""Decisions: sentences, words, phrases and quotations aligned; the command line and the reports.

The public names are loaded when they are first asked for, so that importing the package costs nothing.
"""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""The products of numpy here are many and small. Threads that share them wait for one another, busily: beside any other
work, an alignment took four to eighteen times as long with two. The encoder has threads of its own, a batch on each."""

_PUBLIC = {
    "align_texts": "align.pipeline",
    "make_library": "align.pipeline",
    "open_encoder": "align.pipeline",
    "project_span": "align.pipeline",
    "read_pair": "align.pipeline",
    "trace_quotations": "align.pipeline",
}
__all__ = list(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        from importlib import import_module

        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'align' has no attribute {name!r}")
