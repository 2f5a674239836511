"""Persons, places and organisations of the corpus: sought once beside the pages, and held while the texts are so."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from duizhao.align.library.word_cache import WordCache
from duizhao.align.terms.entities import Entity, mentions
from duizhao.align.web.jobs import Job, JobQueue, Result
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Store
from duizhao.corpus.text.han import in_simplified
from duizhao.models.entities.recognizer import EntityRecognizer, open_recognizer


class CorpusAccess(Protocol):
    """What seeking names needs: the corpus, and who does slow work."""

    jobs: JobQueue

    def store(self) -> AbstractContextManager[Store]:
        """The corpus, opened for one thread."""


@dataclass(slots=True)
class NamedEntity:
    """A name, and how often each text has it, by the text's name."""

    entity: Entity = field(default_factory=Entity)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class CachedNames:
    """The names of a corpus; `names`, when the work that seeks them is done."""

    work: Job | None = None
    names: list[NamedEntity] | None = None


class NameCache:
    """The names of the corpus as it is now, for all threads; `opened` opens what finds names, when it is needed."""

    def __init__(self, opened: Callable[[], EntityRecognizer] = open_recognizer) -> None:
        self._opened = opened
        self._held: tuple[object, CachedNames] | None = None
        self._lock = threading.Lock()

    def held(self, reader: CorpusAccess) -> CachedNames | None:
        """What is known of the names of the corpus as it is now; None where nobody has asked for them."""
        with reader.store() as store:
            now = store.fingerprint()
        with self._lock:
            return self._held[1] if self._held is not None and self._held[0] == now else None

    def of(self, reader: CorpusAccess) -> CachedNames:
        """The same; they are sought if nobody has asked for them, or if that failed."""
        with reader.store() as store:
            now = store.fingerprint()
        with self._lock:
            held = self._held[1] if self._held is not None and self._held[0] == now else None
            if held is None or (held.work is not None and held.work.state == "failed"):
                held = _begin(reader, self._opened)
                self._held = now, held
        return held


def _begin(reader: CorpusAccess, opened: Callable[[], EntityRecognizer]) -> CachedNames:
    asked = CachedNames()

    def action(work: Job) -> Result:
        recognizer = opened()
        by_name: dict[str, NamedEntity] = defaultdict(NamedEntity)
        with reader.store() as store:
            search = Search(store)
            texts = [text for text in search.texts.values() if text.language == "zh"]
            for text in work.track(texts, "documents", len(texts)):
                for mention in mentions(text, search.document(text.id), WordCache(recognizer, store)):
                    named = by_name[in_simplified(mention.name)]
                    named.entity.add(mention)
                    named.counts[text.name] += 1
        asked.names = sorted(by_name.values(), key=lambda named: (-named.counts.total(), named.entity.name))
        return {}

    asked.work = reader.jobs.begin("looking for names", action)
    return asked
