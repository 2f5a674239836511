"""Where a character of a document stands, as one cites it: Article 36, para. 2, and the page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duizhao.corpus.document import Document, Mark
from duizhao.corpus.message import Message, MessageList
from duizhao.corpus.text.paragraphs import paragraphs
from duizhao.corpus.text.structure import number_of, structure

_DIVISIONS = ("part", "chapter", "section")
_CHINESE_UNITS = {"paragraph": "款", "item": "项"}


@dataclass(frozen=True, slots=True)
class Place:
    """`label`: Article 36, para. 2. `written`: the same as a Chinese text has it, 第三十六条第二款, or empty.

    `page` is the page's number as the file has it, `heading` the last heading before; each is empty where the file has
    none.
    """

    label: str
    written: str
    page: str
    heading: str = ""


class Places:
    """The places of one document; its structure is looked at once."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        parts = structure(document.text, document.marks)
        self._kinds = {
            kind: _Stretches(mark for mark in (*document.marks, *parts) if mark.kind == kind)
            for kind in (*_DIVISIONS, "article", "paragraph", "item", "page", "footnote", "endnote", "cell", "time")
        }
        self._kinds["heading"] = _Stretches(mark for mark in parts if mark.kind == "heading")
        self._headings = [mark for mark in parts if mark.kind == "heading"]
        self._heading_starts = [mark.span.start for mark in self._headings]
        self._lines = paragraphs(document.text)
        self._line_starts = [line.start for line in self._lines]

    def at(self, offset: int) -> Place:
        """The place of the character at `offset`."""
        page = self._mark("page", offset)
        label, written = self._place(offset)
        heading = self._heading(offset)
        return Place(label, written, page.value if page else "", heading.value if heading else "")

    def _heading(self, offset: int) -> Mark | None:
        at = bisect_right(self._heading_starts, offset)
        return self._headings[at - 1] if at else None

    def _mark(self, kind: str, offset: int) -> Mark | None:
        return self._kinds[kind].at(offset)

    def _place(self, offset: int) -> tuple[str, str]:
        for kind in ("footnote", "endnote"):
            if note := self._mark(kind, offset):
                return f"{kind} {note.value}".rstrip(), ""
        if article := self._mark("article", offset):
            return self._in_article(article, offset)
        if cell := self._mark("cell", offset):
            table, row, _ = cell.value.split(".")
            return f"table {table}, row {row}", ""
        if time := self._mark("time", offset):
            return f"at {time.value}", ""
        divisions = [mark for kind in _DIVISIONS if (mark := self._mark(kind, offset))]
        heading = self._mark("heading", offset)
        places = [f"{mark.kind.capitalize()} {number_of(mark.value)}" for mark in divisions]
        written = "".join(mark.value for mark in divisions)
        inner = max((mark for mark in (*divisions, heading) if mark), key=lambda mark: mark.span.start, default=None)
        if heading and heading is inner:
            places.append(f"“{heading.value}”")
        paragraph = self._paragraph(inner, offset)
        if paragraph:
            places.append(Message("para. {number}", number=paragraph))
        return MessageList(", ", places), written if written[:1] == "第" else ""

    def _in_article(self, article: Mark, offset: int) -> tuple[str, str]:
        parts: list[str] = [Message("Article {number}", number=number_of(article.value))]
        written = article.value if article.value[:1] == "第" else ""
        for kind, form in (("paragraph", "para. {number}"), ("item", "item {number}")):
            mark = self._mark(kind, offset)
            if mark and mark.span.start >= article.span.start:
                number = number_of(mark.value)
                parts.append(Message(form, number=number))
                written += f"第{_chinese_number(number)}{_CHINESE_UNITS[kind]}" if written else ""
        return MessageList(", ", parts), written

    def _paragraph(self, inside: Mark | None, offset: int) -> int:
        """The number of the paragraph, counted from 1 after the heading it stands under; 0 in the heading itself."""
        last = bisect_right(self._line_starts, offset)
        if inside is None:
            return max(1, last)
        first = bisect_right(self._line_starts, inside.span.start)
        return max(0, last - first)


def place(document: Document, offset: int) -> Place:
    """The place of the character at `offset`. For many offsets, make one `Places`."""
    return Places(document).at(offset)


class _Stretches:
    """Marks of one kind that do not overlap, looked up by offset."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._marks: Sequence[Mark] = sorted(marks, key=lambda mark: mark.span.start)
        self._starts = [mark.span.start for mark in self._marks]

    def at(self, offset: int) -> Mark | None:
        """The mark that holds the character at `offset`; of several, the one that began last."""
        place = bisect_right(self._starts, offset)
        for mark in reversed(self._marks[max(0, place - _NESTED) : place]):
            if offset < mark.span.end:
                return mark
        return None


_NESTED = 8
"""So many marks back is the one looked for, where some are empty or nested."""


def _chinese_number(digits: str) -> str:
    from duizhao.corpus.text.list_numerals import chinese

    return chinese(int(digits)) if digits.isdecimal() and len(digits) < 5 else digits
