"""The first stage in a large corpus, in two steps: by the centroids of tokens, then by the vectors of what is left.

The first step, over a mapped index of all sentences, takes the centroid of a token for the token (PLAID, Santhanam et
al. 2022); the second reads the coded vectors of the few thousand sentences that come out best, and scores them as
`duizhao.align.quotations.retrieval` scores all. What it measures over the whole library, is measured over a sample.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.align.library.stored_library import StoredLibrary
from duizhao.align.quotations.retrieval import (
    CANDIDATES,
    LEAST_SPREAD,
    NEARLY,
    SHARPNESS,
    Retrieved,
    combined,
    token_scores,
)
from duizhao.align.vectors.arrays import Floats, Integers, matrix_product
from duizhao.models.coded_batch import CodedBatch
from duizhao.models.encoder import Encoded, pooled
from duizhao.models.quantization import Kept, Packed, whole

SAMPLED = 2048
"""Sentences over which is measured what chance reaches, how scores are spread, and how rare a token is."""
PROBED = 31
"""Centroids nearest to a token of the phrase: sentences with tokens near these are said to have it."""
LENGTHS = 8
"""Classes of length, for what chance reaches: with the centroids they fill a byte."""
LEFT = 12_000
"""Sentences that the first step leaves, and whose vectors are read."""
TAIL = 24
"""Sentences of the sample that come nearest to a token: from them is told how near those of the whole library come."""
TAPERED = 0.5
"""Cosines are bounded: beyond the sample they go on half as far as a normal law would have it."""
NEAREST, OF_NEAREST = 3, 16
"""Centroids nearest to a token, and sentences with tokens near each, that are read too."""
POOLED_WHOLE = 4
"""The pooled vectors themselves are compared of the best: of so many times as many as are wanted."""
TOGETHER = 16
"""Phrases that are compared with the pooled vectors at a time."""
BYTE = 255
HELD = 100_000
"""Sentences whose words are held."""
SEED = 1


@dataclass(frozen=True, slots=True)
class _Asked:
    """A phrase: its `words`, also as they are `turned` by the codebook, [tokens, d]; its pooled `unit` [d], centred;
    what of its tokens is `covered` [sample, tokens] by each sentence of the sample."""

    words: Floats
    turned: Floats
    unit: Floats
    covered: Floats


class TwoStepSearch:
    """Searches the sentences of a large corpus, as `duizhao.align.quotations.retrieval.PassageSearch` a small one's.

    A row is one of the corpus's index.
    """

    def __init__(self, library: StoredLibrary) -> None:
        self._library = library
        self._index = library.index
        self._rows = library.rows
        self._words: dict[int, str] = {}
        self._coded: dict[int, bytes] = {}  # of the sentences that were retrieved last
        self._elsewhere = np.ones(len(self._index), np.bool_)
        self._elsewhere[self._rows] = False
        some = min(SAMPLED, len(self._rows))
        self._sampled = np.sort(np.random.default_rng(SEED).choice(self._rows, some, replace=False))
        batch = self._batch(self._sampled)
        self._sample = batch
        self._codebook = batch.codebook
        self._centroids = batch.codebook.centroids @ batch.codebook.back
        units = batch.units()
        whole = len(self._rows) == len(self._index)
        self.mean: Floats = self._index.mean if whole else units.mean(axis=0)
        self._units = pooled(units - self.mean)
        books = batch.codebook.units.books
        lengths = self._looked_up((books**2).sum(axis=-1))
        self._scales: Floats = (np.maximum(lengths, LEAST_SPREAD) ** -0.5).astype(np.float32)
        mean = self._product(self.mean) * self._scales
        distances = 1 - 2 * mean + np.float32(self.mean @ self.mean)
        self._apart: Floats = (np.maximum(distances, LEAST_SPREAD) ** -0.5).astype(np.float32)
        self._lengths = np.log(self._index.tokens).astype(np.float32)
        self._ones = self._by_length(self._sampled)
        self._chance: Floats = np.linalg.pinv(self._ones).astype(np.float32)
        edges = np.quantile(self._lengths[self._sampled], np.arange(1, LENGTHS) / LENGTHS)
        self._classes = np.searchsorted(edges, self._lengths).astype(np.uint8)
        sums = np.bincount(self._classes, self._lengths, LENGTHS)
        self._of_class = (sums / np.maximum(np.bincount(self._classes, minlength=LENGTHS), 1)).astype(np.float32)
        self._classes *= PROBED + 1

    def __len__(self) -> int:
        return len(self._rows)

    def text(self, row: int) -> str:
        """The words of a sentence."""
        if row not in self._words:
            self._read([row])
        return self._words[row]

    def is_coded(self, row: int) -> bool:
        """Whether its vectors are kept coded, and so only nearly what they were: all are."""
        return 0 <= row < len(self._index)

    def kept(self, row: int) -> Kept:
        """Its vectors, as they are kept."""
        if row not in self._coded:
            self._coded = dict(zip([row], self._library.coded([row]), strict=True))
        return Packed(self._coded[row])

    def encoded(self, row: int) -> Encoded:
        """Its vectors."""
        return whole(self.kept(row))

    def places(self, row: int) -> Sequence[tuple[int, int]]:
        """Where these words stand: (entry, sentence) of each."""
        return self._library.places(row)

    def retrieve(self, phrases: Sequence[Encoded], english_mean: Floats, most: int = CANDIDATES) -> Iterator[Retrieved]:
        """The best `most` sentences for each phrase. `english_mean` [d]: of English pooled ones."""
        for start in range(0, len(phrases), TOGETHER):
            some = phrases[start : start + TOGETHER]
            units = pooled(pooled(np.stack([phrase.total for phrase in some])) - english_mean)
            turned = [matrix_product(phrase.words, self._codebook.back.T) for phrase in some]
            covered = np.maximum.reduceat(self._sample.cosines(np.concatenate(turned)), self._sample.first, axis=0)
            at = 0
            for phrase, words, unit in zip(some, turned, units, strict=True):
                asked = _Asked(phrase.words, words, unit, covered[:, at : at + len(words)])
                at += len(words)
                retrieved = self._retrieved(asked, most)
                rows = retrieved.rows.tolist()
                self._read(rows)
                self._coded = dict(zip(rows, self._library.coded(rows), strict=True))
                yield retrieved

    def _retrieved(self, asked: _Asked, most: int) -> Retrieved:
        chance = matrix_product(self._chance, asked.covered)
        sampled = asked.covered - matrix_product(self._ones, chance)
        _, _, rarity = self._rarity(sampled, sampled[:0], self._sampled[:0])
        nearness = matrix_product(self._centroids, asked.words.T)
        alike = self._alike(asked.unit)
        left = np.union1d(self._left(nearness, chance, rarity, alike), self._nearest(nearness))
        batch = self._batch(left)
        covered = np.maximum.reduceat(batch.cosines(asked.turned), batch.first, axis=0)
        above = covered - matrix_product(self._by_length(left), chance)
        best, near, rarity = self._rarity(sampled, above, left)
        levels = self._levels(np.stack([*token_scores(sampled, rarity), self._units @ asked.unit]))
        scores = np.stack([*token_scores(above, rarity), alike[left]])
        first = np.argsort(-combined((scores - levels[:, :1]) / levels[:, 1:]), kind="stable")[: POOLED_WHOLE * most]
        rows, above, scores = left[first], above[first], scores[:, first]
        scores[2] = pooled(batch.units(first) - self.mean) @ asked.unit
        deviations = (scores - levels[:, :1]) / levels[:, 1:]
        order = np.argsort(-combined(deviations), kind="stable")[:most]
        spread: Floats = sampled.std(axis=0)
        tokens = (best, near, rarity, spread)
        reached = matrix_product(self._by_length(rows[order]), chance)
        return Retrieved(rows[order], above[order], scores[:, order], deviations[:, order], *tokens, reached, levels)

    def _levels(self, scores: Floats) -> Floats:
        """The mean and the deviation of each of the scores [scores, sentences]: [scores, 2]."""
        return np.stack([scores.mean(axis=1), np.maximum(scores.std(axis=1), LEAST_SPREAD)], axis=1)

    def _alike(self, unit: Floats) -> Floats:
        """The cosine of a pooled vector [d] with that of each row, nearly."""
        alike: Floats = (self._product(unit) * self._scales - np.float32(self.mean @ unit)) * self._apart
        return alike

    def _product(self, vector: Floats) -> Floats:
        """The product of a vector [d] with what the codes of each row's pooled vector stand for, nearly."""
        parts = (vector @ self._codebook.unit_turn).reshape(self._codebook.units.parts, 1, -1)
        return self._looked_up((self._codebook.units.books * parts).sum(axis=-1))

    def _looked_up(self, tables: Floats) -> Floats:
        """The sum, of each row, of what its codes say in tables [parts, codes]."""
        least = tables.min(axis=1, keepdims=True)
        step = max(float((tables - least).max()) / BYTE, LEAST_SPREAD)
        coarse = np.rint((tables - least) / step).astype(np.uint8)
        sums = np.zeros(len(self._index), np.uint16)
        for codes, table in zip(self._index.units, coarse, strict=True):
            sums += np.frombuffer(codes.tobytes().translate(table.tobytes()), np.uint8)
        looked_up: Floats = sums * np.float32(step) + least.sum()
        return looked_up

    def _left(self, nearness: Floats, chance: Floats, rarity: Floats, alike: Floats) -> Integers:
        """The rows that are best by their centroids. `nearness` [centroids, tokens]: of these to the phrase's."""
        tables = np.zeros((2, nearness.shape[1], LENGTHS, PROBED + 1), np.float32)
        nearest = np.argpartition(-nearness, PROBED, axis=0)[:PROBED]
        nearest = np.take_along_axis(nearest, np.argsort(np.take_along_axis(nearness, nearest, axis=0), axis=0), axis=0)
        reached = np.take_along_axis(nearness, nearest, axis=0).T[:, None]
        by_chance = chance[0][:, None] + chance[1][:, None] * self._of_class
        above = np.maximum(reached - by_chance[:, :, None], 0)
        tables[0, :, :, 1:] = above**SHARPNESS
        tables[1, :, :, 1:] = above * rarity[:, None, None]
        steps = np.maximum(tables.max(axis=(1, 2, 3)) / BYTE, LEAST_SPREAD)
        coarse = np.rint(tables / steps[:, None, None, None]).astype(np.uint8)
        sums = np.zeros((2, len(self._index)), np.uint16)
        levels = np.empty(len(self._index), np.uint8)
        for token, centroids in enumerate(nearest.T.tolist()):
            levels.fill(0)
            for level, centroid in enumerate(centroids, 1):  # what is nearer overwrites
                start, stop = self._index.starts[centroid : centroid + 2]
                levels[self._index.sentences[start:stop]] = level
            levels += self._classes
            for which in (0, 1):
                looked_up = levels.tobytes().translate(coarse[which, token].tobytes())
                sums[which] += np.frombuffer(looked_up, np.uint8)
        words = (sums[0] * (steps[0] / len(nearest.T))) ** np.float32(1 / SHARPNESS)
        scores = np.stack([words, sums[1] * (steps[1] / rarity.sum()), alike])
        levels_of = self._levels(scores)
        standing = combined((scores - levels_of[:, :1]) / levels_of[:, 1:])
        standing[self._elsewhere] = -np.inf
        most = min(LEFT, len(self._rows))
        rows: Integers = np.argpartition(-standing, most - 1)[:most]
        return rows

    def _nearest(self, nearness: Floats) -> Integers:
        """Some rows with tokens near to each of the phrase: what it reaches at most is seen in them."""
        nearest = np.unique(np.argpartition(-nearness, NEAREST, axis=0)[:NEAREST])
        rows = [np.zeros(0, np.uint32)]
        for start, stop in zip(self._index.starts[nearest], self._index.starts[nearest + 1], strict=True):
            step = max(1, int(stop - start) // OF_NEAREST)
            rows.append(self._index.sentences[start:stop:step][:OF_NEAREST])
        some = np.concatenate(rows).astype(np.int64)
        return some[~self._elsewhere[some]]

    def _rarity(self, sampled: Floats, above: Floats, left: Integers) -> tuple[Floats, Floats, Floats]:
        """Of each token: the best it reaches, how many sentences come near to that, and how rare that makes it."""
        sampled = sampled[~np.isin(self._sampled, left)] if len(left) < len(self._rows) else sampled
        most, count = sampled.max(axis=0, initial=0), len(sampled)
        tail = -np.sort(-sampled, axis=0)[: min(TAIL, count)]
        begin, rank = tail[-1], _normal_rank(count / len(tail))  # beyond it they become fewer as those of a normal law
        slope = np.maximum(tail.mean(axis=0) - begin, LEAST_SPREAD)
        deviation = slope * max(rank, 1.0)
        seen = above.max(axis=0, initial=0)
        expected = most + TAPERED * deviation * (_normal_rank(len(self._rows)) - _normal_rank(count))
        best = np.where(seen > most + slope, seen, expected)
        enough = NEARLY * best
        ranks = rank + np.maximum(enough - begin, 0) / deviation
        beyond = len(tail) * np.exp((rank**2 - ranks**2) / 2)
        share = np.where(enough > begin, beyond, (sampled > enough).sum(axis=0)) / count
        near = share * (len(self._rows) - len(left)) + (above > enough).sum(axis=0)
        near = np.maximum(near, 1).astype(np.float32)
        return best.astype(np.float32), near, (1 / np.log(2 + near)).astype(np.float32)

    def _by_length(self, rows: Integers) -> Floats:
        """What chance is linear in: [rows, 2]."""
        return np.stack([np.ones(len(rows), np.float32), self._lengths[rows]], axis=1)

    def _batch(self, rows: Integers) -> CodedBatch:
        return CodedBatch.of(self._library.coded(rows.tolist()), self._library.codebook)

    def _read(self, rows: Sequence[int]) -> None:
        """Hold the words of these rows."""
        if len(self._words) > HELD:
            self._words.clear()
        missing = [row for row in rows if row not in self._words]
        self._words.update(zip(missing, self._library.words(missing), strict=True))


def _normal_rank(count: float) -> float:
    """About how many standard deviations above the mean the highest of so many stands."""
    return float(np.sqrt(2 * np.log(max(count, 1.0))))
