"""Files of given pairs come in as they state themselves, and hostile ones are refused in a line."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
import xlsxwriter
from bitexts import MIXED, bitext_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import CASES

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Mark
from duizhao.corpus.errors import CorpusError, FormatError, ReadError, ReadWarning
from duizhao.corpus.exchange.bitext.file_header import Labels
from duizhao.corpus.exchange.bitext.given_pairs import GivenPair, given_bitext
from duizhao.corpus.exchange.bitext.sniff_pairs import kind_of_pairs, read_given
from duizhao.corpus.exchange.bitext.spreadsheets import write_csv, write_tsv_file, write_xlsx
from duizhao.corpus.exchange.bitext.tables import write_jsonl, write_tsv
from duizhao.corpus.exchange.bitext.tmx import write_tmx
from duizhao.corpus.exchange.bitext.xliff_writer import write_xliff, write_xliff2
from duizhao.corpus.exchange.tables.workbook import sheet_rows_here

PAIRS = CASES / "pairs"
LABELS = Labels("zh-CN", "en", "1", datetime(2020, 1, 1, tzinfo=UTC))
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ROWS = [("村民修了桥。", "The villagers built a bridge."), ("桥很窄。", "The bridge is narrow."), ("河水很急。", "")]


def shown(bitext: Bitext) -> list[tuple[str, str, str]]:
    return [(source, target, bead.status) for bead, source, target in bitext.rows()]


def marks(bitext: Bitext, kind: str) -> list[str]:
    return [mark.value for side in (bitext.source, bitext.target) for mark in side.marks if mark.kind == kind]


class TestStated:
    """Each file with what it says of its pairs; only what somebody approved is confirmed."""

    @pytest.mark.parametrize(
        ("file", "wanted"),
        [
            (
                "trados.sdlxliff",
                [
                    ("村民修了一座桥。", "The villagers built a bridge.", "confirmed"),
                    ("桥很窄。", "The bridge is narrow.", "given"),
                    ("河水很急。", "The river runs fast.", "given"),
                    ("医生走了。", "", "given"),
                ],
            ),
            (
                "memoq.mqxliff",
                [
                    ("村民修了橋。", "The villagers built a bridge.", "given"),
                    ("橋很窄。", "The bridge is narrow.", "confirmed"),
                    ("河水很急。", "", "given"),
                ],
            ),
            (
                "phrase.mxliff",
                [
                    ("村民修了桥。", "The villagers built a bridge.", "confirmed"),
                    ("桥很窄。", "The bridge is narrow.", "given"),
                ],
            ),
            (
                "states.xlf",
                [
                    ("村民修了桥。", "The villagers built a bridge.", "confirmed"),
                    ("桥很窄。", "The bridge is narrow.", "confirmed"),
                    ("河水很急。", "The river runs fast.", "given"),
                    ("醫生走咗。", "The doctor has left.", "given"),
                    ("雨停咗。", "", "given"),
                ],
            ),
            (
                "states2.xlf",
                [
                    ("村民修了桥。", "The villagers built a bridge.", "confirmed"),
                    ("桥很窄。", "The bridge is narrow.", "given"),
                    ("河水很急。", "", "given"),
                ],
            ),
            (
                "old.tmx",
                [
                    ("村民修了桥。", "The villagers built a bridge.", "confirmed"),
                    ("桥很窄。", "The bridge is narrow.", "given"),
                    ("河水很急。", "", "given"),
                ],
            ),
        ],
    )
    def test_pairs_and_status(self, file: str, wanted: list[tuple[str, str, str]]) -> None:
        assert shown(read_given(PAIRS / file).bitext) == wanted

    def test_the_files_own_words_stand_as_marks(self) -> None:
        bitext = read_given(PAIRS / "trados.sdlxliff").bitext
        assert marks(bitext, "status") == ["untranslated", "ApprovedSignOff", "Translated", "RejectedTranslation"]
        assert (
            Mark("file", bitext.source.sentences[0].trimmed(bitext.source.text), "notice.docx") in bitext.source.marks
        )
        assert marks(read_given(PAIRS / "states.xlf").bitext, "note") == ["lit. thin"]

    def test_no_folder_of_anyones_is_kept(self) -> None:
        for file in ("trados.sdlxliff", "states.xlf"):
            bitext = read_given(PAIRS / file).bitext
            assert not [
                value for value in marks(bitext, "file") if "somebody" in value or "/" in value or "\\" in value
            ]

    def test_what_is_said(self) -> None:
        said = read_given(PAIRS / "states.xlf").note
        assert said == "4 given pairs, 2 of them approved, 1 without a translation"


class TestRoundTrip:
    """What we write is read again, by its contents, whatever it is called."""

    @pytest.mark.parametrize(
        ("kind", "write"),
        [
            ("tmx", lambda bitext: write_tmx([bitext], LABELS).encode()),
            ("xliff", lambda bitext: write_xliff([bitext], LABELS).encode()),
            ("xliff2", lambda bitext: write_xliff2([bitext], LABELS).encode()),
            ("xlsx", lambda bitext: write_xlsx([bitext], LABELS)),
            ("table", lambda bitext: write_csv([bitext]).encode()),
            ("table", lambda bitext: write_tsv_file([bitext]).encode()),
            ("table", lambda bitext: write_tsv(bitext).encode()),
            ("jsonl", lambda bitext: write_jsonl(bitext).encode()),
        ],
    )
    def test_pairs_come_back(self, tmp_path: Path, kind: str, write: Callable[[Bitext], bytes]) -> None:
        rows = [
            *ROWS[:2],
            ("“=1+1”是什么？", '=1+1, "what" is it?'),
            ("- 什么?", '"Quoted."'),
            ("她说\t“好”。", "a  b"),
        ]
        bitext = bitext_of(rows, status="confirmed")
        path = tmp_path / "anything.bin"
        path.write_bytes(write(bitext))
        assert kind_of_pairs(path.read_bytes()) == kind
        read = read_given(path).bitext
        spaced = [(source.replace("\t", " "), target) for source, target in rows]
        assert [(source.replace("\t", " "), target) for source, target, _ in shown(read)] == spaced
        stated = {"given"} if write(bitext).startswith(b"source_first") else {"confirmed"}
        assert {status for _, _, status in shown(read)} == stated

    def test_an_m_to_n_bead_is_one_segment(self, tmp_path: Path) -> None:
        (tmp_path / "x.tmx").write_text(write_tmx([MIXED], LABELS), encoding="utf-8")
        assert shown(read_given(tmp_path / "x.tmx").bitext)[0][:2] == ("一。二。", "A & B.")


def workbook(rows: list[list[object]]) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    book.add_worksheet("empty")
    sheet = book.add_worksheet("pairs")
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return held.getvalue()


def word_document(rows: list[list[str]]) -> bytes:
    """A document of one table; a cell that begins with `<` is XML of its own."""

    def cell(text: str) -> str:
        return f"<w:tc><w:p>{text if text.startswith('<') else f'<w:r><w:t>{text}</w:t></w:r>'}</w:p></w:tc>"

    table = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:tbl>{table}</w:tbl></w:body></w:document>'
    return package({"[Content_Types].xml": "<Types/>", "word/document.xml": body})


def package(parts: dict[str, str]) -> bytes:
    """A zip file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return held.getvalue()


