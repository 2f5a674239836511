"""Word links of beads, opaque here: computed when they are first asked for, then kept."""

from __future__ import annotations

from collections.abc import Iterable

from duizhao.corpus.store.database import Database
from duizhao.corpus.store.vectors import note_model


def select_word_links(database: Database, translation: int, key: str, model: str | None) -> bytes | None:
    """What is kept under `key` for a translation, made by this model; None where nothing is."""
    row = database.first(
        "SELECT data FROM word_links WHERE translation = ? AND hash = ? "
        "AND model = (SELECT id FROM model WHERE signature = ?)",
        translation,
        key,
        model,
    )
    return None if row is None else bytes(row[0])


def insert_word_links(database: Database, links: Iterable[tuple[int, str, bytes]], model: str) -> None:
    """Keep links, each with its translation and its key, in place of any that were there. Raises StoreError."""
    with database.changing():
        note_model(database, model)
        database.connection.executemany(
            "INSERT OR REPLACE INTO word_links (translation, model, hash, data) "
            "SELECT ?, id, ?, ? FROM model WHERE signature = ?",
            ((translation, key, data, model) for translation, key, data in links),
        )
