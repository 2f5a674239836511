"""One SQLite file is one corpus: originals, their translations, and what was computed of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Language
from duizhao.corpus.errors import CorpusError, StoreError
from duizhao.corpus.store.beads import delete_beads, delete_translation, insert_beads, insert_translation, select_beads
from duizhao.corpus.store.connection import memory_database, open_database
from duizhao.corpus.store.database import DamagedError, Database, rebuilding
from duizhao.corpus.store.decisions import delete_decisions
from duizhao.corpus.store.documents import (
    delete_document,
    has_document,
    insert_document,
    insert_metadata,
    select_document,
    select_metadata,
)
from duizhao.corpus.store.index import forget, index
from duizhao.corpus.store.purge import finish_purge, is_unpurged, mark_unpurged, purge
from duizhao.corpus.store.vectors import (
    claim_model,
    insert_vectors,
    note_model,
    select_vectors,
    use_model,
    used_model,
)


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


class Store(Database):
    """An open corpus; a context manager that closes it. Not to be shared between threads: open one in each.

    An entry is an original with its translations, and is known by the original's name. Every name, of originals and
    of translations, is given once. All changes are made whole or not at all.
    """

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Store:
        """The corpus at `path`; with `create`, an empty one is made there if there is no file.

        Raises StoreError for a missing file, one that is no corpus, and one of a later schema.
        """
        store = cls(open_database(path, create=create), path)
        if is_unpurged(store):
            with suppress(CorpusError):  # a corpus that may only be read, or that another program is tidying
                finish_purge(store)
        return store

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Store:
        """A corpus of texts in memory, without a file. Raises StoreError where two are called the same."""
        store = cls(memory_database(), Path("texts"))
        for document in documents:
            store.add(document, vectors={}, model="")
        return store

    # What there is

    @property
    def model(self) -> str | None:
        """The signature of the model whose vectors are in use, set by the first `add`; None in an empty corpus."""
        return used_model(self)

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
        rows = self.select(
            f"SELECT {columns}, NULL, {count}, entry.id AS of, 0 AS at FROM entry "
            "JOIN document ON document.id = entry.source "
            f"UNION ALL SELECT {columns}, translation.id, {count}, entry.id, translation.id FROM translation "
            "JOIN entry ON entry.id = translation.entry JOIN document ON document.id = translation.target "
            "ORDER BY of, at"
        )
        known: dict[int, dict[str, str]] = {}
        query = "SELECT document, CAST(key AS TEXT), CAST(value AS TEXT) FROM metadata ORDER BY given"
        for document, key, value in self.select(query):
            known.setdefault(document, {})[key] = value
        return [
            Text(identity, name, entry, language, sha256, digest, sentences, translation, known.get(identity, {}))
            for identity, name, entry, language, sha256, digest, translation, sentences, _, _ in rows
        ]

    def source(self, name: str) -> Document:
        """The original of that name, equal to the one that was added. Raises StoreError if there is none."""
        return self.document(self._entry(name)[1])

    def bitexts(self, name: str) -> tuple[Bitext, ...]:
        """The original of that name with each of its translations, in the order of adding."""
        entry, source_id = self._entry(name)
        source = self.document(source_id)
        with self.sound():
            return tuple(self._bitext(source, translation, target) for translation, target in self._translations(entry))

    def _bitext(self, source: Document, translation: int, target: int) -> Bitext:
        document, beads = select_document(self, target), select_beads(self, translation)
        with rebuilding():
            return Bitext(source, document, beads)

    def text(self, name: str) -> Document:
        """The text of that name, an original or a translation."""
        return self.document(self._text(name))

    def document(self, identity: int) -> Document:
        """The text of that id."""
        with self.sound():
            return select_document(self, identity)

    def vectors(self, hashes: Iterable[str], model: str | None = None) -> dict[str, bytes]:
        """The vectors that are known, by hash; hashes without any are left out. `model`: by default the one in use."""
        return dict(select_vectors(self, hashes, model or self.model))

    def known_vectors(self, hashes: Iterable[str], model: str | None = None) -> set[str]:
        """The hashes of which vectors are kept."""
        return {key for (key,) in select_vectors(self, hashes, model or self.model, "hash")}

    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change with any text, its name, its place or its metadata."""
        digest = hashlib.sha256()
        for text in sorted(self.texts(), key=lambda text: (text.entry, text.translation is not None, text.name)):
            metadata = sorted(text.metadata.items())
            digest.update(repr((text.entry, text.name, text.language, text.digest, metadata)).encode())
        return digest.hexdigest()[:16]

    def revision(self, decisions: str | None = None) -> tuple[object, ...]:
        """What changes whenever texts, beads or decisions do; `decisions`: of those, only this kind."""
        return (
            self.fingerprint(),
            *self.select("SELECT count(*), total(confidence) FROM bead"),
            *self.select("SELECT count(*), max(number) FROM decision WHERE ?1 IS NULL OR kind = ?1", decisions),
        )

    # What is put in

    def add(
        self, source: Document, *, bitexts: Sequence[Bitext] = (), vectors: Mapping[str, bytes], model: str
    ) -> None:
        """Put in an original, with its translations, and vectors by `text_hash`.

        Raises StoreError if a name is taken, or if the corpus holds the vectors of another model.
        """
        with self.changing():
            claim_model(self, model)
            self._check_free(source.name)
            source_id = insert_document(self, source)
            entry = self.connection.execute(
                "INSERT INTO entry (name, source) VALUES (?, ?)", (source.name, source_id)
            ).lastrowid
            assert entry is not None
            index(self, source_id, source)
            self._insert_translations(entry, source, bitexts)
            insert_vectors(self, vectors, model)

    def add_translation(self, bitext: Bitext, *, vectors: Mapping[str, bytes], model: str) -> None:
        """Put in one more translation of an original that is in the corpus, with its beads.

        Raises StoreError if the original is not there or has another text, and where `add` does.
        """
        with self.changing():
            claim_model(self, model)
            entry, source_id = self._entry(bitext.source.name)
            self._check_same(source_id, bitext.source)
            self._insert_translations(entry, self.document(source_id), [bitext])
            insert_vectors(self, vectors, model)

    def replace(
        self, source: Document, *, bitexts: Sequence[Bitext] = (), vectors: Mapping[str, bytes], model: str
    ) -> None:
        """Put another text, or other translations, in the place of what stands under the original's name.

        What a person said of the original and of translations that keep their name stays. `purge` is to follow, once
        for all that is replaced: it takes out the vectors of sentences that went.
        """
        with self.changing():
            claim_model(self, model)
            mark_unpurged(self)
            entry, source_id = self._entry(source.name)
            given = self._given(entry, source_id)
            old, *targets = self._delete_texts(entry, source_id)
            self._drop_texts(targets)
            new_id = insert_document(self, source)
            self.connection.execute("UPDATE entry SET source = ? WHERE id = ?", (new_id, entry))
            self._drop_texts([old])
            index(self, new_id, source)
            self._insert_translations(entry, source, bitexts)
            for identity, name in self._own_texts(entry, new_id):
                insert_metadata(self, identity, given.get(name, {}), given=True)
            insert_vectors(self, vectors, model)

    def realign(self, name: str, translation: str, beads: Sequence[Bead]) -> None:
        """Put other beads between an original and one of its translations; ValueError if they do not cover both."""
        with self.changing():
            entry, source_id = self._entry(name)
            identity, target = self._translation(entry, name, translation)
            sides = [self.document(document) for document in (source_id, target)]
            Bitext(sides[0], sides[1], tuple(beads))
            delete_beads(self, identity)  # word links stay: they are kept by their words
            insert_beads(self, identity, beads)

    def set_metadata(self, name: str, values: Mapping[str, str | None]) -> None:
        """Say of the text of that name, an original or a translation, what `values` holds; None takes back."""
        with self.changing():
            document = self._text(name)
            stated = {key: value for key, value in values.items() if value is not None}
            insert_metadata(self, document, stated, given=True)
            self.connection.executemany(
                "DELETE FROM metadata WHERE document = ? AND key = ?",
                ((document, key) for key, value in values.items() if value is None),
            )

    def rename(self, name: str, new: str) -> None:
        """Give an original or a translation another name."""
        with self.changing():
            document = self._text(name)
            if has_document(self, new):
                raise StoreError(f"{new!r} is in the corpus already: give {name!r} another new name")
            self.connection.execute("UPDATE document SET name = ? WHERE id = ?", (new, document))
            self.connection.execute("UPDATE entry SET name = ? WHERE source = ?", (new, document))
            self.connection.execute("UPDATE anchor SET document = ? WHERE document = ?", (new, name))

    def remove(self, name: str) -> None:
        """Take out an original with its translations, or one translation, and all that was computed of them.

        Decisions about them go too. Afterwards the file holds no trace of what was taken out.
        """
        with self.changing():
            mark_unpurged(self, pages=True)
            document = self._text(name)
            entry = self.first("SELECT id FROM entry WHERE source = ?", document)
            if entry is not None:
                names = [name for _, name in self._own_texts(entry[0], document)]
                gone = self._delete_texts(entry[0], document)
                self.connection.execute("DELETE FROM entry WHERE id = ?", entry)
            else:
                names = [name]
                (translation,) = self.select("SELECT id FROM translation WHERE target = ?", document)
                gone = [delete_translation(self, translation[0])]
            self._drop_texts(gone)
            delete_decisions(self, names)
        self.purge()

    def purge(self) -> None:
        """Rewrite the file, so that nothing of what was taken out is left in it or beside it.

        Pages that were read in pictures are kept where texts were replaced: theirs are made of them. If it is
        interrupted, the next one who opens the corpus does it.
        """
        purge(self)

    def keep_vectors(self, vectors: Mapping[str, bytes], model: str, *, use: bool = False) -> None:
        """Keep vectors of sentences; with `use`, `model` becomes the corpus's, and the other models' are dropped."""
        with self.changing():
            note_model(self, model)
            insert_vectors(self, vectors, model)
            if use:
                use_model(self, model)

    # How it is done

    @contextmanager
    def sound(self) -> Iterator[None]:
        """Rows that do not make up what was put in become the user's error, StoreError: the file is damaged."""
        try:
            yield
        except DamagedError as error:
            raise StoreError(
                f"{self.name!r} is damaged: restore a copy, or make it again with `duizhao add`"
            ) from error

    def _insert_translations(self, entry: int, source: Document, bitexts: Sequence[Bitext]) -> None:
        for bitext in bitexts:
            if (bitext.source.name, bitext.source.text) != (source.name, source.text):
                raise ValueError(f"the bitext is of {bitext.source.name!r}, not of {source.name!r}")
            self._check_free(bitext.target.name)
            _, target = insert_translation(self, entry, bitext)
            index(self, target, bitext.target)

    def _check_free(self, name: str) -> None:
        """Refuse a name that another text has."""
        if has_document(self, name):
            raise StoreError(f"{name!r} is in the corpus already; choose another --name for the new one")

    def _check_same(self, source_id: int, source: Document) -> None:
        """Refuse an original that is not the one in the corpus, whole and in its sentences."""
        held = self.document(source_id)
        if (held.text, held.sentences) != (source.text, source.sentences):
            raise StoreError(f"{source.name!r} is in the corpus with another text: give --replace, or another --name")

    def _delete_texts(self, entry: int, source_id: int) -> list[int]:
        """Take an entry's translations out; the ids of its texts, which nothing but the entry points to then."""
        targets = [delete_translation(self, translation) for translation, _ in self._translations(entry)]
        return [source_id, *targets]

    def _drop_texts(self, documents: Iterable[int]) -> None:
        """Take out texts that nothing points to any more."""
        for identity in documents:
            forget(self, identity, self.document(identity))
            delete_document(self, identity)

    def _given(self, entry: int, source_id: int) -> dict[str, dict[str, str]]:
        """What a person said of each text of an entry, by its name."""
        texts = self._own_texts(entry, source_id)
        return {name: select_metadata(self, identity, given=True) for identity, name in texts}

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
        row = self.first("SELECT id FROM document WHERE name = ? ORDER BY id", name)
        if row is None:
            raise self._unknown(name)
        return int(row[0])

    def _unknown(self, name: str) -> StoreError:
        return StoreError(f"{self.name!r} holds no document {name!r}: names are case-sensitive and without ending")
