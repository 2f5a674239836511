"""Findings in the formats that a user can name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO, StringIO

from duizhao.align.checks.finding import KINDS, Finding
from duizhao.align.checks.history import Series
from duizhao.align.checks.result import CheckResult, counted
from duizhao.align.checks.score import Scorecard
from duizhao.align.checks.trend import Trend
from duizhao.align.report import captions as wording
from duizhao.align.report.findings_page import render_findings
from duizhao.align.report.history import heading
from duizhao.align.report.proposals import proposal
from duizhao.corpus.document import Span
from duizhao.corpus.exchange.bitext.file_header import labels_for
from duizhao.corpus.exchange.bitext.tables import LINE_SEPARATORS
from duizhao.corpus.exchange.bitext.xliff_writer import write_xliff
from duizhao.corpus.exchange.traces.docx_changes import Change
from duizhao.corpus.exchange.traces.docx_comments import Comment, Table
from duizhao.corpus.exchange.traces.docx_writing import with_changes, with_comments
from duizhao.corpus.readers.base.contents import Changes

HEAD = ("no.", "kind", "severity", "Chinese", "English", "reason", "proposal", "confidence", "source_start",
        "source_end", "target_start", "target_end", "mqm", "accept (y/n)", "remark")  # fmt: skip
"""Columns of the sheet; the last two are for the reviser to fill in."""
_WIDTHS = (5, 12, 10, 36, 44, 44, 20, 10, 8, 8, 8, 8, 20, 12, 30)


def write_jsonl(results: Sequence[CheckResult]) -> str:
    """An object for each finding, with offsets into the two texts; several documents are told apart by `document`."""
    lines = []
    for result in results:
        for finding in result.findings:
            record: dict[str, object] = {"document": result.bitext.source.name} if len(results) > 1 else {}
            lines.append(json.dumps(record | _record(result, finding), ensure_ascii=False).translate(LINE_SEPARATORS))
    return "".join(f"{line}\n" for line in lines)


def _record(result: CheckResult, finding: Finding) -> dict[str, object]:
    source, target = finding.source, finding.target
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "source_start": source.start if source else None,
        "source_end": source.end if source else None,
        "target_start": target.start if target else None,
        "target_end": target.end if target else None,
        "confidence": round(finding.confidence, 4),
        "reason": finding.reason,
        "mqm": finding.mqm,
        "source_text": source.of(result.bitext.source.text) if source else None,
        "target_text": target.of(result.bitext.target.text) if target else None,
        "fix": _fix_record(finding),
    }


def _fix_record(finding: Finding) -> dict[str, object] | None:
    """What is proposed: `replacement` in place of the characters from `start` to `end` of the translation's text."""
    fix = finding.fix
    if fix is None:
        return None
    side = "target" if fix.language == "en" else "source"
    return {"side": side, "start": fix.span.start, "end": fix.span.end, "replacement": fix.text}


def write_html(
    results: Sequence[CheckResult], card: Scorecard | None = None, trend: Trend | None = None,
    histories: Sequence[Series] = (),
) -> str:  # fmt: skip
    """A page for each document, one after the other; mostly there is one."""
    trends = [("", trend)] if trend else [(heading(each), each.trend) for each in histories]
    return render_findings(results, card, trends)


def write_xlsx(results: Sequence[CheckResult]) -> bytes:
    """A sheet to fill in, a finding a row; every text is a text, never a formula."""
    import xlsxwriter

    held = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(held, {**plain, "in_memory": True})
    labels = labels_for([result.bitext for result in results])
    book.set_properties({"created": labels.moment.replace(tzinfo=None), "comments": f"duizhao {labels.version}"})
    sheet = book.add_worksheet("findings")
    heading = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (name, width) in enumerate(zip(HEAD, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, heading)
    row = 0
    for result in results:
        for number, finding in enumerate(result.findings, 1):
            row += 1
            for column, value in enumerate(_row(result, number, finding)):
                if isinstance(value, int | float):
                    sheet.write_number(row, column, value, text)
                elif value:
                    sheet.write_string(row, column, value[:32767], text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, row), len(HEAD) - 1)
    sheet.data_validation(1, len(HEAD) - 2, max(1, row), len(HEAD) - 2, {"validate": "list", "source": ["y", "n"]})
    book.close()
    return held.getvalue()


def _row(result: CheckResult, number: int, finding: Finding) -> Iterator[str | int | float]:
    record = _record(result, finding)
    yield from (number, finding.kind, finding.severity)
    yield from (
        str(record["source_text"] or ""),
        str(record["target_text"] or ""),
        finding.reason,
        proposal(result.bitext, finding),
        round(finding.confidence, 2),
    )
    for name in ("source_start", "source_end", "target_start", "target_end"):
        value = record[name]
        yield value if isinstance(value, int) else ""
    yield finding.mqm


