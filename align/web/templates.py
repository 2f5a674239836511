"""The reader's pages filled: its own templates over those of the reports, in the language of the person who reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader

from duizhao.align.report.templates import make_environment
from duizhao.align.web.state import reader_of
from duizhao.corpus.message import Message, MessageList, translated

LANGUAGES = ("en", "zh")
TAGS = {"en": "en", "zh": "zh-Hans"}
LANGUAGE_COOKIE = "duizhao-language"
VIEWS = (("/", "Documents"), ("/articles", "Articles"), ("/find", "Find"), ("/terms", "Terms"),
         ("/marked", "Marked"))  # fmt: skip
"""The views that are named at the top of every page; another is added here."""


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The words of the interface, and the forms of its messages, by their English; empty for English itself."""
    held: dict[str, dict[str, str]] = json.loads(
        files("duizhao.align.web").joinpath("catalogue.json").read_text(encoding="utf-8")
    )
    return held.get(language, {})


def say(language: str, english: str) -> str:
    """A phrase of the interface, or a message, in a language; in English where the catalogue does not have it."""
    words = catalogue(language)

    def form(known: str) -> str:
        return words.get(known, known)

    return translated(form, english) if isinstance(english, Message | MessageList) else form(english)


@cache
def _environment(language: str) -> Environment:
    loader = ChoiceLoader([PackageLoader("duizhao.align.web", ""), PackageLoader("duizhao.align.report", "")])
    environment = make_environment(loader)
    environment.filters["say"] = partial(say, language)
    environment.globals.update(views=VIEWS, ui=TAGS[language], tools=True)
    return environment


def language_of(request: Request) -> str:
    """The language of the interface: as the person chose, or as their browser asks for."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    accepted = request.headers.get("accept-language", "").lower()
    return next((part.strip()[:2] for part in accepted.split(",") if part.strip()[:2] in LANGUAGES), "en")


def fill(request: Request, template: str, **values: object) -> str:
    """A template filled; each value is untrusted text, and escaped as such."""
    filled = _environment(language_of(request)).get_template(template)
    here = str(request.url.path)
    query = request.url.query
    return filled.render(here=here, query=query, who=reader_of(request).who, **values)


def page(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page, or a part of one."""
    return HTMLResponse(fill(request, template, **values), status)
