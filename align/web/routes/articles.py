"""Articles and their sources: dropped or pasted, traced while one watches, and judged."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from duizhao.align.errors import RequestError
from duizhao.align.quotations.decisions import CONFIRMED, KIND, REJECTED, Said, said_of, with_decisions
from duizhao.align.report import captions as wording
from duizhao.align.report.templates import language_tag
from duizhao.align.report.trace_formats import version
from duizhao.align.report.trace_page import link_passages, make_card, marked_paragraphs
from duizhao.align.web import link_decisions as judging
from duizhao.align.web.articles import Article, chosen, read_article, trace_article, trace_words
from duizhao.align.web.citation_text import citation_text
from duizhao.align.web.jobs import Result, Work
from duizhao.align.web.state import Reader, reader_of
from duizhao.align.web.templates import fill, language_of, page, say
from duizhao.align.web.upload_names import plain_name
from duizhao.corpus.decisions.log import WITHDRAWN
from duizhao.corpus.document import Document, Span
from duizhao.corpus.store.store import Store
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import Trace, TracedQuotation

router = APIRouter()
AROUND = 160
"""Characters on either side of a span, among which it can be drawn anew."""
LONGEST_PASTE = 5_000_000
AT_ONCE = {"unsure": 3}
"""Links that a card holds from the start, by the verdict; of the others the best one. The rest come when asked for."""


class About(BaseModel):
    """An article, and who says something of it."""

    article: str
    who: str = Field(min_length=1, max_length=40)


class Verdict(About):
    """What a person says of a quotation's link; `redraw`: from `start` to `end` of `document` it is instead."""

    number: int
    act: Literal["confirm", "reject", "redraw", "open"]
    link: int = 0
    kind: Literal["link", "nearest"] = "link"
    document: str = ""
    start: int = -1
    end: int = -1


class Words(BaseModel):
    """Words of the article that are to be traced: where they stand, or the words themselves."""

    article: str
    start: int = -1
    end: int = -1
    words: str = Field("", max_length=2000)


@router.get("/articles")
def articles(request: Request) -> Response:
    """The articles at hand, and where to drop another."""
    held = [(each, wording.summary_words(each.trace)) for each in reader_of(request).articles.all()]
    return page(request, "articles.html", articles=held)


@router.post("/articles")
async def add_article(request: Request, name: str = "") -> Response:
    """Take an article, the request's body, and begin to trace it."""
    data = await request.body()
    return await run_in_threadpool(_add, reader_of(request), data, plain_name(name) or "pasted text")


def _add(reader: Reader, data: bytes, name: str) -> Response:
    with reader.store() as store:
        if not store.names():
            raise RequestError("the corpus holds no documents yet: add some under Documents first")
        if any(text.name == name for text in store.texts()):
            name = f"{name} (article)"
    article = reader.articles.hold(read_article(data, name))

    def action(work: Work) -> Result:
        library, tracer = reader.tracer()
        trace_article(article, library, tracer, work)
        return {}

    article.work = reader.worker.begin("tracing the quotations", action)
    return JSONResponse({"id": article.id})


@router.get("/article")
def show(request: Request, id: str) -> Response:  # noqa: A002
    """An article with its quotations marked, and a card for each."""
    reader = reader_of(request)
    article = reader.articles.of(id)
    return page(request, "article_page.html", **_shown(request, reader, article), article=article)


@router.get("/article/state")
def state(request: Request, id: str, seen: str = "") -> Response:  # noqa: A002
    """How far the tracing is, with the article and the cards where they changed since `seen`."""
    reader = reader_of(request)
    article = reader.articles.of(id)
    work = article.work
    working = work is not None and work.state in ("waiting", "working")  # before the rest: done, all of it is shown
    shown = _shown(request, reader, article)
    told: dict[str, Any] = {
        "version": shown["stamp"],
        "working": working,
        "said": say(language_of(request), work.said) if work and work.state == "failed" else "",
        "done": len(article.traced),
        "total": len(article.quotations),
        "summary": say(language_of(request), shown["summary"]),
        "searched": say(language_of(request), shown["searched"]),
    }
    if shown["stamp"] != seen:
        told["marked"] = fill(request, "marked.html", **shown)
        told["cards"] = fill(request, "cards.html", **shown)
    return JSONResponse(told)


@router.get("/article/more")
def more(request: Request, id: str, number: int) -> Response:  # noqa: A002
    """The links of a quotation that its card does not hold from the start."""
    reader = reader_of(request)
    article = reader.articles.of(id)
    with reader.store() as store:
        trace = _decided(store, article)
    traced = _quotation(trace, number)
    shown = link_passages(traced, _report(reader, article, trace), AT_ONCE.get(traced.verdict, 1))
    told = fill(
        request,
        "more.html",
        passages=shown,
        kind="candidate" if traced.verdict == "unsure" else "other",
        total=len(traced.links),
        card={"number": number},
        raw=trace.quotations,
        pictured=article.is_reading,
    )
    return JSONResponse({"html": told})


@router.post("/article/words")
def words(request: Request, wanted: Words) -> Response:
    """Trace words that were chosen in the article, or typed."""
    reader = reader_of(request)
    article = reader.articles.of(wanted.article)
    start, end = wanted.start, wanted.end
    if wanted.words.strip():
        start = article.document.text.find(wanted.words.strip())
        end = start + len(wanted.words.strip())
        if start < 0:
            raise RequestError("these words do not stand in the article as they are written here")
    span = chosen(article, start, end)

    def action(_: Work) -> Result:
        return {"number": trace_words(article, reader.tracer()[1], span)}

    return JSONResponse({"work": reader.worker.begin("tracing the chosen words", action).id})


