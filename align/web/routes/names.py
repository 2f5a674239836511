"""Persons, places and organisations beside the documents; each leads to every place where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from duizhao.align.web.name_cache import NamedEntity
from duizhao.align.web.state import reader_of
from duizhao.align.web.templates import page
from duizhao.models.entities.recognizer import KINDS

router = APIRouter()
SHOWN = 40
"""Names of each kind that are listed."""


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name as it is listed: how often it stands there, and the address of its occurrences."""

    name: str
    count: int
    address: str


@router.get("/names")
def names(request: Request, document: str = "") -> Response:
    """The names of the corpus, or of one document, as a part of a page; `x-work` says what is to be waited for."""
    reader = reader_of(request)
    held = reader.names.of(reader)
    found = held.names  # which may come while the page is made
    response = page(request, "names.html", names=None if found is None else listed(found, document))
    if found is None and held.work is not None:
        response.headers["x-work"] = held.work.id
    return response


def listed(names: Sequence[NamedEntity], document: str = "") -> list[tuple[str, int, list[ListedName]]]:
    """For each kind that there is: how many names there are, and the most frequent of them."""
    kinds: list[tuple[str, int, list[ListedName]]] = []
    for kind in KINDS:
        its = [
            (named.counts[document] if document else named.counts.total(), named.entity.name)
            for named in names
            if named.entity.kind == kind and (not document or named.counts[document])
        ]
        its.sort(key=lambda counted: (-counted[0], counted[1]))
        if its:
            shown = [ListedName(name, count, _address(name, document)) for count, name in its[:SHOWN]]
            kinds.append((kind, len(its), shown))
    return kinds


def _address(name: str, document: str) -> str:
    narrowed = {"where": f"document={document}"} if document else {}
    return f"/find?{urlencode({'q': name, 'within': 'zh', **narrowed})}"
