"""Small files of every kind, ways to damage them, and what a reader may do then: read, or refuse in one line."""

from __future__ import annotations

import contextlib
import importlib
import json
import random
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

from mutations import parts_of
from pdf_files import Shown, pdf
from slides import pptx, shape
from word_files import cell, deleted, docx, ins, p, r, row, zipped
from workbooks import xlsx

from duizhao.corpus.document import Document
from duizhao.corpus.errors import ReadError
from duizhao.corpus.exchange.bitext import xml_pairs
from duizhao.corpus.exchange.bitext.sniff_pairs import given_in
from duizhao.corpus.exchange.tables import glossaries, workbook
from duizhao.corpus.exchange.tables.sentences import to_json_lines, to_table
from duizhao.corpus.message import for_the_terminal
from duizhao.corpus.readers.base import limits
from duizhao.corpus.readers.base.contents import Contents, ReadOptions
from duizhao.corpus.readers.base.sniff import kind_of
from duizhao.corpus.readers.bilingual import taken_apart
from duizhao.corpus.readers.confined import unwarned_contents_of
from duizhao.corpus.readers.dispatch import read_here
from duizhao.corpus.readers.layout.text import text_of_pages
from duizhao.corpus.readers.load import document_from
from duizhao.corpus.readers.pdf.document import pages_of
from duizhao.corpus.readers.pdf.glyphs import records
from duizhao.corpus.sandbox.reader_process import Job
from duizhao.errors import DuizhaoError

