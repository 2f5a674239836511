"""Corrections of beads kept as decisions, undone and done again; with those of a reading they make one row of steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from duizhao.align.errors import RequestError
from duizhao.align.web import ocr_edits as readings
from duizhao.align.web.bead_edits import Change, Correction, changed, placed
from duizhao.align.web.bitext_cache import Pair
from duizhao.align.web.undo import DO, REDO, UNDO, Applies, Scope, StaleError, Step, new_detail, next_step, stacks
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.decisions.confirmed_beads import CONFIRMED, KIND, bead_anchors
from duizhao.corpus.decisions.log import WITHDRAWN, Decision, record
from duizhao.corpus.decisions.ocr_corrections import lifted
from duizhao.corpus.document import text_digest
from duizhao.corpus.store.store import Store

ReadPair = Callable[[Store], Pair]


def scope_of(pair: Pair) -> str:
    """Within what corrections are undone: one translation."""
    return f"beads of {pair.target.name}"


def correct(store: Store, read: ReadPair, wanted: Callable[[Bitext], Correction | None], who: str) -> Change:
    """Do it, and keep it. `wanted` finds the rows in the beads as they are now; None: they are not there any more."""
    with store.changing():
        pair = read(store)
        correction = wanted(pair.bitext)
        if correction is None:
            raise StaleError
        change = changed(pair.bitext, correction)
        detail = new_detail(scope_of(pair), DO, "", sort=correction.sort, **_stored(change))
        _put(store, pair, change, who, detail)
    return change


def scopes_of(pair: Pair) -> tuple[Scope, ...]:
    """Within what is undone on the page of a pair: its beads, and the readings of both texts."""
    names = (pair.source.name, pair.target.name)
    return ((KIND, scope_of(pair)), *(readings.scope_of(name) for name in names))


def next_of(store: Store, pair: Pair, who: str, *, again: bool = False) -> Step:
    """The last correction of this person that is not undone, of a bead or of a reading; `again`: that undone last."""
    return next_step(store, scopes_of(pair), who, again=again, applies=_applying(store, pair))


def _applying(store: Store, pair: Pair) -> Applies:
    """Whether a step was done in these very texts, their corrections aside."""
    now = cache(lambda: _readings(store, pair))  # most pages have no steps

    def applies(step: Step) -> bool:
        if step.kind == KIND:
            return "readings" not in step.detail or bool(step.detail["readings"] == now())
        return step.anchors[0].text in now()

    return applies


def _readings(store: Store, pair: Pair) -> list[str]:
    """The digests of both texts as they were read, before any correction."""
    return [text_digest(lifted(store.text(name))[0]) for name in (pair.source.name, pair.target.name)]


def step_back(store: Store, read: ReadPair, who: str, *, again: bool = False) -> Change:
    """Undo the last correction, if it is of beads; `again`: do it again."""
    with store.changing():
        pair = read(store)
        step = next_of(store, pair, who, again=again)
        if step.kind != KIND:
            raise StaleError
        if step.detail.get("sentences", _sentences(pair)) != _sentences(pair):
            raise RequestError("corrections divide the text into other sentences now: this cannot be undone as it is")
        before, after = _read(step)
        change = Change(before, after) if again else Change(after, before)
        detail = new_detail(scope_of(pair), REDO if again else UNDO, step.id, **_stored(change))
        _put(store, pair, change, who, detail)
    return change


def can_step(store: Store, pair: Pair, who: str) -> tuple[bool, bool]:
    """Whether this person can undo something, and redo something."""
    done, undone = stacks(store, scopes_of(pair), who, _applying(store, pair))
    return bool(done), bool(undone)


def _put(store: Store, pair: Pair, change: Change, who: str, detail: Mapping[str, object]) -> None:
    """The new beads into the corpus, and what was decided into its record."""
    bitext = pair.bitext
    beads = placed(bitext, change.after)
    state = {"sentences": _sentences(pair), "readings": _readings(store, pair)}
    detail = {"translation": pair.target.name, **state, **detail}
    texts = (bitext.source, bitext.target)
    kept = {(bead.source, bead.target) for bead in change.after if bead.status == CONFIRMED}
    gone = [bead for bead in change.before if bead.status == CONFIRMED and (bead.source, bead.target) not in kept]
    for bead, verdict in (
        *((bead, WITHDRAWN) for bead in gone),
        *((bead, CONFIRMED) for bead in change.after if bead.status == CONFIRMED),
    ):
        if anchors := bead_anchors(bitext, bead):
            record(store, Decision(KIND, anchors, verdict, who, detail=detail), texts=texts)
    store.realign(bitext.source.name, bitext.target.name, beads)


def _sentences(pair: Pair) -> list[int]:
    return [len(pair.bitext.source.sentences), len(pair.bitext.target.sentences)]


StoredBead = list[list[int] | float | bool | str]
"""Its sentences of both sides, confidence, whether it was moved, and status, as JSON holds them."""


def _stored(change: Change) -> dict[str, list[StoredBead]]:
    return {
        name: [[list(bead.source), list(bead.target), bead.confidence, bead.moved, bead.status] for bead in beads]
        for name, beads in (("before", change.before), ("after", change.after))
    }


def _read(step: Step) -> tuple[tuple[Bead, ...], tuple[Bead, ...]]:
    before, after = (
        tuple(
            Bead(tuple(source), tuple(target), confidence, None, moved, status)
            for source, target, confidence, moved, status in step.detail[name]
        )
        for name in ("before", "after")
    )
    return before, after
