"""From a scan: a character, the strip of the picture that it was read from, and what stands there in truth."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from duizhao.align.errors import RequestError
from duizhao.align.ingest.ocr_corrections import Misreading
from duizhao.align.report.captions import percent, shown_name
from duizhao.align.web.jobs import Job, Result
from duizhao.align.web.ocr_edits import CHANGED, ReadingView, correct, place_of, see
from duizhao.align.web.state import Reader, reader_of
from duizhao.align.web.undo import StaleError
from duizhao.corpus.document import Document, Span, text_digest
from duizhao.corpus.scans.coverage import LOW
from duizhao.corpus.store.store import Store, Text

router = APIRouter()
LONGEST = 1000
"""Characters of the lines of a strip."""
SUREST = 0.9999
"""No reading is certain, whatever the recogniser rounds to."""


class ReadingCorrection(BaseModel):
    """Characters `start` to `end` of `text`, as it was when `version` was its digest: what the picture shows there.

    Without `words`, the correction that lies there is lifted.
    """

    text: str
    start: int
    end: int
    version: str
    words: str | None = Field(None, max_length=200)
    who: str = Field(min_length=1, max_length=40)


@router.get("/reading")
def read(request: Request, text: str, start: int, end: int) -> Response:
    """What was read there, how surely, who corrected it, and where it stands in its strip."""
    reader = reader_of(request)
    with reader.store() as store:
        held, document = _text(reader, store, text)
    seen = see(document, start, end)
    return JSONResponse({**_place(seen), "text": text, "version": held.digest})


def _place(seen: ReadingView) -> dict[str, object]:
    strip, (left, top, right, bottom) = seen.place.strip, seen.place.shares
    return {
        "start": seen.span.start,
        "end": seen.span.end,
        "words": seen.words,
        "read": seen.read,
        "confidence": percent(min(strip.confidence, SUREST)),
        "low": strip.confidence < LOW,
        "who": seen.who,
        "made": seen.made[:10],
        "picture": shown_name(strip.file),
        "page": strip.page,
        "lines": seen.place.lines,
        "from": seen.place.span.start,
        "to": seen.place.span.end,
        "down": strip.box[3] - strip.box[1] > strip.box[2] - strip.box[0],
        "mark": [round(100 * share, 2) for share in (left, top, right - left, bottom - top)],
        "before": seen.before,
        "after": seen.after,
    }


@router.get("/strip")
def strip(request: Request, text: str, start: int, end: int, version: str) -> Response:
    """The strip of the picture that the lines with these characters were read from."""
    reader = reader_of(request)
    with reader.store() as store:
        held, document = _text(reader, store, text)
    if held.digest != version:
        raise StaleError(CHANGED)
    if end - start > LONGEST:
        raise RequestError("too much of the text for one strip: choose some characters of one line")
    return Response(reader.pictures.strip(place_of(document, start, end).strip), media_type="image/png")


def _text(reader: Reader, store: Store, name: str) -> tuple[Text, Document]:
    held = next((text for text in store.texts() if text.name == name), None)
    if held is None:
        raise RequestError("the corpus holds no such document")
    return held, reader.bitexts.document(store, held)


@router.post("/reading")
def put_right(request: Request, given: ReadingCorrection) -> Response:
    """Correct what was misread; what is computed of its words is computed anew beside."""
    reader = reader_of(request)
    with reader.store() as store:
        held, document = _text(reader, store, given.text)
    if held.digest != given.version:
        raise StaleError(CHANGED)
    see(document, given.start, given.end)  # what cannot be done is said at once
    misread = Misreading(given.text, Span(given.start, given.end))
    words = None if given.words is None else given.words.strip()

    def action(_: Job) -> Result:
        with reader.store() as store:
            encoder = reader.checked_encoder(store)()
            if text_digest(store.text(given.text).text) != given.version:
                raise StaleError(CHANGED)
            correct(store, misread, words, encoder, who=given.who.strip())
        return {}

    return JSONResponse({"work": reader.jobs.begin("correcting the reading", action).id})
