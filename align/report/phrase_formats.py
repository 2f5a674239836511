"""A list of phrases given back, with what was found beside each row, in the formats that a user can name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from duizhao.align.report import captions as wording
from duizhao.align.report.templates import fill, language_tag, script_tag
from duizhao.corpus.errors import WriteError
from duizhao.corpus.exchange.tables.cells import delimited
from duizhao.corpus.exchange.tables.phrases import PhraseRow, PhraseTable
from duizhao.corpus.exchange.tables.results import LONGEST_CELL, MOST_ROWS
from duizhao.corpus.exchange.traces.json import searched_record
from duizhao.corpus.traces.meanings import MEANINGS
from duizhao.corpus.traces.trace import SearchScope

Record = Mapping[str, Any]
FOUND = (
    "verdict", "confidence", "somewhere", "document", "source_start", "source_end", "source_text", "pinyin", "page",
    "place", "translation", "target_text", "rendering", "places", "citation", "meaning",
)  # fmt: skip
"""Columns beside the list's own: of the best source, or of an undecided phrase of its first candidate.

`confidence`: that this passage says it; `somewhere`: that any passage searched does. `places`: how many links.
"""
_NUMBERS = frozenset({"confidence", "somewhere", "source_start", "source_end", "places"})
_WIDE = frozenset({"source_text", "target_text", "meaning"})


@dataclass(frozen=True, slots=True)
class TracedPhrases:
    """A list, and of each of its phrases what was found, as JSON in the form that `link` gives a quotation."""

    table: PhraseTable
    found: Mapping[str, str]
    searched: SearchScope
    spelled: bool = False

    def record(self, row: PhraseRow) -> Record | None:
        """What was found of a row; None for an empty one."""
        return json.loads(self.found[row.phrase]) if row.phrase else None

    @property
    def columns(self) -> tuple[str, ...]:
        """Those that stand beside the list's own: one that the list has already gets a number."""
        own = set(self.table.columns)
        kept = [column for column in FOUND if column != "pinyin" or self.spelled]
        return tuple(column if column not in own else _free(column, own) for column in kept)

    def cells(self, row: PhraseRow) -> list[Any]:
        """What stands in these columns."""
        record = self.record(row)
        if record is None:
            return [None] * len(self.columns)
        values = _flat(record)
        return [values.get(column) for column in FOUND if column != "pinyin" or self.spelled]

    @property
    def summary(self) -> str:
        """How many phrases there are, and how many of them got which verdict: each row counts."""
        counts: dict[str, int] = {}
        for row in self.table.rows:
            if record := self.record(row):
                counts[record["verdict"]] = counts.get(record["verdict"], 0) + 1
        empty = sum(not row.phrase for row in self.table.rows)
        verdicts = ", ".join(f"{counts[verdict]:,} {verdict}" for verdict in MEANINGS if verdict in counts)
        blank = f"; {wording.count(empty, 'empty row')}" if empty else ""
        total = sum(counts.values())
        return f"{wording.count(total, 'phrase')} ({len(self.found):,} different): {verdicts}{blank}"


def _free(column: str, taken: set[str]) -> str:
    number = 2
    while f"{column} {number}" in taken:
        number += 1
    return f"{column} {number}"


def _flat(record: Record) -> dict[str, Any]:
    """A phrase's record as cells."""
    values: dict[str, Any] = {name: record[name] for name in ("verdict", "confidence", "somewhere", "rendering")}
    values["meaning"] = MEANINGS[record["verdict"]]
    if not record["links"]:
        return values
    best = record["links"][0]
    names = ("document", "source_start", "source_end", "source_text", "page", "translation", "target_text")
    citation = best.get("citation", {})
    return values | {name: best[name] for name in names} | {
        "place": best["label"],
        "places": len(record["links"]),
        "citation": citation.get("id"),
        "pinyin": citation.get("pinyin"),
    }  # fmt: skip


def _rows(traced: TracedPhrases) -> Iterator[list[Any]]:
    for row in traced.table.rows:
        yield [*row.cells, *traced.cells(row)]


def write_phrases_table(traced: TracedPhrases, separator: str = ",") -> str:
    """CSV or TSV: the list's columns, then what was found; no cell is a formula."""
    rows: list[list[str]] = [[*traced.table.columns, *traced.columns]]
    rows += [[_text(cell) for cell in row] for row in _rows(traced)]
    if separator == "\t":
        rows = [[" ".join(cell.replace("\t", " ").splitlines()) for cell in row] for row in rows]
    return delimited(rows, "\t" if separator == "\t" else ",")


def _text(cell: object) -> str:
    return "" if cell is None else f"{cell:.4f}" if isinstance(cell, float) else str(cell)


def write_phrases_xlsx(traced: TracedPhrases) -> bytes:
    """A workbook: the list with what was found, numbers as numbers; and a sheet that says what the verdicts claim."""
    import xlsxwriter

    if len(traced.table.rows) > MOST_ROWS:
        raise WriteError(f"a sheet holds {MOST_ROWS:,} rows and these are {len(traced.table.rows):,}: write csv")
    held = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(held, options)
    head = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"valign": "top", "text_wrap": True})
    sheet = book.add_worksheet("phrases")
    columns = [*traced.table.columns, *traced.columns]
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 40 if column in _WIDE or at == traced.table.column else 14)
        sheet.write_string(0, at, column, head)
    for number, row in enumerate(_rows(traced), 1):
        for at, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(number, at, cell)
            elif cell:
                sheet.write_string(number, at, str(cell)[:LONGEST_CELL], wrapped)
    sheet.freeze_panes(1, traced.table.column + 1)
    sheet.autofilter(0, 0, max(1, len(traced.table.rows)), len(columns) - 1)
    about = book.add_worksheet("about")
    lines = [("searched", str(wording.searched_words(traced.searched))), *MEANINGS.items(), *NUMBERS.items()]
    for number, (name, words) in enumerate(lines):
        about.write_string(number, 0, name, head)
        about.write_string(number, 1, words)
    book.close()
    return held.getvalue()


