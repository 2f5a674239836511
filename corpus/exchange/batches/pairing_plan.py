"""A plan of what goes into a corpus: a table, a row for each pair of files, that a person may change and hand back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.batches.plan_table import read_table, write_table

COLUMNS = ("name", "chinese", "english", "found by", "confidence")

LEFT_OUT = "left out"
"""What `found by` says of a row that is not to be added."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A row: the document's name, its files relative to the folder ('' for none), and why they stand together.

    A row without a Chinese file is left out. Two rows of one name are two translations of one original. A file that
    holds both languages stands in both columns.
    """

    name: str
    chinese: str
    english: str
    found_by: str
    confidence: float | None = None

    @property
    def wanted(self) -> bool:
        """Whether the row is to be added."""
        return bool(self.chinese and self.name) and not self.found_by.startswith(LEFT_OUT)


def write_plan(rows: Iterable[Planned], name: str) -> bytes:
    """The plan as a table for spreadsheets and editors, of the kind that the file's `name` says."""
    cells = (
        (row.name, row.chinese, row.english, row.found_by, "" if row.confidence is None else f"{row.confidence:.2f}")
        for row in rows
    )
    return write_table([COLUMNS, *cells], name)


def read_plan(data: bytes, name: str) -> list[Planned]:
    """The rows of a plan, as whatever table a person saved it.

    Raises FormatError for another table, a row that names a file outside the folder, or a row without a name.
    """
    header, *rows = read_table(data, name)
    titles = [cell.strip().casefold() for cell in header]
    if not {"name", "chinese", "english"} <= set(titles):
        raise FormatError(f"{name} is no plan: its first line must name the columns name, chinese and english")
    at = {title: number for number, title in enumerate(titles)}
    planned = []
    for number, cells in enumerate(rows, 2):

        def cell(title: str, cells: list[str] = cells) -> str:
            place = at.get(title, len(cells))
            return cells[place].strip() if place < len(cells) else ""

        row = Planned(cell("name"), cell("chinese"), cell("english"), cell("found by"))
        for file in (row.chinese, row.english):
            if PurePosixPath(file).is_absolute() or ".." in PurePosixPath(file).parts or "\\" in file:
                raise FormatError(f"row {number} of {name} names a file outside the folder: {file!r}")
        if row.chinese and not row.name:
            raise FormatError(f"row {number} of {name} has a Chinese file and no name: give it one")
        planned.append(row)
    return planned
