"""The pages of a text: where the words of each stand in it, and which page of which file shows them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from duizhao.corpus.document import Document, Span
from duizhao.corpus.scans.coverage import ScannedPage, scanned_pages

REFLOWED = "reflowed"
"""Marks the text of a file that names pages, and has none: where a page ends depends on who lays it out."""

SHEET = "sheet"
"""Marks a page with the file that it is of, where a text was put together of several files."""


def sheet_value(file: str, sha256: str, frame: int) -> str:
    """Which page of which file it is, as a mark tells it."""
    return json.dumps([file, sha256, frame], ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page as its file labels it, and where its words stand in the text: those of its body first, then its notes'.

    `file` and `sha256` tell the file, `frame` which of its pages or pictures it is, from 1. `scan`: how it was read, if
    that was in a picture. `unread`: why nothing of it was read, or empty.
    """

    label: str
    spans: tuple[Span, ...]
    file: str
    sha256: str
    frame: int
    scan: ScannedPage | None = None
    unread: str = ""

    def holds(self, span: Span) -> bool:
        """Whether some of these characters stand on it."""
        return any(each.overlaps(span) for each in self.spans)


def is_paged(document: Document) -> bool:
    """Whether a text is divided into pages that can be shown: those of Word files and e-books never can."""
    kinds = {mark.kind for mark in document.marks}
    return "page" in kinds and REFLOWED not in kinds


def text_pages(document: Document) -> list[TextPage]:
    """All pages in their order; none of a text that is not divided into pages.

    A page of which no picture was read is one of the very file that the document was read from, or its mark says which.
    """
    notes = {mark.span for mark in document.marks if mark.kind == "footnote"}
    marked = [mark for mark in document.marks if mark.kind == "page"]
    # marks come the outer before the inner; a page without words stands before the next one, which begins there too
    body = sorted((mark for mark in marked if mark.span not in notes), key=lambda mark: mark.span)
    footnotes: dict[str, list[Span]] = {}
    for mark in marked:
        if mark.span in notes:
            footnotes.setdefault(mark.value, []).append(mark.span)
    scans = {scan.span: scan for scan in scanned_pages(document.marks)}
    sheets = {mark.span: json.loads(mark.value) for mark in document.marks if mark.kind == SHEET}
    unread = {mark.span: mark.value for mark in document.marks if mark.kind == "unread"}
    pages = []
    for at, mark in enumerate(body):
        scan = scans.get(mark.span)
        own = sheets.get(mark.span, (document.name, document.sha256, at + 1))
        file, sha256, frame = (scan.file, scan.sha256, scan.frame) if scan else own
        spans = (mark.span, *footnotes.pop(mark.value, ()))  # of two pages with one label, the first has the notes
        pages.append(TextPage(mark.value, spans, file, sha256, frame, scan, unread.get(mark.span, "")))
    return pages
