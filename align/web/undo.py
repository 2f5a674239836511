"""What was done, undone and done again: read from the decisions themselves, so that it outlives the program.

Every decision that the reader keeps belongs to a step. Undoing one is a step of its own, in which earlier decisions
are withdrawn or said again: the record itself is never cut short.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from duizhao.align.errors import RequestError
from duizhao.corpus.decisions.anchors import Anchor
from duizhao.corpus.decisions.log import all_decisions
from duizhao.corpus.store.decisions import select_decision_numbers
from duizhao.corpus.store.store import Store

DO, UNDO, REDO = "do", "undo", "redo"

Scope = tuple[str, str]
"""The kind of some decisions, and within what they are undone: the beads of a translation, the links of an article."""


Applies = Callable[["Step"], bool]


class StaleError(RequestError):
    """What is no longer there as a page shows it: another page, or another program, has changed it."""

    def __init__(self, message: str = "this row was changed elsewhere meanwhile; here is how it stands now") -> None:
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that one person did once: `detail` says what, as plain values; `anchors`, where it was first done."""

    id: str
    who: str
    kind: str
    detail: Mapping[str, Any]
    anchors: tuple[Anchor, ...] = ()


def next_step(
    store: Store, scopes: Collection[Scope], who: str, *, again: bool = False, applies: Applies | None = None
) -> Step:
    """What this person undoes next, or does again, as `stacks` has it. Raises RequestError where there is nothing."""
    done, undone = stacks(store, scopes, who, applies)
    steps = undone if again else done
    if not steps:
        raise RequestError("there is nothing to do again" if again else "there is nothing to undo")
    return steps[-1]


def new_detail(scope: str, action: str = DO, of: str = "", **details: object) -> dict[str, object]:
    """The detail of the decisions of a new step. `scope`: what it is undone within; `of`: the step it takes back."""
    return {"step": secrets.token_hex(8), "scope": scope, "action": action, "of": of, **details}


def stacks(
    store: Store, scopes: Collection[Scope], who: str, applies: Applies | None = None
) -> tuple[list[Step], list[Step]]:
    """What this person can undo within these scopes, and what they can do again; the next one is last in each list.

    `applies`: whether a step was done in the texts that are there. One that was done in others, which they have
    replaced, is left out, so that those beside it can be undone.
    """
    done: list[Step] = []
    undone: list[Step] = []
    steps: dict[str, Step] = {}
    for at, step, action in _steps(store, scopes, who):
        of = str(step.detail.get("of", ""))
        if action == DO:
            steps[at] = step
            done.append(step)
            undone.clear()
        elif action == UNDO and of in steps:
            done = [step for step in done if step.id != of]
            undone.append(steps[of])
        elif action == REDO and of in steps:
            undone = [step for step in undone if step.id != of]
            done.append(steps[of])
    if applies is not None:
        done, undone = ([step for step in stack if applies(step)] for stack in (done, undone))
    return done, undone


def _steps(store: Store, scopes: Collection[Scope], who: str) -> Sequence[tuple[str, Step, str]]:
    """The steps in order, each once."""
    steps: dict[str, tuple[str, Step, str]] = {}
    numbers = select_decision_numbers(store)
    decisions = [decision for kind in {kind for kind, _ in scopes} for decision in all_decisions(store, kind=kind)]
    for decision in sorted(decisions, key=lambda decision: numbers.get(decision.id, 0)):
        detail = decision.detail
        if decision.who == who and (decision.kind, detail.get("scope")) in scopes and "step" in detail:
            at = str(detail["step"])
            step = Step(at, decision.who, decision.kind, detail, decision.anchors)
            steps.setdefault(at, (at, step, str(detail.get("action"))))
    return list(steps.values())
