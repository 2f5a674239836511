"""A page as it was printed beside the words that were read on it, with a passage marked on both."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from duizhao.align.report.templates import document_tag
from duizhao.align.web.page_view import one_page, page_of_span, words_on_page
from duizhao.align.web.state import Reader, reader_of
from duizhao.align.web.templates import language_of, page, say
from duizhao.align.web.text_view import pieces
from duizhao.corpus.document import Document, Span
from duizhao.corpus.errors import StoreError
from duizhao.corpus.message import Message
from duizhao.corpus.scans.regions import is_reading
from duizhao.corpus.scans.text_pages import text_pages
from duizhao.corpus.store.store import Text

router = APIRouter()


class PageQuery(BaseModel):
    """A page of a text, from 1, with the characters from `start` to `end` marked; without it, the one with these."""

    text: str
    page: int = 0
    start: int = Field(0, ge=0)
    end: int = Field(0, ge=0)

    @property
    def span(self) -> Span:
        """What is marked."""
        return Span(self.start, max(self.start, self.end))

    def address(self, number: int) -> str:
        """Of another page with the same characters marked."""
        return "/page?" + urlencode({"text": self.text, "page": number, "start": self.start, "end": self.end})


@router.get("/page")
def show(request: Request, asked: Annotated[PageQuery, Query()]) -> Response:
    """The page and its words, side by side."""
    reader = reader_of(request)
    texts, held, document = _text(reader, asked.text)
    pages = text_pages(document)
    number = asked.page or page_of_span(pages, asked.span)
    shown = one_page(pages, number)
    pair = next((each.name for each in texts if each.entry == held.entry and each.translation is not None), "")
    side = "source" if held.translation is None else "target"
    passage = asked.span if shown.holds(asked.span) else shown.spans[0]
    facing = {"text": held.entry, "translation": pair if side == "source" else held.name, "side": side,
              "offset": passage.start}  # fmt: skip
    return page(
        request,
        "page.html",
        text=held,
        tag=document_tag(document),
        shown=shown,
        number=number,
        count=len(pages),
        labels=[(each.label, asked.address(at)) for at, each in enumerate(pages, start=1)],
        before=asked.address(number - 1) if number > 1 else "",
        after=asked.address(number + 1) if number < len(pages) else "",
        elsewhere="" if shown.holds(asked.span) or not asked.span else asked.address(page_of_span(pages, asked.span)),
        passages=[
            (
                span.start,
                [each for each in pieces(document, span.end, start=span.start, marked=asked.span) if each.text],
            )
            for span in shown.spans
        ],
        placed=words_on_page(reader.pictures, document, shown, asked.span),
        picture="/page/picture?" + urlencode({"text": held.name, "page": number}),
        facing="/read?" + urlencode(facing) if pair else "",
        pictured=is_reading(document),
    )


@router.get("/page/picture")
def picture(request: Request, text: str, page: int) -> Response:
    """The page itself."""
    reader = reader_of(request)
    shown = one_page(text_pages(_text(reader, text)[2]), page)
    return Response(reader.pictures.page(shown), media_type="image/jpeg")


@router.get("/page/places")
def places(request: Request, asked: Annotated[PageQuery, Query()]) -> Response:
    """Where some characters stand on a page: pieces of four corners each, in the unit of the page's size."""
    reader = reader_of(request)
    document = _text(reader, asked.text)[2]
    shown = one_page(text_pages(document), asked.page)
    found = words_on_page(reader.pictures, document, shown, asked.span)
    return JSONResponse({"quads": found.quads, "missing": say(language_of(request), found.missing)})


def _text(reader: Reader, name: str) -> tuple[list[Text], Text, Document]:
    """All texts, the one of that name, and what it holds."""
    with reader.store() as store:
        texts = list(store.texts())
        held = next((text for text in texts if text.name == name), None)
        if held is None:
            raise StoreError(Message("the corpus holds no document {name!r}", name=name))
        return texts, held, reader.bitexts.document(store, held)