_STYLES = '<w:style w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="1"/></w:style>'
_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_WORD = docx(
    p(
        "第一条 ",
        ins(r("new")),
        deleted("old"),
        properties='<w:pStyle w:val="1"/><w:numPr><w:numId w:val="1"/></w:numPr>',
    )
    + p("<w:commentRangeStart w:id='0'/>", "Words.", "<w:r><w:footnoteReference w:id='1'/></w:r>")
    + f"<w:tbl>{row(cell('水'), cell('water'))}</w:tbl>"
    + p("<w:r><w:pict><w:txbxContent>" + p("box") + "</w:txbxContent></w:pict></w:r>"),
    styles=_STYLES,
    numbering=_NUMBERING,
    footnotes=f'<w:footnote w:id="1">{p("note")}</w:footnote>',
    comments=f'<w:comment w:id="0">{p("remark")}</w:comment>',
)
_PAGE = (
    "<!DOCTYPE html><html><head><meta charset=utf-8><title>T</title></head><body><nav><a href=/>x</a></nav>"
    "<h1>标题</h1><p>Words &amp; more<sup><a href=#1>1</a></sup>.<table><tr><td colspan=2>a<td>b</table>"
    "<ol start=3 type=a><li>one<ul><li>two</ol><blockquote>q</blockquote><pre>a\n b</pre></body></html>"
)
_CONTAINER = '<container><rootfile full-path="a.opf"/></container>'
_OPF = '<p><title>B</title><item id="a" href="a.html" media-type="text/html"/><itemref idref="a"/></p>'
_SRT = "1\n00:00:01,000 --> 00:00:02,000\n<i>One</i>\n\n2\n00:00:02,000 --> 00:01:03,000\n中国\n人民\n"
_ASS = (
    "[Script Info]\nA: b\n[Events]\nFormat: Layer, Start, End, Style, Text\n"
    "Dialogue: 0,0:00:01.00,0:00:02.00,D,{\\i1}天黑了{\\i0}\\NNight fell\nDialogue: 0,0:00:02.00,0:00:03.00,OP,la\n"
).encode()
_TTML = (
    b"<tt xmlns='http://www.w3.org/ns/ttml'><body><div begin='1s'><p begin='00:00:01.5' end='00:00:03:10'>Night<br/>"
    b"<span>fell</span></p><p begin='9s' dur='1s'>x</p></div></body></tt>"
)
_MAIL = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n--B\r\n'
    "Content-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "<html><p>=D6=D0 a</html>\r\n--B--\r\n"
)
_PAIRS = (
    '<tmx version="1.4"><header srclang="zh" creationtool="x"/><body><tu tuid="1"><note>n</note>'
    '<tuv xml:lang="zh-CN"><seg>一句<bpt i="1">&lt;b></bpt>话<ept i="1"/>。</seg></tuv>'
    '<tuv xml:lang="en"><seg>A <ph x="1"/>sentence.</seg></tuv></tu></body></tmx>',
    '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="zh" '
    'target-language="en" datatype="x"><body><group id="g"><trans-unit id="1" approved="yes"><source>'
    '一句话<x id="1"/>。</source><target state="final">A <g id="2">sentence</g>.</target><note>n</note></trans-unit>'
    "</group></body></file></xliff>",
    '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="zh" trgLang="en"><file id="f"><unit '
    'id="1"><segment id="s" state="final"><source>一<pc id="1">句</pc>话。</source><target>A <ph id="2"/>sentence.'
    "</target></segment></unit></file></xliff>",
    '<tbx type="TBX-Basic" xmlns="urn:iso:std:iso:30042:ed-2"><text><body><conceptEntry id="1"><langSec '
    'xml:lang="zh"><termSec><term>学校</term></termSec></langSec><langSec xml:lang="en"><termSec><term>school</term>'
    "</termSec></langSec></conceptEntry></body></text></tbx>",
)
"""TMX, XLIFF of both versions, TBX."""
_PDF = pdf(
    [[Shown(72, 700 - 14 * at, words) for at, words in enumerate(("First line of", "text, and", "more.", "1 note"))],
     [Shown(72, 700, "Second", 20), Shown(300, 700, "DRAFT", 60, 45)]],
    title="T",
)  # fmt: skip
_CONLLU = "".join(
    [
        "# newdoc id = 讲话\n# text = 学习历史。\n1\t学习\t_\tVERB\tv\t_\t_\t_\t_\tSpaceAfter=No\n",
        "2-3\t历史\t_\t_\t_\t_\t_\t_\t_\t_\n2\t历\t_\t_\t_\t_\t_\t_\t_\t_\n\n",
    ]
)
_EAF = (
    '<?xml version="1.0"?><ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="10"/></TIME_ORDER>'
    '<TIER TIER_ID="S"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="x" TIME_SLOT_REF1="a" TIME_SLOT_REF2="a">'
    "<ANNOTATION_VALUE>学习历史。</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>"
)
SEEDS: dict[str, list[bytes]] = {
    "word": [_WORD],
    "html": [_PAGE.encode(), _PAGE.encode("utf-16")],
    "mhtml": [_MAIL.encode()],
    "epub": [zipped({"META-INF/container.xml": _CONTAINER, "a.opf": _OPF, "a.html": _PAGE})],
    "subtitles": [_SRT.encode(), b"WEBVTT\n\n" + _SRT.replace(",", ".").encode(), _ASS, _TTML],
    "annotated": [_CONLLU.encode(), _EAF.encode()],
    "text": ["一句话。第一条　内容。\r\nTwo. Words\n".encode(each) for each in ("utf-8", "gb18030", "utf-16")],
    "pdf": [_PDF],
    "slides": [pptx([shape("标题", "Words") + shape("more", place="1")])],
    "workbook": [xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Words</t></is></c></row>'
                      '<row r="2"><c r="A2"><v>1.5</v></c><c r="B2" s="1"><f>A2*2</f><v>3</v></c></row>',
                      "<si><t>一句话，说的是学校。</t></si><si><r><t>a</t></r><rPh sb='0' eb='1'><t>b</t></rPh></si>")],
    "pairs": [each.encode() for each in _PAIRS],
}  # fmt: skip
_SPLICES = [
    b"\0", b"\xff\xfe", b"<", b">", b"&#0;", b"&#x110000;", b"&lol;", b"]]>", b"<!DOCTYPE x [<!ENTITY e 'e'>]>", b"-1",
    b"999999999999", b"1e9", b"\r", b"\n\n", "\u2028".encode(), b"\xed\xa0\x80", "𠀀".encode(), b"<w:p>", b"</w:p>",
    b"<w:tbl>", b"<td>", b"<table>", b"<ol start=-5>", b"-->", b"00:00:99,9 --> 1:1:1.1", b"endobj", b"stream",
    b"PK\x03\x04",
]  # fmt: skip


