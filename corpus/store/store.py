"""One SQLite file is one corpus: originals, their translations, and what was computed of them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Language
from duizhao.corpus.errors import CorpusError, StoreError
from duizhao.corpus.files.sidecar import PAGES, derived_folder, wipe
from duizhao.corpus.store import rows
from duizhao.corpus.store.connection import explained, open_database, purge, transaction
from duizhao.corpus.store.index import forget, index

HASHES_A_QUERY = 500
"""SQLite builds exist that allow no more than 999 parameters in a statement."""


UNPURGED = "unpurged"
"""A table that is there from when something was taken out until nothing of it is left in the file."""


def text_hash(text: str) -> str:
    """The key under which a sentence's vectors are kept: sha256, in hexadecimal, of the trimmed sentence's UTF-8."""
    return hashlib.sha256(text.strip().encode("utf-8", errors="surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the corpus as it is listed: an original (`entry` is its own name), or a translation of `entry`."""

    id: int
    name: str
    entry: str
    language: Language
    sha256: str
    digest: str
    sentences: int
    translation: int | None
    metadata: Mapping[str, str]


class Store:
    """An open corpus; a context manager that closes it. Not to be shared between threads: open one in each.

    An entry is an original with its translations, and is known by the original's name. Every name, of originals and
    of translations, is given once. All changes are made whole or not at all.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take over a connection whose schema has been checked; `Store.open` is the way to one."""
        self.connection = connection
        self.path = path
        self.name = path.name

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Store:
        """The corpus at `path`; with `create`, an empty one is made there if there is no file.

        Raises StoreError for a missing file, one that is no corpus, and one of a later schema.
        """
        store = cls(open_database(path, create=create), path)
        if store.first("SELECT 1 FROM sqlite_master WHERE name = ?", UNPURGED):
            with suppress(CorpusError):  # a corpus that may only be read, or that another program is tidying
                store.purge()
        return store

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def __enter__(self) -> Store:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, whatever happened."""
        self.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """A transaction: all that is done inside, or nothing. SQLite's complaints become the user's errors.

        One inside another is part of it.
        """
        if self.connection.in_transaction:
            yield
            return
        with explained(self.name), transaction(self.connection):
            yield

    # What there is

    @property
    def model(self) -> str | None:
        """The signature of the model whose vectors are in use, set by the first `add`; None in an empty corpus."""
        row = self.first("SELECT signature FROM model WHERE used = 1")
        return None if row is None else str(row[0])

    def names(self) -> list[str]:
        """The names of the originals, in the order of adding."""
        return [name for (name,) in self.select("SELECT name FROM entry ORDER BY id")]

    def entry_of(self, name: str) -> str | None:
        """The name of the original that the text of this name is, or is a translation of; None if there is none."""
        row = self.first("SELECT name FROM entry WHERE name = ?", name) or self.first(
            "SELECT entry.name FROM document JOIN translation ON translation.target = document.id "
            "JOIN entry ON entry.id = translation.entry WHERE document.name = ?",
            name,
        )
        return None if row is None else str(row[0])

    def texts(self) -> list[Text]:
        """Every text: each original, followed by its translations."""
        columns = "document.id, document.name, entry.name, language, sha256, digest"
        count = "(SELECT count(*) FROM sentence WHERE sentence.document = document.id)"
        found = self.select(
            f"SELECT {columns}, NULL, {count}, entry.id AS of, 0 AS at FROM entry "
            "JOIN document ON document.id = entry.source "
            f"UNION ALL SELECT {columns}, translation.id, {count}, entry.id, translation.id FROM translation "
            "JOIN entry ON entry.id = translation.entry JOIN document ON document.id = translation.target "
            "ORDER BY of, at"
        )
        known: dict[int, dict[str, str]] = {}
        for document, key, value in self.select("SELECT document, key, value FROM metadata ORDER BY given"):
            known.setdefault(document, {})[key] = value
        return [
            Text(identity, name, entry, language, sha256, digest, sentences, translation, known.get(identity, {}))
            for identity, name, entry, language, sha256, digest, translation, sentences, _, _ in found
        ]

    def source(self, name: str) -> Document:
        """The original of that name, equal to the one that was added. Raises StoreError if there is none."""
        return self.document(self._entry(name)[1])

    def bitexts(self, name: str) -> tuple[Bitext, ...]:
        """The original of that name with each of its translations, in the order of adding."""
        entry, source_id = self._entry(name)
        source = self.document(source_id)
        with explained(self.name), _sound(self.name):
            return tuple(
                Bitext(
                    source,
                    rows.select_document(self.connection, target),
                    rows.select_beads(self.connection, translation),
                )
                for translation, target in self._translations(entry)
            )

    def text(self, name: str) -> Document:
        """The text of that name, an original or a translation."""
        return self.document(self._text(name))

    def document(self, identity: int) -> Document:
        """The text of that id."""
        with explained(self.name), _sound(self.name):
            return rows.select_document(self.connection, identity)

    def vectors(self, hashes: Iterable[str], model: str | None = None) -> dict[str, bytes]:
        """The vectors that are known, by hash; hashes without any are left out. `model`: by default the one in use."""
        return dict(self._vector_rows("hash, data", hashes, model))

    def known_vectors(self, hashes: Iterable[str], model: str | None = None) -> set[str]:
        """The hashes of which vectors are kept."""
        return {key for (key,) in self._vector_rows("hash", hashes, model)}

    def _vector_rows(self, columns: str, hashes: Iterable[str], model: str | None) -> Iterator[tuple[Any, ...]]:
        row = self.first("SELECT id FROM model WHERE signature = ?", model or self.model)
        wanted = iter(dict.fromkeys(hashes))
        while row and (chunk := list(islice(wanted, HASHES_A_QUERY))):
            marks = ", ".join("?" * len(chunk))
            yield from self.select(
                f"SELECT {columns} FROM vector WHERE model = ? AND hash IN ({marks})", row[0], *chunk
            )

    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change with any text, its name, its place or its metadata."""
        digest = hashlib.sha256()
        for text in sorted(self.texts(), key=lambda text: (text.entry, text.translation is not None, text.name)):
            told = sorted(text.metadata.items())
            digest.update(repr((text.entry, text.name, text.language, text.digest, told)).encode())
        return digest.hexdigest()[:16]

    # What is put in

    def add(
        self, source: Document, *, bitexts: Sequence[Bitext] = (), vectors: Mapping[str, bytes], model: str
    ) -> None:
        """Put in an original, with its translations, and vectors by `text_hash`.

        Raises StoreError if a name is taken, or if the corpus holds the vectors of another model.
        """
        with self.changing():
            self._claim_model(model)
            self._check_free(source.name)
            source_id = rows.insert_document(self.connection, source)
            entry = self.connection.execute(
                "INSERT INTO entry (name, source) VALUES (?, ?)", (source.name, source_id)
            ).lastrowid
            assert entry is not None
            index(self.connection, source_id, source)
            self._insert_translations(entry, source, bitexts)
            self._keep(vectors, model)

    def add_translation(self, bitext: Bitext, *, vectors: Mapping[str, bytes], model: str) -> None:
        """Put in one more translation of an original that is in the corpus, with its beads.

        Raises StoreError if the original is not there or has another text, and where `add` does.
        """
        with self.changing():
            self._claim_model(model)
            entry, source_id = self._entry(bitext.source.name)
            self._check_same(source_id, bitext.source)
            self._insert_translations(entry, rows.select_document(self.connection, source_id), [bitext])
            self._keep(vectors, model)

    def replace(
        self, source: Document, *, bitexts: Sequence[Bitext] = (), vectors: Mapping[str, bytes], model: str
    ) -> None:
        """Put another text, or other translations, in the place of what stands under the original's name.

        What a person said of the original and of translations that keep their name stays.
        """
        with self.changing():
            self._claim_model(model)
            self._mark_unpurged()
            entry, source_id = self._entry(source.name)
            given = self._given(entry, source_id)
            old, *targets = self._delete_texts(entry, source_id)
            self._drop_texts(targets)
            new_id = rows.insert_document(self.connection, source)
            self.connection.execute("UPDATE entry SET source = ? WHERE id = ?", (new_id, entry))
            self._drop_texts([old])
            index(self.connection, new_id, source)
            self._insert_translations(entry, source, bitexts)
            for identity, name in self._own_texts(entry, new_id):
                rows.insert_metadata(self.connection, identity, given.get(name, {}), given=True)
            self._keep(vectors, model)
            self._drop_orphans()

    def realign(self, name: str, translation: str, beads: Sequence[Bead]) -> None:
        """Put other beads between an original and one of its translations; ValueError if they do not cover both."""
        with self.changing():
            entry, source_id = self._entry(name)
            identity, target = self._translation(entry, name, translation)
            sides = [rows.select_document(self.connection, document) for document in (source_id, target)]
            Bitext(sides[0], sides[1], tuple(beads))
            rows.delete_beads(self.connection, identity)  # word links stay: they are kept by their words
            rows.insert_beads(self.connection, identity, beads)

    def set_metadata(self, name: str, values: Mapping[str, str | None]) -> None:
        """Say of the text of that name, an original or a translation, what `values` holds; None takes back."""
        with self.changing():
            document = self._text(name)
            said = {key: value for key, value in values.items() if value is not None}
            rows.insert_metadata(self.connection, document, said, given=True)
            self.connection.executemany(
                "DELETE FROM metadata WHERE document = ? AND key = ?",
                ((document, key) for key, value in values.items() if value is None),
            )

    def rename(self, name: str, new: str) -> None:
        """Give an original or a translation another name."""
        with self.changing():
            document = self._text(name)
            self._check_free(new)
            self.connection.execute("UPDATE document SET name = ? WHERE id = ?", (new, document))
            self.connection.execute("UPDATE entry SET name = ? WHERE source = ?", (new, document))
            self.connection.execute("UPDATE anchor SET document = ? WHERE document = ?", (new, name))

    def remove(self, name: str) -> None:
        """Take out an original with its translations, or one translation, and all that was computed of them.

        Decisions about them go too. Afterwards the file holds no trace of what was taken out.
        """
        with self.changing():
            self._mark_unpurged(pages=True)
            document = self._text(name)
            entry = self.first("SELECT id FROM entry WHERE source = ?", document)
            if entry is not None:
                names = [name for _, name in self._own_texts(entry[0], document)]
                gone = self._delete_texts(entry[0], document)
                self.connection.execute("DELETE FROM entry WHERE id = ?", entry)
            else:
                names = [name]
                (translation,) = self.select("SELECT id FROM translation WHERE target = ?", document)
                gone = [rows.delete_translation(self.connection, translation[0])]
            self._drop_texts(gone)
            self._drop_decisions(names)
            self._drop_orphans()
        self.purge()

    def purge(self) -> None:
        """Rewrite the file, so that nothing of what was taken out is left in it or beside it.

        Pages that were read in pictures are kept where texts were replaced: theirs are made of them. If it is
        interrupted, the next one who opens the corpus does it.
        """
        marked = self.first("SELECT 1 FROM sqlite_master WHERE name = ?", UNPURGED)
        pages_too = marked and self.first(f"SELECT 1 FROM {UNPURGED}")
        wipe(derived_folder(self.path), keep=() if pages_too else (PAGES,))
        with explained(self.name):
            purge(self.connection, self.path)
            self.connection.execute(f"DROP TABLE IF EXISTS {UNPURGED}")
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def keep_vectors(self, vectors: Mapping[str, bytes], model: str, *, use: bool = False) -> None:
        """Keep vectors of sentences; with `use`, `model` becomes the corpus's, and the other models' are dropped."""
        with self.changing():
            self.connection.execute("INSERT OR IGNORE INTO model (signature, used) VALUES (?, 0)", (model,))
            self._keep(vectors, model)
            if use:
                for table in ("vector", "word_links"):
                    self.connection.execute(
                        f"DELETE FROM {table} WHERE model != (SELECT id FROM model WHERE signature = ?)", (model,)
                    )
                self.connection.execute("DELETE FROM model WHERE signature != ?", (model,))
                self.connection.execute("UPDATE model SET used = 1")

    # How it is done

    def _mark_unpurged(self, *, pages: bool = False) -> None:
        """Something is taken out: `purge` has to follow. `pages`: of the pages kept beside the corpus, too."""
        self.connection.execute(f"CREATE TABLE IF NOT EXISTS {UNPURGED} (since)")
        if pages:
            self.connection.execute(f"INSERT INTO {UNPURGED} VALUES (datetime('now'))")

    def _claim_model(self, model: str) -> None:
        """Make `model` the corpus's, or make sure that it is."""
        known = self.model
        if known is None:
            self.connection.execute(
                "INSERT INTO model (signature, used) VALUES (?, 1) ON CONFLICT (signature) DO UPDATE SET used = 1",
                (model,),
            )
        elif known != model:
            raise StoreError(
                f"{self.name!r} holds vectors of the model {known!r}, not of {model!r}: "
                "use that model, or run `duizhao reencode`, or add to a new corpus"
            )

    def _keep(self, vectors: Mapping[str, bytes], model: str) -> None:
        (identity,) = self.select("SELECT id FROM model WHERE signature = ?", model)[0]
        self.connection.executemany(
            "INSERT OR IGNORE INTO vector (model, hash, data) VALUES (?, ?, ?)",
            ((identity, key, data) for key, data in vectors.items()),
        )

    def _insert_translations(self, entry: int, source: Document, bitexts: Sequence[Bitext]) -> None:
        for bitext in bitexts:
            if (bitext.source.name, bitext.source.text) != (source.name, source.text):
                raise ValueError(f"the bitext is of {bitext.source.name!r}, not of {source.name!r}")
            self._check_free(bitext.target.name)
            translation = rows.insert_translation(self.connection, entry, bitext)
            (target,) = self.select("SELECT target FROM translation WHERE id = ?", translation)[0]
            index(self.connection, target, bitext.target)

    def _check_free(self, name: str) -> None:
        """Refuse a name that another text has."""
        if self.first("SELECT 1 FROM document WHERE name = ?", name):
            raise StoreError(f"{name!r} is in the corpus already; choose another --name for the new one")

    def _check_same(self, source_id: int, source: Document) -> None:
        """Refuse an original that is not the one in the corpus, whole and in its sentences."""
        held = rows.select_document(self.connection, source_id)
        if (held.text, held.sentences) != (source.text, source.sentences):
            raise StoreError(f"{source.name!r} is in the corpus with another text: give --replace, or another --name")

    def _delete_texts(self, entry: int, source_id: int) -> list[int]:
        """Take an entry's translations out; the ids of its texts, which nothing but the entry points to then."""
        targets = [rows.delete_translation(self.connection, each) for each, _ in self._translations(entry)]
        return [source_id, *targets]

    def _drop_texts(self, documents: Iterable[int]) -> None:
        for identity in documents:
            document = rows.select_document(self.connection, identity)
            forget(self.connection, identity, document)
            rows.delete_document(self.connection, identity)

    def _drop_decisions(self, names: Sequence[str]) -> None:
        marks = ", ".join("?" * len(names))
        gone = [
            each for (each,) in self.select(f"SELECT DISTINCT decision FROM anchor WHERE document IN ({marks})", *names)
        ]
        for table, column in (("anchor", "decision"), ("decision", "id")):
            self.connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", ((each,) for each in gone))

    def _drop_orphans(self) -> None:
        """Take out the vectors of sentences that stand in no text any more."""
        held = {key for (key,) in self.select("SELECT hash FROM vector")}
        for (identity,) in self.select("SELECT id FROM document"):
            if not held:
                return
            document = rows.select_document(self.connection, identity)
            held.difference_update(text_hash(span.of(document.text)) for span in document.sentences)
        self.connection.executemany("DELETE FROM vector WHERE hash = ?", ((key,) for key in held))

    def _given(self, entry: int, source_id: int) -> dict[str, dict[str, str]]:
        """What a person said of each text of an entry, by its name."""
        said: dict[str, dict[str, str]] = {}
        for identity, name in self._own_texts(entry, source_id):
            found = self.select("SELECT key, value FROM metadata WHERE document = ? AND given = 1", identity)
            said[name] = dict(found)
        return said

    def _own_texts(self, entry: int, source_id: int) -> list[tuple[int, str]]:
        """The ids and names of an entry's texts, the original first."""
        query = "SELECT id, name FROM document WHERE id = ? OR id IN (SELECT target FROM translation WHERE entry = ?)"
        return sorted(self.select(query, source_id, entry), key=lambda row: row[0] != source_id)

    def _entry(self, name: str) -> tuple[int, int]:
        """The ids of the entry and its source."""
        row = self.first("SELECT id, source FROM entry WHERE name = ?", name)
        if row is None:
            raise self._unknown(name)
        return row[0], row[1]

    def _translations(self, entry: int) -> list[tuple[int, int]]:
        """The ids of an entry's translations, each with its text's, in the order of adding."""
        return [
            (row[0], row[1])
            for row in self.select("SELECT id, target FROM translation WHERE entry = ? ORDER BY id", entry)
        ]

    def _translation(self, entry: int, name: str, translation: str) -> tuple[int, int]:
        for identity, target in self._translations(entry):
            if self.first("SELECT 1 FROM document WHERE id = ? AND name = ?", target, translation):
                return identity, target
        raise StoreError(f"{self.name!r} holds no translation {translation!r} of {name!r}: see `duizhao list`")

    def _text(self, name: str) -> int:
        """The id of the text of that name."""
        found = self.first("SELECT id FROM document WHERE name = ? ORDER BY id", name)
        if found is None:
            raise self._unknown(name)
        return int(found[0])

    def _unknown(self, name: str) -> StoreError:
        return StoreError(f"{self.name!r} holds no document {name!r}: names are case-sensitive and without ending")

    def select(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query, each a tuple of columns."""
        with explained(self.name):
            return self.connection.execute(query, values).fetchall()

    def first(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        found = self.select(query, *values)
        return found[0] if found else None


@contextmanager
def _sound(name: str) -> Iterator[None]:
    """Turn a broken invariant of what was read back into the user's error: the file is damaged."""
    try:
        yield
    except ValueError as error:
        raise StoreError(f"{name!r} is damaged: restore a copy, or make it again with `duizhao add`") from error
