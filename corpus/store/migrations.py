"""Corpora of earlier programs brought up to the present schema, in place, all of it or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from duizhao.corpus.document import text_digest

SCHEMA_VERSION = 3
"""Goes up with every change of `schema.sql` that an older program could not read."""


def lay_out(connection: sqlite3.Connection) -> None:
    """Make the tables of the present schema, inside the caller's transaction (`executescript` would end it)."""
    schema = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
    statement = ""
    for line in schema.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """From the schema `version` to the present one, inside the caller's transaction, with foreign keys off."""
    for step in range(version, SCHEMA_VERSION):
        _STEPS[step](connection)
        connection.execute(f"PRAGMA user_version = {step + 1}")


def _to_2(connection: sqlite3.Connection) -> None:
    """A bead says whether it was moved, and what its confidence rests on."""
    connection.execute("ALTER TABLE bead ADD COLUMN moved INTEGER NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE bead ADD COLUMN reasons TEXT")


_RENAMED = ("model", "document", "entry", "bead", "sentence")
_COPIED = (
    "INSERT INTO model (id, signature, used) SELECT id, signature, 1 FROM old_model",
    "INSERT INTO document (id, name, language, text, sha256, digest) "
    "SELECT id, name, language, text, sha256, digest(text) FROM old_document",
    "INSERT INTO entry (id, name, source) SELECT id, name, source FROM old_entry",
    "INSERT INTO translation (id, entry, target) SELECT id, id, target FROM old_entry WHERE target IS NOT NULL",
    "INSERT INTO bead (translation, position, confidence, moved, reasons, status) "
    "SELECT entry, position, confidence, moved, reasons, 'aligned' FROM old_bead",
    'INSERT INTO sentence (document, position, start, "end") SELECT document, position, start, "end" FROM old_sentence',
    "INSERT INTO member (translation, side, sentence, bead) SELECT entry.id, 0, position, bead "
    "FROM old_entry AS entry JOIN old_sentence AS sentence ON sentence.document = entry.source WHERE bead IS NOT NULL",
    "INSERT INTO member (translation, side, sentence, bead) SELECT entry.id, 1, position, bead "
    "FROM old_entry AS entry JOIN old_sentence AS sentence ON sentence.document = entry.target WHERE bead IS NOT NULL",
)


def _to_3(connection: sqlite3.Connection) -> None:
    """Several translations of an original, metadata, marks, word links, decisions, and the concordance's index.

    The vectors, which are nearly all of a large corpus, are copied once; whatever else there is, is small.
    """
    for table in (*_RENAMED, "vector"):
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    lay_out(connection)
    connection.create_function("digest", 1, text_digest, deterministic=True)
    for statement in _COPIED:
        connection.execute(statement)
    connection.execute("INSERT INTO vector (model, hash, data) SELECT model, hash, data FROM old_vector")
    for table in ("vector", *reversed(_RENAMED)):
        connection.execute(f"DROP TABLE old_{table}")


_STEPS: dict[int, Callable[[sqlite3.Connection], None]] = {1: _to_2, 2: _to_3}
