"""Characters that were read from pictures: where they stand, and corrected in the layer over the reading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from duizhao.align.errors import RequestError
from duizhao.align.ingest.ocr_corrections import KIND, Correction, Misreading, corrected_in
from duizhao.align.web.undo import DO, REDO, UNDO, Scope, StaleError, Step, new_detail
from duizhao.corpus.decisions.ocr_corrections import corrections, lifted, reading
from duizhao.corpus.document import Document, Span, text_digest
from duizhao.corpus.message import Message
from duizhao.corpus.scans.regions import LineStrip, line_strip
from duizhao.corpus.store.store import Store
from duizhao.models.encoder import Encoder

LONGEST = 40
"""Characters that are corrected at once."""
_SPACE = re.compile(r"\s*")


CHANGED = "this text was corrected elsewhere meanwhile; here is how it stands now"


@dataclass(frozen=True, slots=True)
class ReadingView:
    """Characters `span` of a reading as they stand now, what was `read` there, and where they are in the picture.

    `who` and `made`: of the last correction that lies there, empty without one. `before` and `after`: the characters
    on either side, None at an end of the text.
    """

    span: Span
    words: str
    read: str
    who: str
    made: str
    place: LineStrip
    before: int | None
    after: int | None


def see(document: Document, start: int, end: int) -> ReadingView:
    """Some characters of a text that was read from pictures. Raises RequestError for others."""
    text = document.text
    if end - start > LONGEST:
        raise RequestError(Message("choose some characters of the text, at most {most}", most=LONGEST))
    place = place_of(document, start, end)
    span = Span(start, end)
    if "\n" in span.of(text).strip():
        raise RequestError("choose characters of one line: line ends are not corrected")
    over = max(
        (correction for correction in corrections(document) if correction.span.overlaps(span)),
        key=lambda correction: correction.made,
        default=None,
    )
    left = len(text[:start].rstrip()) - 1
    space = _SPACE.match(text, end)
    right = space.end() if space else end
    return ReadingView(
        span,
        span.of(text),
        reading(document, span),
        over.who if over else "",
        over.made if over else "",
        place,
        left if left >= 0 else None,
        right if right < len(text) else None,
    )


def place_of(document: Document, start: int, end: int) -> LineStrip:
    """Where in a picture some characters of a text stand. Raises RequestError for a text that was not read from one."""
    if not 0 <= start < end <= len(document.text):
        raise RequestError(Message("choose some characters of the text, at most {most}", most=LONGEST))
    place = line_strip(document, Span(start, end))
    if place is None:
        raise RequestError("this place was not read from a picture: a file's own text is never changed")
    return place


def scope_of(name: str) -> Scope:
    """Within what corrections of a reading are undone: one text."""
    return KIND, f"reading of {name}"


def correct(store: Store, misread: Misreading, words: str | None, encoder: Encoder, *, who: str) -> None:
    """Put `words` in the place of what was misread, or lift the correction."""
    corrected_in(store, misread, Correction(words, who, also=new_detail(scope_of(misread.document)[1], DO)), encoder)


def step_back(store: Store, step: Step, encoder: Encoder, *, again: bool = False) -> int:
    """Undo a correction, or make it again; where in the text."""
    anchor = step.anchors[0]
    document = store.text(anchor.document)
    read, moves = lifted(document)
    if text_digest(read) != anchor.text:
        raise StaleError(CHANGED)
    span = moves.span(anchor.span)
    now, then = (step.detail["was"], step.detail["words"]) if again else (step.detail["words"], step.detail["was"])
    if span.of(document.text) != now:
        raise StaleError(CHANGED)
    also = new_detail(scope_of(document.name)[1], REDO if again else UNDO, step.id)
    corrected_in(store, Misreading(document.name, span), Correction(str(then), step.who, also=also), encoder)
    return span.start
