"""Pages of lines written out as a text, a paragraph a line, with its marks: pages, headings, footnotes, readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from duizhao.corpus.readers.base.contents import Contents, Draft
from duizhao.corpus.readers.base.left_out import LEFT_OUT
from duizhao.corpus.readers.layout.annotations import without_annotations
from duizhao.corpus.readers.layout.footnotes import taken_apart
from duizhao.corpus.readers.layout.hyphens import whole_words
from duizhao.corpus.readers.layout.page import Line, Page, columns, without_repeated
from duizhao.corpus.readers.layout.paragraphs import PlacedLine, Style, joined, paragraphs, placed, style_of
from duizhao.corpus.scans.text_pages import SHEET

LARGER = 1.12
"""A short paragraph set in more than this many times the text's size is a heading."""

LONGEST_HEADING = 200
"""Characters."""


def text_of_pages(pages: Sequence[Page], metadata: dict[str, str], *, apart: Collection[int] = frozenset()) -> Contents:
    """The text of pages with its marks. With those `apart` (counted from 0) no paragraph of the page before goes on."""
    lines = placed([columns(without_annotations(page)) for page in without_repeated(pages)])
    style = style_of(lines)
    body, notes = taken_apart(lines, style)
    words = whole_words(placed.line.text for placed in lines)
    writer = _Writer(pages, words, _heading_sizes(body, style))
    for paragraph in paragraphs(body, style, apart):
        writer.paragraph(paragraph)
    writer.end_pages()
    for note in notes:
        writer.note(note.number, note.lines)
    return writer.draft.contents(metadata)


def _heading_sizes(lines: Sequence[PlacedLine], style: Style) -> list[float]:
    """The sizes of headings, the largest first."""
    sizes: Counter[float] = Counter()
    for placed_line in lines:
        if placed_line.line.size > LARGER * style.size:
            sizes[round(placed_line.line.size)] += 1
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

    def paragraph(self, lines: Sequence[PlacedLine]) -> None:
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

    def _pieces(self, lines: Sequence[PlacedLine]) -> list[tuple[int, str]]:
        """The text of each line as it stands in the paragraph."""
        texts = [placed.line.text.strip() for placed in lines]
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
        for value in line.left_out:
            self.draft.mark(LEFT_OUT, self.draft.length, value=value)

    def _turn(self, page: int) -> None:
        while self._page < page:
            self._end_page()
            self._page, self._start = self._page + 1, self.draft.length

    def _end_page(self) -> None:
        page = self._pages[self._page]
        self.draft.mark("page", self._start, value=page.number)
        if page.picture:
            self.draft.mark("picture", self._start, value=page.picture)
        elif page.sheet:
            self.draft.mark(SHEET, self._start, value=page.sheet)
        if page.unread:
            self.draft.mark("unread", self._start, value=page.unread)

    def end_pages(self) -> None:
        """The last pages end with the text."""
        if self._pages:
            self._turn(len(self._pages) - 1)
            self._end_page()

    def note(self, number: str, lines: Sequence[PlacedLine]) -> None:
        """A footnote, on the page where it begins."""
        start = self.draft.length
        for at, text in self._pieces(lines):
            self._write(lines[at].line, text)
        self.draft.end_line()
        if self.draft.length > start:
            self.draft.mark("footnote", start, value=number)
            self.draft.mark("page", start, value=self._pages[lines[0].page].number)
