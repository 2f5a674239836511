"""Tables in, as rows of cells: CSV and TSV, JSON Lines, and the tables of Word documents."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from functools import partial
from io import StringIO
from itertools import islice, takewhile

from duizhao.corpus.document import Span
from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.tables.cells import as_it_was
from duizhao.corpus.readers.base.plain import decode
from duizhao.corpus.readers.confined import contents_of

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
                record = json.loads(line)
            except (ValueError, RecursionError):
                raise FormatError(f"line {number} of {name} is not JSON: write an object a line") from None
            if not isinstance(record, dict):
                raise FormatError(f"line {number} of {name} is not an object: write {{…}}, one a line")
            objects.append({str(key): value for key, value in record.items() if isinstance(value, str)})
    names = list(dict.fromkeys(key for record in objects[:1000] for key in record))
    if not objects or not names:
        raise FormatError(f"{name} holds no texts: write objects with a Chinese and an English one, one a line")
    return bounded([names, *([record.get(key, "") for key in names] for record in objects)], name)


def table_rows(data: bytes, name: str) -> list[Rows]:
    """The rows of each table of a Word document that has two columns or more, their cells as the document is read.

    A table inside a cell comes by itself. Warns of what was not read.
    """
    contents = contents_of(data, name)
    cells = [mark for mark in contents.marks if mark.kind == "cell"]
    grids: dict[int, dict[int, dict[int, str]]] = {}
    for at, mark in enumerate(cells):
        table, row, column = map(int, mark.value.split("."))
        end = mark.span.end
        after = (cells[number].span for number in range(at + 1, len(cells)))
        inner = list(takewhile(partial(_begins_before, end), after))
        grids.setdefault(table, {}).setdefault(row, {})[column] = _without(contents.text, mark.span, inner)
    tables = []
    for _, rows in sorted(grids.items()):
        width = max(max(row) for row in rows.values())
        filled = [[row.get(column, "") for column in range(1, width + 1)] for _, row in sorted(rows.items())]
        if width > 1:
            tables.append(bounded([row for row in filled if any(row)], name))
    if not tables:
        raise FormatError(f"{name} has no table of two columns: give its two languages as two files")
    return tables


def _begins_before(end: int, span: Span) -> bool:
    return span.start < end


def _without(text: str, span: Span, inner: Sequence[Span]) -> str:
    """The words of a stretch, but for those of others within it."""
    at, parts = span.start, []
    for nested in inner:
        parts.append(text[at : max(at, nested.start)])
        at = max(at, nested.end)
    return "".join([*parts, text[at : span.end]]).strip()


def bounded(rows: Rows, name: str) -> Rows:
    """The rows, if they are not too many or too wide."""
    if len(rows) > MOST_ROWS:
        raise FormatError(f"{name} has more than {MOST_ROWS:,} rows: split it into several files")
    if any(len(row) > MOST_COLUMNS for row in rows):
        raise FormatError(f"{name} has more than {MOST_COLUMNS} columns: keep the Chinese and the English")
    if not rows:
        raise FormatError(f"{name} holds no rows: nothing can be taken from it")
    return rows
