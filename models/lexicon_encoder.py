"""A second encoder, small and exact: words meet when a word list says so. For tests, and as the simplest example."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from duizhao.models.encoder import Encoded

_WORD = re.compile(r"[A-Za-z]+|\d+|[^\W\da-zA-Z_]")


class LexiconEncoder:
    """Encodes by a list of Chinese words and their English: `{"宪法": "constitution"}`.

    A listed Chinese word, found by longest match, gets the vector of its English; every other word a vector of its
    own, drawn by its hash, so that unrelated words are nearly orthogonal. Order and context do not count.
    """

    def __init__(self, entries: Mapping[str, str], dimension: int = 128) -> None:
        self._entries = {chinese: english.lower() for chinese, english in entries.items()}
        self._longest = max(map(len, self._entries), default=1)
        self._dimension = dimension

    @property
    def signature(self) -> str:
        """Changes with the word list."""
        listed = "\n".join(f"{chinese}\t{english}" for chinese, english in sorted(self._entries.items()))
        return f"lexicon-{self._dimension}-{hashlib.sha256(listed.encode()).hexdigest()[:12]}"

    @property
    def linker(self) -> None:
        """A word list links its words by their vectors alone."""
        return None

    def encode(self, texts: Iterable[str], layers: Sequence[int] = ()) -> Iterator[Encoded]:
        """One `Encoded` for each text, in order; every layer is the words again."""
        for text in texts:
            words = list(self._words(text))
            vectors = np.zeros((len(words), self._dimension), np.float32)
            for row, (_, _, word) in enumerate(words):
                vectors[row] = self._vector(word)
            spans = np.array([[start, end] for start, end, _ in words], np.int32).reshape(-1, 2)
            yield Encoded(spans, vectors, vectors.sum(axis=0), np.array([vectors for _ in layers], np.float16))

    def _words(self, text: str) -> Iterator[tuple[int, int, str]]:
        at = 0
        while at < len(text):
            for size in range(min(self._longest, len(text) - at), 0, -1):
                if text[at : at + size] in self._entries:
                    yield at, at + size, self._entries[text[at : at + size]]
                    at += size
                    break
            else:
                if match := _WORD.match(text, at):
                    yield match.start(), match.end(), match.group().lower()
                    at = match.end()
                else:
                    at += 1

    def _vector(self, word: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")
        drawn = np.random.default_rng(seed).standard_normal(self._dimension).astype(np.float32)
        unit: NDArray[np.float32] = drawn / np.linalg.norm(drawn)
        return unit
