"""Word documents (.docx and its kin): every run walked in order, with what revisions, notes and boxes hold.

python-docx gives a paragraph's text without inserted runs, text boxes, content controls and notes, so the XML is walked
here. Macros, embedded objects and linked files are not looked at.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duizhao.corpus.document import Span
from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import Changes, Contents, Draft, metadata_of
from duizhao.corpus.readers.base.limits import check_length
from duizhao.corpus.readers.base.zip_package import Package
from duizhao.corpus.readers.docx.numbering import Lists, Styles
from duizhao.corpus.readers.docx.xml import attribute, child, children, number, switched_on, tag_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_REMOVED: dict[Changes, frozenset[str]] = {
    "accepted": frozenset({"w:del", "w:moveFrom"}),
    "original": frozenset({"w:ins", "w:moveTo"}),
}
_REVISIONS = frozenset({"w:ins", "w:moveTo", "w:del", "w:moveFrom"})
_BLANKS = str.maketrans("\n\r\t", "   ")
_ROW_REMOVED: dict[Changes, str] = {"accepted": "w:del", "original": "w:ins"}
_CELL_REMOVED: dict[Changes, str] = {"accepted": "w:cellDel", "original": "w:cellIns"}
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011"}
_PASSED_OVER = frozenset({
    "w:pPr", "w:rPr", "w:tblPr", "w:tblGrid", "w:sectPr", "w:sdtPr", "w:sdtEndPr", "w:rt", "w:rubyPr", "w:instrText",
    "w:delInstrText", "w:altChunk", "w:softHyphen", "w:annotationRef", "w:footnoteRef", "w:endnoteRef", "mc:Fallback",
    "w:object", "w:control",
})  # fmt: skip
_SYMBOLS = {
    0xFE: "☑",
    0xFD: "☒",
    0xA8: "☐",
    0x6F: "☐",
    0x71: "☐",
    0xA3: "☐",
    0x52: "☑",
    0x51: "☒",
    0xFC: "✓",
    0xFB: "✗",
}
"""Wingdings that forms tick boxes with."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of the text, and the element of the file that holds them.

    They begin at `start` of the text. `element` is a `w:t` (or `w:delText`, `m:t`), whose own text holds them from its
    character `skip` on; or a sign of one character such as `w:tab`. `run` is the run around it. Both are None for what
    stands in no run: line ends, and the numbers of lists. `part` names the part of the package, a key of `Walk.roots`.
    """

    text: str
    start: int
    part: str
    element: _Element | None = None
    run: _Element | None = None
    skip: int = 0

    @property
    def span(self) -> Span:
        """Where it stands in the text."""
        return Span(self.start, self.start + len(self.text))


@dataclass(frozen=True, slots=True)
class Walk:
    """A document's contents with the pieces that tile its text, and the roots of the parts that they stand in."""

    contents: Contents
    pieces: tuple[Piece, ...]
    roots: Mapping[str, _Element]
    package: Package

    def pieces_in(self, span: Span) -> list[Piece]:
        """The pieces of runs that share a character with `span`, in order."""
        return [piece for piece in self.pieces if piece.run is not None and piece.span.overlaps(span)]


def read_word(data: bytes, name: str, changes: Changes = "accepted") -> Contents:
    """The text of a Word document with its marks."""
    return walk(data, name, changes).contents


def walk(data: bytes, name: str = "the file", changes: Changes = "accepted") -> Walk:
    """Walk the XML of a Word document.

    Each paragraph is a line, empty ones left out; a table's cells follow one another. Numbers that Word makes by itself
    are part of the text. A text box follows the paragraph that it hangs on; footnotes, then endnotes, follow the whole.
    `changes`: tracked changes taken as accepted (insertions in, deletions out), or the text as it was before them.
    Marks: `heading` (value: its level), `quote` (by its style), `page` (as Word last laid it out), `cell`
    (table.row.column), `note` (a comment), `footnote` and `endnote` (number), `textbox`, `inserted`, `deleted` and
    `hidden` (of what was left out: an empty span with its words). Raises ReadError for what is no sound Word document.
    """
    package = Package(data, name)
    walker = _Walker(package, changes)
    walker.document()
    check_length(walker.draft.length, name)
    return Walk(walker.draft.contents(_metadata(package)), tuple(walker.pieces), walker.roots, package)


