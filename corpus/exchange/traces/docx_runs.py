"""The runs of a Word file, found by characters of its text, and cut in two so that a stretch of it can be marked."""

from __future__ import annotations

import copy
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from duizhao.corpus.document import Span
from duizhao.corpus.readers.docx.pieces import Piece
from duizhao.corpus.readers.docx.xml import attribute, child, tag_of

if TYPE_CHECKING:
    from lxml.etree import _Element

UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Runs:
    """The pieces of a document that stand in runs, in order. Cutting a run changes nothing that is seen."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = [piece for piece in pieces if piece.run is not None]

    def within(self, span: Span) -> list[Piece]:
        """The pieces that share a character with a span."""
        found, at = [], max(0, self._index(span.start))
        while at < len(self._pieces) and self._pieces[at].start < span.end:
            if self._pieces[at].span.overlaps(span):
                found.append(self._pieces[at])
            at += 1
        return found

    def before(self, offset: int) -> Piece | None:
        """The last piece that begins at a character, or before it; the first one where none does."""
        return self._pieces[max(0, self._index(offset))] if self._pieces else None

    def _index(self, offset: int) -> int:
        return bisect_right(self._pieces, offset, key=lambda piece: piece.start) - 1

    def cut(self, offset: int) -> None:
        """Let a run begin at the character at `offset`, by cutting the one it stands in if need be."""
        piece = next(iter(self.within(Span(offset, offset + 1))), None)
        if piece is None or piece.run is None or piece.element is None or piece.element.getparent() is not piece.run:
            return  # between paragraphs, or nested deeper, in ruby for example: the whole run is marked
        run, element, within, index = piece.run, piece.element, offset - piece.start, self._index(offset)
        contents = [node for node in run if tag_of(node) != "w:rPr"]
        at = contents.index(element)
        if not within and not at:
            return
        rest = _emptied_copy(run)
        run.addnext(rest)
        if within:
            tail, dropped = _cut_text(element, piece.skip + within)
            rest.append(tail)
            before = replace(piece, text=piece.text[:within], skip=piece.skip - dropped)
            after = Piece(piece.text[within:], offset, piece.part, tail, rest)
            self._pieces[index : index + 1] = [before, after]
        for node in contents[at + 1 :] if within else contents[at:]:
            rest.append(node)
        behind = {id(node) for node in rest}
        while index < len(self._pieces) and _holds(run, rest, self._pieces[index]):
            moved = self._pieces[index]
            if moved.run is run and id(moved.element) in behind:
                self._pieces[index] = replace(moved, run=rest)
            index += 1


def _holds(run: _Element, rest: _Element, piece: Piece) -> bool:
    """Whether a piece stands in one of two runs, or in what hangs on them, such as a text box."""
    assert piece.run is not None
    return piece.run is run or piece.run is rest or any(above is run or above is rest for above in
                                                        piece.run.iterancestors())  # fmt: skip


def _emptied_copy(run: _Element) -> _Element:
    """A run with the same properties and no words."""
    rest = made(str(run.tag).partition("}")[0] + "}", "r")
    properties = child(run, "w:rPr")
    if properties is not None:
        rest.append(copy.deepcopy(properties))
    return rest


def _cut_text(element: _Element, kept: int) -> tuple[_Element, int]:
    """The second half of a text whose first `kept` characters stay, and how many were dropped at its beginning.

    Word drops blanks at the ends of what does not say that they are to be kept; both halves will say so.
    """
    tail, whole = copy.deepcopy(element), element.text or ""
    preserved = attribute(element, "space") == "preserve"
    dropped = 0 if preserved else len(whole) - len(whole.lstrip(" "))
    element.text, tail.text = whole[dropped:kept], whole[kept:] if preserved else whole[kept:].rstrip(" ")
    for text in (element, tail):
        text.set(XML_SPACE, "preserve")
    return tail, dropped


def made(space: str, tag: str, /, **attributes: str) -> _Element:
    """A new element of a document's own name space, which is given in braces."""
    from lxml import etree

    element: _Element = etree.Element(space + tag, nsmap={"w": space[1:-1]})
    for name, value in attributes.items():
        element.set(space + name, value)
    return element


def serialised(root: _Element) -> bytes:
    """A part as the package holds it."""
    from lxml import etree

    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
