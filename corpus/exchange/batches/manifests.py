"""A manifest: a table of which files are an original and its translation, row by row, however many rows there are."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from duizhao.corpus.errors import FormatError, ReadError

SOURCE, TARGET, NAME, TRANSLATION = "source", "target", "name", "translation"
COLUMNS = (SOURCE, TARGET, NAME, TRANSLATION)
"""Columns that mean something; every other is metadata, but for those that `failures.tsv` adds."""
METADATA = "metadata"
"""A column whose cells hold metadata as a JSON object, beside those that are metadata by themselves."""
ADDED = ("number", "reason")
LONGEST_CELL = 1_000_000
_DELIMITERS = "\t,;"


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """A row: the files as they are written there, and what is said of them.

    `name`, `translation`: what the original and its translation are to be called; empty: by their files.
    `fault`: why the row is no pair, if it is none.
    """

    source: str
    target: str = ""
    name: str = ""
    translation: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""


def read_manifest(path: Path) -> Iterator[ManifestRow]:
    """The rows of a TSV, CSV, JSON Lines or Parquet file, one after the other, told by its contents.

    Raises ReadError for what cannot be read, FormatError for what is no manifest; a bad row has a `fault`.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise ReadError(f"{path.name}: {reason}; check the manifest's name") from None
    if start.startswith(b"PAR1"):
        rows = _parquet(path)
    elif start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        rows = _json_lines(path)
    else:
        rows = _table(path)
    any_row = False
    try:
        for row in rows:
            any_row = True
            yield row
    except UnicodeDecodeError:
        raise FormatError(f"{path.name} is not UTF-8: save the manifest as UTF-8") from None
    if not any_row:
        raise FormatError(f"{path.name} lists no files: give a row for each pair, under source, target")


def _table(path: Path) -> Iterator[ManifestRow]:
    """TSV or CSV, the first line naming the columns; in TSV nothing is quoted."""
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = file.readline()
        delimiter = max(_DELIMITERS, key=header.count)
        quoting: Literal[0, 3] = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
        columns = [cell.strip() for cell in next(csv.reader([header], delimiter=delimiter, quoting=quoting), [])]
        _check_columns(columns, path.name)
        rows = csv.reader(file, delimiter=delimiter, quoting=quoting, strict=True)
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield ManifestRow("", fault=f"line {rows.line_num + 1} of the manifest: {error}")
                continue
            if len(row) > len(columns):
                yield ManifestRow(
                    "", fault=f"line {rows.line_num + 1} of the manifest has more cells than the first line"
                )
            elif any(row):
                yield _listed(zip(columns, row, strict=False))


def _json_lines(path: Path) -> Iterator[ManifestRow]:
    """An object a line."""
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                if not isinstance(record, dict) or not isinstance(record.get(SOURCE), str):
                    raise ValueError(SOURCE)
            except (ValueError, RecursionError):
                yield ManifestRow("", fault=f"line {number} of the manifest is no JSON object with a source")
                continue
            yield _listed(record.items())


def _parquet(path: Path) -> Iterator[ManifestRow]:
    """A row group at a time."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise FormatError(f"{path.name}: Parquet needs pyarrow: pip install 'duizhao[parquet]'") from None
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            _check_columns(file.schema_arrow.names, path.name)
            for batch in file.iter_batches(batch_size=1000):
                for record in batch.to_pylist():
                    yield _listed(record.items())
    except (OSError, pyarrow.ArrowException) as error:
        raise FormatError(f"{path.name} cannot be read as Parquet ({_first_line(error)}): write it anew") from None


def _check_columns(columns: list[str], name: str) -> None:
    if SOURCE not in columns or len(set(columns)) < len(columns):
        raise FormatError(
            f"{name}: the first line must name the columns, each once: source, target, and any others (name, date, …)"
        )


def _listed(cells: Iterable[tuple[str, Any]]) -> ManifestRow:
    """A row of named cells; an empty cell says nothing."""
    values = {str(key): _plain(value) for key, value in cells}
    metadata = _object(values.get(METADATA, ""))
    metadata |= {key: value for key, value in values.items() if value and key not in (*COLUMNS, *ADDED, METADATA)}
    # equal strings are kept once: ten million rows share the names of their columns
    return ManifestRow(
        values.get(SOURCE, ""),
        values.get(TARGET, ""),
        values.get(NAME, ""),
        values.get(TRANSLATION, ""),
        {sys.intern(key): value for key, value in metadata.items()},
        "" if values.get(SOURCE) else "the manifest names no source",
    )


def _object(cell: str) -> dict[str, str]:
    """The values of a JSON object; of any other cell, that itself under the column's name."""
    try:
        fields = json.loads(cell) if cell.startswith("{") else None
    except (ValueError, RecursionError):
        fields = None
    if isinstance(fields, dict):
        return {str(key): _plain(value) for key, value in fields.items() if value}
    return {METADATA: cell} if cell else {}


def _plain(value: object) -> str:
    """A cell as text, without characters that no file can be written with."""
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, default=str)
    return text.encode("utf-8", errors="replace").decode().strip()


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:160]