def _main_part(package: Package) -> str:
    """The document's own part, which need not be called word/document.xml."""
    if "_rels/.rels" in package:
        for relation in package.tree("_rels/.rels"):
            if (attribute(relation, "Type") or "").endswith("/officeDocument"):
                return package.beside("", attribute(relation, "Target") or "")
    return "word/document.xml"


def _related(package: Package, main: str) -> dict[str, str]:
    """The parts that the document leans on, by the last word of their relation: footnotes, comments, styles, …"""
    folder, file = posixpath.split(main)
    relations = f"{folder}/_rels/{file}.rels".lstrip("/")
    found: dict[str, str] = {}
    if relations in package:
        for relation in package.tree(relations):
            if attribute(relation, "TargetMode") != "External":
                kind = (attribute(relation, "Type") or "").rpartition("/")[2]
                found.setdefault(kind, package.beside(main, attribute(relation, "Target") or ""))
    return {kind: part for kind, part in found.items() if part in package}


def _metadata(package: Package) -> dict[str, str]:
    """The title; nothing of who wrote it, and no day: a template's, or that of a copy, is not the text's."""
    if "docProps/core.xml" not in package:
        return {}
    try:
        root = package.tree("docProps/core.xml")
    except ReadError:
        return {}
    said = {str(each.tag).rpartition("}")[2]: each.text for each in root if isinstance(each.tag, str)}
    return metadata_of(said.get("title"), None)


