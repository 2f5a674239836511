"""The bilingual book, read by a parser that is not ours, and by our own reader of books."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from bitexts import bitext_of
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from duizhao.corpus.exchange.bitext.epub_book import LONGEST_CHAPTER, write_epub
from duizhao.corpus.exchange.bitext.file_header import Labels
from duizhao.corpus.readers.load import read_document

LABELS = Labels("zh-CN", "en", "1.2.3", datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC))
XHTML = "{http://www.w3.org/1999/xhtml}"
ROWS = [("第一章　河", "Chapter 1. The river"), ("船没有来。", "The boat & crew did not come."), ("天黑了。", "")]
ROWS += [("", "Nobody knew why."), ("第二章　桥", "Chapter 2. The bridge"), ("桥修好了。", "The bridge <was> mended.")]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


def pages(data: bytes) -> list[etree._Element]:
    return [etree.fromstring(page) for name, page in parts(data).items() if name.startswith("chapter-")]


def test_the_container_begins_as_the_standard_asks() -> None:
    data = write_epub(bitext_of(ROWS), LABELS)
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    package = etree.fromstring(parts(data)["book.opf"])
    listed = {item.get("href") for item in package.iter("{*}item")}
    assert listed | {"mimetype", "META-INF/container.xml", "book.opf"} == set(parts(data))


def test_chapters_and_contents() -> None:
    data = write_epub(bitext_of(ROWS), LABELS)
    contents = etree.fromstring(parts(data)["nav.xhtml"])
    assert [(a.get("href"), a.text) for a in contents.iter(f"{XHTML}a")] == [
        ("chapter-001.xhtml", "第一章　河"),
        ("chapter-002.xhtml", "第二章　桥"),
    ]
    assert [[p.get("lang") for p in page.iter(f"{XHTML}p")] for page in pages(data)] == [
        ["en", "zh-CN", "en", "zh-CN", "en"],
        ["en", "zh-CN", "en"],
    ]


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)).filter(any), min_size=1, max_size=12))
def test_every_passage_stands_there_once_and_every_link_leads_somewhere(rows) -> None:
    rows = [tuple("".join(c for c in side if c.isalnum()) for side in row) for row in rows]
    rows = [row for row in rows if any(row)] or [("一", "one")]
    found = pages(write_epub(bitext_of(rows), LABELS))
    texts = {"source": "", "target": ""}
    for page in found:
        names = {element.get("id") for element in page.iter() if element.get("id")}
        assert all(a.get("href")[1:] in names for a in page.iter(f"{XHTML}a"))
        for element in page.iter(f"{XHTML}p", f"{XHTML}h2"):
            texts[element.get("class")] += "".join(element.itertext()).replace(" ", "")
    assert texts == {kind: "".join(row[side] for row in rows) for side, kind in enumerate(texts)}


def test_a_long_book_without_chapters_is_cut() -> None:
    assert len(pages(write_epub(bitext_of([("句。", "A line.")] * (LONGEST_CHAPTER + 1)), LABELS))) == 2


def test_our_own_reader_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(write_epub(bitext_of(ROWS), LABELS))
    text = read_document(path, "zh").text
    assert "船没有来。" in text
    assert text.index("第一章") < text.index("桥修好了。")
