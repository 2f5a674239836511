"""One SQLite file is one corpus: documents, their translations, and the vectors of their sentences."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from corpus.bitext import Bead, Bitext, Reasons
from corpus.database import explained, open_database, transaction
from corpus.document import Document, Span
from corpus.errors import StoreError

HASHES_A_QUERY = 500
"""SQLite builds exist that allow no more than 999 parameters in a statement."""


def text_hash(text: str) -> str:
    """The key under which a sentence's vectors are kept: sha256, in hexadecimal, of the trimmed sentence's UTF-8."""
    return hashlib.sha256(text.strip().encode("utf-8")).hexdigest()


class Store:
    """An open corpus; a context manager that closes it. Not to be shared between threads: open one in each."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        """Take over a connection whose schema has been checked; `Store.open` is the way to one."""
        self._connection = connection
        self._name = name

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Store:
        """The corpus at `path`; with `create`, an empty one is made there if there is no file.

        Raises StoreError for a missing file, one that is no corpus, and one of another schema.
        """
        return cls(open_database(path, create=create), path.name)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Store:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, whatever happened."""
        self.close()

    @property
    def model(self) -> str | None:
        """The signature of the model whose vectors are kept, set by the first `add`; None in an empty corpus."""
        row = self._row("SELECT signature FROM model")
        return None if row is None else str(row[0])

    def add(self, source: Document, *, bitext: Bitext | None, vectors: Mapping[str, bytes], model: str) -> None:
        """Put in a document, with its translation if there is one, and vectors by `text_hash`: all of it, or nothing.

        Raises StoreError if the source's name is taken, or if the corpus holds the vectors of another model.
        """
        if bitext is not None and bitext.source != source:
            raise ValueError(f"the bitext is of {bitext.source.name!r}, not of {source.name!r}")
        with explained(self._name), transaction(self._connection):
            self._claim_model(model)
            if self._row("SELECT 1 FROM entry WHERE name = ?", source.name):
                raise StoreError(f"{source.name!r} is in the corpus already; choose another --name for the new one")
            beads = bitext.beads if bitext else ()
            source_id = self._insert_document(source, _bead_of(bead.source for bead in beads))
            target_id = (
                self._insert_document(bitext.target, _bead_of(bead.target for bead in beads)) if bitext else None
            )
            entry = self._connection.execute(
                "INSERT INTO entry (name, source, target) VALUES (?, ?, ?)", (source.name, source_id, target_id)
            ).lastrowid
            self._connection.executemany(
                "INSERT INTO bead (entry, position, confidence, moved, reasons) VALUES (?, ?, ?, ?, ?)",
                (
                    (entry, position, bead.confidence, int(bead.moved), _packed(bead.reasons))
                    for position, bead in enumerate(beads)
                ),
            )
            self._connection.executemany(
                "INSERT OR IGNORE INTO vector (model, hash, data) VALUES (1, ?, ?)", vectors.items()
            )

    def names(self) -> list[str]:
        """The names of the sources, in the order of adding."""
        return [name for (name,) in self._rows("SELECT name FROM entry ORDER BY id")]

    def source(self, name: str) -> Document:
        """The source of that name, equal to the one that was added. Raises StoreError if there is none."""
        return self._document(self._entry(name)[1])

    def bitext(self, name: str) -> Bitext | None:
        """The source of that name with its translation; None if it was added without one."""
        entry, source_id, target_id = self._entry(name)
        if target_id is None:
            return None
        sources, targets = self._sentences_by_bead(source_id), self._sentences_by_bead(target_id)
        rows = self._rows(
            "SELECT position, confidence, moved, reasons FROM bead WHERE entry = ? ORDER BY position", entry
        )
        source, target = self._document(source_id), self._document(target_id)
        with explained(self._name), _sound(self._name):
            beads = tuple(
                Bead(sources.get(at, ()), targets.get(at, ()), confidence, _unpacked(reasons), bool(moved))
                for at, confidence, moved, reasons in rows
            )
            return Bitext(source, target, beads)

    def vectors(self, hashes: Iterable[str]) -> dict[str, bytes]:
        """The vectors that are known, by hash; hashes without any are left out."""
        found: dict[str, bytes] = {}
        wanted = iter(dict.fromkeys(hashes))
        while chunk := list(islice(wanted, HASHES_A_QUERY)):
            marks = ", ".join("?" * len(chunk))
            found.update(self._rows(f"SELECT hash, data FROM vector WHERE model = 1 AND hash IN ({marks})", *chunk))
        return found

    def _claim_model(self, model: str) -> None:
        """Make `model` the corpus's, or make sure that it is."""
        known = self.model
        if known is None:
            self._connection.execute("INSERT INTO model (id, signature) VALUES (1, ?)", (model,))
        elif known != model:
            raise StoreError(
                f"{self._name!r} holds vectors of the model {known!r}, not of {model!r}: "
                "use that model, or add to a new corpus"
            )

    def _insert_document(self, document: Document, bead_of: Mapping[int, int]) -> int:
        """Put in one text with its sentences, each with the bead it stands in; the new row's id."""
        row = self._connection.execute(
            "INSERT INTO document (name, language, text, sha256) VALUES (?, ?, ?, ?) RETURNING id",
            (document.name, document.language, document.text, document.sha256),
        ).fetchone()
        self._connection.executemany(
            'INSERT INTO sentence (document, position, start, "end", bead) VALUES (?, ?, ?, ?, ?)',
            ((row[0], at, span.start, span.end, bead_of.get(at)) for at, span in enumerate(document.sentences)),
        )
        return int(row[0])

    def _entry(self, name: str) -> tuple[int, int, int | None]:
        """The ids of the entry, its source and its target."""
        row = self._row("SELECT id, source, target FROM entry WHERE name = ?", name)
        if row is None:
            raise StoreError(f"{self._name!r} holds no document {name!r}: names are case-sensitive and without ending")
        entry, source, target = row
        return entry, source, target

    def _document(self, identity: int) -> Document:
        """The document of that id."""
        row = self._row("SELECT name, language, text, sha256 FROM document WHERE id = ?", identity)
        spans = self._rows('SELECT start, "end" FROM sentence WHERE document = ? ORDER BY position', identity)
        with _sound(self._name):
            if row is None:
                raise ValueError(f"no document {identity}")
            name, language, text, sha256 = row
            return Document(name, language, text, tuple(Span(start, end) for start, end in spans), sha256)

    def _sentences_by_bead(self, identity: int) -> dict[int, tuple[int, ...]]:
        """For each bead that holds sentences of a document, their indices in order."""
        beads: dict[int, tuple[int, ...]] = {}
        for at, bead in self._rows(
            "SELECT position, bead FROM sentence WHERE document = ? ORDER BY position", identity
        ):
            beads[bead] = (*beads.get(bead, ()), at)
        return beads

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query, each a tuple of columns."""
        with explained(self._name):
            return self._connection.execute(query, values).fetchall()

    def _row(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        rows = self._rows(query, *values)
        return rows[0] if rows else None


def _packed(reasons: Reasons | None) -> str | None:
    """As JSON, in the order of their names."""
    return None if reasons is None else json.dumps(astuple(reasons))


def _unpacked(packed: str | None) -> Reasons | None:
    if packed is None:
        return None
    coverage, similarity, length, (both, source, target) = json.loads(packed)
    return Reasons(coverage, similarity, length, (both, source, target))


def _bead_of(sides: Iterable[tuple[int, ...]]) -> dict[int, int]:
    """The bead in which each sentence stands, given one side of every bead."""
    return {sentence: bead for bead, side in enumerate(sides) for sentence in side}


@contextmanager
def _sound(name: str) -> Iterator[None]:
    """Turn a broken invariant of what was read back into the user's error: the file is damaged."""
    try:
        yield
    except ValueError as error:
        raise StoreError(f"{name!r} is damaged: restore a copy, or make it again with `duizhao add`") from error
