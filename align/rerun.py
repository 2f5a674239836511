"""What a table was made by, asked again, and what changed since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from duizhao.align.concordance.kwic import Follow, Query
from duizhao.align.concordance.service import Found, compared, count, find, untracked
from duizhao.align.errors import RequestError
from duizhao.align.terms.service import again as lists_again
from duizhao.align.terms.show import again as terms_again
from duizhao.corpus.search.provenance import Provenance


def again(
    corpus: Path,
    asked: dict[str, Any],
    *,
    folders: Sequence[Path] = (),
    model: str | None = None,
    follow: Follow = untracked,
) -> Found:
    """What a table's query finds now. Raises RequestError for a query that is none of these.

    `folders`: where files that the query needs are looked for, by their names.
    """
    told = dict(asked)
    command = told.pop("command", None)
    if command == "find":
        return find(corpus, Query.of(told), model=model, follow=follow)
    if command == "count":
        by = told.pop("by", "document")
        return count(corpus, Query.of(told), by)
    if command == "terms":
        return terms_again(corpus, told, model=model, follow=follow)
    if command in ("terms extract", "terms check", "terms collocates"):
        return lists_again(corpus, command, told, folders, model=model, follow=follow)
    if command == "compare":
        return compared(corpus, told["name"], least=told["least"], by_difference=told["by_difference"])
    raise RequestError("this file's query is none that can be run again: run the command anew")


def changed(old: dict[str, str], new: dict[str, str], before: Provenance, now: Provenance) -> list[str]:
    """What is otherwise than when a table was made, a line each."""
    told = []
    for name, was, is_now in (
        ("corpus", before.corpus, now.corpus),
        ("program", before.program, now.program),
        ("model", before.model, now.model),
        ("segmenter", before.segmenter, now.segmenter),
    ):
        if was != is_now:
            told.append(f"{name}: was {was}, is {is_now}")
    then, today = json.loads(before.query), json.loads(now.query)
    told += [
        f"{name}: {today[name]['file']} holds something else than it did"
        for name in then.keys() & today.keys()
        if isinstance(today[name], dict) and today[name] != then[name]
    ]
    if old:
        gone, fresh = old.keys() - new.keys(), new.keys() - old.keys()
        other = [key for key in old.keys() & new.keys() if old[key] != new[key]]
        told.append(f"rows: {len(old)} then, {len(new)} now; {len(gone)} gone, {len(fresh)} new, {len(other)} changed")
    return told
