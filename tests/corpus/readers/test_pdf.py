"""PDF files: what is left out, what is joined, and where pages begin."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from pdf_files import Shown, pdf, set_lines
from places import CASES
from printed_pages import print_to_pdf

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import Contents, ReadOptions
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.layout.hyphens import whole_words
from duizhao.corpus.readers.layout.page import Line, Page
from duizhao.corpus.readers.layout.paragraphs import joined
from duizhao.corpus.readers.layout.text import text_of_pages
from duizhao.corpus.readers.pdf.document import read_pdf
from duizhao.corpus.readers.pdf.glyphs import records

TALE = (
    "The council met on Monday in the old town hall and spoke for three hours about the bridge that the flood had "
    "carried away, about the school roof, and about the price of salt, which had doubled since the road was closed. "
    "Nobody could say when the road would be open again. The mayor promised to write to the governor once more, and "
    "the clerk, who had written all the earlier letters, asked for better paper."
)
WORDS = TALE.split()
CELLS = (("Year", "Wheat", "Salt"), ("1911", "203", "7"), ("1912", "198", "9"))


def column(lines: Sequence[str], x: float, top: float, *, size: float = 11, step: float = 14) -> list[Shown]:
    return [Shown(x, top - at * step, words, size) for at, words in enumerate(lines)]


def line(text: str, base: float, left: float = 72, size: float = 10.5, right: float | None = None) -> Line:
    """A line of print of Chinese, a character an em."""
    end = left + len(text) * size if right is None else right
    return Line(left, end, base, size, left + size, text)


def page(number: int, *lines: Line) -> Page:
    return Page(str(number), 595, 842, lines)


def read(*pages: Sequence[Shown]) -> Contents:
    return read_pdf(pdf(pages), "a.pdf")


def marks(contents: Contents, kind: str) -> list[tuple[str, str]]:
    return [(mark.value, mark.span.of(contents.text)) for mark in contents.marks if mark.kind == kind]


def test_lines_are_joined_to_paragraphs() -> None:
    first, second = set_lines(WORDS, 330), set_lines(WORDS[20:], 330)
    contents = read(column(first, 72, 760) + column(second, 72, 760 - 14 * len(first) - 12))
    assert contents.text == f"{' '.join(WORDS)}\n{' '.join(WORDS[20:])}\n"


def test_two_columns_are_read_one_after_the_other_under_their_title() -> None:
    left, right = set_lines(WORDS, 200), set_lines(WORDS[30:], 200)
    contents = read(
        [Shown(180, 790, "A Title Across Both Columns", 16), *column(right, 320, 750), *column(left, 72, 750)]
    )
    assert contents.text == f"A Title Across Both Columns\n{' '.join(WORDS)}\n{' '.join(WORDS[30:])}\n"
    assert marks(contents, "heading") == [("1", "A Title Across Both Columns")]


def test_a_paragraph_goes_on_over_pages_without_heads_and_numbers() -> None:
    lines = set_lines(WORDS * 3, 330)
    pages = [
        [
            Shown(200, 810, f"Minutes of the Council, vol. {at + 1}", 9),
            *column(lines[10 * at : 10 * at + 10], 72, 700),
            Shown(290, 40, f"- {at + 7} -", 9),
        ]
        for at in range(3)
    ]
    contents = read(*pages)
    assert contents.text == " ".join(" ".join(lines[:30]).split()) + "\n"
    assert [value for value, _ in marks(contents, "page")] == ["1", "2", "3"]
    assert "".join(words for _, words in marks(contents, "page")) == contents.text
    assert marks(contents, "page")[1][1].startswith(lines[10])


def test_page_labels() -> None:
    data = pdf([column(["Preface here."], 72, 700), column(["Body."], 72, 700)], labels="<</Nums[0<</S/r>>1<</S/D>>]>>")
    assert [value for value, _ in marks(read_pdf(data, "a.pdf"), "page")] == ["i", "1"]


def test_words_broken_at_the_end_of_a_line() -> None:
    lines = ["The bill is an agree-", "ment on self-", "government. Self-government is", "widely known, in Sino-"]
    contents = read(column([*lines, "British terms, as an agreement."], 72, 700))
    assert contents.text == (
        "The bill is an agreement on self-government. Self-government is widely known, in Sino-British terms, as an "
        "agreement.\n"
    )


def test_stamps_and_watermarks_are_left_out() -> None:
    lines = set_lines(WORDS, 330)
    pages = [
        [Shown(150, 300, "DRAFT", 80, 45), Shown(250, 420, "COPY 12", 20), *column(lines[2 * at : 2 * at + 2], 72, 700)]
        for at in range(4)
    ]
    assert read(*pages).text == f"{' '.join(' '.join(lines[:8]).split())}\n"


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_pages_that_lie_on_their_side(angle: int) -> None:
    lines = set_lines(WORDS, 330)
    turned = {
        90: lambda x, y: (842 - y, x),
        180: lambda x, y: (595 - x, 842 - y),
        270: lambda x, y: (y, 595 - x),
    }[angle]
    shown = [Shown(*turned(each.x, each.y), each.words, each.size, angle) for each in column(lines, 72, 500)]
    assert read([*shown, Shown(30, 300, "on the edge of the page", 8, angle + 90)]).text == f"{TALE}\n"


def test_what_lies_beside_the_page_is_not_read() -> None:
    assert read([*column(["Words."], 72, 700), Shown(1e8, 700, "far"), Shown(72, -1e9, "away")]).text == "Words.\n"


def test_footnotes_follow_the_text() -> None:
    lines = set_lines(WORDS, 330)
    body = [
        *column(lines[:3], 72, 700),
        Shown(72 + 3, 640, "Nobody came", 11),
        Shown(141, 645, "1", 6),
        Shown(146, 640, "again.", 11),
    ]
    notes = [Shown(72, 90, "1 See the register of the parish,", 8.5), Shown(72, 80, "volume two.", 8.5)]
    contents = read([*body, *notes], column(set_lines(WORDS[40:], 330), 72, 700))
    assert "again.1" not in contents.text
    assert contents.text.endswith("\nSee the register of the parish, volume two.\n")
    assert marks(contents, "footnote") == [("1", "See the register of the parish, volume two.\n")]
    assert contents.text.count("register") == 1


def test_a_table_is_read_cell_by_cell() -> None:
    shown = [
        Shown(x, 700 - 14 * at, words)
        for at, row in enumerate(CELLS)
        for x, words in zip((72, 250, 420), row, strict=True)
    ]
    assert read(shown).text == "".join(f"{cell}\n" for row in CELLS for cell in row)


CHINESE = "一九四九年以后我国社会逐步实现了由新民主主义到社会主义的过渡生产资料私有制的社会主义改造已经完成"


@pytest.mark.parametrize("indented", [True, False])
def test_chinese_is_joined_without_blanks(indented: bool) -> None:
    first = 72 + 21 if indented else 72
    lines = (
        line(CHINESE[:30] if not indented else CHINESE[:28], 700, first),
        line(CHINESE[10:40], 684),
        line(CHINESE[:12] + "。", 668),
        line(CHINESE[20:48], 652 if indented else 640, first, right=72 + 315),
        line("而且如此。", 636 if indented else 624),
    )
    text = text_of_pages([page(1, *lines)], {}).text
    assert text == "".join(each.text for each in lines[:3]) + "\n" + "".join(each.text for each in lines[3:]) + "\n"


def test_what_runs_over_a_page_where_paragraphs_are_set_in() -> None:
    full, short = CHINESE[:30], CHINESE[:9] + "。"
    first = [page(1, line(full[:28], 120, 93), line(full[:29] + "。", 104)), page(2, line(full, 760), line(short, 744))]
    second = [page(1, line(full[:28], 120, 93), line(short, 104)), page(2, line(full[:28], 760, 93), line(short, 744))]
    assert text_of_pages(second, {}).text.count("\n") == 2
    assert (
        text_of_pages(
            [*first, page(3, line(full[:28], 760, 93), line(short, 744), line(full[:28], 728, 93), line(short, 712))],
            {},
        ).text.count("\n")
        == 3
    )


def test_an_article_begins_a_paragraph() -> None:
    lines = (line(CHINESE[:29] + "。", 700), line("第五条　" + CHINESE[:26], 684), line("完。", 668))
    assert text_of_pages([page(1, *lines)], {}).text.split("\n")[1].startswith("第五条")


def test_what_the_file_says_of_itself() -> None:
    contents = read_pdf(pdf([column(["Words."], 72, 700)], title="On Water"), "a.pdf")
    assert contents.metadata == {"title": "On Water"}  # the day on which the file was made is not the text's
    assert "Secret" not in repr(contents)
    assert read_pdf(pdf([column(["Words."], 72, 700)], title="C:/Users/wang/a.docx"), "a.pdf").metadata == {}


@pytest.mark.slow
def test_a_password_is_asked_for() -> None:
    data = pdf([column(["Secret words."], 72, 700)], password="sesame")
    with pytest.raises(ReadError, match="give --password"):
        contents_of(data, "a.pdf")
    asked: list[str] = []

    def ask(name: str) -> str:
        asked.append(name)
        return "sesame"

    assert contents_of(data, "a.pdf", ReadOptions(password=ask)).text == "Secret words.\n"
    assert asked == ["a.pdf"]
    with pytest.raises(ReadError, match="not its password"):
        contents_of(data, "a.pdf", ReadOptions(password=lambda name: "wrong"))


@pytest.mark.slow
def test_files_without_text() -> None:
    with pytest.raises(ReadError, match="no text"):
        read([])
    for data in (b"%PDF-1.7 and nothing", pdf([column(["Words."], 72, 700)])[:100]):
        with pytest.raises(ReadError, match="damaged"):
            read_pdf(data, "a.pdf")


@pytest.mark.slow
def test_a_file_with_wrong_bytes_anywhere() -> None:
    data = pdf([column(set_lines(WORDS, 330), 72, 700)] * 2, title="T")
    chance = random.Random(3)
    for _ in range(150):
        wrong = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            wrong[chance.randrange(len(wrong))] = chance.randrange(256)
        found = list(records(bytes(wrong), None))
        assert "error" in found[0] or found[0]["pages"] == len(found) - 1


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        row.split("\t")
        for row in (CASES / "hyphens.tsv").read_text(encoding="utf-8").splitlines()
        if not row.startswith("#")
    ],
)
@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u00ad"])
def test_the_hyphen_at_a_lines_end(above: str, below: str, whole: str, hyphen: str) -> None:
    """Neither half counts as a word of the document."""
    above = above[:-1] + hyphen if above[-2].isalpha() else above
    assert "".join(joined(above, below, whole_words([above, below]))) == whole


def test_what_the_document_has_elsewhere_decides() -> None:
    assert "".join(joined("a policy-", "making body", whole_words(["policy-making is"]))) == "a policy-making body"
    assert "".join(joined("a non-", "profit body", whole_words(["a non-aligned state"]))) == "a non-profit body"
    assert "".join(joined("his down-", "fall", whole_words(["downfall"]))) == "his downfall"


def with_private_characters(font: str, codes: str) -> bytes:
    """A PDF whose font says that its letters are private characters, U+F000 and their numbers."""
    mapping = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n1 beginbfrange <00> <FF> <F000> endbfrange\n"
        "endcmap end end"
    )
    hexadecimal = "".join(f"{ord(each):02X}" for each in codes)
    stream = f"BT /G 11 Tf 72 700 Td <{hexadecimal}> Tj ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</G 5 0 R>>>>/Contents 4 0 R>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        f"<</Type/Font/Subtype/TrueType/BaseFont/{font}/FirstChar 0/LastChar 255/Widths[{'500 ' * 256}]"
        f"/Encoding/WinAnsiEncoding/ToUnicode 6 0 R>>",
        f"<</Length {len(mapping)}>>stream\n{mapping}\nendstream",
    ]
    body = "".join(f"{at} 0 obj\n{each}\nendobj\n" for at, each in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Size 7/Root 1 0 R>>\n%%EOF".encode("latin-1")


@pytest.mark.parametrize(
    ("font", "codes", "text"),
    [
        ("ABCDEF+SymbolMT", "ab\xa3\xb3\xae", "αβ≤≥→"),
        ("Symbol", "\xb4D", "×Δ"),
        ("ABCDEF+Wingdings-Regular", "\xfe\xe0", "☑→"),
        ("Wingdings2", "R", "☑"),
        ("ABCDEF+Fancy", "a", "▯"),
        ("MTExtra", "L", "▯"),
    ],
)
def test_private_characters_of_symbol_fonts(font: str, codes: str, text: str) -> None:
    contents = read_pdf(with_private_characters(font, codes), "a.pdf")
    assert contents.text == f"{text}\n"
    said = [mark.value for mark in contents.marks if mark.kind == "left-out"]
    assert said == ([f"sign of the font {font}"] if text == "▯" else [])


SONG = "老人走到河边的石头上坐下来唱歌，唱到月亮升起来，孩子们也不肯走"


def set_in_columns(left: Sequence[Line], right: Sequence[Line]) -> str:
    return text_of_pages([Page("1", 595, 842, (*left, *right))], {}).text


@pytest.mark.parametrize("size", [8.0, 10.5])
@pytest.mark.parametrize("number", ["", "* "])
def test_a_short_note_below_the_left_of_two_columns(size: float, number: str) -> None:
    """It stands behind the text, not within the sentence that runs on in the other column."""
    words = SONG[:21]
    left = [line(words, 760 - 15 * at, right=72 + 21 * 10.5) for at in range(20)]
    right = [line(words, 760 - 15 * at, left=310, right=310 + 21 * 10.5) for at in range(20)]
    note = line(f"{number}作者在复旦大学教书", 430, size=size, right=160)
    text = text_of_pages([Page("1", 595, 842, (*left, note, *right))], {}).text
    assert text == f"{words * 40}\n作者在复旦大学教书\n"


@pytest.mark.parametrize(
    ("above", "said"),
    [
        ("hàn", "ruby: hàn"),
        ("ㄏㄢˋ", "ruby: ㄏㄢˋ"),
        ("かん", "ruby: かん"),
        ("• • •", "dots of emphasis"),
        ("﹅﹅", "dots of emphasis"),
    ],
)
def test_what_stands_small_above_the_words_is_left_out_and_said(above: str, said: str) -> None:
    lines = [line(SONG, 760 - 18 * at, right=72 + 32 * 10.5) for at in range(3)]
    small = Line(100, 120, lines[1].base + 10.5, 5.2, 120, above)
    contents = text_of_pages([Page("1", 595, 842, (lines[0], small, *lines[1:]))], {})
    assert contents.text == f"{SONG * 3}\n"
    assert [mark.value for mark in contents.marks if mark.kind == "left-out"] == [said]


@pytest.mark.parametrize("words", ["See the note below, which is set smaller", "12", "x2"])
def test_small_print_that_is_no_annotation_stays(words: str) -> None:
    small = Line(72, 380 if len(words) > 9 else 80, 773, 6.5, 90, words)
    assert words in text_of_pages([Page("1", 595, 842, (small, line(SONG, 760, right=72 + 32 * 10.5)))], {}).text


@pytest.mark.slow
def test_columns_that_run_down(tmp_path: Path) -> None:
    """Column by column from the right, tier by tier, with the marks that such columns have, and Latin on its side."""
    words = f"{SONG}。「很好，」WTO 說：{SONG}（完）。"
    style = "writing-mode:vertical-rl;height:900px;width:560px;columns:2;font-size:14px"
    made = print_to_pdf(
        f"<meta charset=utf-8><div style='{style}'><p>{words * 4}</p><p>{words * 3}</p></div>", tmp_path
    )
    contents = read_pdf(made.read_bytes(), "a.pdf")
    assert ["".join(each.split()) for each in contents.text.splitlines()] == [
        "".join(each.split()) for each in (words * 4, words * 3)
    ]
