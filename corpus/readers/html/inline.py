"""What stands in the lines of a page: words, and signs that markup stands for (quotation marks, drawn characters)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from duizhao.corpus.readers.base.contents import Changes, Draft
from duizhao.corpus.readers.base.left_out import LEFT_OUT, MISSING_SIGN
from duizhao.corpus.readers.html.elements import SKIPPED, font_of, language_of_element, name_of, struck
from duizhao.corpus.text.normalization import WIDE
from duizhao.corpus.text.symbol_fonts import is_symbol_font, signs

if TYPE_CHECKING:
    from lxml.etree import _Element

Inside = Callable[["_Element"], None]

_BLANK = re.compile(r"[ \t\n\r\f]+")
_UNSEEN = dict.fromkeys((*range(0x09), *range(0x0E, 0x20), 0x7F, 0xAD, 0x200B, 0xFEFF, 0xFFFE, 0xFFFF))
_QUOTES: Mapping[str, tuple[str, str, str, str]] = {
    "zh-hant": ("「", "」", "『", "』"), "zh-tw": ("「", "」", "『", "』"), "zh-hk": ("「", "」", "『", "』"),
    "zh-mo": ("「", "」", "『", "』"), "ja": ("「", "」", "『", "』"), "de": ("„", "“", "‚", "‘"),
    "fr": ("«", "»", "«", "»"), "ru": ("«", "»", "„", "“"), "it": ("«", "»", "“", "”"), "es": ("«", "»", "“", "”"),
}  # fmt: skip
"""Quotation marks of `<q>`, outer and inner, by language, as browsers set them; others have English ones."""
_USUAL = ("“", "”", "‘", "’")
_GAIJI = re.compile(r"gaiji|外字|zaozi|造字|rare-?char|ext-?char", re.IGNORECASE)
_COMPOSED = re.compile("[⿰-⿻]")
_PICTURES = frozenset("图圖像照")
_LABELS = re.compile(r"(?:page|pg|p)?[\s_.-]*([0-9]+|[ivxlcdm]+)\Z", re.IGNORECASE)


class InlineWriter:
    """Writes words into a draft, with single blanks between them.

    Marks: `ruby` (what is said over characters), `inserted` and `deleted`, `hidden`, `left-out`.
    """

    def __init__(self, draft: Draft, changes: Changes = "accepted") -> None:
        self.draft = draft
        self._changes: Changes = changes
        self._blank = self._label = ""
        self._fonts: list[str] = []
        self._quoted = 0
        self._ruby = 0

    def leave_out(self, kind: str, element: _Element) -> None:
        """Mark the words of an element that is not written, where it would stand; nothing if it has none."""
        words = words_in(element)
        if words:
            self.draft.mark(kind, self.draft.length, value=words)

    def _inline(self, element: _Element, tag: str, inside: Inside) -> None:
        """An element within a line; `inside` writes what it holds."""
        font = font_of(element)
        if font is not None:
            self._fonts.append(font)
        if struck(element) or tag == "ins":
            self._changed(element, inside, inserted=tag == "ins")
        elif tag == "q":
            self._quotation(element, inside)
        elif tag == "img":
            self._picture(element)
        elif tag == "svg":
            self._drawing(element)
        elif tag in ("rt", "rtc"):
            self._reading(element)
        elif tag == "ruby":
            self._ruby = self.draft.length
            inside(element)
        elif tag in _FORMULAS:
            self._formula(element, *_FORMULAS[tag], inside=inside)
        else:
            inside(element)
        if font is not None:
            self._fonts.pop()

    def _changed(self, element: _Element, inside: Inside, *, inserted: bool) -> None:
        kind = "inserted" if inserted else "deleted"
        if inserted == (self._changes == "original"):
            self.leave_out(kind, element)
            return
        start = self.draft.length
        inside(element)
        if self.draft.length > start:
            self.draft.mark(kind, start)

    def _quotation(self, element: _Element, inside: Inside) -> None:
        language = language_of_element(element)
        marks = next((_QUOTES[tag] for tag in (language, language.partition("-")[0]) if tag in _QUOTES), _USUAL)
        if language.startswith("zh-hant"):
            marks = _QUOTES["zh-hant"]
        inner = 2 * (self._quoted % 2)
        self._words(marks[inner])
        self._quoted += 1
        inside(element)
        self._quoted -= 1
        self._words(marks[inner + 1])

    def _picture(self, element: _Element) -> None:
        """A picture of a character is that character; one that does not say which is a missing one."""
        words = (element.get("alt") or "").strip()
        drawn = bool(_GAIJI.search(f"{element.get('class') or ''} {element.get('src') or ''}"))
        if (_is_one(words) and (drawn or words not in _PICTURES)) or (drawn and _COMPOSED.match(words)):
            self._words(words)
        elif drawn:
            self._words(MISSING_SIGN)
            self.draft.mark(
                LEFT_OUT, self.draft.length - 1, value=f"picture of a character: {words}".removesuffix(": ")
            )

    def _drawing(self, element: _Element) -> None:
        words = " ".join(label for text in element.iter() if name_of(text) == "text" and (label := words_in(text)))
        if words:
            self.draft.mark(LEFT_OUT, self.draft.length, value=f"drawing: {words}")

    def _reading(self, element: _Element) -> None:
        """What is said over the characters since the last reading, or since the ruby began."""
        words = words_in(element)
        above = self.draft.tail(self.draft.length - self._ruby)[-(self.draft.length - self._ruby) :]
        start = self._ruby + len(above) - len(above.lstrip())
        if words and self.draft.length > start:
            self.draft.mark("ruby", start, value=words)
        self._ruby = self.draft.length

    def _formula(self, element: _Element, before: str, between: str, *, inside: Inside) -> None:
        """A part of a formula (MathML), with the sign that it stands for."""
        self._words(before)
        for at, node in enumerate(part for part in element if name_of(part)):
            if at:
                self._words(between)
            inside(node)

    def _text(self, text: str | None, *, kept: bool) -> None:
        """Words with single blanks; none where a line of the source breaks between two Chinese characters."""
        if not text:
            return
        if self._fonts and is_symbol_font(self._fonts[-1]):
            meant = signs(text, self._fonts[-1], MISSING_SIGN)
            if meant.count(MISSING_SIGN) > text.count(MISSING_SIGN):
                self.draft.mark(LEFT_OUT, self.draft.length, value=f"signs of the font {self._fonts[-1]}")
            text = meant
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


_FORMULAS = {"mfrac": ("", "/"), "msup": ("", "^"), "msqrt": ("√", ""), "mroot": ("√", ","), "mtr": ("", ", ")}
"""Elements of formulas that stand for a sign: before what they hold, and between."""


def words_in(element: _Element) -> str:
    """The words of an element in a line, but for those that are none of a page's."""
    parts: list[str] = []
    _collect(element, parts)
    return " ".join("".join(parts).split())


def _collect(element: _Element, parts: list[str]) -> None:
    parts.append(element.text or "")
    for node in element:
        name = name_of(node)
        if name and name not in SKIPPED:
            _collect(node, parts)
        elif name == "br":
            parts.append(" ")
        parts.append(node.tail or "")


def label_of_page(element: _Element) -> str:
    """What the page that begins at a page break is called: `12` or `xii`; '' for nothing."""
    for label in (element.get("aria-label"), element.get("title"), words_in(element), element.get("id")):
        match = _LABELS.search((label or "").strip())
        if match:
            return match[1]
    return ""


def _is_one(text: str) -> bool:
    """Whether a picture's description is one character, be it with marks or a selector of its form."""
    marks = sum(unicodedata.category(character) in ("Mn", "Me", "Cf") for character in text)
    return len(text) - marks == 1 and not text.isspace()
