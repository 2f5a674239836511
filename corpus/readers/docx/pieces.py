"""The text of a Word document as it grows, each piece of it with the element that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duizhao.corpus.document import Span
from duizhao.corpus.readers.base.contents import Draft
from duizhao.corpus.readers.base.left_out import LEFT_OUT
from duizhao.corpus.readers.docx.xml import tag_of

if TYPE_CHECKING:
    from lxml.etree import _Element


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


class PieceWriter:
    """A draft, and the pieces that tile it. `label`: the number of a list, to be written before the next words."""

    def __init__(self, part: str) -> None:
        self.draft = Draft()
        self.pieces: list[Piece] = []
        self._part = part
        self._label = ""
        self._run: _Element | None = None

    def _lines(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._write(line)
            self._end_line()

    def _left_out(self, kind: str, element: _Element) -> None:
        words = plain(element)
        if words:
            self.draft.mark(kind, self.draft.length, value=words)

    def _leave_out(self, what: str, element: _Element | None = None, *, detail: str = "") -> None:
        """Mark what is not read, where it would stand; an element that holds no words is nothing."""
        words = detail if element is None else plain(element)
        if words or element is None:
            self.draft.mark(LEFT_OUT, self.draft.length, value=f"{what}: {words}" if words else what)

    def _write(self, text: str, element: _Element | None = None, skip: int = 0, run: _Element | None = None) -> None:
        if self.draft.at_line_start:
            words = text.lstrip()  # indents are layout
            text, skip = words, skip + len(text) - len(words)
        if not text:
            return
        label, self._label = self._label, ""
        if label:
            self._write(label)
        run = self._run if element is not None else run
        self.pieces.append(Piece(text, self.draft.length, self._part, element if run is not None else None, run, skip))
        self.draft.write(text)

    def _end_line(self) -> None:
        at = self.draft.length
        if self.draft.end_line():
            self.pieces.append(Piece("\n", at, self._part))


def plain(element: _Element) -> str:
    """The words of an element that is shown, but is no part of the text: a comment, a deleted or hidden passage."""
    words: list[str] = []
    for node in element.iter():
        tag = tag_of(node)
        if tag in ("w:t", "w:delText"):
            words.append(node.text or "")
        elif tag in ("w:p", "w:tab", "w:br", "w:cr"):
            words.append(" ")
    return " ".join("".join(words).split())
