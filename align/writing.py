"""Traces in the formats that a user can name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import TypeVar

from align.errors import RequestError
from align.library import Library
from align.report.markdown import render_markdown
from align.report.page import render_trace
from align.report.terminal import summary_line, trace_table
from corpus.document import Document
from corpus.exchange.traces import write_trace, write_trace_csv
from corpus.links import Trace

Writer = TypeVar("Writer")
SUFFIXES = {"align": "beads", "txt": "beads", "markdown": "md", "htm": "html", "xlf": "xliff"}
"""Endings that mean a format of another name."""


def _documents(library: Library) -> Mapping[str, Document]:
    documents = {entry.source.name: entry.source for entry in library.entries}
    return documents | {bitext.target.name: bitext.target for entry in library.entries for bitext in entry.bitexts}


TRACE_FORMATS: Mapping[str, Callable[[Trace, Library], str]] = {
    "json": lambda trace, _: write_trace(trace),
    "html": lambda trace, library: render_trace(trace, _documents(library)),
    "csv": lambda trace, _: write_trace_csv(trace),
    "md": lambda trace, _: render_markdown(trace),
}


def chosen_format(formats: Mapping[str, Writer], name: str | None, output: Path | None, default: str) -> Writer:
    """The writer of the format called `name`, or of the output's suffix, or of `default`."""
    if name is None and output is not None and output.suffix:
        suffix = output.suffix[1:].lower()
        name = suffix if suffix in formats else SUFFIXES.get(suffix)
        if name not in formats:
            raise RequestError(f"{output.name}: no format ends in {output.suffix}; say --format {'|'.join(formats)}")
    name = name or default
    if name not in formats:
        raise RequestError(f"no format is called {name}; choose {', '.join(formats)}")
    return formats[name]


def shown_table(trace: Trace, output: Path | None, width: int | None = None) -> str:
    """The trace as a table for the terminal; in colour only where it goes to one."""
    from rich.console import Console

    console = Console(width=width)
    plain = output is not None or not console.is_terminal
    held = Console(
        file=StringIO(),
        width=width or (console.width if console.is_terminal else 120),
        force_terminal=not plain,
        color_system=None if plain else "standard",
    )
    held.print(trace_table(trace))
    held.print(summary_line(trace), markup=False, highlight=False)
    text = held.file.getvalue()  # type: ignore[attr-defined]
    return str(text)
