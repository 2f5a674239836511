"""A list of phrases, as a person keeps it: a text with one a line, or a column of a table whose others are kept."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import PurePath

from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.tables.read_rows import LONGEST_CELL, SEPARATORS, Rows, bounded
from duizhao.corpus.exchange.tables.workbook import sheet_rows
from duizhao.corpus.readers.base.plain import decode
from duizhao.corpus.readers.base.sniff import kind_of
from duizhao.corpus.readers.confined import contents_of

TABLES = (".csv", ".tsv", ".tab")
"""Endings of tables: a text with commas may as well be a list of phrases, so here the name decides."""
NAMES = frozenset(
    {"phrase", "phrases", "quote", "quotes", "quotation", "quotations", "quoted", "text", "english", "en", "words"}
    | {"wording", "statement", "sentence", "引文", "引语", "短语", "英文", "原话", "句子"}
)
"""What people call the column of the phrases: a first row that has such a name names the columns."""
_QUOTED = re.compile(
    r"\s*(?:“([^“”]*)”|\"([^\"]*)\"|‘([^‘]*)’|«([^«»]*)»|「([^「」]*)」|『([^『』]*)』|„([^„“”]*)[“”])\s*"
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_SENTENCE = re.compile(r"[.!?;。！？；“”\"]|,\s")
_COMMA = re.compile(r",(?![^\S\n])")
"""A comma as tables have it: no blank after it."""
_LONGEST_NAME = 40
"""A longer cell is no name of a column."""


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """A row as it stands in the file: `number` from 1 as a person counts, its cells, and the phrase among them.

    `start`: where the phrase begins in its cell, the marks and blanks around it left out; '' where there is none.
    """

    number: int
    cells: tuple[str, ...]
    phrase: str
    start: int


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """The rows of a list, in order, under the names of its columns; `column`: where the phrases stand."""

    name: str
    columns: tuple[str, ...]
    column: int
    rows: tuple[PhraseRow, ...]
    named: bool = False

    @property
    def phrases(self) -> list[str]:
        """Each phrase once, in the order in which they come up."""
        return list(dict.fromkeys(row.phrase for row in self.rows if row.phrase))


def read_phrases(data: bytes, name: str, column: str | None = None) -> PhraseTable:
    """The list that a file holds; `column`: the name or the number (from 1) of the phrases' column.

    Raises FormatError for a list without a phrase, and for a column that is not there.
    """
    if kind_of(data) == "sheet":
        return _from_rows(sheet_rows(data, name, whole=True), name, column)
    text = decode(data, name) if kind_of(data) == "text" else contents_of(data, name).text
    lines = _LINE_END.split(text)
    if lines[-1] == "":
        lines.pop()
    if PurePath(name).suffix.lower() in TABLES or column is not None or _tabbed(lines):
        return _from_rows(_delimited(text, lines, name), name, column)
    rows = tuple(_row(number, (line,), 0) for number, line in enumerate(lines, 1))
    return _checked(PhraseTable(name, ("phrase",), 0, rows))


def _tabbed(lines: Sequence[str]) -> bool:
    """Whether each line holds as many tabs, as what is copied from a spreadsheet does."""
    return len({line.count("\t") for line in lines if line.strip()}) == 1 and any("\t" in line for line in lines)


def _delimited(text: str, lines: Sequence[str], name: str) -> Rows:
    """The rows of a CSV or TSV file, its empty lines among them."""
    first = next((line for line in lines if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    if separator == "," and '"' not in text and not _COMMA.search(text):
        return [[line] for line in lines]  # its commas are those of sentences
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        return bounded(list(csv.reader(StringIO(text, newline=""), delimiter=separator if first else "\t")), name)
    except csv.Error:
        raise FormatError(f"{name} cannot be read as a table: a cell of it is never closed, or too long") from None
    finally:
        csv.field_size_limit(limit)


def _from_rows(rows: Rows, name: str, column: str | None) -> PhraseTable:
    width = max(map(len, rows), default=0)
    filled = [(*row, *[""] * (width - len(row))) for row in rows]
    top = next((at for at, row in enumerate(filled) if any(cell.strip() for cell in row)), 0)
    names = [" ".join(cell.split()) for cell in filled[top]] if filled else []
    at = _column(names, filled[top + 1 :] or filled, name, column)
    named = _are_names(names, filled[top + 1 :], column, at)
    given = names if named else ["phrase" if number == at else f"column {number + 1}" for number in range(width)]
    columns = tuple(given_name or f"column {number}" for number, given_name in enumerate(given, 1))
    first = top + 1 if named else 0
    kept = tuple(_row(number + 1, filled[number], at) for number in range(first, len(filled)))
    return _checked(PhraseTable(name, _distinct(columns), at, kept, named))


def _column(names: Sequence[str], below: Sequence[Sequence[str]], name: str, asked: str | None) -> int:
    """Where the phrases stand: in the column that is asked for, or has their name, or else is the first with text."""
    width = len(names)
    if asked is not None:
        folded = [each.casefold() for each in names]
        if asked.strip().casefold() in folded:
            return folded.index(asked.strip().casefold())
        if asked.strip().isdecimal() and 1 <= int(asked) <= width:
            return int(asked) - 1
        there = ", ".join(each or str(at) for at, each in enumerate(names, 1))
        raise FormatError(f"{name} has no column {asked.strip()!r}: say --column with one of {there}, or its number")
    by_name = next((at for at, each in enumerate(names) if each.casefold() in NAMES), None)
    if by_name is not None:
        return by_name
    return next((at for at in range(width) if _is_text([row[at] for row in below])), 0)


def _is_text(cells: Sequence[str]) -> bool:
    """Whether most of a column's cells that hold anything hold words, and not numbers, days or marks."""
    held = [cell for cell in cells if cell.strip()]
    worded = sum(sum(map(str.isalpha, cell)) >= max(2, len(cell.strip()) // 2) for cell in held)
    return bool(held) and 2 * worded > len(held)


def _are_names(names: Sequence[str], below: Sequence[Sequence[str]], column: str | None, at: int) -> bool:
    """Whether the first row names the columns. A phrase that is taken for a name would be lost, so this is strict."""
    if column is not None and not column.strip().isdecimal():
        return names[at].casefold() == column.strip().casefold()
    if any(each.casefold() in NAMES for each in names):
        return True
    short = all(each and len(each) <= _LONGEST_NAME and not _SENTENCE.search(each) for each in names)
    if not short or not all(map(_has_letters, names)):
        return False
    columns = [[row[place].strip() for row in below if row[place].strip()] for place in range(len(names))]
    longer = bool(columns[at]) and all(len(cell.split()) > len(names[at].split()) for cell in columns[at])
    counted = any(cells and not any(map(_has_letters, cells)) for cells in columns)  # numbers or days under a word
    return len(names) > 1 and (counted or (longer and len(names[at].split()) <= 3))


def _has_letters(cell: str) -> bool:
    return any(map(str.isalpha, cell))


def _row(number: int, cells: tuple[str, ...], column: int) -> PhraseRow:
    cell = cells[column]
    match = _QUOTED.fullmatch(cell)
    group = match.lastindex if match else None
    inner = match[group] if match and group else cell
    start = (match.start(group) if match and group else 0) + len(inner) - len(inner.lstrip())
    return PhraseRow(number, cells, inner.strip(), start)


def _distinct(columns: tuple[str, ...]) -> tuple[str, ...]:
    """The names, each once: `note`, `note 2`."""
    seen: dict[str, int] = {}
    distinct = []
    for column in columns:
        seen[column] = seen.get(column, 0) + 1
        distinct.append(column if seen[column] == 1 else f"{column} {seen[column]}")
    return tuple(distinct)


def _checked(table: PhraseTable) -> PhraseTable:
    if not table.phrases:
        where = f"column {table.columns[table.column]!r} of {table.name}" if len(table.columns) > 1 else table.name
        raise FormatError(f"{where} holds no phrase: give a phrase a line, or say --column of a table")
    return table