class TestTables:
    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ("zh,en\n村民修了桥。,The villagers built a bridge.\n桥很窄。,The bridge is narrow.\n", "column 1 (zh)"),
            (
                "English;Chinese\nThe villagers built a bridge.;村民修了桥。\nThe bridge is narrow.;桥很窄。\n",
                "column 2 (Chinese)",
            ),
            (
                "村民修了桥。\tThe villagers built a bridge.\r\n桥很窄。\tThe bridge is narrow.\r\n",
                "column 1 is the Chinese",
            ),
            (
                "1\t村民修了桥。\tThe villagers built a bridge.\n2\t桥很窄。\tThe bridge is narrow.\n",
                "column 2 is the Chinese",
            ),
            (
                "编号,原文,译文\n1,村民修了桥。,The villagers built a bridge.\n2,桥很窄。,The bridge is narrow.\n",
                "(译文) the English",
            ),
        ],
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_columns_are_guessed_and_said(self, tmp_path: Path, data: str, said: str, encoding: str) -> None:
        (tmp_path / "x.csv").write_bytes(data.encode(encoding))
        read = read_given(tmp_path / "x.csv")
        assert [row[:2] for row in shown(read.bitext)] == ROWS[:2]
        assert said in read.note

    @pytest.mark.parametrize("columns", [("3", "1"), ("原文", "1"), ("原文", "gloss"), ("3", "1", "ok")])
    def test_columns_named_by_the_user(self, tmp_path: Path, columns: tuple[str, ...]) -> None:
        rows = [
            ["gloss", "free", "原文", "ok"],
            ["he goes", "He is going.", "他走。", "approved"],
            ["she goes", "x", "她走。", ""],
        ]
        (tmp_path / "x.xlsx").write_bytes(workbook([*rows]))
        read = read_given(tmp_path / "x.xlsx", columns=columns).bitext
        wanted = "confirmed" if len(columns) == 3 else "given"
        assert shown(read) == [("他走。", "he goes", wanted), ("她走。", "she goes", "given")]

    @pytest.mark.parametrize("columns", [("5", "1"), ("0", "1"), ("nothing", "1")])
    def test_columns_that_are_not_there(self, tmp_path: Path, columns: tuple[str, ...]) -> None:
        (tmp_path / "x.csv").write_text("zh,en\n桥,bridge\n", encoding="utf-8")
        with pytest.raises(FormatError, match=f"no column '{columns[0]}'"):
            read_given(tmp_path / "x.csv", columns=columns)

    def test_json_lines(self, tmp_path: Path) -> None:
        lines = [json.dumps({"id": at, "zh": zh, "en": en, "tokens": ["x"]}) for at, (zh, en) in enumerate(ROWS)]
        (tmp_path / "x.jsonl").write_text("\n".join(lines), encoding="utf-8")
        assert [row[:2] for row in shown(read_given(tmp_path / "x.jsonl").bitext)] == ROWS

    def test_a_word_table_with_tracked_changes(self, tmp_path: Path) -> None:
        changed = (
            "<w:r><w:t xml:space='preserve'>The bridge is </w:t></w:r>"
            "<w:del><w:r><w:delText>wide</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>narrow</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r>"
        )
        rows = [["Source", "Target"], [*ROWS[0]], ["桥很窄。", changed], [*ROWS[2]]]
        (tmp_path / "x.docx").write_bytes(word_document(rows))
        read = read_given(tmp_path / "x.docx")
        assert [row[:2] for row in shown(read.bitext)] == ROWS
        assert "column 1 (Source) is the Chinese" in read.note

    def test_a_word_table_made_by_python_docx(self, tmp_path: Path) -> None:
        document = docx.Document()
        document.add_paragraph("Agreed text")
        table = document.add_table(rows=0, cols=3)
        for number, row in enumerate(ROWS, 1):
            for cell, text in zip(table.add_row().cells, (str(number), *row), strict=True):
                cell.text = text
        document.save(tmp_path / "x.docx")
        assert [row[:2] for row in shown(read_given(tmp_path / "x.docx").bitext)] == ROWS

    def test_tables_that_are_not_tables(self, tmp_path: Path) -> None:
        (tmp_path / "x.csv").write_text("only one line\nand another\n")
        with pytest.raises(FormatError, match=r"x\.csv is no table"):
            read_given(tmp_path / "x.csv")
        (tmp_path / "y.csv").write_text("a,b\nc,d\n")
        with pytest.raises(FormatError, match="--columns ZH,EN"):
            read_given(tmp_path / "y.csv")


