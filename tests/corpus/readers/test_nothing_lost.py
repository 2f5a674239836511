"""Every character of a file's text nodes is read, or named as left out: nothing is lost without a word."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator

import pytest
from lxml import etree
from readers_fuzz import SEEDS
from slides import pptx, shape
from word_files import W, cell, deleted, docx, docx_with, ins, p, r, row, table, zipped
from workbooks import xlsx

from duizhao.corpus.exchange.bitext.sniff_pairs import given_in
from duizhao.corpus.readers.confined import contents_of

NO_WORDS = frozenset({"instrText", "delInstrText", "script", "style", "title", "posOffset", "align"})
"""Elements whose text is code, or a name of the whole."""

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_NAMES = f"xmlns:w='{W}' xmlns:a='{_A}'"
_TEXT_BOX = "<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>"
_EVERYTHING = (
    p("正文。", ins(r("插入")), deleted("删除"), properties="<w:outlineLvl w:val='0'/>")
    + p(r("隐藏", "<w:vanish/>"), f"<w:hyperlink>{r('链接')}</w:hyperlink>", f"<w:smartTag>{r('标签')}</w:smartTag>")
    + p(f"<w:r><w:ruby><w:rt>{r('miào')}</w:rt><w:rubyBase>{r('缪')}</w:rubyBase></w:ruby></w:r>")
    + p("<m:oMath><m:f><m:num><m:r><m:t>甲</m:t></m:r></m:num><m:den><m:r><m:t>乙</m:t></m:r></m:den></m:f></m:oMath>")
    + p("<w:fldSimple w:instr='REF x'>" + r("见上") + "</w:fldSimple>")
    + p("<w:commentRangeStart w:id='0'/>", "批", "<w:commentRangeEnd w:id='0'/>")
    + p("注", "<w:r><w:footnoteReference w:id='1'/></w:r>")
    + f"<w:tbl>{row(cell('外') + '<w:tc>' + table(('内', '里')) + p('旁') + '</w:tc>')}</w:tbl>"
    + p(_TEXT_BOX.format(p("框中") + p(_TEXT_BOX.format(p("框中框")))))
    + "<w:sdt><w:sdtContent>" + p("控件") + "</w:sdtContent></w:sdt>"
    + "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + p("请输入") + "</w:sdtContent></w:sdt>"
    + p("<w:moveFrom>" + r("移走") + "</w:moveFrom>", "<w:moveTo>" + r("移来") + "</w:moveTo>")
    + p(f"<w:r><w:drawing><a:x xmlns:a='{_A}'><a:p><a:r><a:t>画布</a:t></a:r></a:p></a:x></w:drawing></w:r>")
    + p("<w:r><w:unheard>未闻</w:unheard></w:r>")
)  # fmt: skip
_PARTS: dict[str, tuple[str, str | bytes]] = {
    "a": ("header header1.xml", f"<w:hdr {_NAMES}>{p('页眉')}</w:hdr>"),
    "b": ("footer footer1.xml", f"<w:ftr {_NAMES}>{p('页脚')}</w:ftr>"),
    "c": ("footnotes footnotes.xml",
          f"<w:footnotes {_NAMES}><w:footnote w:id='1'>{p('脚注')}</w:footnote>"
          f"<w:footnote w:id='9'>{p('孤注')}</w:footnote></w:footnotes>"),
    "d": ("comments comments.xml", f"<w:comments {_NAMES}><w:comment w:id='0'>{p('批注')}</w:comment></w:comments>"),
    "e": ("aFChunk part.htm", "<html><body><p>夹页</p></body></html>"),
    "f": ("glossaryDocument glossary/document.xml", f"<w:glossaryDocument {_NAMES}>{p('范文')}</w:glossaryDocument>"),
    "g": ("chart charts/chart1.xml",
          f"<c:c xmlns:c='c' {_NAMES}><a:p><a:r><a:t>图题</a:t></a:r></a:p>"
          "<c:strCache><c:v>轴名</c:v></c:strCache></c:c>"),
    "h": ("diagramData diagrams/data1.xml", f"<d {_NAMES}><a:p><a:r><a:t>图框</a:t></a:r></a:p></d>"),
    "i": ("unheardOf later.xml", f"<x {_NAMES}><w:t>后世</w:t></x>"),
}  # fmt: skip
_CALLS = "<w:altChunk r:id='e'/>" + p(
    "<w:r><w:drawing><x:chart xmlns:x='x' r:id='g'/><x:relIds xmlns:x='x' r:dm='h'/></w:drawing></w:r>"
)
_PAGE = (
    "<nav><a href='/'>首页</a> <a href='/b'>新闻</a></nav><h1>公告</h1>"
    "<p>石桥<ruby>桥<rt>qiáo</rt></ruby>今年开始修建。</p>"
    "<p>改<del>旧</del><ins>新</ins>，藏<span hidden>隐</span>，引<q>文</q>。</p><table><tr><td>格</td></tr></table>"
    "<svg><text>图字</text></svg><details><summary>摘要</summary>细节在此。</details>"
    "<pre>原样</pre><footer>村委会版权所有</footer>"
)
_BOOK = {
    "META-INF/container.xml": "<container><rootfile full-path='a.opf'/></container>",
    "a.opf": "<p><item id='a' href='a.xhtml' media-type='application/xhtml+xml'/>"
    "<item id='b' href='b.xhtml' media-type='application/xhtml+xml'/><itemref idref='a'/></p>",
    "a.xhtml": f"<html><body>{_PAGE}</body></html>",
    "b.xhtml": "<html><body><p>书外</p></body></html>",
}
_SLIDE = (
    shape("标题", place="title") + f"<p:grpSp>{shape('组内')}</p:grpSp>" + "<x:chart xmlns:x='x' r:id='g'/>"
    "<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>格</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl>"
    "</p:graphicFrame>"
)  # fmt: skip
_SLIDES = pptx(
    [_SLIDE, shape("二")],
    {
        "n": ("notesSlide", shape("备注", place="body")),
        "c": ("comments", "<p:text>评语</p:text>"),
        "l": ("slideLayout", shape("版式")),
        "g": ("chart", "<a:p><a:r><a:t>图题</a:t></a:r></a:p>"),
    },
)
_BOOKED = xlsx(
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>好。</t></is></c><c r="B2" t="inlineStr"><is><t>Good.</t></is></c></row>'
    "</sheetData><headerFooter><oddHeader>&amp;C表头</oddHeader></headerFooter><sheetData>",
    "<si><t>桥很窄。</t></si><si><r><t>The bridge </t></r><r><t>is narrow.</t></r></si>",
    {"xl/comments1.xml": "<comments><text><t>批语</t></text></comments>"},
)

FILES = {
    "a Word document with everything": docx_with(_EVERYTHING + _CALLS, _PARTS),
    "a web page": f"<html><body>{_PAGE}</body></html>".encode(),
    "a book": zipped({**_BOOK}),
    "a presentation": _SLIDES,
    "a Word document of the fuzz": SEEDS["word"][0],
    "a book of the fuzz": SEEDS["epub"][0],
}


def text_nodes(data: bytes) -> Iterator[str]:
    """The words of all text nodes of a file, of whatever part."""
    if data[:2] != b"PK":
        yield from _nodes(etree.fromstring(data, etree.HTMLParser(encoding="utf-8")))
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".htm", ".xhtml", ".html")) and "Content_Types" not in name:
                page = name.endswith(("htm", "html"))
                yield from _nodes(
                    etree.fromstring(archive.read(name), etree.HTMLParser(encoding="utf-8") if page else None)
                )


def _nodes(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] not in NO_WORDS:
            yield element.text or ""
        yield element.tail or ""


def lost(nodes: Iterator[str], kept: str) -> list[str]:
    """Text nodes with letters that are not in what was kept, blanks aside."""
    kept = "".join(kept.split())
    words = ("".join(node.split()) for node in nodes)
    return [each for each in words if any(letter.isalpha() for letter in each) and each not in kept]


@pytest.mark.parametrize("what", FILES)
def test_nothing_is_lost_without_a_word(what: str) -> None:
    contents = contents_of(FILES[what], "a.file")
    kept = contents.text + "\n".join(mark.value for mark in contents.marks)
    assert lost(text_nodes(FILES[what]), kept) == []


def test_nor_of_a_workbook() -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        bitext = given_in(_BOOKED, "a.xlsx", called="a").bitext
    kept = bitext.source.text + bitext.target.text + "\n".join(str(each.message) for each in said)
    assert lost((node.replace("&C", "") for node in text_nodes(_BOOKED)), kept) == []


def test_a_loss_would_be_seen() -> None:
    assert lost(text_nodes(docx(p("正文。", "<w:r><w:t>失</w:t></w:r>"))), "正文。") == ["失"]
