"""Traces as rows for a spreadsheet: an editor reads down them, sorts them, and writes beside them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO

from duizhao.corpus.text.pinyin import pinyin
from duizhao.corpus.traces.meanings import meaning_of
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import QuoteLink, TracedQuotation
from duizhao.corpus.traces.word_diff import changes, in_words

WORKING = (
    "article", "number", "kind", "quotation", "speaker", "cue", "verdict", "confidence", "rendering", "rank",
    "source_text", "pinyin", "document", "title", "page", "place", "translation", "target_text", "differences",
    "before", "after", "source_start", "source_end", "basis", "citation", "sha256", "decision", "note",
    "somewhere", "confirmed_by", "meaning",
)  # fmt: skip
"""`rank`: `1 of 3` for the best of three links. `decision` and `note` are for the editor; decisions stand there.
`confidence`: that this passage says it; `somewhere`: that any passage does."""
PUBLIC = (
    "article", "number", "kind", "quotation", "speaker", "cue", "verdict", "confidence", "rendering", "rank",
    "source_text", "pinyin", "document", "translation", "target_text", "differences", "basis", "somewhere",
    "confirmed_by", "meaning",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_000
"""Characters that a spreadsheet's cell can hold, nearly."""

_WIDTHS = {
    "quotation": 48,
    "source_text": 40,
    "target_text": 40,
    "before": 24,
    "after": 24,
    "differences": 30,
    "rendering": 30,
    "note": 30,
}
_WRAPPED = frozenset(_WIDTHS)


def write_trace_csv(reports: Sequence[Report]) -> str:
    """A row for each link, and one for each quotation without: with a signature, so that Excel shows the Chinese.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    columns = _columns(reports)
    held = StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow(columns)
    for row in _rows(reports):
        writer.writerow([_harmless(row.get(column, "")) for column in columns])
    if reports[0].trace.public:
        writer.writerow(["left out: " + "; ".join(reports[0].trace.left_out)])
    return "\ufeff" + held.getvalue()


def write_trace_xlsx(reports: Sequence[Report]) -> bytes:
    """The same as an Excel workbook: the head row stays in view, long texts wrap, nothing is a formula or a link."""
    import datetime

    import xlsxwriter

    held, columns = BytesIO(), _columns(reports)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(held, options)
    book.set_properties({"author": "", "created": datetime.datetime(2000, 1, 1)})
    sheet = book.add_worksheet("quotations")
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    plain = book.add_format({"valign": "top"})
    wrapped = book.add_format({"valign": "top", "text_wrap": True})
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _WIDTHS.get(column, 12))
        sheet.write_string(0, at, column.replace("_", " "), head)
    number = 0
    for number, row in enumerate(_rows(reports), start=1):
        for at, column in enumerate(columns):
            if value := row.get(column, ""):
                sheet.write_string(number, at, value[:LONGEST_CELL], wrapped if column in _WRAPPED else plain)
    sheet.freeze_panes(1, columns.index("quotation") + 1)
    sheet.autofilter(0, 0, max(1, number), len(columns) - 1)
    if reports[0].trace.public:
        note = book.add_worksheet("left out")
        for at, what in enumerate(reports[0].trace.left_out):
            note.write_string(at, 0, what)
    book.close()
    return held.getvalue()


def _columns(reports: Sequence[Report]) -> tuple[str, ...]:
    spelled = any(report.spelled for report in reports)
    columns = PUBLIC if any(report.trace.public for report in reports) else WORKING
    return tuple(column for column in columns if column != "pinyin" or spelled)


def _rows(reports: Sequence[Report]) -> Iterator[dict[str, str]]:
    for report in reports:
        for number, traced in enumerate(report.trace.quotations, start=1):
            quotation = traced.quotation
            row = {
                "article": report.trace.article,
                "number": str(number),
                "kind": quotation.kind,
                "quotation": quotation.text,
                "speaker": quotation.speaker,
                "cue": quotation.cue,
                "verdict": traced.verdict,
                "confidence": _number(traced.probability),
                "somewhere": _number(traced.somewhere),
                "meaning": meaning_of(traced),
                "rendering": traced.rendering,
            }
            if decisions := report.decisions.get(number - 1):
                row["decision"] = "; ".join(f"{decision.verdict} ({decision.who})" for decision in decisions)
                row["note"] = "; ".join(decision.note for decision in decisions if decision.note)
            if not traced.links:
                yield row
            for at, link in enumerate(traced.links, start=1):
                yield row | {"rank": f"{at} of {len(traced.links)}"} | _link(traced, link, report)


def _link(traced: TracedQuotation, link: QuoteLink, report: Report) -> dict[str, str]:
    row = {
        "confidence": _number(link.probability),
        "confirmed_by": ", ".join(link.confirmed_by),
        "source_text": link.source_text,
        "document": link.document,
        "translation": link.translation or "",
        "target_text": link.target_text or "",
        "basis": link.basis,
    }
    if traced.verdict == "altered":
        row["differences"] = "; ".join(map(in_words, changes(traced.quotation.text, link)))
    if report.spelled:
        row["pinyin"] = pinyin(link.source_text)
    if report.trace.public:
        return row
    citation = report.cite(traced, link)
    return row | {
        "title": citation.title,
        "page": citation.page,
        "place": citation.label,
        "before": citation.before,
        "after": citation.after,
        "source_start": str(citation.start),
        "source_end": str(citation.end),
        "citation": citation.id,
        "sha256": citation.sha256,
    }


def _number(probability: float | None) -> str:
    return "" if probability is None else f"{probability:.4f}"


def _harmless(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA) else text
