"""What stands in the paragraphs of a Word document: runs, fields, signs, ruby, formulas, tracked changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from duizhao.corpus.readers.base.contents import Changes
from duizhao.corpus.readers.base.left_out import MISSING_SIGN
from duizhao.corpus.readers.docx.equation_field import escaped
from duizhao.corpus.readers.docx.fields import Field, Fields, name_of, shown_by
from duizhao.corpus.readers.docx.math import formula_parts
from duizhao.corpus.readers.docx.numbering import Styles
from duizhao.corpus.readers.docx.pieces import PieceWriter, plain
from duizhao.corpus.readers.docx.xml import attribute, child, children, switched_on, tag_of
from duizhao.corpus.text.symbol_fonts import is_symbol_font, sign, signs

if TYPE_CHECKING:
    from lxml.etree import _Element

REMOVED: dict[Changes, frozenset[str]] = {
    "accepted": frozenset({"w:del", "w:moveFrom"}),
    "original": frozenset({"w:ins", "w:moveTo"}),
}
REVISIONS = frozenset({"w:ins", "w:moveTo", "w:del", "w:moveFrom"})
_BLANKS = str.maketrans("\n\r\t", "   ")
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011"}
PASSED_OVER = frozenset({
    "w:pPr", "w:rPr", "w:tblPr", "w:tblGrid", "w:sectPr", "w:sdtPr", "w:sdtEndPr", "w:rt", "w:rubyPr",
    "w:softHyphen", "w:annotationRef", "w:footnoteRef", "w:endnoteRef", "mc:Fallback",
    "w:control",
})  # fmt: skip


_SETTINGS = frozenset({"align"})
"""Elements of drawings whose text is no word."""


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)


class RunReader(PieceWriter):
    """Reads what stands in a paragraph."""

    def __init__(self, part: str, changes: Changes, styles: Styles) -> None:
        super().__init__(part)
        self._changes: Changes = changes
        self._styles = styles
        self._properties: _Element | None = None
        self._fields = Fields()
        self._readers = self._by_tag()

    def _by_tag(self) -> dict[str, Callable[[_Element], None]]:
        """What is done with the elements of a paragraph that are no mere frames for others."""
        return {
            "w:r": self._a_run,
            "w:t": self._text,
            "w:delText": self._text,
            "m:t": self._text,
            "w:sym": self._symbol,
            "w:ruby": self._ruby,
            "w:instrText": lambda element: self._fields.add(element.text or ""),
            "w:delInstrText": lambda element: self._fields.add(element.text or ""),
            "w:fldChar": self._field,
            "w:fldSimple": self._simple_field,
            "w:drawing": self._picture,
            "w:pict": self._picture,
        }

    def _element(self, element: _Element) -> None:
        """Whatever stands in a paragraph."""
        tag = tag_of(element)
        if tag in PASSED_OVER or not tag:
            return
        if tag in REMOVED[self._changes]:
            self._left_out("deleted" if tag in ("w:del", "w:moveFrom") else "inserted", element)
        elif tag in REVISIONS:
            start = self.draft.length
            self._inside(element)
            if self.draft.length > start:
                self.draft.mark("inserted" if tag in ("w:ins", "w:moveTo") else "deleted", start)
        elif tag in _SIGNS and self._fields.in_code:
            self._fields.add(" ")
        elif tag in _SIGNS:
            self._write(_SIGNS[tag], element)
        elif tag == "w:sdt" and switched_on(child(element, "w:sdtPr", "w:showingPlcHdr")):
            self._leave_out("placeholder", element)
        elif tag == "mc:AlternateContent":
            self._inside(chosen(element))
        elif (parts := formula_parts(element)) is not None:
            for part in parts:
                if isinstance(part, str):
                    self._write(part)
                else:
                    self._inside(part)
        else:
            self._readers.get(tag, self._inside)(element)

    def _inside(self, element: _Element) -> None:
        if (element.text or "").strip() and tag_of(element) not in _SETTINGS and _has_letters(element.text):
            self._leave_out(f"words in {tag_of(element)}", detail=element.text.strip())
        for node in element:
            self._element(node)

    def _a_run(self, run: _Element) -> None:
        if self._styles.vanished(child(run, "w:rPr")):
            self._left_out("hidden", run)
            for node in children(run, "w:fldChar"):
                self._field(node, hidden=True)
            return
        outer, self._run = self._run, run
        self._inside(run)
        self._run = outer

    def _text(self, element: _Element) -> None:
        """The characters of one element; Word drops white space at its ends unless told to keep it."""
        words = (element.text or "").translate(_BLANKS)
        kept = words if attribute(element, "space") == "preserve" else words.strip(" ")
        self._fields.add(kept)
        if not self._fields.in_code:
            self._write(self._signs(kept), element, len(words) - len(words.lstrip(" ")) if kept != words else 0)

    def _signs(self, text: str) -> str:
        """Characters that a run sets in a symbol font as they are meant."""
        latin, other = self._styles.fonts(child(self._run, "w:rPr"), self._properties)
        if not (is_symbol_font(latin) or is_symbol_font(other)):
            return text
        fonts = [(character, latin if character < "\x80" else other) for character in text]
        meant = "".join(
            signs(character, font, MISSING_SIGN) if is_symbol_font(font) else character for character, font in fonts
        )
        if meant.count(MISSING_SIGN) > text.count(MISSING_SIGN):
            self._leave_out(f"signs of the font {latin or other}")
        return meant

    def _symbol(self, element: _Element) -> None:
        """A character of a symbol font."""
        font, written = attribute(element, "font") or "", attribute(element, "char") or ""
        try:
            code = int(written, 16)
        except ValueError:
            code = 0
        ordinary = 0x20 <= code < 0xD800 and not is_symbol_font(font)
        character = chr(code) if ordinary else sign(code, font)
        if character is None:
            self._leave_out(f"sign of the font {font}", detail=f"number {written}")
        self._fields.add(character or MISSING_SIGN)
        if not self._fields.in_code:
            self._write(character or MISSING_SIGN, element)

    def _ruby(self, element: _Element) -> None:
        """Characters, and what is said over them as a mark."""
        start = self.draft.length
        for base in children(element, "w:rubyBase"):
            self._inside(base)
        reading = "".join(plain(node) for node in children(element, "w:rt"))
        if reading:
            self.draft.mark("ruby", start, value=reading)

    def _field(self, element: _Element, *, hidden: bool = False) -> None:
        """What a field shows is text; the code before its middle is none."""
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            self._fields.begin(self.draft.length, child(element, "w:ffData"), hidden=hidden)
        elif kind == "separate":
            self._fields.separate(self.draft.length)
        elif kind == "end" and (ended := self._fields.end()) is not None:
            self._show(ended)

    def _simple_field(self, element: _Element) -> None:
        self._fields.begin(self.draft.length, child(element, "w:ffData"), attribute(element, "instr") or "")
        self._inside(element)
        if (ended := self._fields.end()) is not None:
            self._show(ended)

    def _show(self, field: Field) -> None:
        """Of a field without a result, what its code shows; what cannot be known is said."""
        if field.hidden or field.filled or (not field.in_code and self.draft.length > field.start):
            return
        shown = shown_by(field)
        if shown is None or not shown.known:
            self._leave_out(f"field {name_of(field.instruction)}", detail=field.instruction)
        if shown is None or not shown.text:
            return
        self._fields.add(escaped(shown.text))
        if not self._fields.in_code:
            if re.match(r"\d+/\d", shown.text) and self.draft.tail(1)[-1:].isdigit():
                self._write(" ")  # 3 and a half must not become 31 halves
            start = self.draft.length + len(self._label if self.draft.at_line_start else "")
            self._write(shown.text, run=self._run)
            for begin, end, reading in shown.readings:
                self.draft.mark("ruby", start + begin, start + end, value=reading)

    def _picture(self, element: _Element) -> None:
        self._fields.fill()
        self._inside(element)


def chosen(alternatives: _Element) -> _Element:
    """Of several ways to say the same, the first, which is the newest."""
    for tag in ("mc:Choice", "mc:Fallback"):
        branch = child(alternatives, tag)
        if branch is not None:
            return branch
    return alternatives
