"""Findings in the terminal: a table, a finding a row."""

from __future__ import annotations

from rich import box
from rich.table import Table
from rich.text import Text

from duizhao.align.checks.finding import Finding, Severity
from duizhao.align.checks.result import CheckResult
from duizhao.align.report import captions as wording
from duizhao.align.report.proposals import proposal
from duizhao.align.report.trace_table import safe
from duizhao.corpus.document import Span

CELL_LENGTH = 60
"""Characters of a stretch in the table."""
_STYLES: dict[Severity, str] = {"minor": "yellow", "major": "magenta", "critical": "red"}
SIGNS: dict[Severity, str] = {"minor": "·", "major": "●", "critical": "▲"}
"""So that colour is never the only difference."""


def findings_table(result: CheckResult) -> Table:
    """A row for each finding, in the order of the source."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("Chinese", ratio=3, min_width=12, overflow="fold")
    table.add_column("English", ratio=4, min_width=14, overflow="fold")
    table.add_column("why", ratio=4, min_width=16, overflow="fold")
    table.add_column("conf.", justify="right", no_wrap=True)
    for number, finding in enumerate(result.findings, start=1):
        table.add_row(*_cells(result, number, finding))
    return table


def _cells(result: CheckResult, number: int, finding: Finding) -> tuple[Text, ...]:
    """One row's cells, as `Text`, so that nothing in them is read as rich's markup."""
    return (
        Text(str(number)),
        Text(f"{SIGNS[finding.severity]} {finding.kind}", style=_STYLES[finding.severity]),
        Text(_words(finding.source, result.bitext.source.text)),
        Text(_words(finding.target, result.bitext.target.text)),
        Text("\n".join(map(safe, filter(None, (finding.reason, proposal(result.bitext, finding)))))),
        Text(wording.percent(finding.confidence)),
    )


def _words(span: Span | None, text: str) -> str:
    if span is None:
        return "–"
    line = safe(" ".join(span.of(text).split()))
    shown = line if len(line) <= CELL_LENGTH else line[: CELL_LENGTH - 1].rstrip() + "…"
    return f"{shown} {span.start}–{span.end}"
