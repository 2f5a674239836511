"""A large corpus that is searched where it is: texts are read when they are needed, vectors when they may matter."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import overload

import numpy as np

from duizhao.align.library.held import held
from duizhao.align.library.library import ChosenTexts, Entry, Library, read_library
from duizhao.align.library.passage_index import PassageIndex, open_index
from duizhao.align.progress import Track, untracked
from duizhao.align.vectors.arrays import Integers
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document
from duizhao.corpus.errors import StoreError
from duizhao.corpus.scans.coverage import Coverage, coverage
from duizhao.corpus.store.by_row import marked_documents, parts, sentences_at
from duizhao.corpus.store.index import SHIFT, texts_holding
from duizhao.corpus.store.store import Store, Text
from duizhao.corpus.store.vectors import text_hash
from duizhao.models.codebook import Codebook, codebook_of
from duizhao.models.quantization import Kept, Packed

LARGE = 100_000
"""Chinese sentences from which a corpus stays in its file. Below, all of it is read, and the search is exact."""
HELD_CHARACTERS = 20_000_000
"""Characters of texts that are held."""


def open_corpus(store: Store, chosen: ChosenTexts | None = None, track: Track[Text] = untracked) -> Library:
    """All of a corpus, or the texts that were chosen of it: read whole, or if they are many, left where they are."""
    key = store.path.resolve(), store.path.stat().st_ino, store.model, chosen, store.revision()
    return held("library", key, lambda: _opened(store, chosen, track))


def _opened(store: Store, chosen: ChosenTexts | None, track: Track[Text]) -> Library:
    texts = store.texts()
    codebook = codebook_of(store.model or "")
    size = sum(
        text.sentences for text in texts if text.translation is None and (chosen is None or text.name in chosen.names)
    )
    if codebook is None or size < LARGE:
        return read_library(store, chosen)
    index = open_index(store, [text for text in texts if text.translation is None], codebook, track)
    listed = tuple(text for text in texts if chosen is None or text.name in chosen.names)
    entries = StoredEntries(store.path, listed)
    return StoredLibrary(entries, store.model or "", chosen.by if chosen else (), index=index, codebook=codebook)


@dataclass(frozen=True)
class StoredLibrary(Library):
    """`index`: of all originals of the corpus. `codebook`: that its vectors are coded by."""

    entries: StoredEntries
    index: PassageIndex = field(kw_only=True)
    codebook: Codebook = field(kw_only=True)

    @property
    def state(self) -> str:
        """What changes whenever a text does, or its beads."""
        with self.entries.store() as store:
            return repr(store.revision("bead"))

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Every Chinese sentence, as (entry, index in its document)."""
        sizes = enumerate(text.sentences for text in self.entries.originals)
        return tuple((number, at) for number, size in sizes for at in range(size))

    @property
    def size(self) -> int:
        """How many Chinese sentences there are."""
        return sum(text.sentences for text in self.entries.originals)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Which of the entries an original is, by its name."""
        return {text.name: number for number, text in enumerate(self.entries.originals)}

    @cached_property
    def untranslated(self) -> Mapping[str, int]:
        """How many sentences each original has that has no translation, by its name."""
        translated = {text.entry for text in self.entries.listed if text.translation is not None}
        return {text.name: text.sentences for text in self.entries.originals if text.name not in translated}

    @property
    def sources(self) -> Mapping[str, Document]:
        """The originals, and here all texts, by their names."""
        return self.texts

    @cached_property
    def texts(self) -> Mapping[str, Document]:
        """Every text by its name, read when it is asked for."""
        return StoredTexts(self.entries)

    @cached_property
    def translated(self) -> Sequence[tuple[int, Bitext]]:
        """Every translation with its original."""
        return [
            (number, bitext) for number in self.entries.with_translations for bitext in self.entries[number].bitexts
        ]

    @cached_property
    def rows(self) -> Integers:
        """The rows of the index that stand in these texts, in order: int64."""
        if len(self.entries.originals) == len(self.index.file.record["texts"]):
            return np.arange(len(self.index))
        documents = [text.id for text in self.entries.originals]
        within = np.isin(self.index.places >> SHIFT, documents)
        rows: Integers = np.flatnonzero(np.logical_or.reduceat(within, self.index.first[:-1]))
        return rows

    def places(self, row: int) -> list[tuple[int, int]]:
        """Where the words of a row of the index stand in these texts: (entry, sentence) of each."""
        numbers = self.entries.numbers
        found = map(parts, self.index.places_of(row))
        return [(numbers[document], sentence) for document, sentence in found if document in numbers]

    def holding(self, words: str) -> Sequence[int]:
        """By the corpus's index, and by a look at the texts that it leaves."""
        with self.entries.store() as store:
            found = set(texts_holding(store, words))
        return sorted(number for identity, number in self.entries.numbers.items() if identity in found)

    def words(self, rows: Sequence[int]) -> list[str]:
        """The words of rows of the index."""
        wanted = [self.index.places_of(row)[0] for row in rows]
        with self.entries.store() as store:
            found = sentences_at(store, wanted)
            if len(found) < len(set(wanted)):
                raise StoreError(f"{store.name!r} was changed while it was searched: do it again")
        return [found[where] for where in wanted]

    def coded(self, rows: Sequence[int]) -> list[bytes]:
        """The vectors of rows of the index, as the corpus keeps them."""
        with self.entries.store() as store:
            return self.index.coded(store, rows)

    @cached_property
    def _pages(self) -> Coverage:
        listed = {text.id for text in self.entries.listed}
        with self.entries.store() as store:
            marked = [identity for identity in marked_documents(store) if identity in listed]
            return sum((coverage(store.document(identity)) for identity in marked), Coverage())


