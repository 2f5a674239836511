"""Groups of renderings as people want them: merged, split, and as they were again; kept with all other decisions.

A decision of the kind "grouping" is anchored where a form stands. Its subject names the term, and what is grouped: the
key of all forms of one word (`=`), or one form as it is written (`==`). Its verdict is the name of the group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from duizhao.align.errors import RequestError
from duizhao.align.terms.occurrences import Occurrence, Occurrences, TermQuery
from duizhao.align.terms.renderings import Regroup, grouped
from duizhao.corpus.decisions.anchors import Anchor, anchor_in
from duizhao.corpus.decisions.log import WITHDRAWN, Decision, all_decisions, record
from duizhao.corpus.document import Span
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Store
from duizhao.corpus.terms.variants import as_written, group_key, label
from duizhao.corpus.text.normalization import hanzi, wording

GROUPING = "grouping"
MERGED, SPLIT = " = ", " == "


def regrouped(store: Store, query: TermQuery) -> Regroup:
    """What people made of a term's groups, where all who did so agree."""
    forms: dict[str, dict[str, set[str]]] = {MERGED: {}, SPLIT: {}}
    for (how, form, _), decision in _latest(store, query).items():
        if decision.verdict != WITHDRAWN:
            forms[how].setdefault(form, set()).add(decision.verdict)
    merged, split = (
        {form: next(iter(verdicts)) for form, verdicts in forms[how].items() if len(verdicts) == 1}
        for how in (MERGED, SPLIT)
    )
    return Regroup(merged, split)


def _latest(store: Store, query: TermQuery) -> dict[tuple[str, str, str], Decision]:
    """What each person last said of each form: by how it is grouped, the form, and the person."""
    term = _term_key(query)
    latest: dict[tuple[str, str, str], Decision] = {}
    for decision in all_decisions(store, kind=GROUPING):
        for how in (SPLIT, MERGED):
            start, form = decision.subject[: len(term + how)], decision.subject[len(term + how) :]
            if start == term + how and form:
                latest[how, form, decision.who] = decision
                break
    return latest


def merge(search: Search, occurrences: Occurrences, renderings: Sequence[str], into: str, who: str) -> list[Decision]:
    """Put renderings, named by their group or by a form, into the group `into`, and keep that.

    Raises RequestError for a rendering that the term does not have.
    """
    rows = _rows(search.store, occurrences, renderings, by_group=True)
    return _keep_groups(search, occurrences.query, _Grouping(into, who), rows)


def split(search: Search, occurrences: Occurrences, forms: Sequence[str], into: str | None, who: str) -> list[Decision]:
    """Take forms, as they are written, out of their group: each becomes one of its own, or all become `into`.

    Raises RequestError for a form that the term does not have.
    """
    _rows(search.store, occurrences, forms, by_group=False)
    kept = []
    for form in dict.fromkeys(map(str.casefold, forms)):
        rows = _rows(search.store, occurrences, [form], by_group=False)
        name = into or label(as_written(row.rendering) for row in rows)
        kept += _keep_groups(search, occurrences.query, _Grouping(name, who, apart=True), rows)
    return kept


def ungroup(store: Store, occurrences: Occurrences, renderings: Sequence[str], who: str) -> list[Decision]:
    """Take back what this person said of the groups of renderings: they are as the program has them.

    Raises RequestError where there is nothing to take back.
    """
    kept = _take_back(store, occurrences.query, _rows(store, occurrences, renderings, by_group=True), who)
    if not kept:
        raise RequestError(f"{who.strip()} put none of these into a group: see `decisions list --kind grouping`")
    return kept


@dataclass(frozen=True, slots=True)
class _Grouping:
    """The group that forms are put into: its name, by whom; with all forms of their words, or each by itself."""

    label: str
    who: str
    apart: bool = False


def _rows(store: Store, occurrences: Occurrences, wanted: Iterable[str], *, by_group: bool) -> list[Occurrence]:
    """The occurrences that are rendered so: as they are written, or by the name of their group, made or computed."""
    query = occurrences.query
    computed, made = grouped(occurrences), grouped(occurrences, regroup=regrouped(store, query))
    keys = {" ".join(rendering.split()).casefold() for rendering in wanted}
    rows, there = [], set()
    for row, *names in zip(occurrences.rows, computed, made, strict=True):
        matching = {as_written(row.rendering).casefold(), *(name.casefold() for name in names if by_group)} & keys
        if row.status == "rendered" and matching:
            rows.append(row)
            there |= matching
    if missing := keys - there:
        raise RequestError(f"{query.term!r} is not rendered {sorted(missing)[0]!r}: see `terms show`")
    return rows


def _keep_groups(search: Search, query: TermQuery, into: _Grouping, rows: Iterable[Occurrence]) -> list[Decision]:
    """Put the forms of these occurrences into a group. A form that was split off before is taken for itself."""
    apart = regrouped(search.store, query).split
    first: dict[tuple[str, str], Anchor] = {}
    for row in rows:
        place = Span(row.spans[0].start, row.spans[-1].end) if row.spans else row.run  # of corrected words, the bead
        if place is not None:
            form = as_written(row.rendering)
            about = (SPLIT, form) if into.apart or form in apart else (MERGED, group_key(form, query.other))
            first.setdefault(about, anchor_in(search.document(row.beside.id), place))
    with search.store.changing():
        return [
            record(
                search.store,
                Decision(GROUPING, (anchor,), into.label, into.who, subject=f"{_term_key(query)}{how}{form}"),
            )
            for (how, form), anchor in first.items()
        ]


def _take_back(store: Store, query: TermQuery, rows: Iterable[Occurrence], who: str) -> list[Decision]:
    """Withdraw what this person said of the groups of these occurrences' forms."""
    forms = {as_written(row.rendering) for row in rows}
    about: Mapping[str, set[str]] = {SPLIT: forms, MERGED: {group_key(form, query.other) for form in forms}}
    with store.changing():
        return [
            record(store, Decision(GROUPING, decision.anchors, WITHDRAWN, who, subject=decision.subject))
            for (how, form, whose), decision in _latest(store, query).items()
            if form in about[how] and whose == who.strip() and decision.verdict != WITHDRAWN
        ]


def _term_key(query: TermQuery) -> str:
    """The term as decisions name it, in whichever script and case it was asked for."""
    return hanzi(query.term).text if query.side == "zh" else wording(query.term).text
