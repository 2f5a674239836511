"""What a person says of texts: `KEY=VALUE`, or a table with a row for each file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from duizhao.align.errors import RequestError
from duizhao.align.ingest.files import folder_texts
from duizhao.corpus.exchange.tables.metadata import read_metadata
from duizhao.corpus.readers.load import read_text


def key_values(entries: Sequence[str]) -> dict[str, str]:
    """`author=Legge` as a mapping. Raises RequestError for what is not of that form."""
    values = {}
    for entry in entries:
        key, sign, value = entry.partition("=")
        if not sign or not key.strip():
            raise RequestError(f"{entry!r}: write KEY=VALUE, for example translator=Legge")
        values[key.strip()] = value.strip()
    return values


def folder_metadata(
    folder: Path, table: Path, *, partial: bool, report: Callable[[str], object]
) -> dict[str, Mapping[str, str]]:
    """What a table says of the texts of a folder, by the name of an original or the file of a translation.

    Rows without a file, and files without a row, are reported. Raises RequestError then, before anything is
    written, unless `partial` lets them pass.
    """
    rows = read_metadata(read_text(table)[0], table.name)
    names: dict[str, str] = {}
    for name, chinese, english in folder_texts(folder):
        names |= {name: name, chinese.name: name} | {path.name: path.name for path in english}
        names |= {path.name.removesuffix(".txt"): path.name for path in english}
    unmatched = [row for row in rows if row not in names]
    without = sorted(set(names.values()) - {names[row] for row in rows if row in names})
    if unmatched:
        report(f"{table.name}: no file for the rows {', '.join(unmatched)}\n")
    if without:
        report(f"{table.name}: no row for the files {', '.join(without)}\n")
    if (unmatched or without) and not partial:
        raise RequestError(
            f"{table.name} and {folder.name} do not match, nothing was written: put them right, or give --partial"
        )
    return {names[row]: values for row, values in rows.items() if row in names}
