"""Traces in the formats that a user can name."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import TypeVar

from duizhao.align.errors import RequestError
from duizhao.align.library.library import Library
from duizhao.align.report.quotation_map import quotation_map
from duizhao.align.report.trace_markdown import render_markdown
from duizhao.align.report.trace_page import render_trace
from duizhao.align.report.trace_table import claims, full_text, glosses, legend, summary_line, trace_table
from duizhao.corpus.exchange.traces.json import write_citations, write_trace
from duizhao.corpus.exchange.traces.rows import write_trace_csv, write_trace_xlsx
from duizhao.corpus.exchange.traces.web_annotations import write_annotations
from duizhao.corpus.traces.redaction import published
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import Trace

Writer = TypeVar("Writer")
SUFFIXES = {
    "align": "beads",
    "txt": "beads",
    "markdown": "md",
    "htm": "html",
    "xlf": "xliff",
    "jsonl": "citations",
}
"""Endings that mean a format of another name."""


TRACE_FORMATS: Mapping[str, Callable[[Sequence[Report]], str | bytes]] = {
    "json": write_trace,
    "jsonld": write_annotations,
    "citations": write_citations,
    "csv": write_trace_csv,
    "xlsx": write_trace_xlsx,
    "md": lambda reports: "\n".join(map(render_markdown, reports)),
    "html": lambda reports: render_trace(_only(reports)),
    "svg": quotation_map,
}


def _only(reports: Sequence[Report]) -> Report:
    if len(reports) != 1:
        raise RequestError("a page holds one article: give -o a folder, and each article gets a page there")
    return reports[0]


def make_report(trace: Trace, library: Library) -> Report:
    """What is written of a trace."""
    return Report(trace, library.texts, version())


def public_report(trace: Trace) -> Report:
    """What is written of a trace, without what tells of the files."""
    return Report(published(trace)[0], {}, version())


def version() -> str:
    """The program's version, for what it makes."""
    return importlib.metadata.version("duizhao")


def chosen_format(formats: Mapping[str, Writer], name: str | None, output: Path | None, default: str) -> Writer:
    """The writer of the format called `name`, or of the output's suffix, or of `default`."""
    if name is None and output is not None and output.suffix and not output.is_dir():
        suffix = output.suffix[1:].lower()
        name = suffix if suffix in formats else SUFFIXES.get(suffix)
        if name not in formats:
            raise RequestError(f"{output.name}: no format ends in {output.suffix}; say --format {'|'.join(formats)}")
    name = name or default
    if name not in formats:
        raise RequestError(f"no format is called {name}; choose {', '.join(formats)}")
    return formats[name]


def shown_table(report: Report, output: Path | None, width: int | None = None, *, verbose: bool = False) -> str:
    """The trace as a table for the terminal, or in full; in colour only where it goes to one."""
    from rich.console import Console

    console = Console(width=width)
    plain = output is not None or not console.is_terminal
    held = Console(
        file=StringIO(),
        width=width or (console.width if console.is_terminal else 120),
        force_terminal=not plain,
        color_system=None if plain else "standard",
    )
    for part in (
        full_text(report)
        if verbose
        else [trace_table(report), *glosses(report), *legend(report.trace), *claims(report)]
    ):
        held.print(part)
    held.print(summary_line(report.trace), markup=False, highlight=False, soft_wrap=True)
    if report.since is not None:
        held.print(report.since.summary, markup=False, highlight=False, soft_wrap=True)
    text = held.file.getvalue()  # type: ignore[attr-defined]
    return str(text)
