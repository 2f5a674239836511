"""Comments put into a Word file at characters of its text, and a table at its end; all else in its text stays.

The text and its offsets are those of `corpus.readers.docx.document`. A run is cut in two where a comment begins or
ends within it, which changes nothing that is seen. Where Word allows no comment (a text box, a footnote) it stands at
what the box or the note hangs on. A comment bears the program's name, and no date; properties that name an author are
emptied. `docx_writing` does it in a process of its own.
"""

from __future__ import annotations

import itertools
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duizhao.corpus.document import Span
from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.traces.docx_properties import emptied
from duizhao.corpus.exchange.traces.docx_runs import UNWRITABLE, XML_SPACE, Runs, made, serialised
from duizhao.corpus.readers.docx.document import Walk
from duizhao.corpus.readers.docx.pieces import Piece
from duizhao.corpus.readers.docx.xml import STRICT, TRANSITIONAL, attribute, child, tag_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_TEXT_WIDTH = 9000
"""Twentieths of a point that a page's lines are wide, about, on A4 and on Letter paper."""
AUTHOR, INITIALS = "duizhao", "dz"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True, slots=True)
class Comment:
    """Paragraphs to be shown at a span of the text."""

    span: Span
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, a row of column heads and rows of cells, to stand at the end of the document.

    `widths`: the shares of the columns in the whole, in any unit.
    """

    heading: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


class CommentWriter:
    """One file being written on; its XML is that of the walk."""

    def __init__(self, walked: Walk, name: str) -> None:
        self._walk, self._name = walked, name
        self._main, self._root = next(iter(walked.roots.items()))
        self._space = str(self._root.tag).partition("}")[0] + "}"
        self._runs = Runs(walked.pieces)

    def written(self, comments: Sequence[Comment], table: Table | None) -> bytes:
        """The file with all of it. Raises FormatError for a span that holds no characters of a paragraph."""
        changed: dict[str, bytes] = {}
        if comments:
            part, root = self._comments_part(changed)
            numbers = [int(identity) for comment in root if (identity := attribute(comment, "id") or "").isdecimal()]
            free = max(numbers, default=-1) + 1
            for number, comment in enumerate(comments, start=free):
                self._anchor(comment.span, str(number))
                root.append(self._comment(comment, str(number)))
            changed[part] = serialised(root)
        if table is not None:
            self._append(table)
        changed[self._main] = serialised(self._root)
        changed |= {part: serialised(root) for part, root in emptied(self._walk.package)}
        return self._walk.package.rewritten(changed)

    def _anchor(self, span: Span, identity: str) -> None:
        """Mark where a comment begins and ends, and call for it there."""
        first = next(iter(self._runs.within(span)), None) or self._before(span.start)
        if first is None:
            raise FormatError(f"{self._name}: no words stand at characters {span.start}–{span.end}: read it anew")
        held = self._held_by(first) if first.span.overlaps(span) else first.run
        if held is not None:
            begin = end = held
        else:
            self._runs.cut(span.start)
            self._runs.cut(span.end)
            inside = [piece for piece in self._runs.within(span) if piece.part == self._main]
            runs = [piece.run for piece in inside if piece.run is not None and self._held_by(piece) is None]
            begin, end = runs[0], runs[-1]
        begin.addprevious(self._made("commentRangeStart", id=identity))
        reference = self._made("r")
        reference.append(self._made("commentReference", id=identity))
        end.addnext(reference)
        end.addnext(self._made("commentRangeEnd", id=identity))

    def _before(self, start: int) -> Piece | None:
        """The last piece before a place: words of a document within this one, or of a drawing, stand in no run."""
        inside = any(piece.run is None and piece.text.strip() and piece.span.start <= start < piece.span.end
                     for piece in self._walk.pieces)  # fmt: skip
        return self._runs.before(start) if inside else None

    def _held_by(self, piece: Piece) -> _Element | None:
        """The run of the document that a text box or a note hangs on, for words in one; None for all others."""
        assert piece.run is not None
        for above in piece.run.iterancestors():
            tag = tag_of(above)
            if tag == "w:txbxContent":
                return _outermost_run(above)
            if tag in ("w:footnote", "w:endnote"):
                wanted, identity = f"{tag}Reference", attribute(above, "id")
                calls = (node for node in self._root.iter() if tag_of(node) == wanted)
                return next((_outermost_run(call) for call in calls if attribute(call, "id") == identity), None)
        return None

    def _comments_part(self, changed: dict[str, bytes]) -> tuple[str, _Element]:
        """The part that holds comments; where there is none a new one, which the package is told of."""
        comments = next((part for part, root in self._walk.roots.items() if tag_of(root) == "w:comments"), None)
        if comments is not None:
            return comments, self._walk.roots[comments]
        from lxml import etree

        folder = posixpath.dirname(self._main)
        taken = set(self._walk.package.names)
        part = next(
            name for number in itertools.count() if (name := f"{folder}/comments{number or ''}.xml") not in taken
        )
        root = etree.Element(f"{self._space}comments", nsmap={"w": self._space[1:-1]})
        types = self._walk.package.tree("[Content_Types].xml")
        override = etree.SubElement(types, f"{{{_CONTENT_TYPES}}}Override")
        override.set("PartName", f"/{part}")
        override.set("ContentType", _COMMENTS_TYPE)
        changed["[Content_Types].xml"] = serialised(types)
        relations = f"{folder}/_rels/{posixpath.basename(self._main)}.rels"
        held = relations in self._walk.package
        tree = self._walk.package.tree(relations) if held else etree.Element(f"{{{_RELATIONS}}}Relationships")
        strict = self._space[1:].startswith(STRICT)
        office = f"{STRICT}officeDocument/" if strict else f"{TRANSITIONAL}officeDocument/2006/"
        relation = etree.SubElement(tree, f"{{{_RELATIONS}}}Relationship")
        ids = {attribute(relation, "Id") for relation in tree}
        relation.set("Id", next(name for number in itertools.count(1) if (name := f"rId{number}") not in ids))
        relation.set("Type", f"{office}relationships/comments")
        relation.set("Target", posixpath.basename(part))
        changed[relations] = serialised(tree)
        return part, root

    def _comment(self, comment: Comment, identity: str) -> _Element:
        made = self._made("comment", id=identity, author=AUTHOR, initials=INITIALS)
        for number, text in enumerate(comment.paragraphs):
            paragraph = self._paragraph(text)
            if not number:
                mark = self._made("r")
                mark.append(self._made("annotationRef"))
                paragraph.insert(0, mark)
            made.append(paragraph)
        return made

    def _append(self, table: Table) -> None:
        """The table before the last section's properties, which end a document's body."""
        body = child(self._root, "w:body")
        assert body is not None
        heading = self._paragraph(table.heading, bold=True, kept=True)
        drawn = self._made("tbl")
        drawn.append(self._table_properties())
        grid = self._made("tblGrid")
        widths = [str(_TEXT_WIDTH * width // sum(table.widths)) for width in table.widths]
        for width in widths:
            grid.append(self._made("gridCol", w=width))
        drawn.append(grid)
        for number, cells in enumerate([table.head, *table.rows]):
            row = self._made("tr")
            kept = self._made("trPr")
            kept.append(self._made("cantSplit"))
            if not number:
                kept.append(self._made("tblHeader"))
            row.append(kept)
            for cell, width in zip(cells, widths, strict=True):
                held, properties = self._made("tc"), self._made("tcPr")
                properties.append(self._made("tcW", w=width, type="dxa"))
                held.append(properties)
                for line in cell.split("\n"):
                    held.append(self._paragraph(line, bold=not number, small=True))
                row.append(held)
            drawn.append(row)
        last = body[-1] if len(body) and tag_of(body[-1]) == "w:sectPr" else None
        for block in (heading, drawn, self._made("p")):
            if last is None:
                body.append(block)
            else:
                last.addprevious(block)

    def _table_properties(self) -> _Element:
        properties = self._made("tblPr")
        properties.append(self._made("tblW", w=str(_TEXT_WIDTH), type="dxa"))
        borders = self._made("tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            borders.append(self._made(side, val="single", sz="4", space="0", color="999999"))
        properties.append(borders)
        properties.append(self._made("tblLayout", type="fixed"))
        return properties

    def _paragraph(self, text: str, *, bold: bool = False, small: bool = False, kept: bool = False) -> _Element:
        """Words in a paragraph: `small` in a table, `kept` on one page with what follows."""
        paragraph, run = self._made("p"), self._made("r")
        if kept or small:
            layout = self._made("pPr")
            if kept:
                layout.append(self._made("keepNext"))
            if small:
                layout.append(self._made("spacing", before="20", after="20", line="240", lineRule="auto"))
                # a draft whose paragraphs are set in would break the numbers of narrow columns
                layout.append(self._made("ind", left="0", right="0", firstLine="0"))
            paragraph.append(layout)
        if bold or small:
            properties = self._made("rPr")
            if bold:
                properties.append(self._made("b"))
            if small:
                properties.append(self._made("sz", val="18"))
            run.append(properties)
        words = self._made("t")
        words.text = UNWRITABLE.sub("\ufffd", text)
        words.set(XML_SPACE, "preserve")
        run.append(words)
        paragraph.append(run)
        return paragraph

    def _made(self, tag: str, **attributes: str) -> _Element:
        """A new element of the document's own name space."""
        return made(self._space, tag, **attributes)


def _outermost_run(element: _Element) -> _Element | None:
    """The run around an element that stands in no other run: comments are allowed beside it."""
    runs = [node for node in (element, *element.iterancestors()) if tag_of(node) == "w:r"]
    return runs[-1] if runs else None
