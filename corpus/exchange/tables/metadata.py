"""A table of what is said of texts: a row a text, its file or name in the first column, any columns after it."""

from __future__ import annotations

import csv
from io import StringIO

from duizhao.corpus.errors import FormatError

_DELIMITERS = "\t,;"


def read_metadata(text: str, name: str) -> dict[str, dict[str, str]]:
    """The rows of a table called `name`, by their first cell; empty cells say nothing.

    Tabs, commas or semicolons, whichever the first line holds most of. Raises FormatError for a table without columns,
    a row that is longer than the first line, and a text that has two rows.
    """
    content = text.removeprefix("\ufeff")
    header = content.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        rows = [row for row in csv.reader(StringIO(content, newline=""), delimiter=delimiter, strict=True) if any(row)]
    except csv.Error as error:
        raise FormatError(f"{name} is not a table ({error}): save it as CSV in UTF-8") from error
    columns = [column.strip() for column in rows[0]] if rows else []
    if len(columns) < 2 or not all(columns[1:]) or len(set(columns)) < len(columns):
        raise FormatError(f"{name}: the first line must name the columns, each once: file, author, date, …")
    metadata: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows[1:], start=2):
        key = row[0].strip()
        if len(row) > len(columns) or key in metadata:
            why = "has more cells than the first line" if len(row) > len(columns) else f"is the second for {key!r}"
            raise FormatError(f"row {number} of {name} {why}: put it right")
        metadata[key] = {
            column: cell.strip() for column, cell in zip(columns[1:], row[1:], strict=False) if cell.strip()
        }
    return metadata
