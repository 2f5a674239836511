"""Web pages, books and subtitles: what is text, and what stands around it."""

from __future__ import annotations

import pytest
from word_files import zipped

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import Contents
from duizhao.corpus.readers.confined import contents_of

ARTICLE = "".join(
    f"<p>Paragraph {number} of the report says at some length what the council did, and why it did so.</p>"
    for number in range(1, 8)
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>The Bridge | Example News</title>
<meta property="article:published_time" content="2021-05-06T07:00:00Z"><meta name="author" content="Jane Somebody">
<script>var x = "script words";</script><style>p {{ color: red }}</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World news</a></li></ul></nav>
<div class="advert">Buy our salt now! It is the cheapest salt in the whole valley.</div>
<article><h1>The Bridge</h1>{ARTICLE}</article>
<aside><h3>Related</h3><a href="/1">Another bridge falls</a> <a href="/2">Yet another bridge</a></aside>
<footer>Copyright 2021 Example News. All rights reserved. <a href="/imprint">Imprint</a></footer></body></html>"""
PLAIN = {
    "blocks, breaks and blanks": ("<p>a\n b<br>c<div>d</div>e", "a b\nc\nd\ne\n"),
    "no blank where a Chinese line breaks": ("<p>中国\n 人民</p><p>中国 ABC</p>", "中国人民\n中国 ABC\n"),
    "what is kept as it is": ("<pre>a  b\n\nc</pre>", "a  b\nc\n"),
    "hidden words": ("<p>a<span style='display: none'>x</span><span hidden>y</span>b</p>", "ab\n"),
    "scripts, styles, forms": ("<p>a<script>x</script><style>y</style><button>z</button>b", "ab\n"),
    "readings of characters": ("<p><ruby>国<rp>(</rp><rt>guó</rt><rp>)</rp></ruby>家", "国家\n"),
    "numbered lists": ('<ol start="3"><li>a<li value="7"><p>b</p><ol type="a"><li>c</ol></ol><ul><li>d</ul>',
                       "3. a\n7. b\na. c\nd\n"),
    "calls for notes, and the way back": (
        '<p>Said<sup><a href="#n1">1</a></sup>.</p><section role="doc-endnotes"><ol><li id="n1">A note. '
        '<a href="#r1">↩</a></li></ol></section>',
        "Said.\nA note.\n",
    ),
    "a link is text": ('<p>See <a href="#s">Section 2</a>, m<sup>2</sup></p>', "See Section 2, m2\n"),
    "entities": ("<p>&lt;a&gt; &amp; &ldquo;b&rdquo;&nbsp;&#x4e2d;</p>", "<a> & “b”\xa0中\n"),
    "an entity of one's own": ('<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>a&e;b</p>', None),
}  # fmt: skip


def page(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()


def marks(contents: Contents, kind: str) -> list[tuple[str, str]]:
    return [(mark.value, mark.span.of(contents.text)) for mark in contents.marks if mark.kind == kind]


@pytest.mark.parametrize("what", PLAIN)
def test_what_is_text(what: str) -> None:
    body, text = PLAIN[what]
    read = contents_of(page(body) if text else body.encode(), "a.html").text
    assert read == text if text else "root:" not in read


def test_an_article_without_what_stands_around_it() -> None:
    contents = contents_of(PAGE.encode(), "a.html")
    assert contents.text.count("Paragraph") == 7
    assert contents.text.startswith("The Bridge\nParagraph 1 of")
    for foreign in ("Home", "salt", "Related", "Another bridge", "Copyright", "script words", "Somebody"):
        assert foreign not in contents.text
    assert contents.metadata == {"title": "The Bridge", "date": "2021-05-06"}


def test_a_document_with_little_else_is_taken_whole() -> None:
    body = "<h1>法</h1>" + "".join(f"<p>第{number}条　<b>短</b>。</p>" for number in "一二三") + "<p>x</p>"
    contents = contents_of(page(body), "a.html")
    assert contents.text == "法\n第一条　短。\n第二条　短。\n第三条　短。\nx\n"
    assert marks(contents, "heading") == [("1", "法")]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("gb2312", "gb18030"), ("big5", "big5"), ("utf-8", "utf-8"), ("wrong", "gb18030"), ("", "utf-16")],
)
def test_encodings(declared: str, encoding: str) -> None:
    words = (
        "這是一個簡單的句子，我們用它來說明編碼的問題。"
        if encoding == "big5"
        else "这是一个简单的句子，我们用它来说明编码的问题。"
    )
    text = f'<html><head><meta charset="{declared}"></head><body><p>{words}</p></body></html>'
    assert contents_of(text.encode(encoding), "a.html").text == f"{words}\n"


def test_tables_and_quotations() -> None:
    cells = (
        "<table><tr><th colspan=2>a</th><th>b</th></tr><tr><td>c</td><td></td><td><p>d</p><p>e</p></td></tr></table>"
    )
    contents = contents_of(page(f"<p>x</p>{cells}<blockquote>Said so.</blockquote>"), "a.html")
    assert contents.text == "x\na\nb\nc\nd\ne\nSaid so.\n"
    assert sorted(marks(contents, "cell")) == [
        ("1.1.1", "a\n"),
        ("1.1.3", "b\n"),
        ("1.2.1", "c\n"),
        ("1.2.2", ""),
        ("1.2.3", "d\ne\n"),
    ]
    assert marks(contents, "quote") == [("", "Said so.")]


def test_a_page_as_browsers_save_it() -> None:
    saved = (
        "From: <Saved by Blink>\r\nSubject: secret\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----B"\r\n\r\n------B\r\n'
        "Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<html><body><p>=D6=D0=B9=FA=3B a =\r\nb</p></body></html>\r\n"
        "------B\r\nContent-Type: image/png\r\n\r\nxx\r\n------B--\r\n"
    )
    assert contents_of(saved.encode(), "a.mhtml").text == "中国; a b\n"
    with pytest.raises(ReadError, match="no page"):
        contents_of(saved.replace("text/html;", "text/other;").encode(), "a.mhtml")


CONTAINER = '<container><rootfiles><rootfile full-path="b/c.opf"/></rootfiles></container>'
OPF = (
    '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
    "<dc:title>Wells</dc:title><dc:creator>Somebody</dc:creator><dc:date>1999-01-02</dc:date></metadata><manifest>"
    '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    '<item id="two" href="t%20two.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="one" href="../one.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="gone" href="../../gone.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="n"/><itemref idref="one"/><itemref idref="two"/>'
    '<itemref idref="gone"/><itemref idref="one"/></spine></package>'
)


def chapter(body: str) -> str:
    start = '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "x.dtd">'
    names = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    return f"{start}<html {names}><body>{body}</body></html>"


def test_a_book_is_read_chapter_by_chapter() -> None:
    note = '<aside epub:type="footnote"><p>A note.</p></aside>'
    data = zipped({
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "b/c.opf": OPF,
        "b/nav.xhtml": chapter("<nav>Contents</nav>"),
        "b/t two.xhtml": chapter("<h2>Two</h2><p>Deep&nbsp;well.</p>"),
        "one.xhtml": chapter(f'<h1>One</h1><p>Said<a epub:type="noteref" href="#n">1</a>.</p>{note}'),
    })  # fmt: skip
    contents = contents_of(data, "a.epub")
    assert contents.text == "One\nSaid.\nA note.\nTwo\nDeep\xa0well.\n"
    assert marks(contents, "heading") == [("1", "One"), ("2", "Two")]
    assert marks(contents, "footnote") == [("1", "A note.\n")]
    assert contents.metadata == {"title": "Wells", "date": "1999-01-02"}


def test_a_book_that_is_locked() -> None:
    locked = "<encryption><EncryptedData><EncryptionMethod Algorithm='aes'/></EncryptedData></encryption>"
    data = zipped({"META-INF/container.xml": CONTAINER, "b/c.opf": OPF, "META-INF/encryption.xml": locked})
    with pytest.raises(ReadError, match="locked"):
        contents_of(data, "a.epub")


SRT = """1
00:00:01,000 --> 00:00:02,500
<i>The bridge</i> was
closed because

2
00:00:02,600 --> 00:00:04,000
{\\an8}of the flood.

3
00:00:04,100 --> 00:00:05,000
- Who says so?
- I do

4
00:01:05,100 --> 00:01:06,000
中国人
民站起来了。
"""


@pytest.mark.parametrize(
    ("cue", "words"),
    [
        ("the <ruby>漢<rt>kan</rt></ruby> river", "the 漢 river"),
        ("<ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp>水<rt>shuǐ</ruby>", "漢水"),
        ("<v Ann>the <i>boat</i> <00:01.500>left", "the boat left"),
        ("<rtl>a word", "a word"),
    ],
)
def test_marks_inside_a_cue_are_no_words(cue: str, words: str) -> None:
    text = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{cue}\n"
    assert contents_of(text.encode(), "film.vtt").text.strip() == words


@pytest.mark.parametrize("form", ["srt", "vtt", "bom"])
def test_cues_are_joined_to_sentences(form: str) -> None:
    text = SRT
    if form == "vtt":
        text = "WEBVTT - Flood\n\nNOTE a remark\nof two lines\n\nSTYLE\n::cue { color: red }\n\n" + SRT.replace(
            ",", "."
        )
    contents = contents_of(("\ufeff" if form == "bom" else "").encode() + text.encode(), "a.srt")
    assert contents.text == "The bridge was closed because of the flood.\n- Who says so?\n- I do\n中国人民站起来了。\n"
    assert [value for value, _ in marks(contents, "time")] == ["00:00:01", "00:00:02", "00:00:04", "00:01:05"]
    assert marks(contents, "time")[1][1] == "of the flood."
    assert contents.metadata == ({"title": "Flood"} if form == "vtt" else {})


KINDS = {
    "ofd": (zipped({"OFD.xml": "<OFD/>"}), "viewer"),
    "slides": (zipped({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "not sound XML"),
    "sheet": (zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "Excel"),
    "zip": (zipped({"a.txt": "a"}), "unpack it"),
    "zip slip": (zipped({"../../a.txt": "a"}), "unpack it"),
    "tmx": (
        b'<?xml version="1.0"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4"><body/></tmx>',
        "duizhao align",
    ),
    "caj": (b"HN\xff\xff" + b"\0" * 50, "CAJViewer"),
    "protected Word": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "protected by a password",
    ),
    "empty subtitles": (b"WEBVTT\n\nnothing", "holds none"),
    "picture": (b"GIF89a", "type out its words"),
    "wrong name": (b"%PDF-1.4 but not really", "damaged"),
}


@pytest.mark.parametrize("what", KINDS)
def test_kinds_are_told_by_content_and_explained(what: str) -> None:
    data, says = KINDS[what]
    with pytest.raises(ReadError, match=says) as refused:
        contents_of(data, "some/where/name\nof.txt")
    assert str(refused.value).startswith("name of.txt")
    assert "\n" not in str(refused.value)
