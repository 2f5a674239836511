"""The file that a plan is: a table for a spreadsheet or an editor, as its name says, and read back by its contents."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import PurePath

from duizhao.corpus.exchange.tables.cells import delimited
from duizhao.corpus.exchange.tables.read_rows import Rows, delimited_rows
from duizhao.corpus.exchange.tables.workbook import sheet_rows
from duizhao.corpus.files.safe_zip import is_zip

WIDTH = 24
"""Characters that a column of a sheet shows."""


def write_table(rows: Sequence[Sequence[str]], name: str) -> bytes:
    """The table as a workbook if it is to be called `.xlsx`, with commas if `.csv`, else with tabs."""
    ending = PurePath(name).suffix.casefold()
    if ending == ".xlsx":
        return _workbook(rows)
    return delimited(rows, "," if ending == ".csv" else "\t").encode("utf-8")


def read_table(data: bytes, name: str) -> Rows:
    """The rows of a table, whatever it was saved as. Raises FormatError or ReadError for what is none."""
    if is_zip(data):
        return sheet_rows(data, name)
    return delimited_rows(data, name)


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    import xlsxwriter

    held = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(held, {**plain, "in_memory": True})
    sheet = book.add_worksheet("plan")
    heading = book.add_format({"bold": True, "bottom": 1})
    sheet.set_column(0, max(map(len, rows), default=1) - 1, WIDTH)
    sheet.freeze_panes(1, 0)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(at, column, cell, heading if at == 0 else None)
    book.close()
    return held.getvalue()