BOMB = (
    "<!DOCTYPE {root} [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {chr(98 + at)} '{f'&{chr(97 + at)};' * 10}'>" for at in range(9))
    + "]>"
)
FETCH = "<!DOCTYPE {root} [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
REMOTE = "<!DOCTYPE {root} [<!ENTITY % x SYSTEM 'http://192.0.2.1/x.dtd'> %x;]>"
TU = (
    "<tmx version='1.4'><body><tu><tuv xml:lang='zh'><seg>桥{entity}</seg></tuv>"
    "<tuv xml:lang='en'><seg>a</seg></tuv></tu></body></tmx>"
)
NESTED = b"<tmx><tu><tuv xml:lang='zh'><seg>" + b"<hi>" * 200 + b"x" + b"</hi>" * 200 + b"</seg></tuv></tu></tmx>"
GERMAN = b"<tmx><body><tu><tuv xml:lang='de'><seg>x</seg></tuv></tu></body></tmx>"
UNIT = "<xliff version='1.2'><file source-language='zh' target-language='en' original='&j;'><body/></file></xliff>"
GOOD = (PAIRS / "old.tmx").read_bytes()


class TestHostile:
    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (BOMB.format(root="tmx") + TU.format(entity="&j;"), "declares XML entities"),
            (FETCH.format(root="tmx") + TU.format(entity="&x;"), "declares XML entities"),
            (REMOTE.format(root="tmx") + TU.format(entity=""), "declares XML entities"),
            (BOMB.format(root="xliff") + UNIT, "declares XML entities"),
            (GOOD[: len(GOOD) // 2], "was cut off"),
            (GOOD.replace(b"</tu>", b"", 1), "not sound XML at line"),
            (b"<tmx>" + b"<tu>" * 5000, "not sound XML"),
            (NESTED, "deep"),
            (GERMAN, "without Chinese and English (it holds de)"),
            (b"<tmx><body/></tmx>", "without Chinese and English"),
            (b"<xliff><file source-language='fr' target-language='de'/></xliff>", "from fr to de"),
            (b"<xliff><file/></xliff>", "from no language to no language"),
            (b"<xliff xmlns='urn:oasis:names:tc:xliff:document:2.0' srcLang='zh' trgLang='en'/>", "holds no pairs"),
            (b"{\"zh\": 1}\n", "holds no texts"),
            (b"{\"zh\": \"x\"}\n[1]\n", "line 2 of x.bin is not an object"),
            (b"{\"zh\": \"x\"}\n{\n", "line 2 of x.bin is not JSON"),
            (b"{\"a\":" * 100_000, "line 1 of x.bin is not JSON"),
            (b"\x00\x01\x02\x03" * 100, "x.bin"),
            (b"", "x.bin"),
            (b"PK\x03\x04 nothing more", "cut short or damaged"),
            (package({"word/document.xml": BOMB.format(root="w") + "<w/>"}), "declares XML entities"),
            (package({"word/document.xml": "<w><p>x</p></w>"}), "holds no Word text"),
            (package({"word/other.xml": "<w/>"}), "without a Word document"),
            (package({"xl/workbook.xml": BOMB.format(root="w") + "<w/>"}), "declares XML entities"),
            (package({"xl/workbook.xml": "<workbook/>"}), "no sound workbook"),
            (b'zh,en\n"' + "桥,bridge\n".encode() * 10, "x.bin"),
        ],
    )  # fmt: skip
    def test_in_one_line(self, tmp_path: Path, data: bytes | str, said: str) -> None:
        (tmp_path / "x.bin").write_bytes(data.encode() if isinstance(data, str) else data)
        with pytest.raises(CorpusError) as caught:
            read_given(tmp_path / "x.bin")
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)
        assert str(tmp_path) not in str(caught.value)

    def test_a_workbook_that_unfolds_too_far(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("duizhao.corpus.readers.base.zip_package.LARGEST_PART", 10_000)
        bomb = package({"xl/workbook.xml": "<w/>", "xl/worksheets/sheet1.xml": "<x>" + " " * 1_000_000 + "</x>"})
        assert len(bomb) < 3000
        with pytest.raises(ReadError, match="may be a trap"):
            sheet_rows_here(bomb, "x.xlsx")

    def test_a_text_longer_than_ten_million_characters(self, tmp_path: Path) -> None:
        long = (PAIRS / "trados.sdlxliff").read_text("utf-8").replace("UEsDBBQAAAAIAA==", "UEsD" * 3_000_000)
        (tmp_path / "x.sdlxliff").write_text(long, encoding="utf-8")
        assert len(shown(read_given(tmp_path / "x.sdlxliff").bitext)) == 4


SEEDS = [file.read_bytes() for file in sorted(PAIRS.iterdir()) if file.suffix not in (".dtd", ".rng")]
SEEDS += [write_csv([MIXED]).encode(), write_jsonl(MIXED).encode(), write_xlsx([MIXED], LABELS)]
SEEDS += [word_document([["桥", "bridge"], ["河", "river"]])]


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SEEDS), st.data())
@pytest.mark.slow
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, seed: bytes, data: st.DataObject) -> None:
    """Bytes changed, cut out and doubled at random: no error but the reader's own."""
    damaged = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged)))
        piece = data.draw(
            st.one_of(st.binary(max_size=4), st.sampled_from([b"<", b"&x;", b"</", b'"', b"\0", b"\xff"]))
        )
        damaged[at : at + data.draw(st.sampled_from([0, 1, 1, 40]))] = piece
    path = tmp_path / "damaged"
    path.write_bytes(damaged)
    with suppress(CorpusError):
        read_given(path)


