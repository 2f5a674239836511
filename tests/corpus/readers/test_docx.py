"""Word documents: what is text, what is a mark on it, and where each character stands in the file."""

from __future__ import annotations

import io
import random
import zipfile

import docx as python_docx
import pytest
from word_files import W, cell, deleted, docx, ins, p, r, row, table, zipped

from duizhao.corpus.document import Mark, Span
from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.docx.document import Walk, walk

DEL_MARK = "<w:rPr><w:del w:id='3'/></w:rPr>"
INS_MARK = "<w:rPr><w:ins w:id='3'/></w:rPr>"
BOX = "<w:txbxContent>" + p("In the box.") + "</w:txbxContent>"
MOVED = (
    p(f"<w:moveFrom w:id='5'>{r('Moved.')}</w:moveFrom>", properties="<w:rPr><w:moveFrom w:id='6'/></w:rPr>")
    + p("Stays.")
    + p(f"<w:moveTo w:id='5'>{r('Moved.')}</w:moveTo>", properties="<w:rPr><w:moveTo w:id='6'/></w:rPr>")
    + p("Last.")
)
TEXTS = {
    # what: (body, text with changes accepted, text before them)
    "an insertion in, a deletion out": (
        p("The ", ins(r("new ")), deleted("old "), "text."),
        "The new text.\n",
        "The old text.\n",
    ),
    "an insertion deleted again": (p("A", ins(deleted("x"), r("y")), "B"), "AyB\n", "AB\n"),
    "a paragraph mark deleted": (p("One ", properties=DEL_MARK) + p("line."), "One line.\n", "One \nline.\n"),
    "a paragraph mark inserted": (p("One ", properties=INS_MARK) + p("line."), "One \nline.\n", "One line.\n"),
    "a whole paragraph deleted": (
        p("A.") + p(deleted("Gone."), properties=DEL_MARK) + p("B."),
        "A.\nB.\n",
        "A.\nGone.\nB.\n",
    ),
    "a paragraph moved": (MOVED, "Stays.\nMoved.\nLast.\n", "Moved.\nStays.\nLast.\n"),
    "rows inserted and deleted": (
        "<w:tbl>"
        + row(cell("a"), properties="<w:ins w:id='1'/>")
        + row(cell("b"), properties="<w:del w:id='1'/>")
        + row(cell("c"))
        + "</w:tbl>",
        "a\nc\n",
        "b\nc\n",
    ),
    "cells inserted and deleted": (
        "<w:tbl>" + row(cell("a", "<w:cellIns/>"), cell("b", "<w:cellDel/>"), cell("c")) + "</w:tbl>",
        "a\nc\n",
        "b\nc\n",
    ),
    "a change of form alone": (
        p(r("Text", "<w:b/><w:rPrChange><w:rPr><w:i/></w:rPr></w:rPrChange>")),
        "Text\n",
        "Text\n",
    ),
}


def control(inside: str) -> str:
    """A content control."""
    return f"<w:sdt><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


