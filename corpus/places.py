"""Where in a document something stands, as people cite it: page, article or heading, paragraph."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from corpus.document import Document
from corpus.numbering import FEWEST, label
from corpus.paragraphs import paragraphs

_NUMBERED = ("article", "section", "chapter", "part")
"""Kinds of numbered parts, from the smallest."""


@dataclass(frozen=True, slots=True)
class Place:
    """`page` as the file numbers it, `part` the article or section (“Article 36”), `paragraph` counted from 1.

    `heading`: the last one before; each is empty (the paragraph 0) where the document has none.
    """

    page: str = ""
    part: str = ""
    heading: str = ""
    paragraph: int = 0

    @property
    def label(self) -> str:
        """Article and paragraph in words: `Article 36, paragraph 112`."""
        parts = [self.part, f"paragraph {self.paragraph}" if self.paragraph else ""]
        return ", ".join(part for part in parts if part)


class Places:
    """Finds the place of any character of one document; what the text says of itself is read once.

    Pages, headings and articles are what the file marks as such; without marks, articles are the numbered parts of the
    text (第三十六条), if it numbers several.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._paragraphs = [paragraph.start for paragraph in paragraphs(document.text)]
        self._headings = [mark for mark in document.marks if mark.kind == "heading"]
        self._parts = _numbered(document)

    def at(self, offset: int) -> Place:
        """The place of the character at `offset`."""
        pages = self._document.marks_at(offset, "page")
        headings = [
            mark.value or mark.span.of(self._document.text) for mark in self._headings if mark.span.start <= offset
        ]
        return Place(
            page=pages[-1].value if pages else "",
            part=self._part(offset),
            heading=" ".join(headings[-1].split()) if headings else "",
            paragraph=bisect_right(self._paragraphs, offset),
        )

    def _part(self, offset: int) -> str:
        marked = self._document.marks_at(offset, "article")
        if marked:
            return marked[-1].value or "article"
        at = bisect_right([start for start, _ in self._parts], offset)
        return self._parts[at - 1][1] if at else ""


def _numbered(document: Document) -> list[tuple[int, str]]:
    """Where each numbered part of the smallest kind that the text numbers begins, and what it is called."""
    found = [
        (span.start, kind[0], f"{kind[0].capitalize()} {kind[1]}")
        for span in document.sentences
        if (kind := label(span.of(document.text)))
    ]
    for wanted in _NUMBERED:
        of_kind = [(start, called) for start, kind, called in found if kind == wanted]
        if len(of_kind) >= FEWEST:
            return of_kind
    return []
