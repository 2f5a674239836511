"""duizhao: leads quoted English back to the exact characters of its Chinese source, offline.

This is all that a notebook needs; everything is loaded when it is first asked for, so that importing costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duizhao._functions import align_texts as align_texts
    from duizhao._functions import project_span as project_span
    from duizhao._functions import trace_quotations as trace_quotations
    from duizhao.align.inputs import read_pair as read_pair
    from duizhao.align.library.build import make_library as make_library
    from duizhao.models.loading import open_encoder as open_encoder

_HOMES = {
    "align_texts": "duizhao._functions",
    "make_library": "duizhao.align.library.build",
    "open_encoder": "duizhao.models.loading",
    "project_span": "duizhao._functions",
    "read_pair": "duizhao.align.inputs",
    "trace_quotations": "duizhao._functions",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'duizhao' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
