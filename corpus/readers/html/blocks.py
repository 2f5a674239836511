"""The elements of a web page, or of a book's chapter, written as text: each block on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from duizhao.corpus.readers.base.contents import Draft
from duizhao.corpus.text.list_numerals import numeral
from duizhao.corpus.text.normalization import WIDE

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "applet",
    "audio", "video", "canvas", "button", "select", "input", "textarea", "option", "datalist", "map", "rt", "rp",
    "rtc", "meta", "link", "title", "base", "param", "source", "track", "dialog",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "nobr", "q", "rb", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "hi", "ref", "graphic",
})  # fmt: skip
_HEADINGS = {f"h{level}": str(level) for level in range(1, 7)}
_LIST_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_NOTE_CALL = re.compile(r"\s*[\[（(【〔]?\s*(?:\d{1,4}|[a-z*†‡§※])\s*[\]）)】〕]?\s*\Z", re.IGNORECASE)
_BACK = re.compile(r"\s*[↩↑^\ufe0e]+\s*\Z")
_BLANK = re.compile(r"[ \t\n\r\f]+")
_UNSEEN = dict.fromkeys((*range(0x09), *range(0x0E, 0x20), 0x7F, 0xAD, 0x200B, 0xFEFF, 0xFFFE, 0xFFFF))
_NOTES = frozenset({"doc-endnotes", "doc-footnotes", "footnotes", "endnotes"})
_KEPT_AS_IT_IS = frozenset({"pre", "listing", "xmp", "plaintext"})


class Blocks:
    """Writes elements into a draft; marks headings, block quotations, the cells of tables, and footnotes."""

    def __init__(self, draft: Draft, without: Collection[_Element] = ()) -> None:
        """`without`: elements to be passed over."""
        self.draft = draft
        self._without = without
        self._blank = self._label = ""
        self._tables = 0
        self._notes = 0

    def write(self, element: _Element) -> None:
        """An element and all that is in it, but not what follows it."""
        self._element(element, kept=False, notes=False)
        self._end()

    def _element(self, element: _Element, *, kept: bool, notes: bool) -> None:
        tag = _name(element)
        if not tag or tag in _SKIPPED or _hidden(element) or element in self._without:
            return
        if tag == "head" and _name(element.getparent()) == "html":
            return  # trafilatura calls headings by this name
        if tag == "br" or tag == "lb":
            self._end()
        elif tag in ("table", "tbl"):
            self._table(element, notes=notes)
        elif tag in ("ol", "ul", "menu", "dir", "list"):
            self._list(element, numbered=tag == "ol", kept=kept, notes=notes or _of_notes(element))
        elif tag in _INLINE:
            if not _note_call(element) and not _back_link(element):
                self._inside(element, kept=kept, notes=notes)
        else:
            self._block(element, tag, kept=kept, notes=notes)

    def _block(self, element: _Element, tag: str, *, kept: bool, notes: bool) -> None:
        self._end()
        start = self.draft.length
        own_note = _kind(element) in ("footnote", "endnote", "rearnote", "doc-footnote")
        self._inside(element, kept=kept or tag in _KEPT_AS_IT_IS, notes=notes or _of_notes(element))
        end = self.draft.length
        self._end()
        level = _HEADINGS.get(tag) or (_HEADINGS.get(element.get("rend") or "", "2") if tag == "head" else None)
        if level and end > start:
            self.draft.mark("heading", start, end, value=level)
        if tag == "blockquote" and end > start:
            self.draft.mark("quote", start, end)
        if own_note and end > start:
            self._note(start)

    def _inside(self, element: _Element, *, kept: bool, notes: bool) -> None:
        self._text(element.text, kept=kept)
        for each in element:
            self._element(each, kept=kept, notes=notes)
            self._text(each.tail, kept=kept)

    def _list(self, element: _Element, *, numbered: bool, kept: bool, notes: bool) -> None:
        self._end()
        number = _whole(element.get("start"), 1)
        form = _LIST_FORMS.get(element.get("type") or "1", "decimal")
        for each in element:
            if _name(each) not in ("li", "item"):
                self._element(each, kept=kept, notes=notes)
                continue
            number = _whole(each.get("value"), number)
            start = self.draft.length
            self._label = f"{numeral(number, form)}. " if numbered and not notes else ""
            self._inside(each, kept=kept, notes=notes)
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
        for each in element:
            if _name(each) == "caption":
                self._element(each, kept=False, notes=notes)
        for at, row in enumerate(rows, start=1):
            column = 1
            for cell in row:
                start = self.draft.length
                if not _hidden(cell):
                    self._inside(cell, kept=False, notes=notes)
                self._end()
                self.draft.mark("cell", start, value=f"{this}.{at}.{column}")
                column += min(1000, max(1, _whole(cell.get("colspan"), 1)))

    def _note(self, start: int) -> None:
        self._notes += 1
        self.draft.mark("footnote", start, value=str(self._notes))

    def _text(self, text: str | None, *, kept: bool) -> None:
        """Words with single blanks; none where a line of the source breaks between two Chinese characters."""
        if not text:
            return
        if kept:
            for at, line in enumerate(text.split("\n")):
                if at:
                    self._end()
                self.draft.write(line.rstrip("\r").translate(_UNSEEN))
            return
        at = 0
        for blank in _BLANK.finditer(text):
            self._words(text[at : blank.start()])
            self._blank = self._blank if "\n" in self._blank else blank.group()
            at = blank.end()
        self._words(text[at:])

    def _words(self, words: str) -> None:
        words = words.translate(_UNSEEN)
        if self.draft.at_line_start:
            words = words.lstrip()
            self._blank = ""
        if not words:
            return
        label, self._label = self._label, ""
        self.draft.write(label)
        if self._blank:
            broken = "\n" in self._blank and WIDE.match(words) and WIDE.match(self.draft.tail(1)[-1:])
            self.draft.write("" if broken else " ")
            self._blank = ""
        self.draft.write(words)

    def _end(self) -> None:
        self._blank = ""
        self.draft.end_line()


def _name(element: _Element | None) -> str:
    tag = None if element is None else element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _hidden(element: _Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _kind(element: _Element) -> str:
    """What an element says it is, in the ways of EPUB and of accessible pages."""
    return element.get("{http://www.idpf.org/2007/ops}type") or element.get("epub:type") or element.get("role") or ""


def _of_notes(element: _Element) -> bool:
    return _kind(element) in _NOTES or bool(_NOTES.intersection((element.get("class") or "").split()))


def _note_call(element: _Element) -> bool:
    """A footnote's number in the text, which is no word of it."""
    tag = _name(element)
    if tag not in ("a", "sup"):
        return False
    if _kind(element) in ("noteref", "doc-noteref"):
        return True
    link = element if tag == "a" else next((each for each in element.iter() if _name(each) == "a"), None)
    if link is None or not (link.get("href") or "").startswith("#"):
        return False
    raised = tag == "sup" or any(_name(each) == "sup" for each in element.iter())
    return raised and bool(_NOTE_CALL.match("".join(element.itertext())))


def _back_link(element: _Element) -> bool:
    return _name(element) == "a" and (
        _kind(element) in ("doc-backlink", "backlink") or bool(_BACK.match("".join(element.itertext())))
    )


def _whole(value: str | None, otherwise: int) -> int:
    try:
        return int(value) if value is not None and len(value) < 8 else otherwise
    except ValueError:
        return otherwise


def _rows(table: _Element) -> list[list[_Element]]:
    """The cells of a table's own rows, not those of tables inside it."""
    rows: list[list[_Element]] = []
    for each in table:
        tag = _name(each)
        if tag in ("thead", "tbody", "tfoot"):
            rows.extend(_rows(each))
        elif tag in ("tr", "row"):
            rows.append([cell for cell in each if _name(cell) in ("td", "th", "cell")])
    return rows
