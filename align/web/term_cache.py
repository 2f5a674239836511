"""Terms that were asked for: their occurrences are sought beside the pages, and held while the corpus is as it is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from duizhao.align.library.link_cache import LinkCache
from duizhao.align.terms.occurrences import Occurrences, TermQuery
from duizhao.align.terms.show import linked_occurrences
from duizhao.align.web.jobs import Job, JobQueue, Result
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Store


class CorpusAccess(Protocol):
    """What seeking the occurrences of a term needs: the corpus, its word links, and who does slow work."""

    jobs: JobQueue

    def store(self) -> AbstractContextManager[Store]:
        """The corpus, opened for one thread."""

    def links(self, store: Store) -> LinkCache:
        """The word links of its beads."""


HELD = 6
"""Terms whose occurrences are held at once."""


@dataclass(slots=True)
class CachedTerm:
    """A term that was asked for; `occurrences`, when the work that seeks its occurrences is done."""

    work: Job | None = None
    occurrences: Occurrences | None = None


class TermCache:
    """The terms that were asked for last, for all threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[TermQuery, object], CachedTerm] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, reader: CorpusAccess, query: TermQuery) -> CachedTerm:
        """What is known of a term in the corpus as it is now; its occurrences are sought if they are not held."""
        with reader.store() as store:
            key = query, store.revision()
        with self._lock:
            held = self._held.get(key)
            if held is None or (held.work is not None and held.work.state == "failed"):
                held = self._held[key] = _begin(reader, query)
            self._held.move_to_end(key)
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return held


def _begin(reader: CorpusAccess, query: TermQuery) -> CachedTerm:
    asked = CachedTerm()

    def action(work: Job) -> Result:
        with reader.store() as store:
            asked.occurrences = linked_occurrences(store, Search(store), query, reader.links(store), work.track)
        return {}

    asked.work = reader.jobs.begin("linking words", action)
    return asked
