"""What was done, undone and done again: read from the decisions themselves, so that it outlives the program.

Every decision that the reader keeps belongs to a step. Undoing one is a step of its own, in which earlier decisions
are withdrawn or said again: the record itself is never cut short.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.decisions import all_decisions
from corpus.store import Store

DO, UNDO, REDO = "do", "undo", "redo"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that one person did once: `detail` says what, as plain values."""

    id: str
    who: str
    detail: Mapping[str, Any]


def new_detail(scope: str, action: str = DO, of: str = "", **told: Any) -> dict[str, Any]:
    """The detail of the decisions of a new step. `scope`: what it is undone within; `of`: the step it takes back."""
    return {"step": secrets.token_hex(8), "scope": scope, "action": action, "of": of, **told}


def stacks(store: Store, kind: str, scope: str, who: str) -> tuple[list[Step], list[Step]]:
    """What this person can undo, and what they can do again; the next one is last in each list."""
    done: list[Step] = []
    undone: list[Step] = []
    steps: dict[str, Step] = {}
    for at, step, action in _steps(store, kind, scope, who):
        of = str(step.detail.get("of", ""))
        if action == DO:
            steps[at] = step
            done.append(step)
            undone.clear()
        elif action == UNDO and of in steps:
            done = [each for each in done if each.id != of]
            undone.append(steps[of])
        elif action == REDO and of in steps:
            undone = [each for each in undone if each.id != of]
            done.append(steps[of])
    return done, undone


def _steps(store: Store, kind: str, scope: str, who: str) -> Sequence[tuple[str, Step, str]]:
    """The steps in order, each once."""
    found: dict[str, tuple[str, Step, str]] = {}
    numbers = dict(store.select("SELECT id, number FROM decision WHERE kind = ?", kind))
    for decision in sorted(all_decisions(store, kind=kind), key=lambda each: numbers.get(each.id, 0)):
        detail = decision.detail
        if decision.who == who and detail.get("scope") == scope and "step" in detail:
            at = str(detail["step"])
            found.setdefault(at, (at, Step(at, decision.who, detail), str(detail.get("action"))))
    return list(found.values())
