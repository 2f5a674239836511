"""What the pages of one reader share: the corpus's place, the model, the work that goes on, the articles at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import Request

from duizhao.align.library.build import check_model
from duizhao.align.library.library import Library
from duizhao.align.library.link_cache import LinkCache
from duizhao.align.library.stored_library import open_corpus
from duizhao.align.quotations.tracer import Tracer
from duizhao.align.web.articles import ArticleCache
from duizhao.align.web.bead_decisions import ReadPair
from duizhao.align.web.bitext_cache import BitextCache, Pair
from duizhao.align.web.findings_cache import FindingsCache
from duizhao.align.web.images import PictureCache
from duizhao.align.web.jobs import JobQueue, SharedEncoder
from duizhao.align.web.name_cache import NameCache
from duizhao.align.web.term_cache import TermCache
from duizhao.align.web.uploads import Upload
from duizhao.align.words.glossary import Glossary
from duizhao.corpus.store.store import Store
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder


class Reader:
    """What the requests of one reader share: the corpus's place, the model, caches, and the queue of slow work.

    Safe to use from all threads, `tracer` aside. Each request opens the corpus for itself (`store`), since no two
    threads may share it. Nothing of the articles and uploads is kept on disk.
    """

    def __init__(
        self,
        corpus: Path,
        opened: Callable[[], Encoder] = open_encoder,
        *,
        who: str = "",
        pictures: Path | None = None,
    ) -> None:
        """Open nothing yet; start the thread that does slow work.

        `opened` opens the model, when it is first needed. `who`: initials that the pages begin with. `pictures`: the
        folder (or zip file) of the pictures that texts were read from.
        """
        self.corpus = corpus
        self.who = who
        self.encoder = SharedEncoder(opened)
        self.jobs = JobQueue()
        self.bitexts = BitextCache()
        self.pictures = PictureCache(pictures)
        self.terms = TermCache()
        self.names = NameCache()
        self.findings = FindingsCache()
        self.articles = ArticleCache()
        self.glossary = Glossary(self.encoder)
        self.uploads: dict[str, Upload] = {}
        self._tracer: tuple[object, Library, Tracer] | None = None

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The corpus, made if it is not there yet."""
        with Store.open(self.corpus, create=True) as store:
            yield store

    def reading(self, name: str, translation: str | None) -> ReadPair:
        """What reads a pair of the corpus."""
        return lambda store: self.bitexts.pair(store, name, translation)

    def pair(self, name: str, translation: str | None) -> Pair:
        """A pair of the corpus as it is now."""
        with self.store() as store:
            return self.bitexts.pair(store, name, translation)

    def links(self, store: Store) -> LinkCache:
        """The word links of the corpus's beads; those that are not kept yet are made."""
        return LinkCache(store, self.checked_encoder(store), store.model)

    def checked_encoder(self, store: Store) -> Callable[[], Encoder]:
        """Opens the model. What is returned raises StoreError for one that did not make the corpus's vectors."""

        def opened() -> Encoder:
            check_model(store, self.encoder)
            return self.encoder

        return opened

    def tracer(self) -> tuple[Library, Tracer]:
        """What traces quotations in the corpus as it is now. For the thread that works alone."""
        with self.store() as store:
            now = store.revision(decisions="bead")
            if self._tracer is None or self._tracer[0] != now:
                check_model(store, self.encoder)
                library = open_corpus(store)
                self._tracer = (now, library, Tracer(library, self.encoder))
        return self._tracer[1], self._tracer[2]


def reader_of(request: Request) -> Reader:
    """The reader that a request is for."""
    reader = request.app.state.reader
    assert isinstance(reader, Reader)
    return reader