class StoredEntries(Sequence[Entry]):
    """The entries of a corpus, each read when it is asked for; those that were asked for last are held.

    For all threads: each time the corpus is opened anew.
    """

    def __init__(self, path: Path, listed: Sequence[Text]) -> None:
        """`listed`: the texts that are to be searched, each original followed by its translations."""
        self._path = path
        self.listed = listed
        self.originals = [text for text in listed if text.translation is None]
        self.numbers = {text.id: number for number, text in enumerate(self.originals)}
        self._names = frozenset(text.name for text in listed)
        self._held: OrderedDict[int, Entry] = OrderedDict()
        self._lock = threading.RLock()

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The corpus."""
        with Store.open(self._path) as store:
            yield store

    @cached_property
    def with_translations(self) -> list[int]:
        """Which entries have any."""
        entries = {text.entry for text in self.listed if text.translation is not None}
        return [number for number, text in enumerate(self.originals) if text.entry in entries]

    def __len__(self) -> int:
        return len(self.originals)

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Entry]: ...
    def __getitem__(self, at: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        number = range(len(self))[at]
        with self._lock:
            if number not in self._held:
                self._held[number] = self._read(self.originals[number].name)
                while len(self._held) > 1 and self._size > HELD_CHARACTERS:
                    self._held.popitem(last=False)
            self._held.move_to_end(number)
            return self._held[number]

    @property
    def _size(self) -> int:
        return sum(len(entry.source.text) for entry in self._held.values())

    def _read(self, name: str) -> Entry:
        with self.store() as store:
            bitexts = tuple(bitext for bitext in store.bitexts(name) if bitext.target.name in self._names)
            source = bitexts[0].source if bitexts else store.source(name)
        return Entry(source, StoredVectors(self, source), bitexts)


class StoredVectors(Sequence[Kept]):
    """The vectors of a document's sentences, read when they are asked for."""

    def __init__(self, entries: StoredEntries, document: Document) -> None:
        self._entries = entries
        self._document = document

    def __len__(self) -> int:
        return len(self._document.sentences)

    @overload
    def __getitem__(self, at: int) -> Kept: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Kept]: ...
    def __getitem__(self, at: int | slice) -> Kept | Sequence[Kept]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        key = text_hash(self._document.sentence(at))
        with self._entries.store() as store:
            return Packed(store.vectors([key])[key])


class StoredTexts(Mapping[str, Document]):
    """The texts of a corpus by name, each read when it is asked for."""

    def __init__(self, entries: StoredEntries) -> None:
        self._entries = entries
        numbers = {text.entry: number for number, text in enumerate(entries.originals)}
        self._numbers = {text.name: numbers[text.entry] for text in entries.listed}

    def __getitem__(self, name: str) -> Document:
        entry = self._entries[self._numbers[name]]
        return next(text for text in (entry.source, *(its.target for its in entry.bitexts)) if text.name == name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)
