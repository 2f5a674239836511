"""Documents and beads as rows of the corpus's tables, and back: equal to what was put in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple

from duizhao.corpus.bitext import Bead, Bitext, Reasons, Status
from duizhao.corpus.document import Document, Mark, Span, text_digest

SIDES = (0, 1)
"""The source's and the target's number in the table `member`."""


def insert_document(connection: sqlite3.Connection, document: Document) -> int:
    """Put in one text with its sentences, marks and metadata; the new row's id."""
    marks = [[mark.kind, mark.span.start, mark.span.end, mark.value] for mark in document.marks]
    row = connection.execute(
        "INSERT INTO document (name, language, text, sha256, digest, marks) VALUES (?, ?, ?, ?, ?, ?)",
        (
            document.name,
            document.language,
            document.text,
            document.sha256,
            text_digest(document.text),
            json.dumps(marks) if marks else None,
        ),
    ).lastrowid
    assert row is not None
    connection.executemany(
        'INSERT INTO sentence (document, position, start, "end") VALUES (?, ?, ?, ?)',
        ((row, at, span.start, span.end) for at, span in enumerate(document.sentences)),
    )
    insert_metadata(connection, row, document.metadata, given=False)
    return row


def insert_metadata(connection: sqlite3.Connection, document: int, values: Mapping[str, str], *, given: bool) -> None:
    """Put in what is said of a text, in place of what was said before under the same names."""
    connection.executemany(
        "INSERT OR REPLACE INTO metadata (document, key, value, given) VALUES (?, ?, ?, ?)",
        ((document, key, value, int(given)) for key, value in values.items()),
    )


def delete_document(connection: sqlite3.Connection, document: int) -> None:
    """Take out one text with all that hangs on it; nothing may point to it any more."""
    for table in ("sentence", "metadata"):
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (document,))
    connection.execute("DELETE FROM document WHERE id = ?", (document,))


def select_metadata(connection: sqlite3.Connection, document: int) -> dict[str, str]:
    """What is said of a text; what a person gave stands above what the file says."""
    rows = connection.execute("SELECT key, value FROM metadata WHERE document = ? ORDER BY given", (document,))
    return dict(rows.fetchall())


def select_document(connection: sqlite3.Connection, document: int) -> Document:
    """The text of that id. Raises ValueError if it is not there, or is not whole."""
    query = "SELECT name, language, text, sha256, marks FROM document WHERE id = ?"
    row = connection.execute(query, (document,)).fetchone()
    if row is None:
        raise ValueError(f"no document {document}")
    name, language, text, sha256, marks = row
    return Document(
        name,
        language,
        text,
        select_sentences(connection, document),
        sha256,
        tuple(Mark(kind, Span(start, end), value) for kind, start, end, value in json.loads(marks or "[]")),
        select_metadata(connection, document),
    )


def select_sentences(connection: sqlite3.Connection, document: int) -> tuple[Span, ...]:
    """The sentences of the text of that id, in order."""
    rows = connection.execute(
        'SELECT start, "end" FROM sentence WHERE document = ? ORDER BY position', (document,)
    ).fetchall()
    return tuple(Span(start, end) for start, end in rows)


def insert_translation(connection: sqlite3.Connection, entry: int, bitext: Bitext) -> int:
    """Put in a translation of the entry's source, with the beads between them; the new row's id."""
    target = insert_document(connection, bitext.target)
    row = connection.execute("INSERT INTO translation (entry, target) VALUES (?, ?)", (entry, target)).lastrowid
    assert row is not None
    insert_beads(connection, row, bitext.beads)
    return row


def insert_beads(connection: sqlite3.Connection, translation: int, beads: Sequence[Bead]) -> None:
    """Put in the beads of a translation that has none yet."""
    connection.executemany(
        "INSERT INTO bead (translation, position, confidence, moved, reasons, status) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (translation, position, bead.confidence, int(bead.moved), _packed(bead.reasons), bead.status)
            for position, bead in enumerate(beads)
        ),
    )
    connection.executemany(
        "INSERT INTO member (translation, side, sentence, bead) VALUES (?, ?, ?, ?)",
        (
            (translation, side, sentence, position)
            for side in SIDES
            for position, bead in enumerate(beads)
            for sentence in (bead.source, bead.target)[side]
        ),
    )


def delete_beads(connection: sqlite3.Connection, translation: int) -> None:
    """Take out the beads of a translation."""
    for table in ("member", "bead"):
        connection.execute(f"DELETE FROM {table} WHERE translation = ?", (translation,))


def delete_translation(connection: sqlite3.Connection, translation: int) -> int:
    """Take out a translation with its beads; the id of its text, which stays."""
    delete_beads(connection, translation)
    connection.execute("DELETE FROM word_links WHERE translation = ?", (translation,))
    query = "DELETE FROM translation WHERE id = ? RETURNING target"
    (row,) = connection.execute(query, (translation,)).fetchall()
    return int(row[0])


def select_beads(connection: sqlite3.Connection, translation: int) -> tuple[Bead, ...]:
    """The beads of a translation, in order."""
    members = connection.execute(
        "SELECT side, sentence, bead FROM member WHERE translation = ? ORDER BY side, sentence", (translation,)
    )
    sides: tuple[dict[int, list[int]], ...] = ({}, {})
    for side, sentence, bead in members:
        sides[side].setdefault(bead, []).append(sentence)
    rows = connection.execute(
        "SELECT position, confidence, moved, reasons, status FROM bead WHERE translation = ? ORDER BY position",
        (translation,),
    )
    return tuple(_bead(row, *(tuple(side.get(row[0], ())) for side in sides)) for row in rows.fetchall())


def select_beads_at(
    connection: sqlite3.Connection, translation: int, side: int, sentences: Iterable[int]
) -> list[Bead]:
    """The beads that hold any of the sentences of one side, in order."""
    found = {}
    for sentence in sentences:
        row = connection.execute(
            "SELECT bead FROM member WHERE translation = ? AND side = ? AND sentence = ?", (translation, side, sentence)
        ).fetchone()
        if row is not None and row[0] not in found:
            found[row[0]] = _bead_at(connection, translation, row[0])
    return [found[position] for position in sorted(found)]


def _bead_at(connection: sqlite3.Connection, translation: int, position: int) -> Bead:
    members = connection.execute(
        "SELECT side, sentence FROM member WHERE translation = ? AND bead = ? ORDER BY sentence",
        (translation, position),
    ).fetchall()
    row = connection.execute(
        "SELECT position, confidence, moved, reasons, status FROM bead WHERE translation = ? AND position = ?",
        (translation, position),
    ).fetchone()
    return _bead(row, *(tuple(sentence for at, sentence in members if at == side) for side in SIDES))


def _bead(row: tuple[int, float, int, str | None, Status], source: tuple[int, ...], target: tuple[int, ...]) -> Bead:
    _, confidence, moved, reasons, status = row
    return Bead(source, target, confidence, _unpacked(reasons), bool(moved), status)


def _packed(reasons: Reasons | None) -> str | None:
    """As JSON, in the order of their names."""
    return None if reasons is None else json.dumps(astuple(reasons))


def _unpacked(packed: str | None) -> Reasons | None:
    if packed is None:
        return None
    coverage, similarity, length, (both, source, target) = json.loads(packed)
    return Reasons(coverage, similarity, length, (both, source, target))