class _Walker:
    """One walk through a document."""

    def __init__(self, package: Package, changes: Changes) -> None:
        main = _main_part(package)
        if main not in package:
            raise ReadError(
                f"{package.name} is a zip file without a Word document in it: unpack it, and give its files"
            )
        self._related = _related(package, main)
        self.draft = Draft()
        self.pieces: list[Piece] = []
        self.roots = {main: package.tree(main)}
        for kind in ("footnotes", "endnotes", "comments"):
            if kind in self._related:
                self.roots[self._related[kind]] = package.tree(self._related[kind])
        self._name = package.name
        self._main = self._part = main
        self._changes: Changes = changes
        self._styles = Styles(package.tree(self._related["styles"]) if "styles" in self._related else None)
        self._lists = Lists(
            package.tree(self._related["numbering"]) if "numbering" in self._related else None, self._styles
        )
        self._comments = self._by_id("comments", "w:comment")
        self._commented: dict[str, int] = {}
        self._called_for: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self._label = ""
        self._run: _Element | None = None
        self._boxes: list[_Element] = []
        self._tables = 0
        self._in_code: list[bool] = []
        self._pages = _Pages()
        self._readers = self._by_tag()

    def document(self) -> None:
        """The body, then footnotes and endnotes in the order in which the text calls for them."""
        body = child(self.roots[self._main], "w:body")
        if body is None:
            raise ReadError(f"{self._name} holds no Word text: open it in Word, and save it as .docx")
        self._blocks(body)
        self._pages.mark(self.draft)
        for kind in ("footnote", "endnote"):
            notes = self._by_id(f"{kind}s", f"w:{kind}")
            self._part = self._related.get(f"{kind}s", self._main)
            for at, identity in enumerate(self._called_for[kind], start=1):
                if identity in notes:
                    start = self.draft.length
                    self._blocks(notes[identity])
                    self.draft.mark(kind, start, value=str(at))
        for identity, start in list(self._commented.items()):  # without an end, or a mere reference
            self._comment(identity, start)

    def _by_tag(self) -> dict[str, Callable[[_Element], None]]:
        """What is done with the elements of a paragraph that are no mere frames for others."""
        return {
            "w:r": self._a_run,
            "w:t": self._text,
            "w:delText": self._text,
            "m:t": self._text,
            "w:sym": lambda element: self._write(_symbol(element), element),
            "w:fldChar": lambda element: self._field(attribute(element, "fldCharType")),
            "w:lastRenderedPageBreak": lambda element: self._pages.break_at(self.draft),
            "w:footnoteReference": lambda element: self._called_for["footnote"].append(_id_of(element)),
            "w:endnoteReference": lambda element: self._called_for["endnote"].append(_id_of(element)),
            "w:commentRangeStart": self._comment_begins,
            "w:commentReference": self._comment_begins,
            "w:commentRangeEnd": lambda element: self._comment(_id_of(element)),
            "w:txbxContent": lambda element: self._boxes.append(element),
        }

    def _comment_begins(self, element: _Element) -> None:
        self._commented.setdefault(_id_of(element), self.draft.length)

    def _by_id(self, kind: str, tag: str) -> dict[str, _Element]:
        """The footnotes, endnotes or comments by their ids."""
        part = self._related.get(kind)
        return {attribute(each, "id") or "": each for each in children(self.roots[part], tag)} if part else {}

    def _unwrapped(self, container: _Element) -> Iterator[_Element]:
        """The children, those of content controls and the like in their place."""
        for each in container:
            tag = tag_of(each)
            if tag in _REMOVED[self._changes] or tag in _PASSED_OVER:
                continue
            if tag == "w:sdt":
                content = child(each, "w:sdtContent")
                if content is not None and not switched_on(child(each, "w:sdtPr", "w:showingPlcHdr")):
                    yield from self._unwrapped(content)
            elif tag == "mc:AlternateContent":
                yield from self._unwrapped(_chosen(each))
            elif tag in _REVISIONS or tag in ("w:customXml", "w:smartTag"):
                yield from self._unwrapped(each)
            else:
                yield each

    def _blocks(self, container: _Element) -> None:
        """Paragraphs and tables, in order; paragraphs whose mark was taken out are one with the next."""
        held: list[_Element] = []
        for block in self._unwrapped(container):
            tag = tag_of(block)
            if tag == "w:p":
                held.append(block)
                properties = child(block, "w:pPr", "w:rPr")
                if any(child(properties, removed) is not None for removed in _REMOVED[self._changes]):
                    continue
            self._paragraph(held)
            held = []
            if tag == "w:tbl":
                self._table(block)
            elif tag != "w:p":
                self._element(block)
        self._paragraph(held)

    def _paragraph(self, held: list[_Element]) -> None:
        """One paragraph, in one or more elements, of which the last says what it is."""
        if not held:
            return
        properties = child(held[-1], "w:pPr")
        start = self.draft.length
        self._label = self._lists.label(properties)
        for element in held:
            for each in element:
                self._element(each)
        self._label = ""
        self._in_code = [False] * len(self._in_code)  # a field that lacks its middle must not swallow the rest
        level = self._styles.outline(properties)
        if self.draft.length > start:
            if level is not None:
                self.draft.mark("heading", start, value=str(level))
            if self._styles.is_quote(properties):
                self.draft.mark("quote", start)
            self._end_line()
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            at = self.draft.length
            self._blocks(box)
            self.draft.mark("textbox", at)

    def _table(self, table: _Element) -> None:
        """The cells, row by row, each marked with its place."""
        self._tables += 1
        this = self._tables
        row_number = 0
        for row in self._unwrapped(table):
            properties = child(row, "w:trPr")
            if tag_of(row) != "w:tr" or child(properties, _ROW_REMOVED[self._changes]) is not None:
                continue
            row_number += 1
            column = 1 + (number(child(properties, "w:gridBefore")) or 0)
            self._pages.row_begins()
            for cell in self._unwrapped(row):
                own = child(cell, "w:tcPr")
                if tag_of(cell) != "w:tc" or child(own, _CELL_REMOVED[self._changes]) is not None:
                    continue
                self._pages.cell_begins()
                start = self.draft.length
                self._blocks(cell)
                merged = child(own, "w:vMerge")
                if self.draft.length > start or merged is None or attribute(merged, "val") == "restart":
                    self.draft.mark("cell", start, value=f"{this}.{row_number}.{column}")
                column += max(1, number(child(own, "w:gridSpan")) or 1)
            self._pages.row_ends()

    def _element(self, element: _Element) -> None:
        """Whatever stands in a paragraph."""
        tag = tag_of(element)
        if tag in _PASSED_OVER or not tag:
            return
        if tag in _REMOVED[self._changes]:
            self._left_out("deleted" if tag in ("w:del", "w:moveFrom") else "inserted", element)
        elif tag in _REVISIONS:
            start = self.draft.length
            self._inside(element)
            if self.draft.length > start:
                self.draft.mark("inserted" if tag in ("w:ins", "w:moveTo") else "deleted", start)
        elif tag in _SIGNS:
            self._write(_SIGNS[tag], element)
        elif tag == "w:sdt" and switched_on(child(element, "w:sdtPr", "w:showingPlcHdr")):
            return
        elif tag == "mc:AlternateContent":
            self._inside(_chosen(element))
        else:
            self._readers.get(tag, self._inside)(element)

    def _inside(self, element: _Element) -> None:
        for each in element:
            self._element(each)

    def _a_run(self, run: _Element) -> None:
        if self._styles.vanished(child(run, "w:rPr")):
            self._left_out("hidden", run)
            return
        outer, self._run = self._run, run
        self._inside(run)
        self._run = outer

    def _text(self, element: _Element) -> None:
        """The characters of one element; Word drops white space at its ends unless told to keep it."""
        words = (element.text or "").translate(_BLANKS)
        kept = words if attribute(element, "space") == "preserve" else words.strip(" ")
        if not any(self._in_code):
            self._write(kept, element, len(words) - len(words.lstrip(" ")) if kept != words else 0)

    def _field(self, kind: str | None) -> None:
        """What a field shows is text; the code before its middle is none."""
        if kind == "begin":
            self._in_code.append(True)
        elif kind == "separate" and self._in_code:
            self._in_code[-1] = False
        elif kind == "end" and self._in_code:
            self._in_code.pop()

    def _comment(self, identity: str, end: int | None = None) -> None:
        """A comment is a note on what it was made on, by default ending here; who made it is left out."""
        start = self._commented.pop(identity, None)
        comment = self._comments.pop(identity, None)
        if start is not None and comment is not None:
            self.draft.mark("note", start, end, value=_plain(comment))

    def _left_out(self, kind: str, element: _Element) -> None:
        words = _plain(element)
        if words:
            self.draft.mark(kind, self.draft.length, value=words)

    def _write(self, text: str, element: _Element | None = None, skip: int = 0) -> None:
        if self.draft.at_line_start:
            words = text.lstrip()  # indents are layout
            text, skip = words, skip + len(text) - len(words)
        if not text:
            return
        label, self._label = self._label, ""
        if label:
            self._write(label)
        run = self._run if element is not None else None
        self.pieces.append(Piece(text, self.draft.length, self._part, element if run is not None else None, run, skip))
        self.draft.write(text)

    def _end_line(self) -> None:
        at = self.draft.length
        if self.draft.end_line():
            self.pieces.append(Piece("\n", at, self._part))