PLAIN = {
    "tabs, breaks and hyphens": (
        p("a", "<w:r><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/></w:r>"),
        "a\tb\nc\u2011d\n",
    ),
    "empty paragraphs and indents are layout": (p() + p("　　甲") + p("  ") + p("乙"), "甲\n乙\n"),
    "white space that is not kept": (p("<w:r><w:t>\n  a  \n</w:t></w:r>", "<w:r><w:t> b</w:t></w:r>"), "ab\n"),
    "a field shows its result": (
        p(
            "Page ",
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>",
            "<w:r><w:fldChar w:fldCharType='separate'/></w:r>",
            "7",
            "<w:r><w:fldChar w:fldCharType='end'/></w:r>",
            " of it",
        ),
        "Page 7 of it\n",
    ),
    "a field without an end swallows nothing more": (
        p("<w:r><w:fldChar w:fldCharType='begin'/></w:r>", "code") + p("Text."),
        "Text.\n",
    ),
    "content controls, on blocks, runs and cells": (
        f"{control(p('A', control(r('B'))))}<w:tbl>{control(row(control(cell('C'))))}</w:tbl>",
        "AB\nC\n",
    ),
    "a placeholder is no text": (
        p("A") + f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('Click here')}</w:sdtContent></w:sdt>",
        "A\n",
    ),
    "links, smart tags, simple fields": (
        p(
            f"<w:hyperlink>{r('a')}</w:hyperlink>",
            f"<w:smartTag>{r('b')}</w:smartTag>",
            f"<w:fldSimple w:instr='REF x'>{r('c')}</w:fldSimple>",
        ),
        "abc\n",
    ),
    "a text box once, after its paragraph": (
        p(
            "Be",
            "<w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
            f"<w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
            "fore.",
        ),
        "Before.\nIn the box.\n",
    ),
    "a box of old": (p(f"<w:r><w:pict><v:textbox>{BOX}</v:textbox></w:pict></w:r>"), "In the box.\n"),
    "the reading of a character is left out": (
        p(f"<w:r><w:ruby><w:rt>{r('guó')}</w:rt><w:rubyBase>{r('国')}</w:rubyBase></w:ruby></w:r>", "家"),
        "国家\n",
    ),
    "a formula": (p("E", "<m:oMath><m:r><m:t>=mc</m:t></m:r></m:oMath>"), "E=mc\n"),
    "a tick box": (p("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>", " yes"), "☑ yes\n"),
    "a hidden passage": (p("Open", r(" hidden", "<w:vanish/>"), r(" shown", "<w:vanish w:val='0'/>")), "Open shown\n"),
    "a table in a table": ("<w:tbl>" + row(cell(p("a") + table(("b", "c")) + p("d"))) + "</w:tbl>", "a\nb\nc\nd\n"),
}
STYLES = (
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Mine"><w:basedOn w:val="1"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
)


def level(at: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCountingThousand", "第%1条", '<w:suff w:val="nothing"/><w:pStyle w:val="Mine"/>')
    + level(1, "decimal", "(%2)")
    + level(2, "lowerRoman", "%1.%3", "<w:isLgl/>")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    + level(0, "bullet", "\uf0b7")
    + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="10"/></w:lvlOverride></w:num>'
)