@router.post("/article/verdict")
def judge(request: Request, given: Verdict) -> Response:
    """Keep what a person says of a link."""
    reader = reader_of(request)
    article = reader.articles.of(given.article)
    with reader.store() as store:
        traced = _quotation(_decided(store, article), given.number)
        places = _verdicts(given, traced)
        judging.decide_links(store, article.document, traced.quotation, places, given.who.strip())
    return JSONResponse({"number": given.number})


def _verdicts(given: Verdict, traced: TracedQuotation) -> list[tuple[str, tuple[Span, ...], str]]:
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
def undo(request: Request, about: About) -> Response:
    """Take back what was said last."""
    return _stepped(request, about, again=False)


@router.post("/article/redo")
def redo(request: Request, about: About) -> Response:
    """Say again what was taken back last."""
    return _stepped(request, about, again=True)


def _stepped(request: Request, about: About, *, again: bool) -> Response:
    reader = reader_of(request)
    article = reader.articles.of(about.article)
    with reader.store() as store:
        judging.step_back(store, article.document, about.who.strip(), again=again)
    return JSONResponse({})


@router.get("/article/places")
def places(request: Request, id: str, number: int, link: int = 0, kind: str = "link", near: int = 0) -> Response:  # noqa: A002
    """The characters around a link, or around the `near`-th lookalike, among which it can be drawn anew."""
    reader = reader_of(request)
    article = reader.articles.of(id)
    with reader.store() as store:
        traced = _quotation(_decided(store, article), number)
        links = traced.nearest if kind == "nearest" else traced.links
        at = near if kind == "nearest" else link
        if not 0 <= at < len(links):
            raise RequestError("this link is not there any more: see what stands there now")
        found = links[at]
        text = store.text(found.document).text
    first = max(0, found.source_start - AROUND)
    told = {"document": found.document, "start": first, "text": text[first : found.source_end + AROUND]}
    return JSONResponse({**told, "from": found.source_start, "to": found.source_end})


@router.get("/article/citation")
def cite(request: Request, id: str, number: int, link: int = 0) -> Response:  # noqa: A002
    """The citation of a link, as text to be copied."""
    reader = reader_of(request)
    article = reader.articles.of(id)
    with reader.store() as store:
        trace = _decided(store, article)
    traced = _quotation(trace, number)
    if not 0 <= link < len(traced.links):
        raise RequestError("this link is not there any more: see what stands there now")
    report = _report(reader, article, trace)
    return JSONResponse({"text": citation_text(report.cite(traced, traced.links[link]))})


@router.post("/article/forget")
def forget(request: Request, wanted: Words) -> Response:
    """Have the article at hand no more."""
    reader_of(request).articles.drop(wanted.article)
    return JSONResponse({})


def _report(reader: Reader, article: Article, trace: Trace) -> Report:
    return Report(trace, article.texts, version(), places=reader.texts.places)


def _quotation(trace: Trace, number: int) -> TracedQuotation:
    if not 1 <= number <= len(trace.quotations):
        raise RequestError("this quotation is not there any more: see what stands there now")
    return trace.quotations[number - 1]


def _decided(store: Store, article: Article) -> Trace:
    """What is known of the article so far, as people left it."""
    return _with_said(store, article)[0]


def _with_said(store: Store, article: Article) -> tuple[Trace, dict[int, tuple[Said, ...]]]:
    """The same, and what they said of its quotations."""
    trace = article.trace
    said = said_of(store, article.document, [traced.quotation for traced in trace.quotations])
    return with_decisions(trace, said, article.texts), said


def _shown(request: Request, reader: Reader, article: Article) -> dict[str, Any]:
    """What the page and its parts show. `stamp` is never newer than the rest, so that nothing is taken for shown."""
    traced_so_far = article.version
    with reader.store() as store:
        trace, said = _with_said(store, article)
        undo_, redo_ = _steps(store, article.document, request)
    report = _report(reader, article, trace)
    language = language_of(request)
    return {
        "cards": [
            make_card(number, traced, report, AT_ONCE.get(traced.verdict, 1))
            for number, traced in enumerate(trace.quotations, 1)
        ],
        "decided": {number: said.get(number - 1, ()) for number in range(1, len(trace.quotations) + 1)},
        "raw": trace.quotations,
        "pictured": article.is_reading,
        "paragraphs": list(marked_paragraphs(trace)),
        "language": language_tag(trace.text),
        "summary": wording.summary_words(trace),
        "searched": wording.searched_words(trace.searched) if article.searched else say(language, "not yet"),
        "not_the_source": wording.NOT_THE_SOURCE,
        "stamp": f"{traced_so_far}-{hash(repr(sorted(said.items(), key=repr)))}-{undo_}-{redo_}",
    }


def _steps(store: Store, article: Document, request: Request) -> tuple[int, int]:
    from duizhao.align.web.undo import stacks

    who = request.query_params.get("who", "")
    done, undone = stacks(store, [(KIND, judging.scope_of(article))], who) if who else ([], [])
    return len(done), len(undone)
