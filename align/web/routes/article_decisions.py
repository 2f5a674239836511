"""What people say of an article's links: confirmed, rejected, drawn anew, taken back."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from duizhao.align.errors import RequestError
from duizhao.align.quotations.decisions import CONFIRMED, REJECTED
from duizhao.align.web import link_decisions as judging
from duizhao.align.web.article_view import decided, quotation_of
from duizhao.align.web.state import reader_of
from duizhao.corpus.decisions.log import WITHDRAWN
from duizhao.corpus.document import Span
from duizhao.corpus.traces.trace import TracedQuotation

router = APIRouter()
AROUND = 160
"""Characters on either side of a span, among which it can be drawn anew."""


class StepRequest(BaseModel):
    """An article, and who says something of it."""

    article: str
    who: str = Field(min_length=1, max_length=40)


class VerdictRequest(StepRequest):
    """What a person says of a quotation's link; `redraw`: from `start` to `end` of `document` it is instead."""

    number: int
    act: Literal["confirm", "reject", "redraw", "open"]
    link: int = 0
    kind: Literal["link", "nearest"] = "link"
    document: str = ""
    start: int = -1
    end: int = -1


class LinkQuery(BaseModel):
    """A link of a quotation, or if `kind` is "nearest" one of its lookalikes, the `near`-th."""

    id: str
    number: int
    link: int = 0
    kind: str = "link"
    near: int = 0


@router.post("/article/verdict")
def judge(request: Request, given: VerdictRequest) -> Response:
    """Keep what a person says of a link."""
    reader = reader_of(request)
    article = reader.articles.of(given.article)
    with reader.store() as store:
        traced = quotation_of(decided(store, article), given.number)
        places = _verdicts(given, traced)
        judging.decide_links(store, article.document, traced.quotation, places, given.who.strip())
    return JSONResponse({"number": given.number})


def _verdicts(given: VerdictRequest, traced: TracedQuotation) -> list[tuple[str, tuple[Span, ...], str]]:
    links = traced.links if given.kind == "link" else traced.nearest
    link = links[given.link] if 0 <= given.link < len(links) else None
    if given.act == "redraw":
        if not 0 <= given.start < given.end:
            raise RequestError("choose the characters that the quotation comes from")
        fresh = (given.document, (Span(given.start, given.end),), CONFIRMED)
        if link and given.kind == "link" and (link.document, link.source_spans) != fresh[:2]:
            return [(link.document, link.source_spans, REJECTED), fresh]
        return [fresh]
    if link is None:
        raise RequestError("this link is not there any more: see what stands there now")
    verdict = {"confirm": CONFIRMED, "reject": REJECTED, "open": WITHDRAWN}[given.act]
    return [(link.document, link.source_spans, verdict)]


@router.post("/article/undo")
def undo(request: Request, about: StepRequest) -> Response:
    """Take back what was said last."""
    return _stepped(request, about, again=False)


@router.post("/article/redo")
def redo(request: Request, about: StepRequest) -> Response:
    """Say again what was taken back last."""
    return _stepped(request, about, again=True)


def _stepped(request: Request, about: StepRequest, *, again: bool) -> Response:
    reader = reader_of(request)
    article = reader.articles.of(about.article)
    with reader.store() as store:
        judging.step_back(store, article.document, about.who.strip(), again=again)
    return JSONResponse({})


@router.get("/article/places")
def places(request: Request, asked: Annotated[LinkQuery, Query()]) -> Response:
    """The characters around a link, or around a lookalike, among which it can be drawn anew."""
    reader = reader_of(request)
    article = reader.articles.of(asked.id)
    with reader.store() as store:
        traced = quotation_of(decided(store, article), asked.number)
        links = traced.nearest if asked.kind == "nearest" else traced.links
        at = asked.near if asked.kind == "nearest" else asked.link
        if not 0 <= at < len(links):
            raise RequestError("this link is not there any more: see what stands there now")
        link = links[at]
        text = store.text(link.document).text
    first = max(0, link.source_start - AROUND)
    place = {"document": link.document, "start": first, "text": text[first : link.source_end + AROUND]}
    return JSONResponse({**place, "from": link.source_start, "to": link.source_end})