def listed(text: str, number: int = 1, at: int = 0, more: str = "") -> str:
    return p(text, properties=f'{more}<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


def tiled(walked: Walk) -> Walk:
    """The walk, its pieces checked to tile the text and to stand where they say."""
    at = 0
    for piece in walked.pieces:
        assert piece.start == at
        at += len(piece.text)
        if piece.element is not None:
            assert piece.run is not None
            assert piece.element in list(piece.run.iter())
            assert piece.part in walked.roots
            if piece.element.tag in (f"{{{W}}}t", f"{{{W}}}delText"):
                assert piece.element.text[piece.skip : piece.skip + len(piece.text)] == piece.text
    assert "".join(piece.text for piece in walked.pieces) == walked.contents.text
    return walked


def text_of(data: bytes, changes: str = "accepted") -> str:
    return tiled(walk(data, "a.docx", changes)).contents.text  # type: ignore[arg-type]


def marks(data: bytes, *kinds: str, changes: str = "accepted") -> list[tuple[str, str, str]]:
    """Kind, words and value of the marks of some kinds."""
    contents = walk(data, "a.docx", changes).contents  # type: ignore[arg-type]
    return [(mark.kind, mark.span.of(contents.text), mark.value) for mark in contents.marks if mark.kind in kinds]


@pytest.mark.parametrize("what", TEXTS)
def test_tracked_changes(what: str) -> None:
    body, accepted, original = TEXTS[what]
    assert text_of(docx(body)) == accepted
    assert text_of(docx(body), "original") == original


@pytest.mark.parametrize("what", PLAIN)
def test_what_is_text(what: str) -> None:
    body, text = PLAIN[what]
    assert text_of(docx(body)) == text


def test_changes_are_marked() -> None:
    data = docx(p("The ", ins(r("new ")), deleted("old "), "text."))
    assert marks(data, "inserted", "deleted") == [("inserted", "new ", ""), ("deleted", "", "old")]
    assert marks(data, "inserted", "deleted", changes="original") == [("deleted", "old ", ""), ("inserted", "", "new")]


def test_numbers_that_word_makes() -> None:
    body = (
        listed("甲。")
        + listed("one", at=1)
        + listed("deep", at=2)
        + listed("two", at=1)
        + p("乙。", properties='<w:pStyle w:val="Mine"/>')
        + listed("anew", at=1)
        + listed("点", 2)
        + listed("丙。", 3)
        + listed("丁。")
        + p("none", properties='<w:pStyle w:val="Mine"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + p("loop", properties='<w:pStyle w:val="Loop"/>')
    )
    data = docx(body, styles=STYLES, numbering=NUMBERING)
    assert text_of(data).split("\n") == [
        "第一条甲。", "(1) one", "1.1 deep", "(2) two", "第二条乙。", "(1) anew", "点", "第十条丙。", "第十一条丁。",
        "none", "loop", "",
    ]  # fmt: skip
    assert marks(data, "heading") == [("heading", "第二条乙。", "1"), ("heading", "none", "1")]


def test_a_deleted_paragraph_takes_its_number_along() -> None:
    gone = p(deleted("Gone."), properties=f'{DEL_MARK}<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    data = docx(listed("甲") + gone + listed("乙"), numbering=NUMBERING)
    assert text_of(data) == "第一条甲\n第二条乙\n"
    assert text_of(data, "original") == "第一条甲\n第二条Gone.\n第三条乙\n"


def test_notes_follow_the_text_in_the_order_in_which_it_calls_for_them() -> None:
    notes = "".join(
        f'<w:{{0}} w:id="{at}">{p(words)}</w:{{0}}>' for at, words in ((0, "rule"), (2, "second"), (5, "first"))
    )
    call = '<w:r><w:{}Reference w:id="{}"/></w:r>'
    body = p("A", call.format("footnote", 5), "B", call.format("endnote", 2)) + p("C", call.format("footnote", 2))
    data = docx(body, footnotes=notes.format("footnote"), endnotes=notes.format("endnote"))
    assert text_of(data) == "AB\nC\nfirst\nsecond\nsecond\n"
    assert marks(data, "footnote", "endnote") == [
        ("footnote", "first\n", "1"),
        ("footnote", "second\n", "2"),
        ("endnote", "second\n", "1"),
    ]
    assert [piece.part for piece in walk(data).pieces if piece.text == "first"] == ["word/footnotes.xml"]


def test_comments_are_notes_on_their_words() -> None:
    comments = "".join(
        f'<w:comment w:id="{at}" w:author="Somebody" w:initials="SB">'
        f"{p('<w:r><w:annotationRef/></w:r>', words)}</w:comment>"
        for at, words in ((0, "lit. fire wall"), (1, "illegible"), (2, "open end"))
    )
    body = p(
        "See the ", "<w:commentRangeStart w:id='0'/>", "防火", ins(r("墙")), "<w:commentRangeEnd w:id='0'/>",
        "<w:r><w:commentReference w:id='0'/></w:r>", " now", "<w:r><w:commentReference w:id='1'/></w:r>",
        "<w:commentRangeStart w:id='2'/>", ".",
    )  # fmt: skip
    data = docx(body, comments=comments)
    assert text_of(data) == "See the 防火墙 now.\n"
    assert marks(data, "note") == [
        ("note", "防火墙", "lit. fire wall"),
        ("note", "", "illegible"),
        ("note", "", "open end"),
    ]
    assert "Somebody" not in repr(walk(data).contents)


def test_cells_know_their_place() -> None:
    merged = "<w:tbl>" + row(cell("a", '<w:gridSpan w:val="2"/>'), cell("b", '<w:vMerge w:val="restart"/>'))
    merged += row(cell("c"), cell(p()), cell(p(), "<w:vMerge/>")) + "</w:tbl>"
    assert [mark[1:] for mark in marks(docx(table(("x",)) + p("between") + merged), "cell")] == [
        ("x\n", "1.1.1"), ("a\n", "2.1.1"), ("b\n", "2.1.3"), ("c\n", "2.2.1"), ("", "2.2.2"),
    ]  # fmt: skip


def test_pages_are_those_that_word_laid_out() -> None:
    broken = "<w:r><w:lastRenderedPageBreak/></w:r>"
    body = (
        p("one") + p(broken, "two") + "<w:tbl>" + row(cell(p("a", broken, "b")), cell(p("c", broken, "d"))) + "</w:tbl>"
    )
    assert marks(docx(body), "page") == [("page", "one\n", "1"), ("page", "two\na", "2"), ("page", "b\ncd\n", "3")]
    assert marks(docx(p("one", "<w:r><w:br w:type='page'/></w:r>") + p("two")), "page") == []


def test_strict_documents_and_other_names_of_the_main_part() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    with zipfile.ZipFile(io.BytesIO(docx(p("Words.")))) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["word/document2.xml"] = str(parts.pop("word/document.xml")).replace(W, strict)
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("word/document.xml", "/word/document2.xml")
    assert text_of(zipped(parts)) == "Words.\n"


def test_a_document_of_python_docx() -> None:
    made = python_docx.Document()
    made.core_properties.title = "On Water"
    made.core_properties.author = "Somebody Secret"
    made.core_properties.last_modified_by = "Somebody Secret"
    made.add_heading("Wells", level=2)
    made.add_paragraph("The well is deep.")
    made.add_paragraph("first", style="List Number")
    made.add_paragraph("point", style="List Bullet")
    grid = made.add_table(rows=2, cols=2)
    for at, words in enumerate(("水", "water", "井", "well")):
        grid.cell(at // 2, at % 2).text = words
    made.sections[0].header.paragraphs[0].text = "RUNNING HEAD"
    saved = io.BytesIO()
    made.save(saved)
    contents = tiled(walk(saved.getvalue())).contents
    assert contents.text == "Wells\nThe well is deep.\n1. first\npoint\n水\nwater\n井\nwell\n"
    assert contents.marks[0] == Mark("heading", Span(0, 5), "2")
    assert contents.metadata["title"] == "On Water"
    assert "Secret" not in repr(contents)


def test_pieces_in_a_span() -> None:
    walked = walk(docx(p("The ", ins(r("new ")), "text.")))
    assert [piece.text for piece in walked.pieces_in(Span(5, 9))] == ["new ", "text."]
    assert walked.pieces_in(Span(13, 14)) == []


BROKEN = {
    "no zip": (b"PK\x03\x04 and nothing", "cut short or damaged"),
    "no document": (zipped({"[Content_Types].xml": "<Types/>"}), "without a Word document"),
    "no body": (zipped({"word/document.xml": f'<w:document xmlns:w="{W}"/>'}), "no Word text"),
    "no XML": (zipped({"word/document.xml": "<w:p>"}), "not sound XML"),
    "an entity": (
        zipped({"word/document.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'}),
        "declares XML entities",
    ),
    "an entity in UTF-16": (
        zipped(
            {
                "word/document.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY e "e">]><x/>'.encode(
                    "utf-16"
                )
            }
        ),
        "declares XML entities",
    ),
    "a bomb": (zipped({"word/document.xml": b" " * (97 * 2**20)}), "unfolds to more than"),
    "too deep": (zipped({"word/document.xml": "<a>" * 5000 + "</a>" * 5000}), "not sound XML"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_files(what: str) -> None:
    data, says = BROKEN[what]
    with pytest.raises(ReadError, match=says) as refused:
        walk(data, "a.docx")
    assert "\n" not in str(refused.value)


def test_a_file_cut_short_anywhere() -> None:
    data = docx(p("Words and words.") * 50)
    for at in range(0, len(data) - 1, 37):
        with pytest.raises(ReadError):
            walk(data[:at], "a.docx")


def test_a_file_with_wrong_bytes_anywhere() -> None:
    data = docx(p("Words.", ins(r("more"))) * 5, styles=STYLES, numbering=NUMBERING)
    chance = random.Random(5)
    for _ in range(300):
        wrong = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            wrong[chance.randrange(len(wrong))] = chance.randrange(256)
        try:
            tiled(walk(bytes(wrong), "a.docx"))
        except ReadError:
            continue
