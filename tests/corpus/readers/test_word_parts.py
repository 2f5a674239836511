"""What a Word document holds beside its own text is read, or said: nothing is dropped without a word."""

from __future__ import annotations

import re

import pytest
from word_files import W, docx, docx_with, p, r, table

from duizhao.corpus.document import Span
from duizhao.corpus.errors import ReadError, ReadWarning
from duizhao.corpus.exchange.bitext.sniff_pairs import given_in
from duizhao.corpus.exchange.traces.docx_comments import Comment
from duizhao.corpus.exchange.traces.docx_writing import with_comments
from duizhao.corpus.readers.base.contents import Contents
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.load import document_from, read_text
from duizhao.corpus.scans.coverage import Coverage, coverage

CHUNK = "<w:altChunk r:id='c'/>"
_RTF = r"{\rtf1\ansi Words in RTF.}"
_MAIL = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n--B\r\n'
    "Content-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>信中的话。</p></body></html>\r\n--B--\r\n"
)


def said(contents: Contents) -> list[str]:
    return [mark.value for mark in contents.marks if mark.kind == "left-out"]


CHUNKS = {
    "html": ("a.htm", "<html><h1>公告</h1><p>第一段。</p><p>第二段。</p></html>", "公告\n第一段。\n第二段。\n"),
    "html without a frame": ("a.html", "<html><p>一段。", "一段。\n"),
    "xhtml": ("a.xhtml", "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><p>段</p></html>", "段\n"),
    "a saved page": ("a.mht", _MAIL, "信中的话。\n"),
    "text": ("a.txt", "一行。\n二行。", "一行。\n二行。\n"),
    "text in GB 18030": ("a.txt", "一行字，在文件中。".encode("gb18030"), "一行字，在文件中。\n"),
    "a Word document": ("a.docx", docx(p("内文。") + table(("水", "water"))), "内文。\n水\nwater\n"),
}  # fmt: skip


@pytest.mark.parametrize(("part", "inside", "text"), CHUNKS.values(), ids=CHUNKS)
def test_a_document_in_the_place_of_paragraphs(part: str, inside: str | bytes, text: str) -> None:
    around = docx_with(p("前。") + table(("甲", "乙")) + CHUNK + p("后。"), {"c": (f"aFChunk {part}", inside)})
    contents = contents_of(around, "a.docx")
    assert contents.text == f"前。\n甲\n乙\n{text}后。\n"
    assert not said(contents)
    alone = contents_of(docx_with(CHUNK, {"c": (f"aFChunk {part}", inside)}), "a.docx")
    assert alone.text == text
    for mark in contents.marks:
        if mark.kind == "cell" and mark.value.startswith("2."):
            assert mark.span.of(contents.text).strip() in ("水", "water")


def test_what_cannot_be_read_within_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr("duizhao.corpus.readers.libreoffice.libreoffice_program", lambda: None)
    contents = contents_of(docx_with(p("前。") + CHUNK, {"c": ("aFChunk a.rtf", _RTF)}), "a.docx")
    assert contents.text == "前。\n"
    assert said(contents)[0].startswith("document within: a.rtf needs LibreOffice")
    (tmp_path / "a.docx").write_bytes(docx_with(CHUNK, {"c": ("aFChunk a.rtf", _RTF)}))
    with pytest.warns(ReadWarning), pytest.raises(ReadError, match="document within"):
        read_text(tmp_path / "a.docx")


def test_a_document_in_a_document_in_a_document_is_said() -> None:
    inner = docx_with(p("中。") + CHUNK, {"c": ("aFChunk b.txt", "里。")})
    contents = contents_of(docx_with(p("前。") + CHUNK, {"c": ("aFChunk a.docx", inner)}), "a.docx")
    assert contents.text == "前。\n中。\n"
    assert said(contents) == ["document within: b.txt"]


def test_a_chunk_that_is_not_there() -> None:
    assert said(contents_of(docx_with(p("前。") + CHUNK, {}), "a.docx")) == ["document that is held elsewhere"]


