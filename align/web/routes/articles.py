"""Articles and their sources: dropped or pasted, traced while one watches, and judged."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal, NotRequired, TypedDict
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from duizhao.align.errors import RequestError
from duizhao.align.report import captions as wording
from duizhao.align.report.trace_formats import TRACE_FORMATS
from duizhao.align.report.trace_page import link_passages
from duizhao.align.web.article_view import AT_ONCE, article_view, decided, quotation_of, report_of
from duizhao.align.web.articles import Article, chosen, read_article, trace_article, trace_words
from duizhao.align.web.citation_text import citation_text
from duizhao.align.web.jobs import Job, Result
from duizhao.align.web.state import Reader, reader_of
from duizhao.align.web.templates import fill, language_of, page, say
from duizhao.align.web.upload_names import plain_name
from duizhao.corpus.traces.gloss import gloss_passage
from duizhao.corpus.traces.trace import QuoteLink, Trace, TracedQuotation

router = APIRouter()
SAVED_AS = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
"""Forms of a report that is saved, with their media types."""


class WordsRequest(BaseModel):
    """Words of the article that are to be traced: where they stand, or the words themselves."""

    article: str
    start: int = -1
    end: int = -1
    words: str = Field("", max_length=2000)


class ArticleState(TypedDict):
    """How far the tracing of an article is; `marked` and `cards`: its parts as HTML, where they have changed."""

    version: str
    working: bool
    said: str
    done: int
    total: int
    summary: str
    searched: str
    marked: NotRequired[str]
    cards: NotRequired[str]


@router.get("/articles")
def articles(request: Request) -> Response:
    """The articles at hand, and where to drop another."""
    held = [(article, wording.summary_words(article.trace)) for article in reader_of(request).articles.all()]
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

    def action(work: Job) -> Result:
        library, tracer = reader.tracer()
        trace_article(article, library, tracer, work)
        return {}

    article.work = reader.jobs.begin("tracing the quotations", action)
    return JSONResponse({"id": article.id})


@router.get("/article")
def show(request: Request, id: str, who: str = "") -> Response:  # noqa: A002
    """An article with its quotations marked, and a card for each."""
    reader = reader_of(request)
    article = reader.articles.of(id)
    return page(request, "article_page.html", **article_view(reader, article, who), article=article)


@router.get("/article/state")
def state(request: Request, id: str, seen: str = "", who: str = "") -> Response:  # noqa: A002
    """How far the tracing is, with the article and the cards where they changed since `seen`."""
    reader = reader_of(request)
    article = reader.articles.of(id)
    work = article.work
    working = work is not None and work.state in ("waiting", "working")  # before the rest: done, all of it is shown
    shown = article_view(reader, article, who)
    answer: ArticleState = {
        "version": shown["stamp"],
        "working": working,
        "said": say(language_of(request), work.error) if work and work.state == "failed" else "",
        "done": len(article.traced),
        "total": len(article.quotations),
        "summary": say(language_of(request), shown["summary"]),
        "searched": say(language_of(request), shown["searched"]),
    }
    if shown["stamp"] != seen:
        answer["marked"] = fill(request, "marked.html", **shown)
        answer["cards"] = fill(request, "cards.html", **shown)
    return JSONResponse(answer)


@router.get("/article/more")
def more(request: Request, id: str, number: int) -> Response:  # noqa: A002
    """The links of a quotation that its card does not hold from the start."""
    reader = reader_of(request)
    article = reader.articles.of(id)
    with reader.store() as store:
        trace = decided(store, article)
    traced = quotation_of(trace, number)
    shown = link_passages(traced, report_of(reader, article, trace), AT_ONCE.get(traced.verdict, 1))
    html = fill(
        request,
        "more.html",
        passages=shown,
        kind="candidate" if traced.verdict == "unsure" else "other",
        total=len(traced.links),
        card={"number": number},
        raw=trace.quotations,
        pictured=article.is_reading,
        paged=article.is_paged,
    )
    return JSONResponse({"html": html})


@router.get("/article/gloss")
def word_by_word(request: Request, id: str, number: int, link: int = 0) -> Response:  # noqa: A002
    """A link's words one by one, with pinyin and English."""
    reader = reader_of(request)
    _, traced, chosen_link = _link_as_decided(reader, reader.articles.of(id), number, link)
    passage = gloss_passage(chosen_link, traced.quotation.text, reader.glossary)
    return JSONResponse({"html": fill(request, "glossed.html", passage=passage)})


@router.post("/article/words")
def words(request: Request, wanted: WordsRequest) -> Response:
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

    def action(_: Job) -> Result:
        return {"number": trace_words(article, reader.tracer()[1], span)}

    return JSONResponse({"work": reader.jobs.begin("tracing the chosen words", action).id})


@router.get("/article/citation")
def cite(request: Request, id: str, number: int, link: int = 0) -> Response:  # noqa: A002
    """The citation of a link, as text to be copied."""
    reader = reader_of(request)
    article = reader.articles.of(id)
    trace, traced, chosen_link = _link_as_decided(reader, article, number, link)
    return JSONResponse({"text": citation_text(report_of(reader, article, trace).cite(traced, chosen_link))})


def _link_as_decided(
    reader: Reader, article: Article, number: int, link: int
) -> tuple[Trace, TracedQuotation, QuoteLink]:
    """The trace as people left it, the quotation of that number, and its link. RequestError if there is none."""
    with reader.store() as store:
        trace = decided(store, article)
    traced = quotation_of(trace, number)
    if not 0 <= link < len(traced.links):
        raise RequestError("this link is not there any more: see what stands there now")
    return trace, traced, traced.links[link]


@router.get("/article/report")
def save(request: Request, id: str, form: Literal["html", "md", "xlsx", "csv", "json"] = "html") -> Response:  # noqa: A002
    """The finished report as a file, as `link` writes it, with what people decided."""
    reader = reader_of(request)
    article = reader.articles.of(id)
    if article.work is not None and article.work.state != "done":
        raise RequestError("the quotations are still being traced: save when they are done")
    with reader.store() as store:
        report = report_of(reader, article, decided(store, article))
    written = TRACE_FORMATS[form]([report])
    name = quote(f"{PurePath(article.document.name).stem or 'article'}.{form}", safe="")
    return Response(
        written.encode() if isinstance(written, str) else written,
        media_type=SAVED_AS[form],
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


@router.post("/article/forget")
def forget(request: Request, wanted: WordsRequest) -> Response:
    """Have the article at hand no more."""
    reader_of(request).articles.drop(wanted.article)
    return JSONResponse({})
