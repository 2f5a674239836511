"""Findings in the formats that a user can name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO, StringIO

from duizhao.align.checks.finding import KINDS, Finding
from duizhao.align.checks.result import Checked, counted
from duizhao.align.report import captions as wording
from duizhao.align.report.findings_page import render_findings
from duizhao.corpus.document import Span
from duizhao.corpus.exchange.bitext.file_header import labels_for
from duizhao.corpus.exchange.bitext.tables import LINE_SEPARATORS
from duizhao.corpus.exchange.bitext.xliff_writer import write_xliff
from duizhao.corpus.exchange.traces.docx_comments import Comment, Table, with_comments

HEAD = ("no.", "kind", "severity", "Chinese", "English", "reason", "confidence", "source_start", "source_end",
        "target_start", "target_end", "mqm", "accept (y/n)", "remark")  # fmt: skip
"""Columns of the sheet; the last two are for the reviser to fill in."""
_WIDTHS = (5, 12, 10, 36, 44, 44, 10, 8, 8, 8, 8, 20, 12, 30)


def write_jsonl(results: Sequence[Checked]) -> str:
    """An object for each finding, with offsets into the two texts; several documents are told apart by `document`."""
    lines = []
    for checked in results:
        for each in checked.findings:
            record: dict[str, object] = {"document": checked.bitext.source.name} if len(results) > 1 else {}
            lines.append(json.dumps(record | _record(checked, each), ensure_ascii=False).translate(LINE_SEPARATORS))
    return "".join(f"{line}\n" for line in lines)


def _record(checked: Checked, found: Finding) -> dict[str, object]:
    source, target = found.source, found.target
    return {
        "kind": found.kind,
        "severity": found.severity,
        "source_start": source.start if source else None,
        "source_end": source.end if source else None,
        "target_start": target.start if target else None,
        "target_end": target.end if target else None,
        "confidence": round(found.confidence, 4),
        "reason": found.reason,
        "mqm": found.mqm,
        "source_text": source.of(checked.bitext.source.text) if source else None,
        "target_text": target.of(checked.bitext.target.text) if target else None,
    }


def write_html(results: Sequence[Checked]) -> str:
    """A page for each document, one after the other; mostly there is one."""
    return render_findings(results)


def write_xlsx(results: Sequence[Checked]) -> bytes:
    """A sheet to fill in, a finding a row; every text is a text, never a formula."""
    import xlsxwriter

    held = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(held, {**plain, "in_memory": True})
    labels = labels_for([checked.bitext for checked in results])
    book.set_properties({"created": labels.moment.replace(tzinfo=None), "comments": f"duizhao {labels.version}"})
    sheet = book.add_worksheet("findings")
    heading = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (name, width) in enumerate(zip(HEAD, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, heading)
    row = 0
    for checked in results:
        for number, found in enumerate(checked.findings, 1):
            row += 1
            for column, value in enumerate(_row(checked, number, found)):
                if isinstance(value, int | float):
                    sheet.write_number(row, column, value, text)
                elif value:
                    sheet.write_string(row, column, value[:32767], text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, row), len(HEAD) - 1)
    sheet.data_validation(1, len(HEAD) - 2, max(1, row), len(HEAD) - 2, {"validate": "list", "source": ["y", "n"]})
    book.close()
    return held.getvalue()


def _row(checked: Checked, number: int, found: Finding) -> Iterator[str | int | float]:
    record = _record(checked, found)
    yield from (number, found.kind, found.severity)
    yield from (
        str(record["source_text"] or ""),
        str(record["target_text"] or ""),
        found.reason,
        round(found.confidence, 2),
    )
    for name in ("source_start", "source_end", "target_start", "target_end"):
        value = record[name]
        yield value if isinstance(value, int) else ""
    yield found.mqm


def write_notes(results: Sequence[Checked]) -> str:
    """XLIFF 1.2 with a note on each segment that something was found in; what has no segment is noted one before."""
    notes: dict[tuple[str, tuple[int, ...], tuple[int, ...]], list[str]] = {}
    for checked in results:
        name = checked.bitext.source.name
        place = None
        for bead in checked.bitext.beads:
            if bead.source and bead.target:
                place = (name, bead.source, bead.target)
            told = [f"{found.kind} ({found.severity}): {found.reason}" for _, found in checked.at(bead)]
            if place and told:
                notes.setdefault(place, []).extend(told)
    bitexts = [checked.bitext for checked in results]
    return write_xliff(bitexts, labels_for(bitexts), notes=notes)


def write_commented(checked: Checked, data: bytes, name: str) -> bytes:
    """The English Word file `data`, untouched, with a comment at each finding, and the Chinese words in it."""
    english = checked.bitext.target
    comments = []
    for number, found in enumerate(checked.findings, 1):
        span = found.target or _beside(checked, found)
        if span is None or not len(span):
            continue
        lines = [
            f"{number} {found.kind}, {found.severity}, confidence {wording.percent(found.confidence)}",
            found.reason,
        ]
        if found.source is not None:
            lines.append(found.source.of(checked.bitext.source.text))
        comments.append(Comment(span, tuple(lines)))
    rows = tuple(
        (
            str(number),
            f"{found.kind}\n{found.severity}",
            found.source.of(checked.bitext.source.text) if found.source else "–",
            found.target.of(english.text) if found.target else "–",
            found.reason,
        )
        for number, found in enumerate(checked.findings, 1)
    )
    table = Table(summary(checked), ("no.", "kind", "Chinese", "English", "reason"), rows, (6, 14, 26, 26, 28))
    return with_comments(data, comments, name, table if rows else None)


def _beside(checked: Checked, found: Finding) -> Span | None:
    """Where a comment on what is left out stands: at its bead's English, or at what comes before it."""
    last: Span | None = None
    for bead in checked.bitext.beads:
        source, target = checked.bitext.source_span(bead), checked.bitext.target_span(bead)
        if source is not None and found.source is not None and source.overlaps(found.source):
            return target or last
        last = target or last
    return last


def summary(checked: Checked) -> str:
    """How many findings of which kinds: `assembly.en: 4 findings: 2 number, 1 date, 1 omission`."""
    kinds = ", ".join(f"{count} {kind}" for kind, count in counted(checked.findings, KINDS))
    dismissed = f" ({checked.dismissed} dismissed)" if checked.dismissed else ""
    name = wording.shown_name(checked.bitext.target.name)
    return f"{name}: {wording.count(len(checked.findings), 'finding')}" + (f": {kinds}" if kinds else "") + dismissed


def shown_table(results: Sequence[Checked], *, plain: bool, width: int | None = None) -> str:
    """For the terminal, in colour only where it goes to one."""
    from rich.console import Console

    from duizhao.align.report.findings_table import findings_table

    width = width or (Console().width if not plain else 120)
    held = Console(file=StringIO(), width=width, force_terminal=not plain, color_system=None if plain else "standard")
    for checked in results:
        if checked.findings:
            held.print(findings_table(checked))
        held.print(summary(checked), markup=False, highlight=False, soft_wrap=True)
    return str(held.file.getvalue())  # type: ignore[attr-defined]


FORMATS: Mapping[str, Callable[[Sequence[Checked]], str | bytes]] = {
    "jsonl": write_jsonl,
    "html": write_html,
    "xlsx": write_xlsx,
    "xliff": write_notes,
}