def write_notes(results: Sequence[CheckResult]) -> str:
    """XLIFF 1.2 with a note on each segment that something was found in; what has no segment is noted one before."""
    notes: dict[tuple[str, tuple[int, ...], tuple[int, ...]], list[str]] = {}
    for result in results:
        name = result.bitext.source.name
        place = None
        for bead in result.bitext.beads:
            if bead.source and bead.target:
                place = (name, bead.source, bead.target)
            lines = [
                "\n".join(
                    filter(
                        None,
                        (f"{finding.kind} ({finding.severity}): {finding.reason}", proposal(result.bitext, finding)),
                    )
                )
                for _, finding in result.at(bead)
            ]
            if place and lines:
                notes.setdefault(place, []).extend(lines)
    bitexts = [result.bitext for result in results]
    return write_xliff(bitexts, labels_for(bitexts), notes=notes)


def write_commented(result: CheckResult, data: bytes, name: str) -> bytes:
    """The English Word file `data`, untouched, with a comment at each finding, and the Chinese words in it."""
    english = result.bitext.target
    comments = []
    for number, finding in enumerate(result.findings, 1):
        span = finding.target or _beside(result, finding)
        if span is None or not len(span):
            continue
        lines = [
            f"{number} {finding.kind}, {finding.severity}, confidence {wording.percent(finding.confidence)}",
            finding.reason,
            *filter(None, [proposal(result.bitext, finding)]),
        ]
        if finding.source is not None:
            lines.append(finding.source.of(result.bitext.source.text))
        comments.append(Comment(span, tuple(lines)))
    rows = tuple(
        (
            str(number),
            f"{finding.kind}\n{finding.severity}",
            finding.source.of(result.bitext.source.text) if finding.source else "–",
            finding.target.of(english.text) if finding.target else "–",
            finding.reason,
        )
        for number, finding in enumerate(result.findings, 1)
    )
    table = Table(summary(result), ("no.", "kind", "Chinese", "English", "reason"), rows, (8, 14, 26, 26, 26))
    return with_comments(data, comments, name, table if rows else None)


def write_tracked(result: CheckResult, data: bytes, name: str, reading: Changes) -> tuple[bytes, int, int]:
    """The translator's Word file `data` with all that is proposed as tracked changes; how many, and how many were not.

    Nothing else of the file is touched.
    """
    proposed = {Change(finding.fix.span, finding.fix.text): None for finding in result.findings if finding.fix}
    moment = labels_for([result.bitext]).moment
    written, left_out = with_changes(data, list(proposed), name, moment, reading)
    return written, len(proposed) - len(left_out), len(left_out)


def _beside(result: CheckResult, finding: Finding) -> Span | None:
    """Where a comment on what is left out stands: at its bead's English, or at what comes before it."""
    last: Span | None = None
    for bead in result.bitext.beads:
        source, target = result.bitext.source_span(bead), result.bitext.target_span(bead)
        if source is not None and finding.source is not None and source.overlaps(finding.source):
            return target or last
        last = target or last
    return last


def summary(result: CheckResult) -> str:
    """How many findings of which kinds: `assembly.en: 4 findings: 2 number, 1 date, 1 omission`."""
    kinds = ", ".join(f"{count} {kind}" for kind, count in counted(result.findings, KINDS))
    dismissed = f" ({result.dismissed} dismissed)" if result.dismissed else ""
    name = wording.shown_name(result.bitext.target.name)
    return f"{name}: {wording.count(len(result.findings), 'finding')}" + (f": {kinds}" if kinds else "") + dismissed


def shown_table(results: Sequence[CheckResult], *, plain: bool, width: int | None = None) -> str:
    """For the terminal, in colour only where it goes to one."""
    from rich.console import Console

    from duizhao.align.report.findings_table import findings_table

    width = width or (Console().width if not plain else 120)
    held = Console(file=StringIO(), width=width, force_terminal=not plain, color_system=None if plain else "standard")
    for result in results:
        if result.findings:
            held.print(findings_table(result))
        held.print(summary(result), markup=False, highlight=False, soft_wrap=True)
    return str(held.file.getvalue())  # type: ignore[attr-defined]


FORMATS: Mapping[str, Callable[[Sequence[CheckResult]], str | bytes]] = {
    "jsonl": write_jsonl,
    "html": write_html,
    "xlsx": write_xlsx,
    "xliff": write_notes,
}
