"""Lists of phrases: which rows they have, which column is meant, whether the first row names the columns."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.tables.phrases import read_phrases

CASES = Path(__file__).parents[2] / "cases" / "phrase_lists.tsv"
ROWS = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines()[1:]]


def plain(written: str) -> str:
    for mark, meant in (("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t"), ("\\ufeff", "\ufeff")):
        written = written.replace(mark, meant)
    return written


@pytest.mark.parametrize(("name", "text", "column", "columns", "phrases"), ROWS)
def test_lists(name: str, text: str, column: str, columns: str, phrases: str) -> None:
    table = read_phrases(plain(text).encode(), name, column or None)
    assert "|".join(table.columns) == columns
    assert "|".join(f"{row.number}:{row.phrase}" for row in table.rows) == phrases
    for row in table.rows:
        cell = row.cells[table.column]
        assert cell[row.start : row.start + len(row.phrase)] == row.phrase


def test_a_workbook_keeps_its_empty_rows_and_needs_no_second_column() -> None:
    held = BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet()
    for row, words in ((0, "Phrase"), (1, "the river"), (3, "the court")):
        sheet.write_string(row, 0, words)
    book.close()
    table = read_phrases(held.getvalue(), "list.xlsx")
    assert [(row.number, row.phrase) for row in table.rows] == [(2, "the river"), (3, ""), (4, "the court")]


@pytest.mark.parametrize(
    ("name", "text", "column", "said"),
    [
        ("list.txt", "\n \n", None, "holds no phrase"),
        ("list.csv", "id,quote\n1,", None, "'quote' of list.csv holds no phrase"),
        ("list.csv", "id,quote\n1,x", "speaker", "has no column 'speaker': say --column with one of id, quote"),
        ("list.csv", "id,quote\n1,x", "3", "has no column '3'"),
    ],
)
def test_what_is_no_list(name: str, text: str, column: str | None, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        read_phrases(text.encode(), name, column)
