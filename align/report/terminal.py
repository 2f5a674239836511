"""A trace in the terminal: a table of the quotations, and one line that sums it up."""

from __future__ import annotations

import unicodedata

from rich import box
from rich.table import Table
from rich.text import Text

from align.report import wording
from corpus.links import Trace, TracedQuotation, Verdict

LONGEST_QUOTATION = 90
"""Characters of a quotation in the table: enough to know it by."""

LONGEST_SOURCE = 45
"""Han characters in the table: as wide as the quotation's."""

_STYLES: dict[Verdict, str] = {
    "verbatim": "green",
    "altered": "yellow",
    "renders": "cyan",
    "unsure": "magenta",
    "not found": "red",
}


def trace_table(trace: Trace) -> Table:
    """A row for each quotation, in order; where one was not found, the caption says what was searched."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, caption=_caption(trace), caption_justify="left")
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("quotation", ratio=4, min_width=16, overflow="fold")
    table.add_column("verdict", no_wrap=True)
    table.add_column("Chinese", ratio=3, min_width=12, overflow="fold")
    table.add_column("where", ratio=2, min_width=12, overflow="fold")
    table.add_column("conf.", justify="right", no_wrap=True)
    for number, traced in enumerate(trace.quotations, start=1):
        table.add_row(*_cells(number, traced))
    return table


def summary_line(trace: Trace) -> str:
    """The article and its verdicts on one line: `speech.txt: 3 quotations: 2 verbatim, 1 not found`."""
    return f"{_safe(wording.shown_name(trace.article))}: {wording.summary_words(trace)}"


def _cells(number: int, traced: TracedQuotation) -> tuple[Text, ...]:
    """One row's cells, as `Text`, so that nothing in a quotation is read as rich's markup."""
    best = traced.links[0] if traced.links else None
    return (
        Text(str(number)),
        Text(_short(traced.quotation.text, LONGEST_QUOTATION)),
        Text(f"{wording.SHAPES[traced.verdict]} {traced.verdict}", style=_STYLES[traced.verdict]),
        Text(_short(wording.linked_words(best), LONGEST_SOURCE) if best else "–"),
        Text(_where(traced)),
        Text(wording.percent(traced.confidence) if best else "–"),
    )


def _where(traced: TracedQuotation) -> str:
    if not traced.links:
        return "–"
    best, *others = traced.links
    page = "" if best.page is None else f" p. {best.page}"
    more = f" (+{len(others)})" if others else ""
    return f"{_safe(wording.shown_name(best.document))} {best.source_start}–{best.source_end}{page}{more}"


def _caption(trace: Trace) -> Text | None:
    if all(traced.links for traced in trace.quotations):
        return None
    return Text(f"not found in what was searched: {_safe(wording.searched_words(trace.searched))}")


def _short(text: str, longest: int) -> str:
    line = _safe(" ".join(text.split()))
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _safe(text: str) -> str:
    """Without control and formatting characters, which could move the cursor or turn the line around."""
    return "".join(character for character in text if unicodedata.category(character) not in ("Cc", "Cf"))
