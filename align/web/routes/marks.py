"""Stars and tags: put on, taken away, and all of them on one page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from duizhao.align.report.templates import language_tag
from duizhao.align.web.marks import Mark, marks, toggle
from duizhao.align.web.state import reader_of
from duizhao.align.web.templates import page
from duizhao.corpus.document import Span
from duizhao.corpus.store.store import Store

router = APIRouter()
LONGEST = 400
"""Characters of a marked passage that are shown."""


class MarkRequest(BaseModel):
    """A star (`tag` is '') or a tag on the characters from `start` to `end` of a text; without them, on all of it."""

    name: str = Field(min_length=1)
    start: int = Field(-1, ge=-1)
    end: int = Field(-1, ge=-1)
    tag: str = Field("", max_length=60)
    who: str = Field(min_length=1, max_length=40)


@dataclass(frozen=True, slots=True)
class ListedMark:
    """A mark as it is listed, with its words and the address that leads there."""

    mark: Mark
    text: str
    language: str
    address: str


@router.post("/mark")
def mark(request: Request, given: MarkRequest) -> Response:
    """Put on a star or a tag, or take it away."""
    place = Span(given.start, given.end) if 0 <= given.start <= given.end else None
    with reader_of(request).store() as store:
        there = toggle(store, given.name, place, given.tag, given.who.strip())
    return JSONResponse({"there": there})


@router.get("/marks")
def marks_of_texts(request: Request, text: str, translation: str = "") -> Response:
    """The marks of passages of a pair: [side, start, end, tag] each."""
    sides = {text: "source", translation: "target"}
    with reader_of(request).store() as store:
        held = [each for each in marks(store, sides) if not each.whole]
    return JSONResponse([[sides[each.document], each.span.start, each.span.end, each.tag] for each in held])


@router.get("/marked")
def marked(request: Request, tag: str | None = None) -> Response:
    """All that is marked, or what has one tag; '' stands for the stars."""
    with reader_of(request).store() as store:
        held = marks(store)
        counts = sorted(Counter(each.tag for each in held).items())
        shown = [_listed(store, each) for each in held if tag is None or each.tag == tag]
    return page(request, "marked_texts.html", marks=shown, tags=counts, tag=tag)


def _listed(store: Store, mark: Mark) -> ListedMark:
    words = "" if mark.whole else mark.span.of(store.text(mark.document).text)
    if len(words) > LONGEST:
        words = f"{words[: LONGEST - 1]}…"
    text = next(each for each in store.texts() if each.name == mark.document)
    side = "source" if text.translation is None else "target"
    pair = text.name if side == "target" else next((each.name for each in store.texts() if each.entry == text.name and
                                                    each.translation is not None), "")  # fmt: skip
    if mark.whole or not pair:
        return ListedMark(mark, words, language_tag(words), f"/document?{urlencode({'name': mark.document})}")
    asked = {"text": text.entry, "translation": pair, "side": side, "offset": mark.span.start}
    return ListedMark(mark, words, language_tag(words), f"/read?{urlencode(asked)}")
