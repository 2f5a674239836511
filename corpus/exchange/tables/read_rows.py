"""Tables in, as rows of cells: CSV and TSV, JSON Lines, and the tables of Word documents."""

from __future__ import annotations

import csv
import json
from io import StringIO
from itertools import islice

from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.tables.cells import as_it_was
from duizhao.corpus.files.safe_xml import Element, local_name
from duizhao.corpus.readers.base.plain import decode
from duizhao.corpus.readers.base.zip_package import Package

Rows = list[list[str]]

SEPARATORS = "\t,;|"
LONGEST_CELL = 4_000_000
MOST_ROWS = 4_000_000
MOST_COLUMNS = 512
"""A table has to stay within these."""


def delimited_rows(data: bytes, name: str) -> Rows:
    """The rows of a CSV or TSV file, in whatever encoding and with whatever separator it was saved.

    A TSV file is taken as it stands, unless it shows that its cells were quoted.
    """
    text = decode(data, name)
    lines = list(islice((line for line in text.splitlines() if line.strip()), 50)) or [""]
    separator = max(SEPARATORS, key=lambda mark: (mark in lines[0], sum(mark in line for line in lines)))
    if separator not in lines[0]:
        raise FormatError(f"{name} is no table: its lines hold neither tabs nor commas")
    if separator == "\t" and not _quoted_cells(text):
        rows = [line.removesuffix("\r").split("\t") for line in text.split("\n") if line.strip()]
        return bounded([[as_it_was(cell) for cell in row] for row in rows], name)
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        read = csv.reader(StringIO(text, newline=""), delimiter=separator)
        return bounded([[as_it_was(cell) for cell in row] for row in read if any(row)], name)
    except csv.Error:
        raise FormatError(f"{name} cannot be read as a table: a cell of it is never closed, or too long") from None
    finally:
        csv.field_size_limit(limit)


def _quoted_cells(text: str) -> bool:
    """Whether cells of tab-separated text are quoted: a mark within one is doubled, and none is not."""
    doubled = False
    for line in text.split("\n"):
        for cell in line.removesuffix("\r").split("\t"):
            if cell.startswith('"'):
                inner = cell[1:-1]
                if len(cell) < 2 or not cell.endswith('"') or '"' in inner.replace('""', ""):
                    return False
                doubled = doubled or '""' in inner
    return doubled


def json_rows(data: bytes, name: str) -> Rows:
    """The string values of JSON Lines, under a first row of their names."""
    objects = []
    for number, line in enumerate(decode(data, name).split("\n"), 1):
        if line.strip():
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                raise FormatError(f"line {number} of {name} is not JSON: write an object a line") from None
            if not isinstance(found, dict):
                raise FormatError(f"line {number} of {name} is not an object: write {{…}}, one a line")
            objects.append({str(key): value for key, value in found.items() if isinstance(value, str)})
    names = list(dict.fromkeys(key for each in objects[:1000] for key in each))
    if not objects or not names:
        raise FormatError(f"{name} holds no texts: write objects with a Chinese and an English one, one a line")
    return bounded([names, *([each.get(key, "") for key in names] for each in objects)], name)


def table_rows(data: bytes, name: str) -> list[Rows]:
    """The rows of each table of a Word document that has two columns or more; what was deleted is left out."""
    package = Package(data, name)
    body = package.tree("word/document.xml")
    tables = []
    for table in body.iter("{*}tbl"):
        rows = [
            [_cell_text(cell) for cell in row if local_name(cell) == "tc"] for row in table if local_name(row) == "tr"
        ]
        if any(len(row) > 1 for row in rows):
            tables.append(bounded([row for row in rows if any(row)], name))
    if not tables:
        raise FormatError(f"{name} has no table of two columns: give its two languages as two files")
    return tables


_LEFT_OUT = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "tbl", "pPr", "rPr"})
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}


def _cell_text(cell: Element) -> str:
    """The words of a table's cell, a line for each paragraph; without a table inside it, which comes by itself."""
    parts: list[str] = []

    def collect(element: Element) -> None:
        for child in element:
            kind = local_name(child)
            if kind == "t":
                parts.append(child.text or "")
            elif kind in _SIGNS:
                parts.append(_SIGNS[kind])
            elif kind not in _LEFT_OUT:
                collect(child)
                if kind == "p":
                    parts.append("\n")

    collect(cell)
    return "".join(parts).strip()


def bounded(rows: Rows, name: str) -> Rows:
    """The rows, if they are not too many or too wide."""
    if len(rows) > MOST_ROWS:
        raise FormatError(f"{name} has more than {MOST_ROWS:,} rows: split it into several files")
    if any(len(row) > MOST_COLUMNS for row in rows):
        raise FormatError(f"{name} has more than {MOST_COLUMNS} columns: keep the Chinese and the English")
    if not rows:
        raise FormatError(f"{name} holds no rows: nothing can be taken from it")
    return rows