class _Pages:
    """Which page the walk has come to, by the breaks that Word noted when it last laid the document out."""

    def __init__(self) -> None:
        self._page = 1
        self._start = 0
        self._row: list[int] = []
        self._reached = 1

    def row_begins(self) -> None:
        """The cells of a row begin on the same page."""
        self._row.append(self._page)

    def cell_begins(self) -> None:
        """Breaks that another cell of the row has counted already do not count again."""
        self._reached = self._row[-1]

    def row_ends(self) -> None:
        """What follows begins where the longest cell ended."""
        self._row.pop()
        self._reached = self._page

    def break_at(self, draft: Draft) -> None:
        """A page ends here."""
        self._reached = (self._reached if self._row else self._page) + 1
        if self._reached > self._page:
            draft.mark("page", self._start, value=str(self._page))
            self._page, self._start = self._reached, draft.length

    def mark(self, draft: Draft) -> None:
        """The text ends here; without any break nothing is known of pages."""
        if self._page > 1:
            draft.mark("page", self._start, value=str(self._page))


def _id_of(element: _Element) -> str:
    return attribute(element, "id") or ""


def _chosen(alternatives: _Element) -> _Element:
    """Of several ways to say the same, the first, which is the newest."""
    for tag in ("mc:Choice", "mc:Fallback"):
        found = child(alternatives, tag)
        if found is not None:
            return found
    return alternatives


def _symbol(element: _Element) -> str:
    """A character of a symbol font, where it is a tick box or an ordinary one."""
    try:
        code = int(attribute(element, "char") or "", 16)
    except ValueError:
        return ""
    code = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if "wingdings" in (attribute(element, "font") or "").lower():
        return _SYMBOLS.get(code, "\ufffd")
    return chr(code) if 0x20 <= code < 0xD800 else "\ufffd"


def _plain(element: _Element) -> str:
    """The words of an element that is shown, but is no part of the text: a comment, a deleted or hidden passage."""
    words: list[str] = []
    for each in element.iter():
        tag = tag_of(each)
        if tag in ("w:t", "w:delText"):
            words.append(each.text or "")
        elif tag in ("w:p", "w:tab", "w:br", "w:cr"):
            words.append(" ")
    return " ".join("".join(words).split())
