"""Tables of occurrences that come back: from a spreadsheet, R or Python."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from duizhao.align.errors import RequestError
from duizhao.align.terms.occurrences import TermQuery
from duizhao.corpus.exchange.tables.read_rows import delimited_rows, sheet_rows
from duizhao.corpus.readers.load import read_bytes


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV, TSV or XLSX file by the names of its columns."""
    data = read_bytes(path)
    rows = sheet_rows(data, path.name) if zipfile.is_zipfile(BytesIO(data)) else delimited_rows(data, path.name)
    header = [cell.strip().removeprefix("\ufeff") for cell in rows[0]] if rows else []
    return [dict(zip(header, row, strict=False)) for row in rows[1:]]


def query_of(rows: Sequence[Mapping[str, str]], name: str) -> TermQuery:
    """Which term a table is of, by its column `query`; else by what matched, where that is one word.

    Raises RequestError where it does not say.
    """
    for row in rows:
        if row.get("query"):
            try:
                told = json.loads(row["query"])
                return TermQuery(told["term"], told.get("language"), bool(told.get("regular")))
            except (ValueError, KeyError, TypeError):
                break
    matched = {row["match"] for row in rows if row.get("match")}
    if len(matched) == 1:
        return TermQuery(matched.pop())
    raise RequestError(f"{name} does not say which term it is of: give --term")
