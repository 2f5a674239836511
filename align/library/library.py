"""What a trace searches: Chinese documents with their vectors, and the English translations that are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document, Span
from duizhao.corpus.errors import StoreError
from duizhao.corpus.scans.coverage import Coverage, coverage
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import text_hash
from duizhao.corpus.traces.trace import SearchScope
from duizhao.models.codebook import codebook_of
from duizhao.models.quantization import Kept, Packed, pack


@dataclass(frozen=True, slots=True)
class Entry:
    """A Chinese document, each sentence's encoding, and a bitext for each of its translations."""

    source: Document
    encoded: tuple[Kept, ...]
    bitexts: tuple[Bitext, ...] = ()

    def __post_init__(self) -> None:
        if len(self.encoded) != len(self.source.sentences):
            raise ValueError(f"{len(self.encoded)} encodings for {len(self.source.sentences)} sentences")


@dataclass(frozen=True)
class Library:
    """Everything that is searched: what a trace finds stands in it, and "not found" is said of it.

    - `entries`: the documents, each with its vectors and its bitexts.
    - `model`: the signature of the model that made the vectors.
    """

    entries: tuple[Entry, ...]
    model: str

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Every Chinese sentence, as (entry, index in its document)."""
        return tuple(
            (number, index) for number, entry in enumerate(self.entries) for index in range(len(entry.encoded))
        )

    @property
    def searched(self) -> SearchScope:
        """The figures that stand under every "not found"."""
        return SearchScope(
            documents=len(self.entries),
            sentences=len(self.sentences),
            translations=sum(len(entry.bitexts) for entry in self.entries),
            model=self.model,
            pages=self._pages,
        )

    @cached_property
    def _pages(self) -> Coverage:
        targets = (bitext.target for entry in self.entries for bitext in entry.bitexts)
        return sum(map(coverage, chain((entry.source for entry in self.entries), targets)), Coverage())


def read_library(store: Store) -> Library:
    """All of a corpus."""
    entries = []
    for name in store.names():
        source = store.source(name)
        hashes = [text_hash(text) for text in source.sentence_texts()]
        packed = store.vectors(hashes)
        if missing := set(hashes) - set(packed):
            raise StoreError(
                f"{name!r} lacks the vectors of {len(missing)} sentences: run `duizhao reencode --corpus {store.name}`"
            )
        known = {key: Packed(data) for key, data in packed.items()}
        entries.append(Entry(source, tuple(known[key] for key in hashes), store.bitexts(name)))
    return Library(tuple(entries), store.model or "")


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
