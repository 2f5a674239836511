"""Translations and their beads as rows of the corpus's tables, and back: equal to what was put in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from duizhao.corpus.bitext import Bead, Bitext, Reasons
from duizhao.corpus.foreign_json import value_of
from duizhao.corpus.serialization import reasons_of_record
from duizhao.corpus.store.database import Database, rebuilding
from duizhao.corpus.store.documents import insert_document

Run = tuple[int, int]
"""The first and the last of sentences that follow one another."""
SIDES = (0, 1)
"""The source's and the target's number in the table `member`."""


@dataclass(frozen=True, slots=True)
class BeadCounts:
    """How many beads a translation has: in all, confirmed, of low confidence and not confirmed, and one-sided."""

    beads: int = 0
    confirmed: int = 0
    doubtful: int = 0
    one_sided: int = 0


def insert_translation(database: Database, entry: int, bitext: Bitext) -> tuple[int, int]:
    """Put in a translation of the entry's source, with the beads between them; its id, and its text's."""
    target = insert_document(database, bitext.target)
    query = "INSERT INTO translation (entry, target) VALUES (?, ?)"
    row = database.connection.execute(query, (entry, target)).lastrowid
    assert row is not None
    insert_beads(database, row, bitext.beads)
    return row, target


def insert_beads(database: Database, translation: int, beads: Sequence[Bead]) -> None:
    """Put in the beads of a translation that has none yet."""
    database.connection.executemany(
        "INSERT INTO bead (translation, position, confidence, moved, reasons, status) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (translation, position, bead.confidence, int(bead.moved), _packed(bead.reasons), bead.status)
            for position, bead in enumerate(beads)
        ),
    )
    database.connection.executemany(
        "INSERT INTO member (translation, side, sentence, bead) VALUES (?, ?, ?, ?)",
        (
            (translation, side, sentence, position)
            for side in SIDES
            for position, bead in enumerate(beads)
            for sentence in (bead.source, bead.target)[side]
        ),
    )


def delete_beads(database: Database, translation: int) -> None:
    """Take out the beads of a translation."""
    for table in ("member", "bead"):
        database.connection.execute(f"DELETE FROM {table} WHERE translation = ?", (translation,))


def delete_translation(database: Database, translation: int) -> int:
    """Take out a translation with its beads; the id of its text, which stays."""
    delete_beads(database, translation)
    database.connection.execute("DELETE FROM word_links WHERE translation = ?", (translation,))
    ((target,),) = database.select("DELETE FROM translation WHERE id = ? RETURNING target", translation)
    return int(target)


def select_beads(database: Database, translation: int) -> tuple[Bead, ...]:
    """The beads of a translation, in order."""
    members = database.select(
        "SELECT side, sentence, bead FROM member WHERE translation = ? ORDER BY side, sentence", translation
    )
    sides: tuple[dict[int, list[int]], ...] = ({}, {})
    for side, sentence, bead in members:
        sides[side].setdefault(bead, []).append(sentence)
    rows = database.select(
        "SELECT position, confidence, moved, reasons, status FROM bead WHERE translation = ? ORDER BY position",
        translation,
    )
    return tuple(_bead(row, *(tuple(side.get(row[0], ())) for side in sides)) for row in rows)


def select_beads_at(database: Database, translation: int, side: int, sentences: Iterable[int]) -> list[Bead]:
    """The beads that hold any of the sentences of one side, in order."""
    beads: dict[int, Bead] = {}
    for sentence in sentences:
        query = "SELECT bead FROM member WHERE translation = ? AND side = ? AND sentence = ?"
        row = database.first(query, translation, side, sentence)
        if row is not None and row[0] not in beads:
            beads[row[0]] = _bead_at(database, translation, row[0])
    return [beads[position] for position in sorted(beads)]


def select_beside(database: Database, translation: int, side: int, sentences: Iterable[int]) -> dict[int, Run]:
    """For sentences of one side, the run of the other side of their bead; those without any are left out."""
    rows = database.select(
        "SELECT mine.sentence, min(theirs.sentence), max(theirs.sentence) FROM member AS mine "
        "JOIN member AS theirs "
        "ON theirs.translation = mine.translation AND theirs.bead = mine.bead AND theirs.side = 1 - mine.side "
        "WHERE mine.translation = ? AND mine.side = ? AND mine.sentence IN (SELECT value FROM json_each(?)) "
        "GROUP BY mine.sentence",
        translation,
        side,
        json.dumps(sorted(set(sentences))),
    )
    return {mine: (first, last) for mine, first, last in rows}


def count_beads(database: Database, low: float) -> dict[int, BeadCounts]:
    """The counts of every translation that has beads, by its id. `low`: a confidence below it is doubtful."""
    rows = database.select(
        "SELECT translation, count(*), sum(status = 'confirmed'), "
        "sum(status != 'confirmed' AND confidence < ?), "
        "sum((SELECT count(DISTINCT side) FROM member WHERE member.translation = bead.translation "
        "AND member.bead = bead.position) < 2) FROM bead GROUP BY translation",
        low,
    )
    return {translation: BeadCounts(*counts) for translation, *counts in rows}


def _bead_at(database: Database, translation: int, position: int) -> Bead:
    members = database.select(
        "SELECT side, sentence FROM member WHERE translation = ? AND bead = ? ORDER BY sentence",
        translation,
        position,
    )
    (row,) = database.select(
        "SELECT position, confidence, moved, reasons, status FROM bead WHERE translation = ? AND position = ?",
        translation,
        position,
    )
    return _bead(row, *(tuple(sentence for at, sentence in members if at == side) for side in SIDES))


def _bead(row: tuple[Any, ...], source: tuple[int, ...], target: tuple[int, ...]) -> Bead:
    _, confidence, moved, reasons, status = row
    with rebuilding():
        return Bead(source, target, confidence, _unpacked(reasons), bool(moved), status)


def _packed(reasons: Reasons | None) -> str | None:
    """As JSON, in the order of their names."""
    return None if reasons is None else json.dumps(astuple(reasons))


def _unpacked(packed: str | None) -> Reasons | None:
    return None if packed is None else reasons_of_record(value_of(packed))