class TestBitext:
    def test_segments_are_sentences_and_blank_sides_none(self) -> None:
        pairs = [
            GivenPair(" 桥。\n河。 ", "A bridge. A river."),
            GivenPair("", " "),
            GivenPair("", "Alone."),
            GivenPair("雨。", ""),
        ]
        bitext = given_bitext(pairs, name="x", target_name="x.tmx", digest="0" * 64)
        assert bitext.source.text == "桥。\n河。\n雨。\n"
        assert [(bead.source, bead.target) for bead in bitext.beads] == [((0,), (0,)), ((), (1,)), ((1,), ())]
        assert bitext.source.sentence(0) == "桥。\n河。"

    def test_no_pair_at_all(self) -> None:
        with pytest.raises(FormatError, match="no Chinese segment with an English one"):
            given_bitext([GivenPair("桥", "")], name="x", target_name="x.tmx", digest="0" * 64)


FORBIDDEN = ["&#x1F;", "&#31;", "&#x1f;", "&#0;", "&#11;", "&#xFFFF;", "&#xD800;", "\x1f", "\x0b", "\x00", "\ufffe"]
TWO_UNITS = {
    "tmx": "<tmx version='1.4'><body><tu><tuv xml:lang='zh'><seg>桥{0}很窄。</seg></tuv><tuv xml:lang='en'>"
    "<seg>The bridge is narrow.</seg></tuv></tu><tu><tuv xml:lang='zh'><seg>好。</seg></tuv><tuv xml:lang='en'>"
    "<seg>Good.</seg></tuv></tu></body></tmx>",
    "xlf": "<xliff version='1.2'><file source-language='zh' target-language='en' original='a'><body><trans-unit id='1'>"
    "<source>桥{0}很窄。</source><target>The bridge is narrow.</target></trans-unit><trans-unit id='2'>"
    "<source>好。</source><target>Good.</target></trans-unit></body></file></xliff>",
    "xlf2": "<xliff xmlns='urn:oasis:names:tc:xliff:document:2.0' version='2.0' srcLang='zh' trgLang='en'>"
    "<file id='f'><unit id='1'><segment><source>桥{0}很窄。</source><target>The bridge is narrow.</target></segment>"
    "<segment><source>好。</source><target>Good.</target></segment></unit></file></xliff>",
}


@pytest.mark.parametrize("kind", TWO_UNITS)
@pytest.mark.parametrize("sign", FORBIDDEN, ids=ascii)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_characters_that_xml_forbids_cost_themselves_alone(tmp_path: Path, kind: str, sign: str, encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?>{TWO_UNITS[kind].format(sign)}"
    if encoding == "gb18030" and sign == "\ufffe":
        return
    (tmp_path / "a").write_bytes(text.encode(encoding))
    with pytest.warns(ReadWarning, match=r"in unit 1 \(“桥很窄。”\)"):
        read = read_given(tmp_path / "a").bitext
    assert [row[:2] for row in shown(read)] == [("桥很窄。", "The bridge is narrow."), ("好。", "Good.")]
