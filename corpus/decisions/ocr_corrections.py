"""Corrections of a reading: a layer over it, that can be lifted again.

A text that was read from pictures is what a program took the picture for. Who sees in the picture that a character is
another one says so; the text that is searched and aligned is then the corrected one, and under each corrected place
lies what was read, who corrected it and when. With all corrections lifted, the reading is there as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from duizhao.corpus.decisions.anchors import Anchor, find_again
from duizhao.corpus.document import Document, Mark, Span, text_digest
from duizhao.corpus.readers.base.contents import Contents, ordered
from duizhao.corpus.readers.load import document_from
from duizhao.corpus.scans.regions import is_reading

CORRECTION = "correction"
"""The kind of marks that say what was read where something else stands now."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Characters `span` of the corrected text, in the place of what was `read`. `made`: UTC, ISO 8601."""

    span: Span
    read: str
    who: str
    made: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters of one text, and those that stand in their place in another."""

    old: Span
    new: Span


class Moves:
    """Offsets in one text led to another, between which `edits` stand, in order, disjoint."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits

    def span(self, span: Span) -> Span:
        """The same characters in the other text. What is cut in an edit takes in all of it."""
        return Span(self._at(span.start, end=False), self._at(span.end, end=True))

    @property
    def back(self) -> Moves:
        """The way from the other text to this one."""
        return Moves([Edit(edit.new, edit.old) for edit in self._edits])

    def _at(self, offset: int, *, end: bool) -> int:
        shift = 0
        for edit in self._edits:
            if offset <= edit.old.start:
                break
            if offset < edit.old.end:
                return edit.new.end if end else edit.new.start
            shift = edit.new.end - edit.old.end
        return offset + shift


def corrections(document: Document) -> tuple[Correction, ...]:
    """The corrections that lie over a document's reading, in the order of the text."""
    return tuple(_correction(mark) for mark in document.marks if mark.kind == CORRECTION)


def _correction(mark: Mark) -> Correction:
    record = json.loads(mark.value)
    return Correction(mark.span, str(record["read"]), str(record["who"]), str(record["made"]))


def lifted(document: Document, over: Sequence[Correction] | None = None) -> tuple[str, Moves]:
    """The text without some corrections, by default without any: the reading; and the way from it to the document."""
    edits, pieces, at, shift = [], [], 0, 0
    for correction in sorted(
        corrections(document) if over is None else over, key=lambda correction: correction.span.start
    ):
        pieces += [document.text[at : correction.span.start], correction.read]
        start = correction.span.start + shift
        edits.append(Edit(Span(start, start + len(correction.read)), correction.span))
        shift += len(correction.read) - len(correction.span)
        at = correction.span.end
    return "".join([*pieces, document.text[at:]]), Moves(edits)


def reading(document: Document, span: Span) -> str:
    """What was read where the characters of `span` stand."""
    text, moves = lifted(document)
    return moves.back.span(span).of(text)


def as_read(document: Document) -> Document:
    """The document without its corrections."""
    text, moves = lifted(document)
    back = moves.back
    marks = [replace(mark, span=back.span(mark.span)) for mark in document.marks if mark.kind != CORRECTION]
    contents = Contents(text, ordered(marks), document.metadata)
    return document_from(contents, document.language, document.name, document.sha256)


def corrected(document: Document, span: Span, words: str, *, who: str, made: str) -> tuple[Document, Span]:
    """The document with `words` in the place of `span`, and where they stand.

    Earlier corrections that `span` touches become part of this one. Where `words` are empty, a neighbouring character
    is taken in, so that something is left to point to. If `words` are what was read, no correction is left there.
    Raises ValueError for a document that was not read from pictures, and for a span outside it.
    """
    if not is_reading(document) or span.end > len(document.text) or not len(span):
        raise ValueError(f"{span} of {document.name!r} cannot be corrected")
    span, words = _with_something_left(document.text, span, words)
    touched = [correction for correction in corrections(document) if correction.span.overlaps(span)]
    whole = Span(min([span.start, *(correction.span.start for correction in touched)]),
                 max([span.end, *(correction.span.end for correction in touched)]))  # fmt: skip
    words = document.text[whole.start : span.start] + words + document.text[span.end : whole.end]
    new = Span(whole.start, whole.start + len(words))
    moves = Moves([Edit(whole, new)])
    read = reading(document, whole)
    marks = [replace(mark, span=moves.span(mark.span)) for mark in document.marks if not _is_of(mark, touched)]
    if words != read:
        value = json.dumps({"read": read, "who": who, "made": made}, ensure_ascii=False)
        marks.append(Mark(CORRECTION, new, value))
    text = document.text[: whole.start] + words + document.text[whole.end :]
    contents = Contents(text, ordered(marks), document.metadata)
    return document_from(contents, document.language, document.name, document.sha256), new


def _with_something_left(text: str, span: Span, words: str) -> tuple[Span, str]:
    if words:
        return span, words
    if span.end < len(text) and not text[span.end].isspace():
        return Span(span.start, span.end + 1), text[span.end]
    if span.start:
        return Span(span.start - 1, span.end), text[span.start - 1]
    return Span(span.start, len(text)), text[span.end :]


def _is_of(mark: Mark, touched: Sequence[Correction]) -> bool:
    return mark.kind == CORRECTION and any(mark.span == correction.span for correction in touched)


def find_under(anchor: Anchor, document: Document) -> Span | None:
    """Where an anchor's words stand in a document, or stood before they were corrected.

    None where they are gone. What was decided about words stays with their place when a character in them is corrected.
    """
    span = find_again(anchor, document.text)
    if span is not None:
        return span
    for text, moves in _earlier(document):
        span = find_again(anchor, text, text_digest(text))
        if span is not None:
            return moves.span(span)
    return None


def _earlier(document: Document) -> Iterator[tuple[str, Moves]]:
    """The text as it was before each correction, the last one lifted first."""
    made = sorted(corrections(document), key=lambda correction: correction.made, reverse=True)
    for count in range(1, len(made) + 1):
        yield lifted(document, made[:count])
