"""Straight from English to Chinese: the sentences of a whole library that may hold the words of a phrase.

Every token of the phrase takes its best cosine with the tokens of each Chinese sentence (late interaction, Khattab &
Zaharia 2020), less what a sentence of that length reaches by chance in this very library. No index stands between:
the search is exact. Sentences of the same words are searched once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from duizhao.align.library.library import Library
from duizhao.align.vectors.arrays import Floats, Integers, matrix_product
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.corpus.text.tokenization import has_words
from duizhao.models.encoder import Encoded, pooled
from duizhao.models.quantization import Kept, comparable, count, whole

CANDIDATES = 32
"""Sentences that are reranked: of 134 quotations from news, 126 have theirs among them."""
CHUNK = 8_000
"""Chinese tokens compared at a time, and `COLUMNS` tokens of phrases: bounds the memory."""
COLUMNS = 256
SHARPNESS = 1.5
"""Power mean over the phrase's tokens: above 1, a few sure words count more than many faint ones."""
NEARLY = 0.7
"""A sentence that reaches so much of a token's best is one of those that have the token."""
WORDS, ALIKE = 0.5, 0.7
"""What the power mean and the pooled cosine count in the first score, beside the mean weighted by rarity."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What first-stage retrieval, in the whole library, says of a phrase and the sentences that may say it.

    `rows`: sentences, best first. Of each of them: `above` [rows, tokens], each token's best cosine there, less what
    chance reaches; `words`, `peak`, `alike` [rows]: scores, and the same in standard deviations over the library. Of
    each token: the `best` it reaches anywhere, how many sentences come `near` to that, its `rarity` (fewer are better),
    and its `spread` over the library.
    """

    rows: Integers
    above: Floats
    words: Floats
    peak: Floats
    alike: Floats
    words_deviations: Floats
    peak_deviations: Floats
    alike_deviations: Floats
    best: Floats
    near: Floats
    rarity: Floats
    spread: Floats


@dataclass(frozen=True, slots=True)
class Candidate:
    """A Chinese sentence that may say a phrase: its place in the library, the probability, and its features.

    `links`: the words of the sentence and of the phrase, where they are known.
    """

    entry: int
    sentence: int
    probability: float
    features: dict[str, float] = field(default_factory=dict)
    links: AlignmentMatrix | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """The sentences that may say a phrase, best first, and the `probability` that any of them does."""

    candidates: tuple[Candidate, ...] = ()
    probability: float = 0.0


class PassageSearch:
    """Searches all Chinese sentences of a library.

    `background`: sentences of other texts, against which a small library's scores are measured: what chance reaches
    cannot be seen in a page or two. They are never found.
    """

    def __init__(self, library: Library, background: Sequence[Encoded] = ()) -> None:
        self._places: dict[str, list[tuple[int, int]]] = {}
        rows: list[Kept] = []
        for entry, sentence in library.sentences:
            encoded = library.entries[entry].encoded[sentence]
            text = library.entries[entry].source.sentence(sentence)
            if not count(encoded) or not has_words(text):
                continue
            if text not in self._places:
                rows.append(encoded)
            self._places.setdefault(text, []).append((entry, sentence))
        self._texts = list(self._places)
        self._encoded = [*rows, *(encoded for encoded in background if len(encoded.words))]
        sizes = np.array([count(encoded) for encoded in self._encoded], np.int64)
        self._first = np.concatenate([[0], np.cumsum(sizes)])
        self._lengths = np.stack([np.ones(len(sizes)), np.log(np.maximum(sizes, 1))], axis=1).astype(np.float32)
        self._chance = np.linalg.pinv(self._lengths) if len(sizes) else np.zeros((2, 0), np.float32)
        units = pooled(np.stack([unit.total for unit in self._encoded])) if len(sizes) else np.zeros((0, 1), np.float32)
        self.mean: Floats = units.mean(axis=0) if len(sizes) else np.zeros(1, np.float32)
        self._pooled = pooled(units - self.mean)

    def __len__(self) -> int:
        return len(self._texts)

    def text(self, row: int) -> str:
        """The words of a sentence."""
        return self._texts[row]

    def encoded(self, row: int) -> Encoded:
        """Its vectors."""
        return whole(self._encoded[row])

    def places(self, row: int) -> Sequence[tuple[int, int]]:
        """Where these words stand: (entry, sentence) of each."""
        return self._places[self._texts[row]]

    def retrieve(self, phrases: Sequence[Encoded], english_mean: Floats, most: int = CANDIDATES) -> Iterator[Retrieved]:
        """The first stage: the best `most` sentences for each phrase. `english_mean` [d]: of English pooled ones."""
        start = 0
        while start < len(phrases):
            stop, columns = start + 1, len(phrases[start].words)
            while stop < len(phrases) and columns + len(phrases[stop].words) <= COLUMNS:
                columns += len(phrases[stop].words)
                stop += 1
            some = phrases[start:stop]
            covered = self._coverage(np.concatenate([phrase.words for phrase in some]))
            at = 0
            for phrase in some:
                yield self._retrieved(covered[:, at : at + len(phrase.words)], phrase, english_mean, most)
                at += len(phrase.words)
            start = stop

    def _retrieved(self, covered: Floats, phrase: Encoded, english_mean: Floats, most: int) -> Retrieved:
        above = covered - matrix_product(self._lengths, matrix_product(self._chance, covered))
        best = above.max(axis=0, initial=0)
        near = (above > NEARLY * best).sum(axis=0)
        rarity = 1 / np.log(2 + near)
        positive = np.maximum(above, 0)
        words = (positive**SHARPNESS).mean(axis=1) ** (1 / SHARPNESS)
        peak = positive @ (rarity / rarity.sum())
        alike = self._pooled @ pooled(pooled(phrase.total[None]) - english_mean)[0]
        deviations = [_deviations(score) for score in (words, peak, alike)]
        score = deviations[1] + WORDS * deviations[0] + ALIKE * deviations[2]
        rows = np.argsort(-score[: len(self)], kind="stable")[:most]
        return Retrieved(
            rows,
            *(matrix[rows] for matrix in (above, words, peak, alike, *deviations)),
            *(np.asarray(column, np.float32) for column in (best, near, rarity, above.std(axis=0))),
        )

    def _coverage(self, words: Floats) -> Floats:
        """[sentences, tokens]: each token's best cosine in each sentence."""
        parts = []
        start, starts = 0, self._first[:-1]
        while start < len(starts):
            stop = max(start + 1, int(np.searchsorted(starts, starts[start] + CHUNK, side="left")))
            compared = comparable(self._encoded[start:stop], words)
            cosines = np.concatenate([matrix_product(rows, turned.T) for rows, turned in compared])
            parts.append(np.maximum.reduceat(cosines, starts[start:stop] - starts[start], axis=0))
            start = stop
        return np.concatenate(parts)


def _deviations(scores: Floats) -> Floats:
    some: Floats = (scores - scores.mean()) / max(float(scores.std()), 1e-6)
    return some
