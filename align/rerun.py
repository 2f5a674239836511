"""What a table was made by, asked again, and what changed since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from duizhao.align.concordance.kwic import Query
from duizhao.align.concordance.service import QueryResult, compared, count, find
from duizhao.align.errors import RequestError
from duizhao.align.frequencies.again import COUNTED, counted_again
from duizhao.align.progress import Track, untracked
from duizhao.align.terms.entities import EntityQuery, entities
from duizhao.align.terms.requests import Extraction, Nearness, TermCheck, show_request
from duizhao.align.terms.service import check, extract, near
from duizhao.align.terms.show import show
from duizhao.align.terms.timeline import DateQuery, timeline
from duizhao.corpus.search.provenance import Provenance


def again(
    corpus: Path,
    asked: dict[str, Any],
    *,
    folders: Sequence[Path] = (),
    model: str | None = None,
    track: Track[Any] = untracked,
) -> QueryResult:
    """What a table's query finds now. Raises RequestError for a query that is none of these.

    `asked`: the query as `QueryResult.made` records it. `folders`: where files that it needs are looked for, by their
    names.
    """
    record = {key: value for key, value in asked.items() if key != "command"}
    if asked.get("command") in COUNTED:
        return counted_again(corpus, asked["command"], record)
    match asked.get("command"):
        case "find":
            return find(corpus, Query.of(record), model=model, track=track)
        case "count":
            by = record.pop("by", "document")
            return count(corpus, Query.of(record), by)
        case "compare":
            name, least = str(record.get("name")), record.get("least")
            if isinstance(least, int | float):
                return compared(corpus, name, least=least, by_difference=bool(record.get("by_difference")))
        case "terms":
            return show(corpus, *show_request(record), model=model, track=track)
        case Extraction.command:
            return extract(corpus, Extraction.of(record, folders), model=model, track=track)
        case EntityQuery.command:
            return entities(corpus, EntityQuery.of(record, folders), model=model, track=track)
        case DateQuery.command:
            return timeline(corpus, DateQuery.of(record, folders), track=track)
        case TermCheck.command:
            return check(corpus, TermCheck.of(record, folders), model=model, track=track)
        case Nearness.command:
            return near(corpus, Nearness.of(record, folders), model=model, track=track)
    raise RequestError("this file's query is none that can be run again: run the command anew")


def changed(old: dict[str, str], new: dict[str, str], before: Provenance, now: Provenance) -> list[str]:
    """What is otherwise than when a table was made, a line each."""
    changes = []
    for name, was, is_now in (
        ("corpus", before.corpus, now.corpus),
        ("program", before.program, now.program),
        ("model", before.model, now.model),
        ("segmenter", before.segmenter, now.segmenter),
    ):
        if was != is_now:
            changes.append(f"{name}: was {was}, is {is_now}")
    then, today = json.loads(before.query), json.loads(now.query)
    changes += [
        f"{name}: {today[name]['file']} holds something else than it did"
        for name in then.keys() & today.keys()
        if isinstance(today[name], dict) and today[name] != then[name]
    ]
    if old:
        gone, fresh = old.keys() - new.keys(), new.keys() - old.keys()
        other = [key for key in old.keys() & new.keys() if old[key] != new[key]]
        changes.append(
            f"rows: {len(old)} then, {len(new)} now; {len(gone)} gone, {len(fresh)} new, {len(other)} changed"
        )
    return changes
