"""Where words stand in a corpus: every occurrence, in its sentence, by the index and by the pattern."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from duizhao.corpus.document import Document, Language, Span
from duizhao.corpus.errors import FormatError, StoreError
from duizhao.corpus.message import Message
from duizhao.corpus.search.filters import Condition, read_conditions
from duizhao.corpus.search.patterns import Pattern
from duizhao.corpus.store.documents import select_sentences_at, select_text
from duizhao.corpus.store.index import complete, counted, fold, is_current, select_sentences_with, select_sizes
from duizhao.corpus.store.store import Store, Text

MAX_HELD_CHARACTERS = 40_000_000
"""Characters of texts that are held while a search goes on."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An occurrence: characters `span` of a text, in one of its sentences. `rank`: by meaning, how near; else None."""

    text: Text
    sentence: int
    span: Span
    rank: float | None = None


class Search:
    """Looks things up in an open corpus, of which it holds the texts that were asked for last."""

    def __init__(self, store: Store) -> None:
        """Bring the index up to date, if it is not, and the corpus may be written."""
        self.store = store
        self.texts = {text.id: text for text in store.texts()}
        self.entries: dict[str, list[Text]] = {}
        for text in self.texts.values():
            self.entries.setdefault(text.entry, []).append(text)  # the original first
        self._documents: OrderedDict[int, Document] = OrderedDict()
        self._held = 0
        self._sizes: dict[int, int] | None = None
        self._ids: dict[int, int] = _ordinals(self.texts.values())
        self._indexed = is_current(store) or self._complete()

    def _complete(self) -> bool:
        """Put what is missing into the index; False where the corpus may only be read."""
        try:
            complete(self.store)
        except StoreError as error:
            if "may only be read" not in str(error):
                raise
            return False
        return True

    @property
    def indexed(self) -> bool:
        """Whether every text is in the index; if not, `sentences_with` gives all sentences."""
        return self._indexed

    def conditions(self, given: Sequence[str]) -> tuple[Condition, ...]:
        """Conditions on these texts as a user writes them. Raises FormatError for what is none, or asks in vain."""
        conditions = read_conditions(given)
        for condition in conditions:
            self.check_key(condition.key)
        return conditions

    def check_key(self, key: str, *others: str) -> None:
        """Raises FormatError for a key that the metadata of no text has, and that is not `document` or of `others`."""
        known = {key for text in self.texts.values() for key in text.metadata}
        if key not in (*others, "document", *known):
            keys = ", ".join(dict.fromkeys((*others, "document", *sorted(known))))
            raise FormatError(Message("no text here has {key!r} in its metadata: there are {keys}", key=key, keys=keys))

    def hits(
        self, pattern: Pattern, languages: Language | Sequence[Language], among: Sequence[int] | None = None
    ) -> Iterator[Hit]:
        """Every occurrence in texts of a language, or of both, in their order; `among`: only in texts of these ids."""
        return self.hits_in(pattern, self.sentences_with(pattern.lookup, languages, among))

    def hits_in(self, pattern: Pattern, sentences: Iterable[tuple[int, int]]) -> Iterator[Hit]:
        """Every occurrence in these sentences, given as (text, sentence)."""
        for identity, sentence in sentences:
            document = self.document(identity)
            whole = document.sentences[sentence].trimmed(document.text)
            folded = fold(whole.of(document.text))
            for span in pattern.spans(folded.text):
                place = folded.original(span).shift(whole.start)
                if pattern.is_written(place.of(document.text)):
                    yield Hit(self.texts[identity], sentence, place)

    def sentences_with(
        self, lookup: str | None, languages: Language | Sequence[Language], among: Sequence[int] | None = None
    ) -> Iterator[tuple[int, int]]:
        """Sentences that may hold what is looked up, as (text, sentence): by the index; without a lookup, all of them.

        `among`: only in texts of these ids.
        """
        sides = [languages] if isinstance(languages, str) else languages
        wanted = {identity for identity, text in self.texts.items() if text.language in sides}
        wanted &= wanted if among is None else set(among)
        if lookup is None or not self._indexed:
            for identity in sorted(wanted):
                yield from ((identity, at) for at in range(len(self.document(identity).sentences)))
            return
        for identity, sentence in select_sentences_with(self.store, lookup):
            if identity in wanted:
                yield identity, sentence

    def document(self, identity: int) -> Document:
        """The text of that id, held for a while."""
        if identity in self._documents:
            self._documents.move_to_end(identity)
            return self._documents[identity]
        document = self.store.document(identity)
        self._documents[identity] = document
        self._held += len(document.text)
        while self._held > MAX_HELD_CHARACTERS and len(self._documents) > 1:
            _, dropped = self._documents.popitem(last=False)
            self._held -= len(dropped.text)
        return document

    def runs(self, identity: int, runs: Iterable[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], str]]:
        """The words from one sentence of a text to another, without making a document of it if it is not held."""
        runs = list(runs)
        if identity in self._documents:
            document = self._documents[identity]
            yield from (((first, last), document.run((first, last)).of(document.text)) for first, last in runs)
        elif runs:
            text = select_text(self.store, identity)
            ends = select_sentences_at(self.store, identity, {at for run in runs for at in run})
            yield from (((first, last), text[ends[first][0] : ends[last][1]].strip()) for first, last in runs)

    def sizes(self, languages: Language | Sequence[Language], among: Sequence[int] | None = None) -> int:
        """How many characters of Chinese, or words of English, the texts hold that are searched."""
        sides = [languages] if isinstance(languages, str) else languages
        wanted = self.texts.keys() if among is None else among
        if self._sizes is None:
            self._sizes = select_sizes(self.store)
        return sum(
            self._sizes[identity] if identity in self._sizes else counted(self.document(identity))
            for identity in wanted
            if self.texts[identity].language in sides
        )

    def identity(self, hit: Hit, beside: Text | None = None) -> str:
        """Sixteen hexadecimal digits that name an occurrence, or it with one translation, however it is aligned.

        They depend on the texts and the place alone; the same text twice in a corpus counts as two.
        """
        parts = [hit.text.digest, self._ids[hit.text.id], hit.span.start, hit.span.end]
        parts += [beside.digest, self._ids[beside.id]] if beside else []
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _ordinals(texts: Iterable[Text]) -> dict[int, int]:
    """Which of the texts with the same characters each one is."""
    seen: dict[str, int] = {}
    ordinals: dict[int, int] = {}
    for text in sorted(texts, key=lambda text: text.id):
        ordinals[text.id] = seen.get(text.digest, 0)
        seen[text.digest] = ordinals[text.id] + 1
    return ordinals
