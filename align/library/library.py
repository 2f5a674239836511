"""What a trace searches: Chinese documents with their vectors, and the English translations that are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document, Span
from duizhao.corpus.errors import StoreError
from duizhao.corpus.scans.coverage import Coverage, coverage
from duizhao.corpus.search.metadata import admitted_texts
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import text_hash
from duizhao.corpus.traces.trace import SearchScope
from duizhao.models.codebook import codebook_of
from duizhao.models.quantization import Kept, Packed, pack


@dataclass(frozen=True, slots=True)
class Entry:
    """A Chinese document, each sentence's encoding, and a bitext for each of its translations."""

    source: Document
    encoded: Sequence[Kept]
    bitexts: tuple[Bitext, ...] = ()

    def __post_init__(self) -> None:
        if len(self.encoded) != len(self.source.sentences):
            raise ValueError(f"{len(self.encoded)} encodings for {len(self.source.sentences)} sentences")


@dataclass(frozen=True)
class Library:
    """Everything that is searched: what a trace finds stands in it, and "not found" is said of it.

    - `entries`: the documents, each with its vectors and its bitexts.
    - `model`: the signature of the model that made the vectors.
    - `only`: by what they were chosen of a corpus, in words; empty where all of it is searched.
    """

    entries: Sequence[Entry]
    model: str
    only: tuple[str, ...] = ()

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Every Chinese sentence, as (entry, index in its document)."""
        return tuple(
            (number, index) for number, entry in enumerate(self.entries) for index in range(len(entry.encoded))
        )

    @property
    def size(self) -> int:
        """How many Chinese sentences there are."""
        return len(self.sentences)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Which of the entries an original is, by its name."""
        return {entry.source.name: number for number, entry in enumerate(self.entries)}

    @cached_property
    def untranslated(self) -> Mapping[str, int]:
        """How many sentences each original has that has no translation, by its name."""
        return {entry.source.name: len(entry.encoded) for entry in self.entries if not entry.bitexts}

    @cached_property
    def sources(self) -> Mapping[str, Document]:
        """The originals by their names."""
        return {entry.source.name: entry.source for entry in self.entries}

    @cached_property
    def texts(self) -> Mapping[str, Document]:
        """Every text, original or translation, by its name."""
        return dict(self.sources) | {bitext.target.name: bitext.target for _, bitext in self.translated}

    @cached_property
    def translated(self) -> Sequence[tuple[int, Bitext]]:
        """Every translation with its original, and which of the entries it is of."""
        return [(number, bitext) for number, entry in enumerate(self.entries) for bitext in entry.bitexts]

    def holding(self, words: str) -> Sequence[int]:
        """The entries whose original may hold these words, whatever their script or width; here all."""
        return range(len(self.entries))

    @property
    def searched(self) -> SearchScope:
        """The figures that stand under every "not found"."""
        return SearchScope(
            documents=len(self.entries),
            sentences=self.size,
            translations=len(self.translated),
            model=self.model,
            pages=self._pages,
            only=self.only,
        )

    @cached_property
    def _pages(self) -> Coverage:
        targets = (bitext.target for entry in self.entries for bitext in entry.bitexts)
        return sum(map(coverage, chain((entry.source for entry in self.entries), targets)), Coverage())


@dataclass(frozen=True, slots=True)
class ChosenTexts:
    """The originals and translations of a corpus that are to be searched, by name; `by` what they were chosen."""

    names: frozenset[str]
    by: tuple[str, ...]


def choose_texts(store: Store, names: Sequence[str], where: Sequence[str]) -> ChosenTexts | None:
    """The texts of these names (of an original: its translations too) that meet the conditions, as `find` has them.

    None where nothing is asked. Raises StoreError for a name that is none and where no original is left, FormatError
    for a condition that is none.
    """
    if not names and not where:
        return None
    for name in names:
        store.text(name)
    search = Search(store)
    conditions = search.conditions(where)
    entries = {store.entry_of(name) for name in names}
    originals = {
        text.name
        for text in admitted_texts(search, ("zh",), conditions)
        if text.translation is None and (not names or text.entry in entries)
    }
    translations = {
        text.name
        for text in admitted_texts(search, ("en",), conditions)
        if text.entry in originals and (not names or text.name in names or text.entry in names)
    }
    by = (*names, *where)
    if not originals:
        raise StoreError(f"no document of {store.name} is {', '.join(by)}: see `duizhao list --corpus {store.name}`")
    return ChosenTexts(frozenset(originals | translations), by)


def read_library(store: Store, chosen: ChosenTexts | None = None) -> Library:
    """All of a corpus, or the texts that were chosen of it."""
    entries = []
    for name in store.names():
        if chosen is not None and name not in chosen.names:
            continue
        source = store.source(name)
        hashes = [text_hash(text) for text in source.sentence_texts()]
        packed = store.vectors(hashes)
        if missing := set(hashes) - set(packed):
            raise StoreError(
                f"{name!r} lacks the vectors of {len(missing)} sentences: run `duizhao reencode --corpus {store.name}`"
            )
        known = {key: Packed(data) for key, data in packed.items()}
        bitexts = tuple(
            bitext for bitext in store.bitexts(name) if chosen is None or bitext.target.name in chosen.names
        )
        entries.append(Entry(source, tuple(known[key] for key in hashes), bitexts))
    return Library(tuple(entries), store.model or "", chosen.by if chosen else ())


def packed_vectors(source: Document, encoded: Sequence[Kept], model: str) -> dict[str, bytes]:
    """The encodings, of the model with this signature, as the store keeps them, by the hash of the sentence."""
    codebook = codebook_of(model)
    return {
        text_hash(text): vectors.data if isinstance(vectors, Packed) else pack(vectors, codebook)
        for text, vectors in zip(source.sentence_texts(), encoded, strict=True)
    }


def whole(document: Document, index: int) -> Span:
    """The trimmed span of a sentence: offsets within its encoding count from its start."""
    return document.sentences[index].trimmed(document.text)
