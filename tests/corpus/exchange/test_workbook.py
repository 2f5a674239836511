"""Cells of workbooks as they are meant, wherever a workbook is read, and what else it holds is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from places import CASES
from workbooks import xlsx

from duizhao.align.terms.coding import read_table as read_codes
from duizhao.corpus.errors import ReadError, ReadWarning
from duizhao.corpus.exchange.batches.plan_table import read_table
from duizhao.corpus.exchange.bitext.sniff_pairs import read_given
from duizhao.corpus.exchange.tables.glossaries import Entry, read_glossary
from duizhao.corpus.exchange.tables.workbook import shared_strings, sheet_rows

_LINES = (CASES / "workbook_cells.tsv").read_text(encoding="utf-8").split("\n")
ROWS = [tuple(line.split("\t")) for line in _LINES if line and not line.startswith("#")]
_READING = '<rPh sb="0" eb="1"><t>イチ</t></rPh><phoneticPr fontId="1"/>'


@pytest.mark.parametrize(("written", "meant"), ROWS)
def test_characters_that_are_written_by_number(written: str, meant: str) -> None:
    shared = f'<si><t xml:space="preserve">{written}</t></si><si><r><t>{written}</t></r>{_READING}</si>'
    cells = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        f'<row r="2"><c r="A2" t="inlineStr"><is><t>{written}</t></is></c>'
        f'<c r="B2" t="inlineStr"><is><r><t>{written}</t></r>{_READING}</is></c></row>'
        f'<row r="3"><c r="A3" t="str"><f>B1</f><v>{written}</v></c><c r="B3"><v>1</v></c></row>'
    )
    meant = meant.replace("\\n", "\n")
    book = xlsx(cells, shared)
    assert sheet_rows(book, "a.xlsx") == [[meant, meant], [meant, meant], [meant, "1"]]
    assert [each.replace("\r\n", "\n").replace("\r", "\n") for each in shared_strings(book, "a")] == [meant] * 2


def strings(*rows: tuple[str, str]) -> bytes:
    texts = "".join(f"<si><t>{cell}</t></si>" for row in rows for cell in row)
    cells = "".join(
        f'<row r="{at}"><c r="A{at}" t="s"><v>{2 * at - 2}</v></c><c r="B{at}" t="s"><v>{2 * at - 1}</v></c></row>'
        for at in range(1, len(rows) + 1)
    )
    return xlsx(cells, texts)


def test_wherever_a_workbook_is_read(tmp_path: Path) -> None:
    book = strings(("term", "preferred"), ("义_x5F_务", "du_x005F_x0041_ty"), ("权_x5229_", "ri_x0067_ht"))
    (tmp_path / "a.xlsx").write_bytes(book)
    assert read_table(book, "a.xlsx")[2] == ["权利", "right"]
    assert read_glossary(book, "a.xlsx")[1] == Entry("权利", ("right",))
    assert read_codes(tmp_path / "a.xlsx")[1] == {"term": "权利", "preferred": "right"}
    (tmp_path / "b.xlsx").write_bytes(strings(("桥很窄_x3002_", "The bridge is na_x0072_row."), ("好。", "Good.")))
    assert next(read_given(tmp_path / "b.xlsx").bitext.rows())[1:] == ("桥很窄。", "The bridge is narrow.")


@pytest.mark.parametrize(
    ("part", "contents", "said"),
    [
        ("xl/comments1.xml", "<comments><text><r><t>慎用</t></r></text></comments>", "comments (慎用)"),
        ("xl/threadedComments/threadedComment1.xml", "<T><c><text>慎用</text></c></T>", "comments (慎用)"),
        ("xl/drawings/drawing1.xml", "<d xmlns:a='a'><a:p><a:t>批注</a:t></a:p></d>", "text boxes and shapes (批注)"),
        ("xl/charts/chart1.xml", "<c xmlns:a='a'><a:t>产量</a:t></c>", "chart (产量)"),
        ("xl/drawings/drawing2.xml", "<d><n>1</n></d>", ""),
    ],
)
def test_what_holds_words_beside_the_cells_is_said(part: str, contents: str, said: str) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    book = xlsx(cells, parts={part: contents})
    if said:
        with pytest.warns(ReadWarning, match=f"a.xlsx: not read: {said}".replace("(", r"\(").replace(")", r"\)")):
            sheet_rows(book, "a.xlsx")
    else:
        sheet_rows(book, "a.xlsx")


def test_headers_are_said() -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData><headerFooter><oddHeader>'
    book = xlsx(cells + '&amp;C&amp;"宋体"&amp;12内部资料 &amp;P</oddHeader></headerFooter><sheetData>')
    with pytest.warns(ReadWarning, match=r"header or footer \(内部资料\)"):
        sheet_rows(book, "a.xlsx")


@pytest.mark.parametrize("read", [read_glossary, read_table, sheet_rows])
def test_a_workbook_that_was_cut_short(read, tmp_path: Path) -> None:
    whole = strings(("term", "preferred"), ("权利", "right"))
    with pytest.raises(ReadError, match="cut short or damaged"):
        read(whole[: len(whole) // 2], "a.xlsx")
