"""Texts as rows of the corpus's tables, and back: equal to what was put in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from duizhao.corpus.document import Document, Span, text_digest
from duizhao.corpus.foreign_json import text_in, value_of, whole_in
from duizhao.corpus.serialization import marks_of_records
from duizhao.corpus.store.database import DamagedError, Database, rebuilding


def insert_document(database: Database, document: Document) -> int:
    """Put in one text with its sentences, marks and metadata; the new row's id."""
    marks = [[mark.kind, mark.span.start, mark.span.end, mark.value] for mark in document.marks]
    row = database.connection.execute(
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
    database.connection.executemany(
        'INSERT INTO sentence (document, position, start, "end") VALUES (?, ?, ?, ?)',
        ((row, at, span.start, span.end) for at, span in enumerate(document.sentences)),
    )
    insert_metadata(database, row, document.metadata, given=False)
    return row


def insert_metadata(database: Database, document: int, values: Mapping[str, str], *, given: bool) -> None:
    """Put in what is said of a text, in place of what was said before under the same names."""
    database.connection.executemany(
        "INSERT OR REPLACE INTO metadata (document, key, value, given) VALUES (?, ?, ?, ?)",
        ((document, key, value, int(given)) for key, value in values.items()),
    )


def delete_document(database: Database, document: int) -> None:
    """Take out one text with all that hangs on it; nothing may point to it any more."""
    for table in ("sentence", "metadata"):
        database.connection.execute(f"DELETE FROM {table} WHERE document = ?", (document,))
    database.connection.execute("DELETE FROM document WHERE id = ?", (document,))


def select_metadata(database: Database, document: int, *, given: bool) -> dict[str, str]:
    """What a person gave of a text, or else what its file says."""
    return dict(
        database.select("SELECT key, value FROM metadata WHERE document = ? AND given = ?", document, int(given))
    )


def select_document(database: Database, document: int) -> Document:
    """The text of that id; of its metadata, what a person gave stands above what the file says.

    Raises DamagedError if it is not there, or is not whole.
    """
    row = database.first("SELECT name, language, text, sha256, marks FROM document WHERE id = ?", document)
    if row is None:
        raise DamagedError(f"no document {document}")
    name, language, text, sha256, marks = row
    sentences = select_sentences(database, document)
    metadata = database.select("SELECT key, value FROM metadata WHERE document = ? ORDER BY given", document)
    with rebuilding():
        return Document(
            text_in(name),
            language,
            text_in(text),
            tuple(Span(whole_in(start), whole_in(end)) for start, end in sentences),
            sha256,
            marks_of_records(value_of(marks or "[]")),
            dict(metadata),
        )


def select_sentences(database: Database, document: int) -> list[tuple[int, int]]:
    """Start and end of each sentence of the text of that id, in order."""
    query = 'SELECT start, "end" FROM sentence WHERE document = ? ORDER BY position'
    return [(start, end) for start, end in database.select(query, document)]


def select_sentences_at(database: Database, document: int, positions: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Start and end of some sentences of the text of that id, by their positions."""
    rows = database.select(
        'SELECT position, start, "end" FROM sentence WHERE document = ? '
        "AND position IN (SELECT value FROM json_each(?))",
        document,
        json.dumps(sorted(positions)),
    )
    return {position: (start, end) for position, start, end in rows}


def select_text(database: Database, document: int) -> str:
    """The text of that id alone."""
    ((text,),) = database.select("SELECT text FROM document WHERE id = ?", document)
    return str(text)


def select_words(database: Database, document: int) -> list[str]:
    """The words of each sentence of a text, trimmed, without making a Document of it."""
    text = select_text(database, document)
    return [text[start:end].strip() for start, end in select_sentences(database, document)]


def select_digests(database: Database) -> dict[str, str]:
    """The `text_digest` of every text, by its name."""
    return dict(database.select("SELECT name, digest FROM document"))


def has_document(database: Database, name: str) -> bool:
    """Whether a text, an original or a translation, has that name."""
    return database.first("SELECT 1 FROM document WHERE name = ?", name) is not None


def name_by_sha256(database: Database, sha256: str) -> str | None:
    """The name of a text, an original or a translation, that came from the file with this SHA-256; None if none did."""
    row = database.first("SELECT name FROM document WHERE sha256 = ? ORDER BY id LIMIT 1", sha256)
    return None if row is None else str(row[0])


def source_sha256(database: Database, name: str) -> str | None:
    """The SHA-256 of the file of the original of that name; None where there is none."""
    query = "SELECT document.sha256 FROM entry JOIN document ON document.id = entry.source WHERE entry.name = ?"
    row = database.first(query, name)
    return None if row is None else str(row[0])


def translation_sha256(database: Database, name: str, translation: str) -> str | None:
    """The SHA-256 of the file of that translation of the original `name`; None where there is none."""
    row = database.first(
        "SELECT document.sha256 FROM entry JOIN translation ON translation.entry = entry.id "
        "JOIN document ON document.id = translation.target WHERE entry.name = ? AND document.name = ?",
        name,
        translation,
    )
    return None if row is None else str(row[0])