NUMBERS: Mapping[str, str] = {
    "confidence": "the model's probability that this very passage says it; under not found, that no passage does",
    "somewhere": "the model's probability that any passage that was searched says it",
}
"""What the two numbers are of."""


def write_phrases_json(traced: TracedPhrases) -> str:
    """In the form of `link`: each row a quotation with its `row` and `columns`; an empty one has no verdict.

    `start` and `end` count in the row's cell.
    """
    rows = ",\n".join(json.dumps(record, ensure_ascii=False) for record in _records(traced))
    about = {
        "column": traced.table.columns[traced.table.column],
        "searched": searched_record(traced.searched),
        "meanings": dict(MEANINGS),
    }
    tail = json.dumps(about, ensure_ascii=False, indent=2)[1:]
    return f'{{"article": {json.dumps(traced.table.name, ensure_ascii=False)},\n"quotations": [\n{rows}\n],{tail}\n'


def _records(traced: TracedPhrases) -> Iterator[Record]:
    for row in traced.table.rows:
        place = {"row": row.number, "columns": dict(zip(traced.table.columns, row.cells, strict=True))}
        ends = [row.start, row.start + len(row.phrase)]
        span = {"start": ends[0], "end": ends[1], "spans": [ends] if row.phrase else []}
        empty: Record = {"text": "", "verdict": None, "confidence": None, "somewhere": None, "links": [], "nearest": []}
        yield {**(traced.record(row) or empty), **span, **place}


def render_phrases(traced: TracedPhrases) -> str:
    """The page: a row for each of the list, its other columns under the phrase."""
    rows = []
    for row in traced.table.rows:
        record = traced.record(row)
        best = record["links"][0] if record and record["links"] else None
        others = [
            (column, cell)
            for at, (column, cell) in enumerate(zip(traced.table.columns, row.cells, strict=True))
            if cell and at != traced.table.column
        ]
        rows.append({"number": row.number, "phrase": row.phrase, "others": others, "record": record, "best": best})
    verdicts = {record["verdict"] for row in traced.table.rows if (record := traced.record(row))}
    return fill(
        "phrases.html",
        title=wording.shown_name(traced.table.name),
        rows=rows,
        where=_where,
        language=language_tag,
        script=script_tag,
        summary=traced.summary,
        searched=wording.searched_words(traced.searched),
        meanings={verdict: words for verdict, words in MEANINGS.items() if verdict in verdicts},
        numbers=NUMBERS,
    )


def _where(link: Record) -> str:
    page = f"page {link['page']}, " if link["page"] else ""
    label = f"{link['label']}, " if link["label"] else ""
    return f"{page}{label}characters {link['source_start']:,}–{link['source_end']:,}"


def phrase_table_text(traced: TracedPhrases, *, to_file: bool, width: int | None = None) -> str:
    """A table for the terminal, with what its verdicts and numbers mean under it."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from duizhao.align.report.trace_table import cut_line, safe

    console = Console(width=width)
    plain = to_file or not console.is_terminal
    held = StringIO()
    shown = Console(file=held, width=width or (console.width if console.is_terminal else 120), color_system=None)
    if not plain:
        shown = Console(file=held, width=console.width, force_terminal=True)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, ratio in (("#", 0), ("phrase", 4), ("verdict", 0), ("Chinese", 3), ("where", 2), ("this", 0), ("any", 0)):
        table.add_column(name, ratio=ratio or None, no_wrap=not ratio, overflow="fold", min_width=10 if ratio else None)
    verdicts: dict[str, None] = {}
    for row in traced.table.rows:
        record = traced.record(row)
        if record is None:
            table.add_row(str(row.number), *[""] * 6)
            continue
        verdicts[record["verdict"]] = None
        best = record["links"][0] if record["links"] else None
        place = f"{best['document']} {best['source_start']}–{best['source_end']}" if best else "–"
        table.add_row(
            str(row.number),
            Text(cut_line(row.phrase, 90)),
            Text(f"{wording.SHAPES[record['verdict']]} {record['verdict']}"),
            Text(cut_line(best["source_text"], 45) if best else "–"),
            Text(safe(place)),
            Text(wording.percent(record["confidence"]) if best else "–"),
            Text(wording.percent(record["somewhere"])),
        )
    shown.print(table)
    lines = [f"{verdict}: {words}" for verdict, words in MEANINGS.items() if verdict in verdicts]
    lines += ["this: the model's probability that this very passage says it; any: that any passage searched does"]
    lines += [f"searched: {safe(wording.searched_words(traced.searched))}", traced.summary]
    for line in lines:
        shown.print(line, markup=False, highlight=False, soft_wrap=True)
    return held.getvalue()


PHRASE_FORMATS: Mapping[str, Callable[[TracedPhrases], str | bytes]] = {
    "json": write_phrases_json,
    "csv": write_phrases_table,
    "tsv": lambda traced: write_phrases_table(traced, "\t"),
    "xlsx": write_phrases_xlsx,
    "html": render_phrases,
}