def damaged(seed: bytes, chance: random.Random) -> bytes:
    """A file with some of its bytes wrong, gone, doubled or replaced; of a package, often inside one of its parts."""
    if seed[:4] == b"PK\x03\x04" and chance.random() < 0.8 and (parts := parts_of(seed)):
        name = chance.choice(list(parts))
        parts[name] = _damaged(parts[name], chance)
        return zipped(parts)
    return _damaged(seed, chance)


def _damaged(data: bytes, chance: random.Random) -> bytes:
    wrong = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(wrong) + 1)
        end = min(len(wrong), at + chance.choice((0, 1, 4, 30)))
        kind = chance.randrange(5)
        if kind == 0 and at < len(wrong):
            wrong[at] = chance.randrange(256)
        elif kind == 1:
            del wrong[at:end]
        elif kind == 2:
            wrong[at:at] = chance.choice(_SPLICES)
        elif kind == 3:
            wrong[at:at] = wrong[at:end] * chance.choice((1, 3))
        elif chance.random() < 0.2:
            del wrong[at:]
    return bytes(wrong)


def _done_here(job: Job, request: Any, data: bytes, *_: object) -> Any:
    """What a process of its own would be asked, done in this one."""
    module, function = job.function.split(":")
    return json.loads(json.dumps(getattr(importlib.import_module(module), function)(None, request, data)))


@contextlib.contextmanager
def read_without_a_process() -> Iterator[None]:
    """Pairs, rows and terms are taken apart in this process."""
    with contextlib.ExitStack() as stack:
        for module in (xml_pairs, workbook, glossaries):
            stack.enter_context(mock.patch.object(module, "ask", _done_here))
        yield


def read_pairs_safely(data: bytes) -> bool:
    """The same for what holds pairs, rows or terms; whether anything was taken."""
    taken = False
    with warnings.catch_warnings(), read_without_a_process():
        warnings.simplefilter("ignore")
        reads: tuple[Callable[[], object], ...] = (
            lambda: given_in(data, "a.file", called="a").bitext.rows(),
            lambda: glossaries.read_glossary(data, "a.file"),
        )
        for read in reads:
            try:
                taken = bool(read()) or taken
            except DuizhaoError as refused:
                one_line(for_the_terminal(str(refused)))
    return taken


def one_line(refused: Exception | str) -> None:
    """A refusal says what it says in one line."""
    if "\n" in str(refused) or len(str(refused)) > 300:
        raise AssertionError(f"no single line: {refused}")


def read_safely(data: bytes) -> Contents | None:
    """Read, and use, what may be damaged; a refusal must be the reader's own, in one line.

    A PDF is read in this process, where a crash is seen; formats that LibreOffice reads are left to it.
    """
    try:
        if kind_of(data) in ("ole", "rtf", "odt"):
            return None
        if kind_of(data) == "pdf":
            found = list(records(data, None))
            contents = text_of_pages(pages_of(found[1:]), {}) if "error" not in found[0] else Contents("")
        else:
            contents = read_here(data, "a.file", ReadOptions(apart=unwarned_contents_of))
    except ReadError as refused:
        one_line(refused)
        return None
    check(contents)
    return contents


def check(contents: Contents) -> None:
    """What holds of everything that was read."""
    assert len(contents.text) <= limits.MOST_CHARACTERS
    contents.text.encode("utf-8")
    for language in ("zh", "en"):
        document: Document = document_from(contents, language, "a", "0" * 64)  # checks tiling and marks
        if language == "zh":
            for line in (*to_json_lines(document), *to_table(document)):
                assert line.endswith("\n") or not line
    taken_apart(contents)
