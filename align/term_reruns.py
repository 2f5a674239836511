"""Lists of terms asked for once more, from the query that a table of them keeps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from align.concordance import Follow
from align.errors import RequestError
from align.finding import Found
from align.occurrences import TermQuery
from align.term_lists import check, extract, near
from corpus.exchange.glossaries import Entry


def again(corpus: Path, asked: Mapping[str, Any], *, model: str | None, follow: Follow) -> Found:
    """What `terms extract`, `terms check` or `terms collocates` was asked for, once more.

    Raises RequestError for a query that does not say all of it.
    """
    told = dict(asked)
    command = str(told.pop("command"))
    try:
        if command == "terms extract":
            if told.pop("reference"):
                raise RequestError("this table was set against another corpus: run `terms extract --reference` anew")
            return extract(corpus, **told, model=model, follow=follow)
        if command == "terms check":
            glossary = told.pop("glossary")
            entries = None if glossary is None else [_entry(each) for each in glossary]
            return check(corpus, entries, **told, model=model, follow=follow)
        term, language, regular, where = (told.pop(key) for key in ("term", "language", "regular", "where"))
        return near(corpus, TermQuery(term, language, regular, tuple(where)), **told, model=model, follow=follow)
    except (TypeError, KeyError) as error:
        raise RequestError(f"this file's query is of another program: run `duizhao {command}` anew") from error


def _entry(told: Mapping[str, Any]) -> Entry:
    return Entry(told["term"], *(tuple(told[key]) for key in ("preferred", "admitted", "forbidden")))
