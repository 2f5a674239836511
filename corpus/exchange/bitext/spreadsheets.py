"""Bitexts as tables for spreadsheets, a bead a row: CSV and TSV files, and XLSX with the confidence shaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from io import BytesIO

from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.errors import WriteError
from duizhao.corpus.exchange.bitext.file_header import Labels
from duizhao.corpus.exchange.bitext.tables import COLUMNS, ends, one_line
from duizhao.corpus.exchange.bitext.translation_units import EVERYTHING, Choice
from duizhao.corpus.exchange.tables.cells import delimited
from duizhao.corpus.tool import TOOL

SHEET_COLUMNS = (*COLUMNS, "status", "document", "translation")
"""The columns of `tsv`, then who put the bead together, and the document and translation that it is of."""

LONGEST_CELL = 32_767
MOST_ROWS = 1_048_576
"""What a sheet of Excel holds."""

SHADES = ((0.95, "#D5E8D4"), (0.8, "#FFF2CC"), (0.5, "#FFD9B3"), (0.0, "#F4B6B6"))
"""The colour of a confidence from so much on: green, yellow, orange, red, each light enough to read on."""

_WIDTHS = {"source": 60, "target": 60, "confidence": 11, "document": 24, "translation": 24}


def write_csv(bitexts: Iterable[Bitext], choice: Choice = EVERYTHING) -> str:
    """A header and a line for each bead, as RFC 4180 has it, with a UTF-8 signature and without formulas."""
    return delimited(_rows(bitexts, choice), ",")


def write_tsv_file(bitexts: Iterable[Bitext], choice: Choice = EVERYTHING) -> str:
    """The same with tabs: each bead on one line."""
    rows = ([one_line(cell) for cell in row] for row in _rows(bitexts, choice))
    return delimited(rows, "\t")


def write_xlsx(bitexts: Sequence[Bitext], labels: Labels, choice: Choice = EVERYTHING) -> bytes:
    """A sheet with a row for each bead, the cell of its confidence shaded; every text is a text, never a formula.

    Raises WriteError if a text, or the number of beads, is more than a sheet holds.
    """
    import xlsxwriter

    held = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(held, {**plain, "in_memory": True})
    moment = labels.moment.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"created": moment, "comments": f"{TOOL} {labels.version}, {labels.source} – {labels.target}"})
    sheet = book.add_worksheet("beads")
    heading = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    number = book.add_format({"valign": "top"})
    shades = [
        (least, book.add_format({"bg_color": colour, "num_format": "0.0000", "valign": "top"}))
        for least, colour in SHADES
    ]
    for column, name in enumerate(SHEET_COLUMNS):
        sheet.set_column(column, column, _WIDTHS.get(name, 13))
        sheet.write_string(0, column, name, heading)
    at = 0
    for at, (bead, row) in enumerate(_beads(bitexts, choice), 1):
        if at >= MOST_ROWS:
            raise WriteError(
                f"a sheet holds {MOST_ROWS:,} rows and these are more beads: write csv, or fewer documents"
            )
        for column, (name, cell) in enumerate(zip(SHEET_COLUMNS, row, strict=True)):
            if len(cell.encode("utf-16-le", "surrogatepass")) > 2 * LONGEST_CELL:
                raise WriteError(
                    f"bead {at} has a text of {len(cell):,} characters, and a cell holds 32,767: write csv"
                )
            if name == "confidence":
                shade = next(shade for least, shade in shades if bead.confidence >= least)
                sheet.write_number(at, column, round(bead.confidence, 4), shade)
            elif name in COLUMNS[:4] and cell:
                sheet.write_number(at, column, int(cell), number)
            elif cell:
                sheet.write_string(at, column, cell, text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(at, 1), len(SHEET_COLUMNS) - 1)
    book.close()
    return held.getvalue()


def _rows(bitexts: Iterable[Bitext], choice: Choice) -> Iterator[Sequence[str]]:
    yield SHEET_COLUMNS
    for _, row in _beads(bitexts, choice):
        yield row


def _beads(bitexts: Iterable[Bitext], choice: Choice) -> Iterator[tuple[Bead, Sequence[str]]]:
    """Each bead that is wanted, with its cells."""
    for bitext in bitexts:
        for bead, source, target in bitext.rows():
            if choice.takes(bead):
                moved = "moved" if bead.moved else ""
                numbers = (*ends(bead.source), *ends(bead.target), f"{bead.confidence:.4f}")
                yield bead, (*numbers, source, target, moved, bead.status, bitext.source.name, bitext.target.name)
