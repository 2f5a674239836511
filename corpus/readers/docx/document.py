"""Word documents (.docx and its kin): every run walked in order, with what revisions, notes and boxes hold.

python-docx gives a paragraph's text without inserted runs, text boxes, content controls and notes, so the XML is walked
here. Macros and linked files are not looked at; what else is not read is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from duizhao.corpus.document import Span
from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import Changes, Contents
from duizhao.corpus.readers.base.drawings import words_drawn
from duizhao.corpus.readers.base.left_out import LEFT_OUT
from duizhao.corpus.readers.base.limits import check_length
from duizhao.corpus.readers.base.relations import main_part, related
from duizhao.corpus.readers.base.zip_package import Package
from duizhao.corpus.readers.docx.numbering import Lists, Styles
from duizhao.corpus.readers.docx.pages import Pages
from duizhao.corpus.readers.docx.parts import metadata, unread_parts
from duizhao.corpus.readers.docx.pieces import Piece, plain
from duizhao.corpus.readers.docx.runs import PASSED_OVER, REMOVED, REVISIONS, RunReader, chosen
from duizhao.corpus.readers.docx.xml import attribute, child, children, number, switched_on, tag_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROW_REMOVED: dict[Changes, str] = {"accepted": "w:del", "original": "w:ins"}
_CELL_REMOVED: dict[Changes, str] = {"accepted": "w:cellDel", "original": "w:cellIns"}
MOST_CHUNKS = 100
"""Documents within a document that are read."""

Embedded = Callable[[bytes, str], Contents]
"""How a document of another kind that a Word document holds is read, by its bytes and the name for messages."""


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


def read_word(data: bytes, name: str, changes: Changes = "accepted", embedded: Embedded | None = None) -> Contents:
    """The text of a Word document with its marks."""
    return walk(data, name, changes, embedded).contents


def walk(data: bytes, name: str = "the file", changes: Changes = "accepted", embedded: Embedded | None = None) -> Walk:
    """Walk the XML of a Word document.

    Each paragraph is a line, empty ones left out; a table's cells follow one another. Numbers that Word makes by itself
    are part of the text. A text box follows the paragraph that it hangs on; footnotes, then endnotes, follow the whole.
    `changes`: tracked changes taken as accepted (insertions in, deletions out), or the text as it was before them.
    Marks: `heading` (value: its level), `quote` (by its style), `page` (as Word last laid it out), `cell`
    (table.row.column), `note` (a comment), `footnote` and `endnote` (number), `textbox`, `inserted`, `deleted` and
    `hidden` (of what was left out: an empty span with its words), `ruby` (what is said over characters), `left-out`
    (what was not read). `embedded` reads documents of other kinds that stand in this one; without it they are left out.
    Raises ReadError for what is no sound Word document.
    """
    package = Package(data, name)
    walker = _Walker(package, changes, embedded)
    walker.document()
    check_length(walker.draft.length, name)
    return Walk(walker.draft.contents(metadata(package)), tuple(walker.pieces), walker.roots, package)


class _Walker(RunReader):
    """One walk through a document."""

    def __init__(self, package: Package, changes: Changes, embedded: Embedded | None) -> None:
        main = main_part(package, "word/document.xml")
        if main not in package:
            raise ReadError(
                f"{package.name} is a zip file without a Word document in it: unpack it, and give its files"
            )
        self._package, self._embedded = package, embedded
        self._relations = related(package, main)
        self._related = {
            relation.kind: relation.part for relation in reversed(self._relations.values()) if relation.inside
        }
        styles = Styles(package.tree(self._related["styles"]) if "styles" in self._related else None)
        super().__init__(main, changes, styles)
        self.roots = {main: package.tree(main)}
        for kind in ("footnotes", "endnotes", "comments"):
            if kind in self._related:
                self.roots[self._related[kind]] = package.tree(self._related[kind])
        self._name = package.name
        self._main = main
        self._lists = Lists(package.tree(self._related["numbering"]) if "numbering" in self._related else None, styles)
        self._comments = self._by_id("comments", "w:comment")
        self._commented: dict[str, int] = {}
        self._called_for: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self._boxes: list[Callable[[], object]] = []
        self._tables = 0
        self._chunks = 0
        self._pages = Pages()

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
            for identity, note in notes.items():
                if identity not in self._called_for[kind]:
                    self._leave_out(f"{kind} that nothing calls for", note)
        for identity, start in list(self._commented.items()):  # without an end, or a mere reference
            self._comment(identity, start)
        for comment in self._comments.values():
            self._leave_out("comment without a place", comment)
        for part in unread_parts(self._package, set(self.roots)):
            self.draft.mark(LEFT_OUT, self.draft.length, value=part)

    def _by_tag(self) -> dict[str, Callable[[_Element], None]]:
        """What is done with the elements of a paragraph that are no mere frames for others."""
        return {
            **super()._by_tag(),
            "w:lastRenderedPageBreak": lambda element: self._pages.break_at(self.draft),
            "w:footnoteReference": lambda element: self._called_for["footnote"].append(_id_of(element)),
            "w:endnoteReference": lambda element: self._called_for["endnote"].append(_id_of(element)),
            "w:commentRangeStart": self._comment_begins,
            "w:commentReference": self._comment_begins,
            "w:commentRangeEnd": lambda element: self._comment(_id_of(element)),
            "w:txbxContent": lambda element: self._boxes.append(partial(self._blocks, element)),
            "w:altChunk": self._chunk,
            "w:object": self._object,
            "relIds": lambda element: self._drawn("diagram", attribute(element, "dm")),
            "chart": lambda element: self._drawn("chart", attribute(element, "id")),
            "textpath": self._lettering,
            "a:p": self._drawn_paragraph,
        }

    def _comment_begins(self, element: _Element) -> None:
        self._commented.setdefault(_id_of(element), self.draft.length)

    def _by_id(self, kind: str, tag: str) -> dict[str, _Element]:
        """The footnotes, endnotes or comments by their ids."""
        part = self._related.get(kind)
        return {attribute(node, "id") or "": node for node in children(self.roots[part], tag)} if part else {}

    def _unwrapped(self, container: _Element) -> Iterator[_Element]:
        """The children, those of content controls and the like in their place."""
        for node in container:
            tag = tag_of(node)
            if tag in REMOVED[self._changes] or tag in PASSED_OVER:
                continue
            if tag == "w:sdt":
                content = child(node, "w:sdtContent")
                if content is not None and switched_on(child(node, "w:sdtPr", "w:showingPlcHdr")):
                    self._leave_out("placeholder", content)
                elif content is not None:
                    yield from self._unwrapped(content)
            elif tag == "mc:AlternateContent":
                yield from self._unwrapped(chosen(node))
            elif tag in REVISIONS or tag in ("w:customXml", "w:smartTag"):
                yield from self._unwrapped(node)
            else:
                yield node

    def _blocks(self, container: _Element) -> None:
        """Paragraphs and tables, in order; paragraphs whose mark was taken out are one with the next."""
        held: list[_Element] = []
        for block in self._unwrapped(container):
            tag = tag_of(block)
            if tag == "w:p":
                held.append(block)
                properties = child(block, "w:pPr", "w:rPr")
                if any(child(properties, removed) is not None for removed in REMOVED[self._changes]):
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
        self._properties = properties = child(held[-1], "w:pPr")
        start = self.draft.length
        self._label = self._lists.label(properties)
        for element in held:
            for node in element:
                self._element(node)
        self._label = ""
        for broken in self._fields.end_all():
            self._show(broken)
        level = self._styles.outline(properties)
        if self.draft.length > start:
            if level is not None:
                self.draft.mark("heading", start, value=str(level))
            if self._styles.is_quote(properties):
                self.draft.mark("quote", start)
            self._end_line()
        boxes, self._boxes = self._boxes, []
        for write_box in boxes:
            at = self.draft.length
            write_box()
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

    def _object(self, element: _Element) -> None:
        """A document of another program: its picture shows what cannot be read."""
        self._fields.fill()
        made = next(
            (program for node in element.iter() if (program := attribute(node, "ProgID"))), "of another program"
        )
        self._leave_out("embedded object", detail=made)

    def _chunk(self, element: _Element) -> None:
        """A whole document of another kind in the place of paragraphs."""
        relation = self._relations.get(_id_of(element))
        if relation is None or not relation.inside:
            self._leave_out("document that is held elsewhere", detail=relation.part if relation else "")
            return
        name = PurePosixPath(relation.part).name
        if self._embedded is None or self._chunks >= MOST_CHUNKS:
            self._leave_out("document within", detail=name)
            return
        self._chunks += 1
        try:
            contents = self._embedded(self._package.part(relation.part), name)
        except ReadError as error:
            self._leave_out("document within", detail=str(error))
            return
        self._end_line()
        start = self.draft.length
        self._tables += self.draft.append(contents, self._tables)
        self.pieces.append(Piece(self.draft.text()[start:], start, self._part))

    def _drawn(self, kind: str, relation: str | None) -> None:
        """The words of a diagram or a chart, which follow the paragraph as those of a text box do."""
        lines, rest = words_drawn(self._package, self._relations.get(relation or ""), kind)
        if rest:
            self._leave_out(rest)
        if lines:
            self._boxes.append(partial(self._lines, lines))

    def _drawn_paragraph(self, element: _Element) -> None:
        """Words in a shape of a drawing."""
        words = "".join(node.text or "" for node in element.iter() if tag_of(node) == "a:t").strip()
        if words:
            self._boxes.append(partial(self._lines, [words]))

    def _lettering(self, element: _Element) -> None:
        """Words drawn as a picture."""
        if words := " ".join((attribute(element, "string") or "").split()):
            self._boxes.append(partial(self._lines, [words]))

    def _comment(self, identity: str, end: int | None = None) -> None:
        """A comment is a note on what it was made on, by default ending here; who made it is left out."""
        start = self._commented.pop(identity, None)
        comment = self._comments.pop(identity, None)
        if start is not None and comment is not None:
            self.draft.mark("note", start, end, value=plain(comment))


def _id_of(element: _Element) -> str:
    return attribute(element, "id") or ""
