"""PDF files that hold text: its pages read in order, what is repeated on them left out, its lines made paragraphs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any

from corpus.errors import ReadError
from corpus.readers.contents import Contents, Draft, metadata_of
from corpus.readers.limits import MOST_PAGES, PDF_SECONDS, check_length
from corpus.readers.pdf_notes import taken_apart
from corpus.readers.pdf_pages import Line, Page, columns, without_repeated
from corpus.readers.pdf_paragraphs import Placed, Style, joined, paragraphs, placed, style_of, words_of
from corpus.readers.pdf_scans import scanned, with_pictures
from corpus.readers.pictures import Pages

LARGER = 1.12
"""A short paragraph set in more than this many times the text's size is a heading."""

LONGEST_HEADING = 200
"""Characters."""

_DAY = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


def read_pdf(data: bytes, name: str, ask: Callable[[str], str] | None = None, track: Pages | None = None) -> Contents:
    """The text of a PDF, a paragraph a line, footnotes behind it; pages that are pictures are read as such.

    Marks: `page` (its number, as the file labels it), `heading` (level), `footnote` (its number), and those of
    `corpus.scans`. `ask` is called with the file's name if it is protected by a password; the password is kept nowhere.
    """
    records, password = opened(data, name, ask)
    pages = pages_of(records[1:])
    wanted = scanned(records[1:])
    pages = with_pictures(pages, wanted, data, name, password, track)
    contents = text_of_pages(pages, metadata_of(str(records[0]["title"]), _day(str(records[0]["date"]))))
    check_length(len(contents.text), name)
    if not contents.text.strip():
        said = "pictures of pages on which no words were found" if wanted else "no text"
        raise ReadError(f"{name} holds {said}: get a better copy, or save its words as .txt")
    return contents


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


def _day(date: str) -> str | None:
    match = _DAY.match(date)
    return "-".join(match.groups()) if match else None


def _records(data: bytes, name: str, password: str) -> list[dict[str, Any]]:
    """What `corpus.readers.pdf_glyphs` finds, in a process of its own."""
    given = password.encode("utf-8")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONSTARTUP"}
    environment |= {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "corpus.readers.pdf_glyphs"],
            input=len(given).to_bytes(4, "big") + given + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=PDF_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ReadError(
            f"{name} took more than {PDF_SECONDS} seconds: it may be a trap; print it to a new PDF"
        ) from None
    lines = ran.stdout.splitlines()
    if ran.returncode or not lines:
        raise ReadError(f"{name} cannot be read, it needs too much memory or is damaged: print it to a new PDF")
    found: list[dict[str, Any]] = [json.loads(line) for line in lines]
    if int(found[0].get("pages", 0)) > MOST_PAGES:
        raise ReadError(f"{name} has more than {MOST_PAGES:,} pages: split it into several files")
    return found


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


def text_of_pages(pages: Sequence[Page], metadata: dict[str, str], *, apart: Collection[int] = frozenset()) -> Contents:
    """The text of pages with its marks. With those `apart` (counted from 0) no paragraph of the page before goes on."""
    lines = placed([columns(page) for page in without_repeated(pages)])
    style = style_of(lines)
    body, notes = taken_apart(lines, style)
    words = words_of(lines)
    writer = _Writer(pages, words, _heading_sizes(body, style))
    for paragraph in paragraphs(body, style, apart):
        writer.paragraph(paragraph)
    writer.end_pages()
    for note in notes:
        writer.note(note.number, note.lines)
    return writer.draft.contents(metadata)


def _heading_sizes(lines: Sequence[Placed], style: Style) -> list[float]:
    """The sizes of headings, the largest first."""
    sizes: Counter[float] = Counter()
    for each in lines:
        if each.line.size > LARGER * style.size:
            sizes[round(each.line.size)] += 1
    return sorted(sizes, reverse=True)


class _Writer:
    """Paragraphs written into a draft, with the pages that they stand on."""

    def __init__(self, pages: Sequence[Page], words: frozenset[str], headings: Sequence[float]) -> None:
        self.draft = Draft()
        self._pages = pages
        self._words = words
        self._headings = headings
        self._page = 0
        self._start = 0

    def paragraph(self, lines: Sequence[Placed]) -> None:
        """One paragraph, and where a page begins in it."""
        start = self.draft.length
        for at, text in self._pieces(lines):
            self._turn(lines[at].page)
            self._write(lines[at].line, text)
        end = self.draft.length
        self.draft.end_line()
        size = round(lines[0].line.size)
        if size in self._headings and end - start <= LONGEST_HEADING:
            self.draft.mark("heading", start, end, value=str(min(6, self._headings.index(size) + 1)))

    def _pieces(self, lines: Sequence[Placed]) -> list[tuple[int, str]]:
        """The text of each line as it stands in the paragraph."""
        texts = [each.line.text.strip() for each in lines]
        for at in range(len(texts) - 1):
            texts[at], texts[at + 1] = joined(texts[at], texts[at + 1], self._words)
        texts[-1] = texts[-1].replace("\u00ad", "-") if texts[-1].endswith("\u00ad") else texts[-1]
        return [(at, text.replace("\u00ad", "").replace("\n", " ")) for at, text in enumerate(texts)]

    def _write(self, line: Line, text: str) -> None:
        """A line's text as it stands in the paragraph, and how it was read, if it was read in a picture."""
        start, off = self.draft.length, len(line.text) - len(line.text.lstrip())
        self.draft.write(text)
        for first, last, value in line.readings:
            begin, end = start + max(0, first - off), min(self.draft.length, start + last - off)
            if begin < end:
                self.draft.mark("reading", begin, end, value)

    def _turn(self, page: int) -> None:
        while self._page < page:
            self._end_page()
            self._page, self._start = self._page + 1, self.draft.length

    def _end_page(self) -> None:
        page = self._pages[self._page]
        self.draft.mark("page", self._start, value=page.number)
        if page.picture:
            self.draft.mark("picture", self._start, value=page.picture)
        if page.unread:
            self.draft.mark("unread", self._start, value=page.unread)

    def end_pages(self) -> None:
        """The last pages end with the text."""
        if self._pages:
            self._turn(len(self._pages) - 1)
            self._end_page()

    def note(self, number: str, lines: Sequence[Placed]) -> None:
        """A footnote, on the page where it begins."""
        start = self.draft.length
        for at, text in self._pieces(lines):
            self._write(lines[at].line, text)
        self.draft.end_line()
        if self.draft.length > start:
            self.draft.mark("footnote", start, value=number)
            self.draft.mark("page", start, value=self._pages[lines[0].page].number)
