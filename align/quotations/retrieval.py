"""Straight from English to Chinese: the sentences of a whole library that may hold the words of a phrase.

Every token of the phrase takes its best cosine with the tokens of each Chinese sentence (late interaction, Khattab &
Zaharia 2020), less what a sentence of that length reaches by chance in this very library. No index stands between:
the search is exact. Sentences of the same words are searched once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from duizhao.align.library.library import Library
from duizhao.align.vectors.arrays import Floats, Integers, matrix_product
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.corpus.text.tokenization import has_words
from duizhao.models.encoder import Encoded, pooled
from duizhao.models.quantization import Kept, Packed, comparable, count, whole

CANDIDATES = 32
"""Sentences that are reranked: of 134 quotations from news, 126 have theirs among them."""
CHUNK = 8_000
"""Chinese tokens compared at a time, and `COLUMNS` tokens of phrases: bounds the memory."""
COLUMNS = 256
SHARPNESS = 1.5
"""Power mean over the phrase's tokens: above 1, a few sure words count more than many faint ones."""
LEAST_SPREAD = 1e-6
CODED_HIGHER = 0.008
"""How much higher a token's best cosine in a sentence is on average where the sentence's vectors are kept coded: of
240 sentences of news and 24 phrases 0.194, and 0.186 with whole vectors (their deviations are alike: 0.088, 0.087)."""
NEARLY = 0.7
"""A sentence that reaches so much of a token's best is one of those that have the token."""
WORDS, ALIKE = 0.5, 0.7
"""What the power mean and the pooled cosine count in the first score, beside the mean weighted by rarity."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What first-stage retrieval, in the whole library, says of a phrase and the sentences that may say it.

    `rows`: sentences, best first. Of each of them: `above` [rows, tokens], each token's best cosine there, less what
    chance reaches, and that `chance` [rows, tokens]; `scores` [3, rows]: `words`, `peak` and `alike`; `deviations`: the
    same in standard deviations over the library, whose means and deviations are `levels` [3, 2]. Of each token: the
    `best` it reaches anywhere, how many sentences come `near` to that, its `rarity` (fewer are better), and how far it
    is `spread` over the library.
    """

    rows: Integers
    above: Floats
    scores: Floats
    deviations: Floats
    best: Floats
    near: Floats
    rarity: Floats
    spread: Floats
    chance: Floats
    levels: Floats

    @property
    def words(self) -> Floats:
        """The power mean over the phrase's tokens, [rows]."""
        some: Floats = self.scores[0]
        return some

    @property
    def peak(self) -> Floats:
        """Their mean weighted by rarity, [rows]."""
        some: Floats = self.scores[1]
        return some

    @property
    def alike(self) -> Floats:
        """The cosine of the pooled vectors, [rows]."""
        some: Floats = self.scores[2]
        return some

    @property
    def words_deviations(self) -> Floats:
        """`words` in standard deviations, [rows]."""
        some: Floats = self.deviations[0]
        return some

    @property
    def peak_deviations(self) -> Floats:
        """`peak` in standard deviations, [rows]."""
        some: Floats = self.deviations[1]
        return some

    @property
    def alike_deviations(self) -> Floats:
        """`alike` in standard deviations, [rows]."""
        some: Floats = self.deviations[2]
        return some

    def compared_whole(self, phrase: Encoded, rows: Sequence[Encoded], means: tuple[Floats, Floats]) -> Retrieved:
        """The same, each sentence compared by its whole vectors, best first: what is kept coded is only nearly so.

        `rows`: the encodings of the sentences. `means` [d]: of Chinese and of English pooled vectors.
        """
        reached = np.stack([matrix_product(row.words, phrase.words.T).max(axis=0) for row in rows])
        above = reached - (self.chance - CODED_HIGHER)
        ours = pooled(np.stack([pooled(row.total[None])[0] for row in rows]) - means[0])
        alike = matrix_product(ours, pooled(pooled(phrase.total[None]) - means[1]).T)[:, 0]
        scores = np.stack([*token_scores(above, self.rarity), alike])
        deviations = (scores - self.levels[:, :1]) / self.levels[:, 1:]
        order = np.argsort(-combined(deviations), kind="stable")
        return replace(
            self,
            rows=self.rows[order],
            above=above[order],
            scores=scores[:, order],
            deviations=deviations[:, order],
            best=np.maximum(self.best, above.max(axis=0)),
            chance=self.chance[order],
        )


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

    def is_coded(self, row: int) -> bool:
        """Whether its vectors are kept coded, and so only nearly what they were."""
        kept = self._encoded[row]
        return isinstance(kept, Packed) and kept.is_coded

    def kept(self, row: int) -> Kept:
        """Its vectors, as they are kept."""
        return self._encoded[row]

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
        chance = matrix_product(self._lengths, matrix_product(self._chance, covered))
        above = covered - chance
        best = above.max(axis=0, initial=0)
        near = (above > NEARLY * best).sum(axis=0)
        rarity = 1 / np.log(2 + near)
        alike = self._pooled @ pooled(pooled(phrase.total[None]) - english_mean)[0]
        scores = np.stack([*token_scores(above, rarity), alike])
        levels = np.stack([scores.mean(axis=1), np.maximum(scores.std(axis=1), LEAST_SPREAD)], axis=1)
        deviations = (scores - levels[:, :1]) / levels[:, 1:]
        rows = np.argsort(-combined(deviations)[: len(self)], kind="stable")[:most]
        spread: Floats = above.std(axis=0)
        tokens = (best, near.astype(np.float32), rarity.astype(np.float32), spread)
        return Retrieved(rows, above[rows], scores[:, rows], deviations[:, rows], *tokens, chance[rows], levels)

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


def token_scores(above: Floats, rarity: Floats) -> tuple[Floats, Floats]:
    """The power mean over the tokens, and the mean weighted by rarity, of each sentence: [sentences] both."""
    positive = np.maximum(above, 0)
    words: Floats = (positive**SHARPNESS).mean(axis=1) ** (1 / SHARPNESS)
    peak: Floats = positive @ (rarity / rarity.sum())
    return words, peak


def combined(deviations: Floats) -> Floats:
    """The first stage's one score, of the deviations [3, sentences] of its three."""
    some: Floats = deviations[1] + WORDS * deviations[0] + ALIKE * deviations[2]
    return some