_TEXT = f"xmlns:w='{W}' xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'"
HELD = {
    "header": ("header header1.xml", f"<w:hdr {_TEXT}>{p('内部资料')}</w:hdr>", ["header: 内部资料"]),
    "footer": ("footer footer1.xml", f"<w:ftr {_TEXT}>{p('第', '3', '页')}</w:ftr>", ["footer: 第 3 页"]),
    "a header of digits": ("header header1.xml", f"<w:hdr {_TEXT}>{p('3')}</w:hdr>", []),
    "building blocks": (
        "glossaryDocument glossary/document.xml", f"<w:glossaryDocument {_TEXT}>{p('范文')}</w:glossaryDocument>",
        ["building blocks: 范文"],
    ),
    "an unknown part": ("futurePart future.xml", f"<f {_TEXT}><w:t>未来</w:t></f>", ["part future.xml: 未来"]),
    "settings": ("settings settings.xml", f"<w:settings {_TEXT}><w:t>x</w:t></w:settings>", []),
    "a note that nothing calls for": (
        "footnotes footnotes.xml", f"<w:footnotes {_TEXT}><w:footnote w:id='7'>{p('孤注')}</w:footnote></w:footnotes>",
        ["footnote that nothing calls for: 孤注"],
    ),
    "a comment without a place": (
        "comments comments.xml", f"<w:comments {_TEXT}><w:comment w:id='7'>{p('存疑')}</w:comment></w:comments>",
        ["comment without a place: 存疑"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "inside", "wanted"), HELD.values(), ids=HELD)
def test_parts_that_hold_words_are_said(kind: str, inside: str, wanted: list[str]) -> None:
    contents = contents_of(docx_with(p("正文。"), {"x": (kind, inside)}), "a.docx")
    assert contents.text == "正文。\n"
    assert said(contents) == wanted


def test_equal_headers_are_said_once() -> None:
    header = f"<w:hdr {_TEXT}>{p('内部资料')}</w:hdr>"
    data = docx_with(p("正文。"), {"x": ("header header1.xml", header), "y": ("header header2.xml", header)})
    with pytest.warns(ReadWarning, match=re.escape("a.docx: not read: header (内部资料)")):
        contents_of(data, "a.docx")


def drawing(inside: str) -> str:
    return f"<w:r><w:drawing><a:graphicData xmlns:a='a'>{inside}</a:graphicData></w:drawing></w:r>"


def test_diagrams_and_charts_are_read_as_text_boxes() -> None:
    points = "".join(f"<d:pt><d:t><a:p><a:r><a:t>{each}</a:t></a:r></a:p></d:t></d:pt>" for each in ("厅长", "处长"))
    diagram = f"<d:dataModel xmlns:d='d' {_TEXT}>{points}</d:dataModel>"
    chart = (
        f"<c:chartSpace xmlns:c='c' {_TEXT}><c:title><a:p><a:r><a:t>产量</a:t></a:r></a:p></c:title><c:cat><c:strCache>"
        "<c:pt><c:v>甲县</c:v></c:pt></c:strCache></c:cat><c:val><c:numCache><c:pt><c:v>12</c:v></c:pt></c:numCache>"
        "</c:val></c:chartSpace>"
    )
    body = p("见图。", drawing("<d:relIds xmlns:d='d' r:dm='x'/>"), drawing("<c:chart xmlns:c='c' r:id='y'/>")) + p(
        "后。"
    )
    parts = {"x": ("diagramData diagrams/data1.xml", diagram), "y": ("chart charts/chart1.xml", chart)}
    contents = contents_of(docx_with(body, parts), "a.docx")
    assert contents.text == "见图。\n厅长\n处长\n产量\n甲县\n后。\n"
    assert [mark.span.of(contents.text) for mark in contents.marks if mark.kind == "textbox"] == [
        "厅长\n处长\n",
        "产量\n甲县\n",
    ]
    assert said(contents) == ["chart: 1 figures"]


def test_objects_lettering_and_placeholders() -> None:
    body = p("见", "<w:r><w:object><o:OLEObject xmlns:o='o' ProgID='Equation.3'/></w:object></w:r>", "。") + p(
        "<w:r><w:pict><v:shape><v:textpath string='绝密'/></v:shape></w:pict></w:r>",
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + r("单击此处") + "</w:sdtContent></w:sdt>",
    )
    contents = contents_of(docx(body), "a.docx")
    assert contents.text == "见。\n绝密\n"
    assert said(contents) == ["embedded object: Equation.3", "placeholder: 单击此处"]


SIGNS = {
    "a sign of Symbol": ("<w:sym w:font='Symbol' w:char='F0A3'/>", "≤"),
    "by its plain number": ("<w:sym w:font='Symbol' w:char='B3'/>", "≥"),
    "a letter": ("<w:sym w:font='Symbol' w:char='F061'/>", "α"),
    "an arrow": ("<w:sym w:font='Symbol' w:char='F0AE'/>", "→"),
    "times": ("<w:sym w:font='Symbol' w:char='F0B4'/>", "×"),
    "of Wingdings": ("<w:sym w:font='Wingdings' w:char='F0E0'/>", "→"),
    "of Wingdings 2": ("<w:sym w:font='Wingdings 2' w:char='F052'/>", "☑"),
    "of Wingdings 3": ("<w:sym w:font='Wingdings 3' w:char='F070'/>", "▲"),
    "of Webdings": ("<w:sym w:font='Webdings' w:char='F061'/>", "✔"),
    "of a font that is known to hold signs": ("<w:sym w:font='MT Extra' w:char='F04C'/>", "▯"),
    "private, of a font that is not known": ("<w:sym w:font='Fancy' w:char='F04C'/>", "▯"),
    "ordinary, of a font that is not known": ("<w:sym w:font='Times New Roman' w:char='00E9'/>", "é"),
    "that is no number": ("<w:sym w:font='Symbol' w:char='xx'/>", "▯"),
    "letters": ("<w:rPr><w:rFonts w:ascii='Symbol' w:hAnsi='Symbol'/></w:rPr><w:t>abD</w:t>", "αβΔ"),
    "private letters": (
        "<w:rPr><w:rFonts w:ascii='Symbol' w:hAnsi='Symbol'/></w:rPr><w:t>\uf061\uf0b3\uf044</w:t>", "α≥Δ",
    ),
    "Chinese in it": ("<w:rPr><w:rFonts w:ascii='Symbol' w:hAnsi='Symbol'/></w:rPr><w:t>a桥 ，£</w:t>", "α桥 ，≤"),
    "for letters alone": (
        "<w:rPr><w:rFonts w:ascii='Symbol' w:hAnsi='Times New Roman'/></w:rPr><w:t>a£</w:t>", "α£",
    ),
    "by its style": ("<w:rPr><w:rStyle w:val='s'/></w:rPr><w:t>a</w:t>", "α"),
    "by a style and its own": (
        "<w:rPr><w:rStyle w:val='s'/><w:rFonts w:ascii='Arial' w:hAnsi='Arial'/></w:rPr><w:t>a</w:t>", "a",
    ),
    "a font of a theme": (
        "<w:rPr><w:rFonts w:ascii='Symbol' w:asciiTheme='minorHAnsi' w:hAnsi='Symbol'/></w:rPr><w:t>a</w:t>", "a",
    ),
    "signs that are not known": ("<w:rPr><w:rFonts w:ascii='MT Extra' w:hAnsi='MT Extra'/></w:rPr><w:t>L</w:t>", "▯"),
}  # fmt: skip


@pytest.mark.parametrize(("run", "sign"), SIGNS.values(), ids=SIGNS)
def test_signs_of_symbol_fonts(run: str, sign: str) -> None:
    fonts = "<w:rFonts w:ascii='Symbol' w:hAnsi='Symbol'/>"
    styles = f"<w:style w:type='character' w:styleId='s'><w:rPr>{fonts}</w:rPr></w:style>"
    contents = contents_of(docx(p("前", f"<w:r>{run}</w:r>", "后"), styles=styles), "a.docx")
    assert contents.text == f"前{sign}后\n"
    assert bool(said(contents)) == ("▯" in sign)


def test_a_table_of_pairs_is_read_as_the_document_is() -> None:
    sign = p("不", "<w:r><w:sym w:font='Symbol' w:char='F0A3'/></w:r>", "三人。")
    ruby = f"<w:r><w:ruby><w:rt>{r('qiáo')}</w:rt><w:rubyBase>{r('桥')}</w:rubyBase></w:ruby></w:r>"
    tables = "".join(
        f"<w:tr><w:tc>{zh}</w:tc><w:tc>{p(en)}</w:tc></w:tr>"
        for zh, en in ((sign, "Not ≤ three."), (p(ruby, "很窄。"), "The bridge is narrow."), (p("好。"), "Good."))
    )
    found = given_in(docx(f"<w:tbl>{tables}</w:tbl>"), "a.docx", called="a").bitext
    assert [row[1] for row in found.rows()] == ["不≤三人。", "桥很窄。", "好。"]


def test_a_comment_on_words_of_a_document_within() -> None:
    data = docx_with(p("前。") + CHUNK + p("后。"), {"c": ("aFChunk a.txt", "里面。")})
    written = with_comments(data, [Comment(Span(3, 5), ("remark",))], "a.docx")
    assert contents_of(written, "a.docx").text == "前。\n里面。\n后。\n"
    assert any(mark.kind == "note" for mark in contents_of(written, "a.docx").marks)


def test_what_was_not_read_was_not_searched() -> None:
    """A header is no part of the text, an object is."""
    objects = "<w:r><w:object><o:OLEObject xmlns:o='o' ProgID='Equation.3'/></w:object></w:r>"
    header = f"<w:hdr {_TEXT}>{p('内部资料')}</w:hdr>"
    contents = contents_of(docx_with(p("正文。", objects), {"x": ("header header1.xml", header)}), "a.docx")
    assert len(said(contents)) == 2
    assert coverage(document_from(contents, "zh", "a", "0" * 64)) == Coverage(parts=1)


def flat(body: str) -> str:
    """A Word document as one XML file."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    return (
        "<?xml version='1.0'?><?mso-application progid='Word.Document'?>"
        "<pkg:package xmlns:pkg='http://schemas.microsoft.com/office/2006/xmlPackage'>"
        f"<pkg:part pkg:name='/_rels/.rels'><pkg:xmlData><Relationships xmlns='{relations}'><Relationship "
        f"Id='r' Type='{office}/officeDocument' Target='word/document.xml'/></Relationships></pkg:xmlData></pkg:part>"
        "<pkg:part pkg:name='/word/media/a.bin'><pkg:binaryData>AAEC</pkg:binaryData></pkg:part>"
        f"<pkg:part pkg:name='/word/document.xml'><pkg:xmlData><w:document xmlns:w='{W}'><w:body>{body}</w:body>"
        "</w:document></pkg:xmlData></pkg:part></pkg:package>"
    )


def test_a_document_in_one_file() -> None:
    assert contents_of(flat(p("一段。") + p("二段。")).encode(), "a.xml").text == "一段。\n二段。\n"
    within = docx_with(p("前。") + CHUNK, {"c": ("aFChunk a.xml", flat(p("里面。")))})
    assert contents_of(within, "a.docx").text == "前。\n里面。\n"


def test_other_xml_within_is_no_text() -> None:
    contents = contents_of(docx_with(p("前。") + CHUNK, {"c": ("aFChunk a.xml", "<?xml version='1.0'?><x>y</x>")}), "a")
    assert contents.text == "前。\n"
    assert said(contents) == ["document within: a.xml is XML of a kind that is not read"]
