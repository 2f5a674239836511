"""A bilingual book, EPUB 3: each Chinese paragraph with its English under it, each passage linked to its counterpart.

A tap on a passage goes to what renders it, and from there back. Chapters begin where the Chinese names or numbers one.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document
from duizhao.corpus.exchange.bitext.file_header import Labels
from duizhao.corpus.files.safe_zip import NewArchive
from duizhao.corpus.text.structure import structure
from duizhao.corpus.text.xml_text import xml_text

CHAPTERS = frozenset({"part", "chapter", "section", "heading"})
LONGEST_CHAPTER = 400
"""Rows: readers of books open a chapter at once, so what names no chapters is cut all the same."""
LONGEST_TITLE = 60

_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
_PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:sha256:{digest}</dc:identifier>
<dc:title>{title}</dc:title><dc:language>{source}</dc:language><dc:language>{target}</dc:language>
<meta property="dcterms:modified">{moment}</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="book.css" media-type="text/css"/>
{items}
</manifest>
<spine>{spine}</spine></package>
"""
_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" \
xml:lang="{language}"><head><title>{title}</title><link rel="stylesheet" type="text/css" href="book.css"/></head>
<body>
{body}
</body></html>
"""
_STYLE = """p { margin: 0.3em 0; } .target { margin: 0 0 1em 1em; } .alone { border-bottom: 1px dotted; }
a { color: inherit; text-decoration: none; } a:target { text-decoration: underline; }
"""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Rows that belong together: number and the two texts of each. `title`: of the chapter that begins here."""

    rows: list[tuple[int, str, str]]
    title: str = ""


def write_epub(bitext: Bitext, labels: Labels) -> bytes:
    """The book of a document and one translation; every passage of both stands in it once."""
    chapters = list(_chapters(_paragraphs(bitext)))
    files = {number: f"chapter-{number:03}.xhtml" for number in range(1, len(chapters) + 1)}
    title = bitext.source.metadata.get("title") or bitext.source.name
    titles = [chapter[0].title or f"{number}" for number, chapter in enumerate(chapters, 1)]
    digest = hashlib.sha256(f"{bitext.source.sha256} {bitext.target.sha256}".encode()).hexdigest()
    held = io.BytesIO()
    with NewArchive(held) as book:
        book.put("mimetype", b"application/epub+zip", packed=False)
        book.put("META-INF/container.xml", _CONTAINER.encode())
        package = _PACKAGE.format(
            digest=digest,
            title=xml_text(title),
            source=xml_text(labels.source),
            target=xml_text(labels.target),
            moment=labels.moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            items="\n".join(
                f'<item id="c{at}" href="{file}" media-type="application/xhtml+xml"/>' for at, file in files.items()
            ),
            spine="".join(f'<itemref idref="c{at}"/>' for at in files),
        )
        book.put("book.opf", package.encode())
        book.put("book.css", _STYLE.encode())
        contents = "".join(f'<li><a href="{files[at]}">{xml_text(name)}</a></li>' for at, name in enumerate(titles, 1))
        body = f'<nav epub:type="toc"><h1>{xml_text(title)}</h1><ol>{contents}</ol></nav>'
        book.put("nav.xhtml", _page(labels.source, title, body))
        for at, chapter in enumerate(chapters, 1):
            body = "\n".join(part for paragraph in chapter for part in _sides(paragraph, labels))
            book.put(files[at], _page(labels.source, titles[at - 1], body))
    return held.getvalue()


def _page(language: str, title: str, body: str) -> bytes:
    return _PAGE.format(language=xml_text(language), title=xml_text(title), body=body).encode()


def _paragraphs(bitext: Bitext) -> Iterator[_Paragraph]:
    """Rows, a new paragraph where the Chinese begins one."""
    heads = {
        bitext.source.sentence_at(mark.span.start): mark.value
        for mark in structure(bitext.source.text, bitext.source.marks)
        if mark.kind in CHAPTERS and mark.span.start < len(bitext.source.text)
    }
    rows: list[tuple[int, str, str]] = []
    title = ""
    for number, (bead, source, target) in enumerate(bitext.rows(), start=1):
        if bead.source and rows and _begins(bitext.source, bead.source[0]):
            yield _Paragraph(rows, title)
            rows, title = [], ""
        if bead.source and (named := next((heads[at] for at in bead.source if at in heads), None)) is not None:
            title = title or (source if len(source) <= LONGEST_TITLE else named or source[:LONGEST_TITLE])
        rows.append((number, source, target))
    if rows:
        yield _Paragraph(rows, title)


def _begins(document: Document, sentence: int) -> bool:
    """Whether a sentence is the first of its paragraph."""
    before = document.sentences[sentence - 1].of(document.text) if sentence else "\n"
    return before.endswith(("\n", "\r")) or document.sentences[sentence].of(document.text).startswith("\n")


def _chapters(paragraphs: Iterator[_Paragraph]) -> Iterator[list[_Paragraph]]:
    chapter: list[_Paragraph] = []
    size = 0
    for paragraph in paragraphs:
        if chapter and (paragraph.title or size + len(paragraph.rows) > LONGEST_CHAPTER):
            yield chapter
            chapter, size = [], 0
        chapter.append(paragraph)
        size += len(paragraph.rows)
    if chapter:
        yield chapter


def _sides(paragraph: _Paragraph, labels: Labels) -> Iterator[str]:
    """The paragraph in both languages."""
    for side, (kind, language, own, other) in enumerate(
        (("source", labels.source, "z", "e"), ("target", labels.target, "e", "z"))
    ):
        parts = []
        for number, *texts in paragraph.rows:
            words = xml_text(" ".join(texts[side].split()))
            if words and texts[1 - side]:
                parts.append(f'<a id="{own}{number}" href="#{other}{number}">{words}</a>')
            elif words:
                parts.append(f'<span class="alone">{words}</span>')
        if parts:
            element = "h2" if paragraph.title and not side else "p"
            text = (" " if side else "").join(parts)
            tag = xml_text(language)
            yield f'<{element} class="{kind}" lang="{tag}" xml:lang="{tag}">{text}</{element}>'
