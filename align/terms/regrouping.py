"""Renderings put into one group by hand, split off, left to the program again: `terms merge`, `split`, `ungroup`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from duizhao.align.concordance.kwic import Follow
from duizhao.align.concordance.service import untracked
from duizhao.align.errors import RequestError
from duizhao.align.terms.groups import keep_groups, regrouped, take_back
from duizhao.align.terms.occurrences import Occurrence, Occurrences, TermQuery
from duizhao.align.terms.renderings import grouped
from duizhao.align.terms.show import term_occurrences
from duizhao.corpus.decisions.log import Decision
from duizhao.corpus.store.store import Store
from duizhao.corpus.terms.variants import as_written, label


def merge(
    store: Store, query: TermQuery, renderings: Sequence[str], into: str, *, who: str, model: str | None = None,
    follow: Follow = untracked,
) -> list[Decision]:  # fmt: skip
    """Put renderings, named by their group or by a form, into the group `into`, and keep that.

    Raises RequestError for a rendering that the term does not have.
    """
    search, found = term_occurrences(store, query, model=model, follow=follow)
    rows = _rows(store, found, renderings, by_group=True)
    return keep_groups(store, search, query, rows, into, who, split=False)


def split(
    store: Store, query: TermQuery, forms: Sequence[str], into: str | None = None, *, who: str,
    model: str | None = None, follow: Follow = untracked,
) -> list[Decision]:  # fmt: skip
    """Take forms, as they are written, out of their group: each becomes one of its own, or all become `into`.

    Raises RequestError for a form that the term does not have.
    """
    search, found = term_occurrences(store, query, model=model, follow=follow)
    _rows(store, found, forms, by_group=False)
    kept = []
    for form in dict.fromkeys(map(str.casefold, forms)):
        rows = _rows(store, found, [form], by_group=False)
        name = into or label(as_written(row.rendering) for row in rows)
        kept += keep_groups(store, search, query, rows, name, who, split=True)
    return kept


def ungroup(
    store: Store, query: TermQuery, renderings: Sequence[str], *, who: str, model: str | None = None,
    follow: Follow = untracked,
) -> list[Decision]:  # fmt: skip
    """Take back what this person said of the groups of renderings: they are as the program has them.

    Raises RequestError where there is nothing to take back.
    """
    _, found = term_occurrences(store, query, model=model, follow=follow)
    kept = take_back(store, query, _rows(store, found, renderings, by_group=True), who)
    if not kept:
        raise RequestError(f"{who.strip()} put none of these into a group: see `decisions list --kind grouping`")
    return kept


def _rows(store: Store, found: Occurrences, wanted: Iterable[str], *, by_group: bool) -> list[Occurrence]:
    """The occurrences that are rendered so: as they are written, or by the name of their group, made or computed."""
    query = found.query
    computed, made = grouped(found), grouped(found, regroup=regrouped(store, query))
    keys = {" ".join(each.split()).casefold() for each in wanted}
    rows, there = [], set()
    for row, *names in zip(found.rows, computed, made, strict=True):
        told = {as_written(row.rendering).casefold(), *(name.casefold() for name in names if by_group)} & keys
        if row.status == "rendered" and told:
            rows.append(row)
            there |= told
    if missing := keys - there:
        raise RequestError(f"{query.term!r} is not rendered {sorted(missing)[0]!r}: see `terms show`")
    return rows
