"""Decisions and their anchors as rows of the corpus's tables: what they say is not looked at here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from duizhao.corpus.store.database import Database

_DECISION = ("id", "kind", "subject", "verdict", "note", "who", "made", "replaces", "detail")
_ANCHOR = ("document", "language", "text", "start", "end", "exact", "before", "after")
_ANCHOR_COLUMNS = ", ".join(f'"{name}"' for name in _ANCHOR)


def last_decision_number(database: Database) -> int:
    """The number of the decision that came last into this file; 0 where there is none."""
    ((number,),) = database.select("SELECT coalesce(max(number), 0) FROM decision")
    return int(number)


def has_decision(database: Database, identity: str) -> bool:
    """Whether a decision is there."""
    return database.first("SELECT 1 FROM decision WHERE id = ?", identity) is not None


def insert_decision(
    database: Database, number: int, decision: Mapping[str, object], anchors: Iterable[Mapping[str, object]]
) -> None:
    """Put in a decision with the places that it is about, each by the names of its columns (`detail` as JSON)."""
    database.connection.execute(
        f"INSERT INTO decision (number, {', '.join(_DECISION)}) VALUES (?{', ?' * len(_DECISION)})",
        (number, *(decision[name] for name in _DECISION)),
    )
    database.connection.executemany(
        f"INSERT INTO anchor (decision, position, {_ANCHOR_COLUMNS}) VALUES (?, ?{', ?' * len(_ANCHOR)})",
        ((decision["id"], at, *(anchor[name] for name in _ANCHOR)) for at, anchor in enumerate(anchors)),
    )


def select_decisions(database: Database, kind: str | None = None) -> list[dict[str, Any]]:
    """Every decision of a kind, or of all, by the names of its columns, oldest first; with its `number`."""
    names = ("number", *_DECISION)
    rows = database.select(
        f"SELECT {', '.join(names)} FROM decision WHERE ? IS NULL OR kind = ? ORDER BY made, number", kind, kind
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def select_anchors(database: Database) -> dict[str, list[dict[str, Any]]]:
    """The places of every decision in their order, by the decision's id."""
    anchors: dict[str, list[dict[str, Any]]] = {}
    for decision, *values in database.select(
        f"SELECT decision, {_ANCHOR_COLUMNS} FROM anchor ORDER BY decision, position"
    ):
        anchors.setdefault(decision, []).append(dict(zip(_ANCHOR, values, strict=True)))
    return anchors


def select_decision_numbers(database: Database) -> dict[str, int]:
    """By the id of every decision, its place in the order in which they came into this file."""
    return dict(database.select("SELECT id, number FROM decision"))


def delete_decisions(database: Database, names: Sequence[str]) -> None:
    """Take out every decision that has a place in a text of one of these names."""
    marks = ", ".join("?" * len(names))
    gone = database.select(f"SELECT DISTINCT decision FROM anchor WHERE document IN ({marks})", *names)
    for table, column in (("anchor", "decision"), ("decision", "id")):
        database.connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", gone)
