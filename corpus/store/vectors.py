"""Vectors of sentences, opaque here, and the model that they are of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from duizhao.corpus.errors import StoreError
from duizhao.corpus.store.database import Database
from duizhao.corpus.store.documents import select_words

HASHES_A_QUERY = 500
"""SQLite builds exist that allow no more than 999 parameters in a statement."""


def text_hash(text: str) -> str:
    """The key under which a sentence's vectors are kept: sha256, in hexadecimal, of the trimmed sentence's UTF-8."""
    return hashlib.sha256(text.strip().encode("utf-8", errors="surrogatepass")).hexdigest()


def used_model(database: Database) -> str | None:
    """The signature of the model whose vectors are in use; None in an empty corpus."""
    row = database.first("SELECT signature FROM model WHERE used = 1")
    return None if row is None else str(row[0])


def claim_model(database: Database, model: str) -> None:
    """Make `model` the corpus's, or make sure that it is."""
    known = used_model(database)
    if known is None:
        database.connection.execute(
            "INSERT INTO model (signature, used) VALUES (?, 1) ON CONFLICT (signature) DO UPDATE SET used = 1",
            (model,),
        )
    elif known != model:
        raise StoreError(
            f"{database.name!r} holds vectors of the model {known!r}, not of {model!r}: "
            "use that model, or run `duizhao reencode`, or add to a new corpus"
        )


def note_model(database: Database, model: str) -> None:
    """Let the corpus know a model, which it need not use."""
    database.connection.execute("INSERT OR IGNORE INTO model (signature, used) VALUES (?, 0)", (model,))


def use_model(database: Database, model: str) -> None:
    """Make a model that is known the corpus's, and drop what was computed with any other."""
    for table in ("vector", "word_links"):
        database.connection.execute(
            f"DELETE FROM {table} WHERE model != (SELECT id FROM model WHERE signature = ?)", (model,)
        )
    database.connection.execute("DELETE FROM model WHERE signature != ?", (model,))
    database.connection.execute("UPDATE model SET used = 1")


def insert_vectors(database: Database, vectors: Mapping[str, bytes], model: str) -> None:
    """Put in vectors by `text_hash`, of a model that is known; those that are there stay as they are."""
    ((identity,),) = database.select("SELECT id FROM model WHERE signature = ?", model)
    database.connection.executemany(
        "INSERT OR IGNORE INTO vector (model, hash, data) VALUES (?, ?, ?)",
        ((identity, key, data) for key, data in vectors.items()),
    )


def recode_vectors(database: Database, vectors: Mapping[str, bytes], model: str) -> None:
    """Put other bytes in the place of those that are kept of the same sentences and model. Raises StoreError."""
    with database.changing():
        database.connection.executemany(
            "UPDATE vector SET data = ? WHERE hash = ? AND model = (SELECT id FROM model WHERE signature = ?)",
            ((data, key, model) for key, data in vectors.items()),
        )


def select_vectors(
    database: Database, hashes: Iterable[str], model: str | None, columns: str = "hash, data"
) -> Iterator[tuple[Any, ...]]:
    """Columns of the vectors of these hashes, each once; hashes without any are left out."""
    row = database.first("SELECT id FROM model WHERE signature = ?", model)
    wanted = iter(dict.fromkeys(hashes))
    while row and (chunk := list(islice(wanted, HASHES_A_QUERY))):
        marks = ", ".join("?" * len(chunk))
        yield from database.select(
            f"SELECT {columns} FROM vector WHERE model = ? AND hash IN ({marks})", row[0], *chunk
        )


def every_vector(database: Database) -> Iterator[tuple[str, bytes]]:
    """All vectors in use with their hashes, in the order of these."""
    yield from database.connection.execute(
        "SELECT hash, data FROM vector WHERE model = (SELECT id FROM model WHERE used = 1) ORDER BY hash"
    )


def delete_orphans(database: Database) -> None:
    """Take out the vectors of what is no sentence of any text."""
    orphans = {key for (key,) in database.select("SELECT hash FROM vector")}
    for (identity,) in database.select("SELECT id FROM document"):
        if not orphans:
            return
        orphans.difference_update(map(text_hash, select_words(database, identity)))
    database.connection.executemany("DELETE FROM vector WHERE hash = ?", ((key,) for key in orphans))
