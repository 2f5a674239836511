"""The reader's pages filled: its own templates over those of the reports, in the language of the person who reads."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader

from duizhao.align.report.templates import make_environment
from duizhao.align.web.state import reader_of

LANGUAGES = ("en", "zh")
TAGS = {"en": "en", "zh": "zh-Hans"}
LANGUAGE_COOKIE = "duizhao-language"
VIEWS = (("/", "Documents"), ("/articles", "Articles"), ("/find", "Find"), ("/terms", "Terms"))
"""The views that are named at the top of every page; another is added here."""


_BETWEEN = {"list": (", ", "，"), "reasons": ("; ", "；")}
"""What stands between the pieces of a part of that name, in English and in Chinese."""


@cache
def _catalogue() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        files("duizhao.align.web").joinpath("catalogue.json").read_text(encoding="utf-8")
    )
    return found


def catalogue(language: str) -> Mapping[str, str]:
    """The words of the interface, by their English; empty for English itself."""
    words: dict[str, str] = _catalogue().get(language, {})
    return words


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Sentences with something in them: `([\\d,]+) quotations?`, and the same with `{1}` in its place."""
    given = _catalogue().get("patterns", {}).get(language, {})
    return tuple((re.compile(english), words) for english, words in given.items())


def say(language: str, english: str) -> str:
    """A phrase of the interface in a language; in English where the catalogue does not have it.

    What stands in a sentence is said too; a group called `list` or `reasons` is said piece by piece.
    """
    words = catalogue(language)
    if english in words:
        return words[english]
    for pattern, said in _patterns(language):
        if match := pattern.fullmatch(english):
            several = {part: name for name, part in match.groupdict().items()}
            return said.format("", *(_said(language, part, several.get(part, "")) for part in match.groups()))
    return english


def _said(language: str, part: str, name: str) -> str:
    """A part of a sentence, in pieces if its name says so."""
    if name not in _BETWEEN:
        return say(language, part)
    there, here = _BETWEEN[name]
    return here.join(say(language, each) for each in part.split(there))


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


def fill(request: Request, template: str, **values: Any) -> str:
    """A template filled; each value is untrusted text, and escaped as such."""
    filled = _environment(language_of(request)).get_template(template)
    here = str(request.url.path)
    query = request.url.query
    return filled.render(here=here, query=query, who=reader_of(request).who, **values)


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page, or a part of one."""
    return HTMLResponse(fill(request, template, **values), status)
