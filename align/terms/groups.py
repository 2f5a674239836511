"""Groups of renderings as people want them: merged, split, and as they were again; kept with all other decisions.

A decision of the kind "grouping" is anchored where a form stands. Its subject names the term, and what is grouped: the
key of all forms of one word (`=`), or one form as it is written (`==`). Its verdict is the name of the group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from duizhao.align.terms.occurrences import Occurrence, TermQuery
from duizhao.align.terms.renderings import Regroup
from duizhao.corpus.decisions.anchors import Anchor, anchor_in
from duizhao.corpus.decisions.log import WITHDRAWN, Decision, all_decisions, record
from duizhao.corpus.document import Span
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Store
from duizhao.corpus.terms.variants import as_written, group_key
from duizhao.corpus.text.normalization import hanzi, wording

GROUPING = "grouping"
MERGED, SPLIT = " = ", " == "


def regrouped(store: Store, query: TermQuery) -> Regroup:
    """What people made of a term's groups, where all who did so agree."""
    found: dict[str, dict[str, set[str]]] = {MERGED: {}, SPLIT: {}}
    for (how, form, _), decision in _latest(store, query).items():
        if decision.verdict != WITHDRAWN:
            found[how].setdefault(form, set()).add(decision.verdict)
    merged, split = (
        {form: next(iter(verdicts)) for form, verdicts in found[how].items() if len(verdicts) == 1}
        for how in (MERGED, SPLIT)
    )
    return Regroup(merged, split)


def _latest(store: Store, query: TermQuery) -> dict[tuple[str, str, str], Decision]:
    """What each person last said of each form: by how it is grouped, the form, and the person."""
    term = _term_key(query)
    found: dict[tuple[str, str, str], Decision] = {}
    for decision in all_decisions(store, kind=GROUPING):
        for how in (SPLIT, MERGED):
            start, form = decision.subject[: len(term + how)], decision.subject[len(term + how) :]
            if start == term + how and form:
                found[how, form, decision.who] = decision
                break
    return found


def keep_groups(
    store: Store, search: Search, query: TermQuery, rows: Iterable[Occurrence], label: str, who: str, *, split: bool
) -> list[Decision]:
    """Put the forms of these occurrences into the group called `label`: with all forms of their words, or `split` off.

    A form that was split off before is taken for itself in either case.
    """
    apart = regrouped(store, query).split
    first: dict[tuple[str, str], Anchor] = {}
    for row in rows:
        place = Span(row.spans[0].start, row.spans[-1].end) if row.spans else row.run  # of corrected words, the bead
        if place is not None:
            form = as_written(row.rendering)
            about = (SPLIT, form) if split or form in apart else (MERGED, group_key(form, query.other))
            first.setdefault(about, anchor_in(search.document(row.beside.id), place))
    with store.changing():
        return [
            record(store, GROUPING, [anchor], label, who=who, subject=f"{_term_key(query)}{how}{form}")
            for (how, form), anchor in first.items()
        ]


def take_back(store: Store, query: TermQuery, rows: Iterable[Occurrence], who: str) -> list[Decision]:
    """Withdraw what this person said of the groups of these occurrences' forms."""
    forms = {as_written(row.rendering) for row in rows}
    about: Mapping[str, set[str]] = {SPLIT: forms, MERGED: {group_key(form, query.other) for form in forms}}
    with store.changing():
        return [
            record(store, GROUPING, decision.anchors, WITHDRAWN, who=who, subject=decision.subject)
            for (how, form, whose), decision in _latest(store, query).items()
            if form in about[how] and whose == who.strip() and decision.verdict != WITHDRAWN
        ]


def _term_key(query: TermQuery) -> str:
    """The term as decisions name it, in whichever script and case it was asked for."""
    return hanzi(query.term).text if query.side == "zh" else wording(query.term).text
