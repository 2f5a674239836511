"""Single sentences and their vectors, read by where they stand: a large corpus is searched in its file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from duizhao.corpus.store.database import Database
from duizhao.corpus.store.index import SHIFT
from duizhao.corpus.store.vectors import select_vectors, used_model

Place = int
"""Where a sentence stands: the id of its document, moved up by `SHIFT` bits, and its number there."""


def place(document: int, sentence: int) -> Place:
    """The place of a sentence."""
    return document << SHIFT | sentence


def parts(where: Place) -> tuple[int, int]:
    """The document and the sentence of a place."""
    return where >> SHIFT, where & (1 << SHIFT) - 1


def vectors_at(database: Database, rows: Iterable[int]) -> list[tuple[int, str, bytes]]:
    """Rows of the table of vectors, in order: its number, the hash, the vectors; what is not there is left out."""
    return database.select(
        "SELECT rowid, hash, data FROM vector WHERE rowid IN (SELECT value FROM json_each(?)) ORDER BY rowid",
        json.dumps(list(rows)),
    )


def rows_of(database: Database, hashes: Iterable[str]) -> dict[str, tuple[int, bytes]]:
    """The row and the vectors of the model in use that are kept of each hash; hashes without any are left out."""
    found = select_vectors(database, hashes, used_model(database), "hash, rowid, data")
    return {key: (row, data) for key, row, data in found}


def sentences_at(database: Database, places: Iterable[Place]) -> dict[Place, str]:
    """The words of sentences, trimmed, by place; what is not there any more is left out."""
    by_document: dict[int, list[int]] = {}
    for where in places:
        document, sentence = parts(where)
        by_document.setdefault(document, []).append(sentence)
    words: dict[Place, str] = {}
    for document, sentences in by_document.items():
        wanted = json.dumps(sentences)
        for (text,) in database.select("SELECT text FROM document WHERE id = ?", document):
            spans = database.select(
                'SELECT position, start, "end" FROM sentence WHERE document = ? '
                "AND position IN (SELECT value FROM json_each(?))",
                document,
                wanted,
            )
            words |= {place(document, sentence): text[start:end].strip() for sentence, start, end in spans}
    return words


def count_sentences(database: Database, documents: Sequence[int]) -> int:
    """How many sentences these texts have."""
    query = "SELECT count(*) FROM sentence WHERE document IN (SELECT value FROM json_each(?))"
    return int(database.select(query, json.dumps(list(documents)))[0][0])


def sentences_longer(database: Database, most: int) -> Iterator[tuple[int, int]]:
    """The document and the number of each sentence of more than so many characters."""
    yield from database.select('SELECT document, position FROM sentence WHERE "end" - start > ?', most)


def marked_documents(database: Database) -> list[int]:
    """The ids of the texts that have marks of any kind."""
    return [identity for (identity,) in database.select("SELECT id FROM document WHERE marks IS NOT NULL")]
