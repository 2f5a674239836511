"""The reader as an application: its views, and what becomes of errors."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from duizhao.align.web.middleware import Admission, Guard
from duizhao.align.web.routes import article_decisions, bitext_corrections
from duizhao.align.web.routes import articles as article_views
from duizhao.align.web.routes import bitext as facing_views
from duizhao.align.web.routes import documents as document_views
from duizhao.align.web.routes import find as find_views
from duizhao.align.web.routes import findings as findings_views
from duizhao.align.web.routes import images as picture_views
from duizhao.align.web.routes import marks as mark_views
from duizhao.align.web.routes import names as name_views
from duizhao.align.web.routes import pages as page_views
from duizhao.align.web.routes import terms as term_views
from duizhao.align.web.state import Reader, reader_of
from duizhao.align.web.templates import LANGUAGE_COOKIE, LANGUAGES, language_of, page, say
from duizhao.align.web.undo import StaleError
from duizhao.corpus.message import message_of
from duizhao.corpus.text.pinyin import syllables
from duizhao.errors import DuizhaoError

KINDS = {"css": "text/css", "js": "text/javascript"}
IN_ADDRESSES = "/?&=%+;,:@!$'()*~-._"
"""What stands in an address as it is."""
SHARED = ("page.css", "gloss.css", "page.js")
"""Files that the reports have too."""


def create_app(reader: Reader, admission: Admission) -> Guard:
    """The reader of one corpus as an ASGI application, behind its guard.

    `reader` holds what its requests share, and `admission` says who may ask. Nothing is opened here: the corpus with
    the first request, the model when it is first needed. A DuizhaoError becomes one line with status 422 (409 where a
    page is out of date), a page for a person who looks and JSON `{"said": …}` for a script, in the language of the
    interface. Every other exception ends at the guard.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.reader = reader
    for views in (
        document_views,
        facing_views,
        bitext_corrections,
        article_views,
        article_decisions,
        find_views,
        findings_views,
        term_views,
        picture_views,
        page_views,
        name_views,
        mark_views,
    ):
        app.include_router(views.router)
    app.add_api_route("/static/{name}", _static, methods=["GET"])
    app.add_api_route("/language", _language, methods=["GET"])
    app.add_api_route("/work", _work, methods=["GET"])
    app.add_api_route("/pinyin", _pinyin, methods=["POST"])
    app.add_exception_handler(DuizhaoError, _user_error)
    app.add_exception_handler(RequestValidationError, _wrong_request)
    app.add_exception_handler(HTTPException, _http_error)
    return Guard(app, admission)


def _static(name: str) -> Response:
    """One of the files that ship; the name is looked up in a list, never a path."""
    shipped = {path.name: path for path in files("duizhao.align.web").joinpath("static").iterdir()}
    shipped |= {name: files("duizhao.align.report").joinpath(name) for name in SHARED}
    kind = KINDS.get(name.rpartition(".")[2])
    if name not in shipped or kind is None:
        return Response("no such file\n", 404, media_type="text/plain")
    return Response(shipped[name].read_text(encoding="utf-8"), media_type=kind)


def _language(request: Request, to: str = "en", back: str = "/") -> Response:
    """Change the language of the interface, and go back."""
    own = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
    response = Response(status_code=303, headers={"location": quote(own, safe=IN_ADDRESSES)})
    if to in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, to, max_age=365 * 86400, samesite="strict", httponly=True)
    return response


def _work(request: Request, id: str) -> Response:  # noqa: A002
    """How far a piece of work is."""
    work = reader_of(request).jobs.of(id)
    if work is None:
        return JSONResponse({"state": "failed", "said": "this work is not remembered any more"})
    state = {"state": work.state, "done": work.done, "total": work.total, "result": work.result}
    return JSONResponse({**state, "said": say(language_of(request), work.error)})


class Passages(BaseModel):
    """Chinese that is on a page."""

    texts: list[Annotated[str, Field(max_length=20_000)]] = Field(max_length=400)


def _pinyin(given: Passages) -> Response:
    """How each character of some texts is read."""
    return JSONResponse({"syllables": [syllables(text) for text in given.texts]})


def _user_error(request: Request, error: Exception) -> Response:
    status = 409 if isinstance(error, StaleError) else 422
    return _one_line(request, status, message_of(error))


def _wrong_request(request: Request, error: Exception) -> Response:
    return _one_line(request, 422, "this request is not whole")


def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _one_line(request, status, "there is no such page" if status == 404 else "this cannot be asked here")


def _one_line(request: Request, status: int, message: str) -> Response:
    """One line, as a page for a person who looks, and as JSON for a script."""
    text = say(language_of(request), message)
    if "text/html" in request.headers.get("accept", ""):
        return page(request, "error.html", status, message=text)
    return JSONResponse({"said": text}, status)
