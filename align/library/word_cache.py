"""Chinese words with their parts of speech, as a corpus keeps them: what was tagged once is not tagged again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from duizhao.corpus.errors import StoreError
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import HASHES_A_QUERY, text_hash
from duizhao.corpus.text.han import in_simplified
from duizhao.models.entities.recognizer import EntityRecognizer, Word, word_of

_WORD = re.compile(r"(\d+)(\D+)")


class WordCache:
    """A recogniser that asks a corpus first, and takes texts in either script.

    The words of a sentence lie among the vectors, under the recogniser's signature as their model: they go when the
    sentence goes, when the corpus is brought to another model, and are no part of an export.
    """

    def __init__(self, recognizer: EntityRecognizer, store: Store | None) -> None:
        """`store`: where words are kept, if it may be written; None, nowhere."""
        self._recognizer = recognizer
        self._store = store

    @property
    def signature(self) -> str:
        """The recogniser's."""
        return self._recognizer.signature

    def words(self, texts: Iterable[str]) -> Iterator[list[Word]]:
        """For each text its words, in order, but for white space around all of them; offsets count in the text."""
        rest = iter(texts)
        while some := list(islice(rest, HASHES_A_QUERY)):
            keys = [text_hash(text) for text in some]
            kept = self._store.vectors(keys, self.signature) if self._store else {}
            known = {key: read for key, data in kept.items() if (read := _read(data)) is not None}
            new = {key: text.strip() for key, text in zip(keys, some, strict=True) if key not in known}
            made = dict(zip(new, self._recognizer.words(map(in_simplified, new.values())), strict=True))
            self._keep(made)
            known |= made
            for key, text in zip(keys, some, strict=True):
                before = len(text) - len(text.lstrip())
                yield [replace(word, start=word.start + before, end=word.end + before) for word in known[key]]

    def _keep(self, made: Mapping[str, list[Word]]) -> None:
        if not made or self._store is None:
            return
        try:
            self._store.keep_vectors({key: _written(words) for key, words in made.items()}, self.signature)
        except StoreError as error:
            if "may only be read" not in str(error) and "in use" not in str(error):
                raise


def _written(words: Iterable[Word]) -> bytes:
    """The length and the tag of each word: `2n 1w`."""
    return " ".join(f"{word.end - word.start}{word.tag}" for word in words).encode()


def _read(data: bytes) -> list[Word] | None:
    """The words, from the first character on; None for what is no such list."""
    at, words = 0, []
    for part in data.decode(errors="replace").split():
        found = _WORD.fullmatch(part)
        if found is None:
            return None
        words.append(word_of(at, at + int(found[1]), found[2]))
        at = words[-1].end
    return words
