"""What stands in a file and is not read: marked where it would stand, and said, never dropped in silence.

The value of such a mark says what it is ("chart", "field REF"), and may go on, after a colon, with what is known of it.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable
from typing import Any

from duizhao.corpus.document import Mark
from duizhao.corpus.errors import ReadWarning
from duizhao.corpus.message import for_the_terminal
from duizhao.corpus.scans.coverage import LEFT_OUT

__all__ = ["LEFT_OUT", "MISSING_SIGN", "left_out", "show_read_warnings", "summary_of", "warn_left_out"]

MISSING_SIGN = "▯"
"""Stands for a character that is known to be there, but not which."""

SHOWN = 60
"""Characters of what was left out that are told."""
MOST_SHOWN = 8
"""Kinds of things that are named in the line."""


def left_out(marks: Iterable[Mark]) -> list[str]:
    """What these marks say was not read, in order."""
    return [mark.value for mark in marks if mark.kind == LEFT_OUT]


def warn_left_out(name: str, values: Iterable[str]) -> None:
    """Warn, in one line, of what was not read of the file `name`; nothing if there is nothing to say."""
    if line := summary_of(values):
        warnings.warn(f"{name}: not read: {line}", ReadWarning, stacklevel=2)


def summary_of(values: Iterable[str]) -> str:
    """Things left out, equal ones counted.

    >>> summary_of(["chart", "header: 内部资料", "chart"])
    '2 × chart; header (内部资料)'
    """
    counts: dict[str, list[str]] = {}
    for value in values:
        what, _, detail = value.partition(": ")
        counts.setdefault(what, []).append(" ".join(detail.split()))
    phrases = []
    for what, details in list(counts.items())[:MOST_SHOWN]:
        detail = ", ".join(dict.fromkeys(filter(None, details)))
        detail = f" ({detail[:SHOWN]}{'…' if len(detail) > SHOWN else ''})" if detail else ""
        phrases.append(f"{len(details)} × {what}{detail}" if len(details) > 1 else f"{what}{detail}")
    more = len(counts) - len(phrases)
    return "; ".join([*phrases, f"and {more} more kinds"] if more > 0 else phrases)


def show_read_warnings() -> None:
    """Let warnings of what was not read be plain lines on standard error; others stay as they are."""
    usual = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
        if issubclass(category, ReadWarning):
            sys.stderr.write(f"{for_the_terminal(str(message))}\n")
        else:
            usual(message, category, *where, **more)

    warnings.showwarning = show
