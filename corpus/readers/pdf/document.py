"""PDF files that hold text: its pages read in order, what is repeated on them left out, its lines made paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from duizhao.corpus.document import Mark, Span
from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import Contents, Progress, metadata_of, ordered
from duizhao.corpus.readers.base.left_out import LEFT_OUT, MISSING_SIGN
from duizhao.corpus.readers.base.limits import MOST_PAGES, PDF_SECONDS, check_length
from duizhao.corpus.readers.layout.page import Line, Page
from duizhao.corpus.readers.layout.text import text_of_pages
from duizhao.corpus.readers.ocr.pages import pages_read
from duizhao.corpus.readers.pdf.scanned import scanned, with_pictures
from duizhao.corpus.sandbox.reader_process import Job, ReaderLostError, asking

_SIGNS = Job("duizhao.corpus.readers.pdf.glyphs:read_signs", ("pypdfium2",))


def read_pdf(
    data: bytes, name: str, ask: Callable[[str], str] | None = None, track: Progress | None = None
) -> Contents:
    """The text of a PDF, a paragraph a line, footnotes behind it; pages that are pictures are read as such.

    Marks: `page` (its number, as the file labels it), `heading` (level), `footnote` (its number), and those of
    `corpus.scans.coverage`. `ask` is called with the file's name if it is protected by a password; the password is
    kept nowhere.
    """
    records, password = opened(data, name, ask)
    pages = pages_of(records[1:])
    wanted = scanned(records[1:])
    read = partial(pages_read, data, name, "pdf", password=password)
    pages = with_pictures(pages, wanted, name, read, track)
    contents = text_of_pages(pages, metadata_of(str(records[0]["title"]), None))
    contents = _with_missing(contents, [font for record in records[1:] for font in record["missing"]])
    check_length(len(contents.text), name)
    if not contents.text.strip():
        lack = "pictures of pages on which no words were found" if wanted else "no text"
        raise ReadError(f"{name} holds {lack}: get a better copy, or save its words as .txt")
    return contents


def _with_missing(contents: Contents, fonts: Sequence[str]) -> Contents:
    """The contents with marks on the signs of fonts, one each, that are not known."""
    places = [at for at, character in enumerate(contents.text) if character == MISSING_SIGN] if fonts else []
    missing = [
        Mark(LEFT_OUT, Span(at, at + 1), f"sign of the font {font}")
        for at, font in zip(places, fonts, strict=False)  # signs in headers that are left out stand in no text
    ]
    return replace(contents, marks=ordered([*contents.marks, *missing])) if missing else contents


def opened(data: bytes, name: str, ask: Callable[[str], str] | None = None) -> tuple[list[dict[str, Any]], str]:
    """What the process that reads a PDF finds: a record on the file, then one a page; and the password it needed."""
    password = ""
    records = _records(data, name, password)
    if records[0].get("error") == "password":
        if ask is None:
            raise ReadError(f"{name} is protected by a password: give --password, and you will be asked for it")
        password = ask(name)
        records = _records(data, name, password)
        if records[0].get("error") == "password":
            raise ReadError(f"{name}: that is not its password; try again")
    if "error" in records[0]:
        raise ReadError(f"{name} is damaged, or no PDF: get it again, or print it to a new PDF")
    return records, password


def _records(data: bytes, name: str, password: str) -> list[dict[str, Any]]:
    """What `duizhao.corpus.readers.pdf.glyphs` finds, in a process of its own."""
    records: list[dict[str, Any]] = []
    try:
        with asking(_SIGNS, {"password": password}, data, PDF_SECONDS) as asked:
            while "record" in (header := asked.hear()[0]):
                records.append(header["record"])
                if int(records[0].get("pages", 0)) > MOST_PAGES:
                    raise ReadError(f"{name} has more than {MOST_PAGES:,} pages: split it into several files")
    except ReaderLostError as lost:
        if lost.why == "time":
            raise ReadError(
                f"{name} took more than {PDF_SECONDS} seconds: it may be a trap; print it to a new PDF"
            ) from None
        raise ReadError(
            f"{name} cannot be read, it needs too much memory or is damaged: print it to a new PDF"
        ) from None
    return records


def pages_of(records: Sequence[dict[str, Any]]) -> list[Page]:
    """The pages that records of `pdf_glyphs` tell of."""
    pages = []
    for at, record in enumerate(records, start=1):
        lines = tuple(
            Line(left, right, base, size, first, text, tuple((start, end) for start, end in raised))
            for left, right, base, size, first, text, raised in record["runs"]
            if text.strip() and size > 0
        )
        pages.append(Page(str(record["label"] or at), float(record["width"]), float(record["height"]), lines))
    return pages
