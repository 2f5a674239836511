"""The elements of a web page, or of a book's chapter, written as text: each block on a line of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from duizhao.corpus.readers.base.contents import Changes, Draft
from duizhao.corpus.readers.html.elements import INLINE, SKIPPED, hidden, kind_of_element, name_of
from duizhao.corpus.readers.html.inline import InlineWriter, label_of_page
from duizhao.corpus.text.list_numerals import numeral

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADINGS = {f"h{level}": str(level) for level in range(1, 7)}
_LIST_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_NOTE_CALL = re.compile(r"\s*[\[（(【〔]?\s*(?:\d{1,4}|[a-z*†‡§※])\s*[\]）)】〕]?\s*\Z", re.IGNORECASE)
_BACK = re.compile(r"\s*[↩↑^\ufe0e]+\s*\Z")
_NOTES = frozenset({"footnotes", "endnotes"})
_OWN_NOTES = frozenset({"footnote", "endnote", "rearnote"})
_KEPT_AS_IT_IS = frozenset({"pre", "listing", "xmp", "plaintext"})


class Blocks(InlineWriter):
    """Writes elements into a draft.

    Marks: headings, block quotations, the cells of tables, footnotes, pages as a book marks them; those of
    `InlineWriter`.
    """

    def __init__(self, draft: Draft, changes: Changes = "accepted") -> None:
        """`changes`: whether deleted words are left out, or inserted ones."""
        super().__init__(draft, changes)
        self._tables = 0
        self._notes = 0
        self._page: tuple[str, int] | None = None

    def write(self, element: _Element) -> None:
        """An element and all that is in it, but not what follows it."""
        self._element(element, kept=False, notes=False)
        self._end()

    def finish(self) -> None:
        """The text ends here, and with it its last page."""
        self._page_ends()

    def _element(self, element: _Element, *, kept: bool, notes: bool) -> None:
        tag = name_of(element)
        if not tag or tag in SKIPPED or (tag == "head" and name_of(element.getparent()) == "html"):
            return
        if kind_of_element(element) == "pagebreak":
            self._page_ends()
            self._page = label_of_page(element), self.draft.length
        elif hidden(element):
            self.leave_out("hidden", element)
        elif tag == "br":
            self._end()
        elif tag == "table":
            self._table(element, notes=notes)
        elif tag in ("ol", "ul", "menu", "dir"):
            self._list(element, numbered=tag == "ol", kept=kept, notes=notes or _of_notes(element))
        elif tag not in INLINE:
            self._block(element, tag, kept=kept, notes=notes)
        elif not _note_call(element) and not _back_link(element):
            self._inline(element, tag, lambda node: self._inside(node, kept=kept, notes=notes))

    def _page_ends(self) -> None:
        """The page that the text has come to ends here, with what stands on its last line."""
        if self._page is not None:
            label, start = self._page
            self.draft.mark("page", min(start, self.draft.length), value=label)
            self._page = None

    def _block(self, element: _Element, tag: str, *, kept: bool, notes: bool) -> None:
        self._end()
        start = self.draft.length
        own_note = kind_of_element(element) in _OWN_NOTES
        self._inside(element, kept=kept or tag in _KEPT_AS_IT_IS, notes=notes or _of_notes(element))
        end = self.draft.length
        self._end()
        level = _HEADINGS.get(tag)
        if level and end > start:
            self.draft.mark("heading", start, end, value=level)
        if tag == "blockquote" and end > start:
            self.draft.mark("quote", start, end)
        if own_note and end > start:
            self._note(start)

    def _inside(self, element: _Element, *, kept: bool, notes: bool) -> None:
        self._text(element.text, kept=kept)
        for node in element:
            self._element(node, kept=kept, notes=notes)
            self._text(node.tail, kept=kept)

    def _list(self, element: _Element, *, numbered: bool, kept: bool, notes: bool) -> None:
        self._end()
        number = _whole(element.get("start"), 1)
        form = _LIST_FORMS.get(element.get("type") or "1", "decimal")
        for node in element:
            if name_of(node) != "li":
                self._element(node, kept=kept, notes=notes)
                continue
            number = _whole(node.get("value"), number)
            start = self.draft.length
            self._label = f"{numeral(number, form)}. " if numbered and not notes else ""
            self._inside(node, kept=kept, notes=notes)
            self._end()
            self._label = ""
            if notes and self.draft.length > start:
                self._note(start)
            number += 1

    def _table(self, element: _Element, *, notes: bool) -> None:
        self._end()
        rows = _rows(element)
        if len(rows) == 1 and len(rows[0]) == 1:  # a frame, as pages were once laid out
            self._inside(rows[0][0], kept=False, notes=notes)
            self._end()
            return
        self._tables += 1
        this = self._tables
        for node in element:
            if name_of(node) == "caption":
                self._element(node, kept=False, notes=notes)
        for at, row in enumerate(rows, start=1):
            column = 1
            for cell in row:
                start = self.draft.length
                if hidden(cell):
                    self.leave_out("hidden", cell)
                else:
                    self._inside(cell, kept=False, notes=notes)
                self._end()
                self.draft.mark("cell", start, value=f"{this}.{at}.{column}")
                column += min(1000, max(1, _whole(cell.get("colspan"), 1)))

    def _note(self, start: int) -> None:
        self._notes += 1
        self.draft.mark("footnote", start, value=str(self._notes))


def _of_notes(element: _Element) -> bool:
    return kind_of_element(element) in _NOTES or bool(_NOTES.intersection((element.get("class") or "").split()))


def _note_call(element: _Element) -> bool:
    """A footnote's number in the text, which is no word of it."""
    tag = name_of(element)
    if tag not in ("a", "sup"):
        return False
    if kind_of_element(element) == "noteref":
        return True
    link = element if tag == "a" else next((node for node in element.iter() if name_of(node) == "a"), None)
    if link is None or not (link.get("href") or "").startswith("#"):
        return False
    raised = tag == "sup" or any(name_of(node) == "sup" for node in element.iter())
    return raised and bool(_NOTE_CALL.match("".join(element.itertext())))


def _back_link(element: _Element) -> bool:
    return name_of(element) == "a" and (
        kind_of_element(element) == "backlink" or bool(_BACK.match("".join(element.itertext())))
    )


def _whole(value: str | None, otherwise: int) -> int:
    try:
        return int(value) if value is not None and len(value) < 8 else otherwise
    except ValueError:
        return otherwise


def _rows(table: _Element) -> list[list[_Element]]:
    """The cells of a table's own rows, not those of tables inside it."""
    rows: list[list[_Element]] = []
    for node in table:
        tag = name_of(node)
        if tag in ("thead", "tbody", "tfoot"):
            rows.extend(_rows(node))
        elif tag == "tr":
            rows.append([cell for cell in node if name_of(cell) in ("td", "th")])
    return rows
