"""What goes out for other programs is what they read: each format is read back by a parser that is not ours."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime

import pytest
from bitexts import MIXED, bitext_of
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook
from places import CASES

from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Span
from duizhao.corpus.errors import FormatError, WriteError
from duizhao.corpus.exchange.bitext.file_header import Labels, labels_for
from duizhao.corpus.exchange.bitext.language_tags import checked_tag, chinese_tag, meant_by
from duizhao.corpus.exchange.bitext.spreadsheets import (
    LONGEST_CELL,
    SHEET_COLUMNS,
    write_csv,
    write_tsv_file,
    write_xlsx,
)
from duizhao.corpus.exchange.bitext.tmx import write_tmx
from duizhao.corpus.exchange.bitext.translation_units import Choice, left_out
from duizhao.corpus.exchange.bitext.xliff_writer import write_xliff, write_xliff2
from duizhao.corpus.exchange.tables.cells import STARTS_A_FORMULA, as_it_was, harmless

PAIRS = CASES / "pairs"
LABELS = Labels("zh-CN", "en-GB", "1.2.3", datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC))
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XLIFF, XLIFF2 = "{urn:oasis:names:tc:xliff:document:1.2}", "{urn:oasis:names:tc:xliff:document:2.0}"


class TestMemory:
    def test_it_follows_the_grammar_of_tmx(self) -> None:
        with (PAIRS / "tmx14.dtd").open() as file:
            grammar = etree.DTD(file)
        tree = etree.fromstring(write_tmx([MIXED, MIXED], LABELS).encode())
        assert grammar.validate(tree), grammar.error_log

    def test_header_units_and_properties(self) -> None:
        root = ElementTree.fromstring(write_tmx([MIXED], LABELS))
        header = root.find("header")
        assert header is not None
        assert header.attrib == {
            "creationtool": "duizhao", "creationtoolversion": "1.2.3", "creationdate": "20200203T040506Z",
            "segtype": "sentence", "o-tmf": "duizhao", "adminlang": "en", "srclang": "zh-CN", "datatype": "plaintext",
        }  # fmt: skip
        first, second = root.findall("body/tu")  # no unit for an omission or an addition; two sentences are one unit
        assert [(tuv.get(LANG), tuv.findtext("seg")) for tuv in first][-2:] == [
            ("zh-CN", "一。二。"),
            ("en-GB", "A & B."),
        ]
        assert {prop.get("type"): prop.text for prop in first.findall("prop")} == {
            "x-document": "法<1>", "x-translation": "law", "x-confidence": "0.7500", "x-status": "aligned",
        }  # fmt: skip
        assert (first.get("segtype"), second.get("segtype")) == ("block", None)
        assert second.findtext("tuv/seg") == "四。"


class TestXliff:
    @pytest.mark.parametrize(("write", "grammar"), [(write_xliff, "xliff12.rng"), (write_xliff2, "xliff2.rng")])
    def test_they_follow_their_grammars(self, write, grammar: str) -> None:
        rules = etree.RelaxNG(etree.parse(PAIRS / grammar))
        tree = etree.fromstring(write([MIXED, bitext_of([("甲", "A")])], LABELS).encode())
        assert rules.validate(tree), rules.error_log

    def test_version_1_2(self) -> None:
        root = ElementTree.fromstring(write_xliff([MIXED], LABELS))
        (file,) = root.findall(f"{XLIFF}file")
        assert file.get("original") == "法<1>"
        assert (file.get("source-language"), file.get("target-language")) == ("zh-CN", "en-GB")
        assert file.get("date") == "2020-02-03T04:05:06Z"
        units = file.findall(f"{XLIFF}body/{XLIFF}trans-unit")
        targets = [unit.find(f"{XLIFF}target") for unit in units]
        assert [unit.findtext(f"{XLIFF}source") for unit in units] == ["一。二。", "四。"]
        assert [target.text for target in targets if target is not None] == ["A & B.", "C."]
        assert [unit.get("approved") for unit in units] == [None, "yes"]
        assert [target.get("state") for target in targets if target is not None] == [
            "needs-review-translation",
            "signed-off",
        ]
        assert {context.get("context-type"): context.text for context in units[0].iter(f"{XLIFF}context")} == {
            "x-document": "法<1>", "x-translation": "law", "x-confidence": "0.7500", "x-status": "aligned",
        }  # fmt: skip

    def test_version_2_1(self) -> None:
        root = ElementTree.fromstring(write_xliff2([bitext_of([("甲", "")]), MIXED], LABELS))
        assert (root.get("srcLang"), root.get("trgLang")) == ("zh-CN", "en-GB")
        (file,) = root.findall(f"{XLIFF2}file")  # a document without a unit is left out: the grammar asks for one
        segments = list(file.iter(f"{XLIFF2}segment"))
        assert [segment.findtext(f"{XLIFF2}source") for segment in segments] == ["一。二。", "四。"]
        assert [segment.get("state") for segment in segments] == ["translated", "final"]


TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(lambda text: bool(text.strip()))
ROWS = st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6)


def plain(text: str) -> str:
    """What XML can hold of a text."""
    kept = "".join("\ufffd" if each < " " and each not in "\t\n\r\x0b\x0c" else each for each in text.strip())
    return kept.translate({0x0B: " ", 0x0C: " ", 0xFFFE: "\ufffd", 0xFFFF: "\ufffd"})


class TestAnyText:
    """Whatever the texts hold, the file is sound and holds them."""

    @settings(deadline=None)
    @given(ROWS)
    def test_tmx(self, rows: list[tuple[str, str]]) -> None:
        root = ElementTree.fromstring(write_tmx([bitext_of(rows)], LABELS))
        read = [tuple(seg.text or "" for seg in unit.iter("seg")) for unit in root.iter("tu")]
        assert read == [(plain(source), plain(target)) for source, target in rows]

    @settings(deadline=None)
    @given(ROWS)
    def test_xliff(self, rows: list[tuple[str, str]]) -> None:
        for write, space in ((write_xliff, XLIFF), (write_xliff2, XLIFF2)):
            root = ElementTree.fromstring(write([bitext_of(rows)], LABELS))
            sides = ([part.text or "" for part in root.iter(f"{space}{side}")] for side in ("source", "target"))
            assert list(zip(*sides, strict=True)) == [(plain(source), plain(target)) for source, target in rows]

    @settings(deadline=None)
    @given(ROWS)
    def test_csv(self, rows: list[tuple[str, str]]) -> None:
        text = write_csv([bitext_of(rows)])
        header, *read = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        assert tuple(header) == SHEET_COLUMNS
        assert [tuple(map(as_it_was, row[5:7])) for row in read] == [(a.strip(), b.strip()) for a, b in rows]
        assert not [cell for row in read for cell in row if cell.startswith(STARTS_A_FORMULA)]

    @settings(deadline=None)
    @given(ROWS)
    def test_tsv_files(self, rows: list[tuple[str, str]]) -> None:
        text = write_tsv_file([bitext_of(rows)])
        assert text.startswith("\ufeffsource_first\t")
        read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), "excel-tab"))
        assert len(read) == len(rows) + 1
        assert not [cell for row in read for cell in row if cell.startswith(STARTS_A_FORMULA)]


class TestSheets:
    def test_a_row_for_each_bead_with_its_confidence_shaded(self) -> None:
        book = load_workbook(io.BytesIO(write_xlsx([MIXED], LABELS)))
        sheet = book["beads"]
        header, *rows = sheet.iter_rows(values_only=True)
        assert header == SHEET_COLUMNS
        assert rows[0] == (0, 1, 0, 0, 0.75, "一。二。", "A & B.", None, "aligned", "法<1>", "law")
        assert rows[1] == (2, 2, None, None, 1, "三。", None, None, "aligned", "法<1>", "law")
        assert [row[8] for row in rows] == ["aligned", "aligned", "confirmed", "aligned", "aligned"]
        colours = [row[4].fill.start_color.rgb for row in sheet.iter_rows(min_row=2)]
        assert colours == ["FFFFD9B3", "FFD5E8D4", "FFD5E8D4", "FFFFD9B3", "FFFFF2CC"]
        assert sheet.freeze_panes == "A2"
        assert book.properties.creator in (None, "")
        assert book.properties.lastModifiedBy in (None, "")

    @pytest.mark.parametrize(
        "text", ["=1+1", '=HYPERLINK("http://192.0.2.1")', "+1", "@SUM(A1)", "http://192.0.2.1", "12"]
    )
    def test_a_text_is_a_text(self, text: str) -> None:
        book = load_workbook(io.BytesIO(write_xlsx([bitext_of([(text, text)])], LABELS)))
        for cell in book["beads"][2][5:7]:
            assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)

    def test_control_characters_do_not_break_the_sheet(self) -> None:
        book = load_workbook(io.BytesIO(write_xlsx([bitext_of([("一\x0b\x01二", "a_x0041_b")])], LABELS)))
        assert "二" in book["beads"][2][5].value

    def test_what_no_cell_holds_is_said(self) -> None:
        with pytest.raises(WriteError, match="bead 1 has a text of 32,768 characters"):
            write_xlsx([bitext_of([("一" * (LONGEST_CELL + 1), "one")])], LABELS)

    @pytest.mark.parametrize(
        "text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a", "'=1", "'a", "a=1", ""]
    )
    def test_no_formula_is_written_and_the_text_comes_back(self, text: str) -> None:
        assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
        assert as_it_was(harmless(text)) == text


class TestChoice:
    @pytest.mark.parametrize(
        ("choice", "paired", "said"),
        [
            (Choice(), False, ""),
            (Choice(), True, "1 omission, 2 additions"),
            (Choice(0.8), True, "1 omission, 2 additions, 1 below 0.80"),
            (Choice(0.8), False, "2 below 0.80"),
            (Choice(0.0, confirmed_only=True), True, "1 omission, 2 additions, 1 not confirmed"),
        ],
    )
    def test_what_was_left_out_is_counted(self, choice: Choice, paired: bool, said: str) -> None:
        assert left_out([MIXED], choice, paired=paired) == said
        tree = ElementTree.fromstring(write_tmx([MIXED], LABELS, choice))
        assert len(list(tree.iter("tu"))) == (2 if choice == Choice() else 1)

    def test_blank_lines_are_not_counted(self) -> None:
        blank = Document("x", "zh", "一\n\n", (Span(0, 2), Span(2, 3)), "0" * 64)
        english = Document("y", "en", "a", (Span(0, 1),), "0" * 64)
        assert left_out([Bitext(blank, english, (Bead((0,), (0,)), Bead((1,), ())))], paired=True) == ""


class TestLanguages:
    @pytest.mark.parametrize(
        ("tag", "language"),
        [
            ("zh", "zh"), ("zh-CN", "zh"), ("zh_TW", "zh"), ("ZH-Hans", "zh"), ("zh-Hant-HK", "zh"), ("cmn", "zh"),
            ("yue", "zh"), ("zho", "zh"), ("chi", "zh"), ("Chinese (PRC)", "zh"), ("en", "en"), ("EN-us", "en"),
            ("eng", "en"), ("fr", None), ("", None), ("*all*", None), ("zhuang", None), ("x-zh", None),
        ],
    )  # fmt: skip
    def test_every_tag_of_chinese(self, tag: str, language: str | None) -> None:
        assert meant_by(tag) == language

    @pytest.mark.parametrize(
        ("text", "tag"), [("國家保護財產", "zh-TW"), ("国家保护财产", "zh-CN"), ("一二三", "zh-CN")]
    )
    def test_the_script_chooses_the_tag(self, text: str, tag: str) -> None:
        assert chinese_tag(text) == tag
        labels = labels_for([bitext_of([(text, "x")])])
        assert (labels.source, labels.target) == (tag, "en")

    @pytest.mark.parametrize(
        ("tag", "language"), [("en-GB", "zh"), ("zh", "en"), ("zh CN!", "zh"), ("", "en"), ("<", "en")]
    )
    def test_a_wrong_tag_is_refused(self, tag: str, language: str) -> None:
        with pytest.raises(FormatError, match="tag"):
            checked_tag(tag, language)  # type: ignore[arg-type]
