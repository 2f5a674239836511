"""Concordances and other tables for spreadsheets, R and Python; each says where it came from, and can be repeated."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from duizhao.corpus.errors import FormatError, ReadError, WriteError
from duizhao.corpus.exchange.tables.cells import as_it_was, delimited
from duizhao.corpus.exchange.tables.workbook import shared_strings
from duizhao.corpus.files.safe_zip import is_zip
from duizhao.corpus.foreign_json import made_of, object_of, text_in
from duizhao.corpus.readers.load import read_bytes
from duizhao.corpus.search.provenance import COLUMNS, Provenance

Row = Mapping[str, Any]
"""A row's cells by the names of their columns: texts, numbers, or None for nothing."""

LONGEST_CELL = 32_767
MOST_ROWS = 1_048_575
META = "duizhao-provenance"
"""The name under which a page or a text format carries its provenance."""
_META = re.compile(META + r'"? content="([^"]*)"|' + META + r" (\{.*?\}) *(?:-->|\n)")


def write_lines(records: Iterable[Row], made: Provenance) -> str:
    """A JSON object a line, each with `provenance`."""
    provenance = {"provenance": made.record()}
    lines = (json.dumps({**record, **provenance}, ensure_ascii=False) for record in records)
    return "".join(f"{line}\n" for line in lines).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def write_table(rows: Sequence[Row], made: Provenance, separator: str, columns: Sequence[str] = ()) -> str:
    """CSV or TSV: the rows' columns, then those of the provenance; with a signature and without formulas.

    `columns`: those that come first, whether or not a row has them.
    """
    columns = [*columns_of(rows, columns), *COLUMNS]
    provenance = made.record()
    cells = [[_cell({**row, **provenance}.get(column)) for column in columns] for row in rows]
    if separator == "\t":
        cells = [[" ".join(cell.replace("\t", " ").splitlines()) for cell in row] for row in cells]
    return delimited([columns, *cells], "\t" if separator == "\t" else ",")


def write_sheet(rows: Sequence[Row], made: Provenance, title: str, columns: Sequence[str] = ()) -> bytes:
    """An XLSX file: a sheet of the rows, numbers as numbers and texts as texts, and a sheet about it."""
    import xlsxwriter

    if len(rows) > MOST_ROWS:
        raise WriteError(f"a sheet holds {MOST_ROWS:,} rows and these are {len(rows):,}: write csv, or take a --sample")
    held = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(held, {**plain, "in_memory": True})
    book.set_properties({"comments": made.program})
    heading = book.add_format({"bold": True, "bottom": 1})
    sheet = book.add_worksheet(title)
    columns = columns_of(rows, columns)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 40 if column in ("left", "right", "counterpart", "source") else 14)
        sheet.write_string(0, at, column, heading)
    for number, row in enumerate(rows, 1):
        for at, column in enumerate(columns):
            value = row.get(column)
            if isinstance(value, int | float):
                sheet.write_number(number, at, value)
            elif value is not None:
                sheet.write_string(number, at, str(value)[:LONGEST_CELL])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), max(len(columns) - 1, 0))
    about = book.add_worksheet("about")
    about.set_column(0, 1, 30)
    for number, (name, value) in enumerate(made.record().items()):
        about.write_string(number, 0, name, heading)
        about.write_string(number, 1, value)
    about.write_string(len(COLUMNS), 0, META, heading)
    about.write_string(len(COLUMNS), 1, json.dumps(made.record(), ensure_ascii=False))
    book.close()
    return held.getvalue()


def columns_of(rows: Sequence[Row], first: Sequence[str] = ()) -> list[str]:
    """The `first` columns, and every other that any row has, in the order in which they come up."""
    return list(dict.fromkeys([*first, *(column for row in rows for column in row)]))


def _cell(value: object) -> str:
    return "" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)


def read_provenance(path: Path) -> tuple[Provenance, dict[str, str]]:
    """Where a file came from that this program wrote, and of its rows the identity with all else that they say.

    Raises FormatError for a file that does not say where it came from.
    """
    data = read_bytes(path)
    try:
        if is_zip(data):
            return _from_sheet(data, path.name)
        text = data.decode("utf-8-sig")
        if text.startswith("{"):
            return _from_lines(text)
        if match := _META.search(text):
            encoded = (match[1] or match[2]).replace("&quot;", '"').replace("&#34;", '"').replace("&#39;", "'")
            plain = encoded.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            return _stated(object_of(plain)), {}
        return _from_table(text)
    except (ValueError, TypeError, LookupError, ReadError) as error:
        raise FormatError(
            f"{path.name} does not say where it came from: give a file that `find`, `compare` or `export` wrote"
        ) from error


def _stated(record: object) -> Provenance:
    """Where something came from, as it says. Raises ValueError where that cannot be."""
    made = made_of(record, Provenance)
    object_of(made.query)
    return made


def _from_lines(text: str) -> tuple[Provenance, dict[str, str]]:
    if text.startswith("{\n"):
        return _stated(object_of(text)["provenance"]), {}
    records = [object_of(line) for line in text.split("\n") if line.strip()]
    made = _stated(records[0]["provenance"])
    return made, row_contents(records)


def row_contents(records: Iterable[Row]) -> dict[str, str]:
    """Of each record the identity, and what it says, as text, apart from where it came from."""
    return {
        str(record["id"]): json.dumps(
            {key: _plain(value) for key, value in record.items() if key not in ("provenance", *COLUMNS)},
            ensure_ascii=False,
            sort_keys=True,
        )
        for record in records
        if "id" in record
    }


def _plain(value: object) -> object:
    """A text without regard to its white space, which tables change."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _from_table(text: str) -> tuple[Provenance, dict[str, str]]:
    first = text.split("\n", 1)[0]
    rows = list(csv.DictReader(StringIO(text, newline=""), delimiter="\t" if "\t" in first else ","))
    made = _stated({column: as_it_was(text_in(rows[0][column])) for column in COLUMNS})
    return made, row_contents(rows)


def table_contents(text: str) -> dict[str, str]:
    """Of each row of a table that `write_table` wrote the identity, and what it says."""
    return _from_table(text.removeprefix("\ufeff"))[1] if "\n" in text.rstrip() else {}


def _from_sheet(data: bytes, name: str) -> tuple[Provenance, dict[str, str]]:
    strings = shared_strings(data, name)
    return _stated(object_of(strings[strings.index(META) + 1])), {}
