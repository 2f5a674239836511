"""Sentences as bags of word vectors, and how much of a run of sentences finds itself in a run of the other side.

Word coverage: every token of a source run takes its best cosine with any token of a target run, weighted by
rarity, and the same the other way. Running maxima and sums give it for every pair of runs in a band around the
diagonal, so each sentence is encoded once (the runs of Vecalign, Thompson & Koehn 2019, and of Bertalign, Liu & Zhu
2022, are each encoded anew).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.align.vectors.arrays import Floats, Integers, matrix_product
from duizhao.align.vectors.int8_rows import Compact, Growing
from duizhao.align.vectors.punctuation import punctuation_features
from duizhao.corpus.text.numerals import numbers
from duizhao.models.encoder import Encoded

LONGEST_RUN = 8
"""Sentences on one side of a bead, at most."""
BLOCK = 2048
"""Source tokens compared at a time with the target's in the band: bounds the memory where a line is very long."""
RARITY = 1e-3
"""A token of relative frequency p counts a / (a + p): the smoothing of Arora et al. 2017."""


@dataclass(frozen=True, slots=True)
class Side:
    """One text, ready to be compared.

    `words` [tokens, d]: unit vectors, kept small, and float32 in a `part`; a slice of them is float32.
    `weights` [tokens]: rarity, 0 to 1.
    `first` [sentences + 1]: each sentence's first token. `totals` [sentences, d]: sums of last-layer vectors, less the
    text's mean. `characters` [sentences]. `numbers`: the values of the numbers in each sentence.
    `punctuation` [sentences, kinds]: punctuation (`duizhao.align.vectors.punctuation`).
    """

    words: Floats | Compact
    weights: Floats
    first: Integers
    totals: Floats
    characters: Floats
    numbers: tuple[frozenset[float], ...]
    punctuation: Floats

    def __len__(self) -> int:
        return len(self.first) - 1

    def weight_sums(self) -> Floats:
        """The summed weights of each sentence's tokens, [sentences]."""
        return _segment_sums(self.weights, self.first)

    def part(self, begin: int, end: int) -> Side:
        """Sentences `begin` to `end` as a text of their own, their words in single precision for quick arithmetic."""
        tokens = slice(int(self.first[begin]), int(self.first[end]))
        return Side(
            self.words[tokens],
            self.weights[tokens],
            self.first[begin : end + 1] - self.first[begin],
            self.totals[begin:end],
            self.characters[begin:end],
            self.numbers[begin:end],
            self.punctuation[begin:end],
        )


@dataclass(frozen=True, slots=True)
class Background:
    """Ordinary sentences of a language: what is common in it, where a short text cannot show that.

    `counts`: of its tokens. `total` [d]: the sum of its token vectors in the last layer. `tokens`: how many.
    """

    counts: Mapping[str, int]
    total: Floats
    tokens: int


NO_BACKGROUND = Background({}, np.zeros(1, np.float32), 0)
BACKGROUND_WEIGHT = 12
"""The background counts as if it were so many times as long: some thousand tokens, a page or two."""


def background(texts: Sequence[str], encoded: Sequence[Encoded]) -> Background:
    """The background that `texts` make."""
    total: Floats = np.sum([sentence.total for sentence in encoded], axis=0, dtype=np.float32)
    return Background(Counter(_tokens(texts, encoded)), total, sum(len(sentence.words) for sentence in encoded))


def side(texts: Sequence[str], encoded: Iterable[Encoded], common: Background = NO_BACKGROUND) -> Side:
    """The text whose sentences are `texts`, from their encodings (in the same order), which are not kept.

    Word vectors are kept in a byte for each number: a long book's are a gigabyte.
    """
    vocabulary: dict[str, int] = {}
    ids: list[int] = []
    lengths = [0]
    totals: list[Floats] = []
    words = Growing()
    for text, sentence in zip(texts, encoded, strict=True):
        ids += [vocabulary.setdefault(token, len(vocabulary)) for token in _tokens([text], [sentence])]
        words.append(sentence.words)
        lengths.append(len(sentence.words))
        totals.append(sentence.total)
    counts = np.bincount(np.array(ids, np.int64), minlength=len(vocabulary)).astype(np.float64)
    counts += [BACKGROUND_WEIGHT * common.counts.get(token, 0) for token in vocabulary]
    size = max(1, len(ids) + BACKGROUND_WEIGHT * common.tokens)
    summed = np.stack(totals) if totals else np.zeros((0, 1), np.float32)
    mean = (summed.sum(axis=0) + BACKGROUND_WEIGHT * common.total) / size
    return Side(
        words=words.whole(),
        weights=(RARITY / (RARITY + counts / size)).astype(np.float32)[np.array(ids, np.int64)],
        first=np.cumsum(lengths),
        totals=(summed - np.array(lengths[1:])[:, None] * mean).astype(np.float32),
        characters=np.array([len(text) for text in texts], np.float32),
        numbers=tuple(numbers(text) for text in texts),
        punctuation=punctuation_features(texts),
    )


def _tokens(texts: Sequence[str], encoded: Sequence[Encoded]) -> list[str]:
    return [
        text[start:end].casefold()
        for text, sentence in zip(texts, encoded, strict=True)
        for start, end in sentence.spans.tolist()
    ]


@dataclass(frozen=True, slots=True)
class Band:
    """For each source sentence, the target sentences `low` (included) to `high` that it may stand with; both rise."""

    low: Integers
    high: Integers


@dataclass(frozen=True, slots=True)
class Row:
    """The beads that end with one source sentence: arrays [a, b, t] for runs of a+1 source and b+1 target sentences.

    The source run ends with sentence `source`; the target run begins with sentence `first + t`.
    `forward`: summed weighted best cosines of the source tokens; `backward`: of the target tokens; `product`: inner
    product of the two runs' totals; `shared`: numbers that sentences of both runs have. What the band does not hold
    is -inf (`forward`).
    """

    source: int
    first: int
    forward: Floats
    backward: Floats
    product: Floats
    shared: Floats


def rows(source: Side, target: Side, band: Band) -> Iterator[Row]:
    """Every source sentence's row, in order; only the last `LONGEST_RUN` are kept in memory."""
    history: list[_Seen] = []
    forward: Floats | None = None
    previous = 0
    for index in range(len(source)):
        low, high = int(band.low[index]), int(band.high[index])
        words = source.words[source.first[index] : source.first[index + 1]]
        weights = source.weights[source.first[index] : source.first[index + 1]]
        first = target.first[low : high + 1] - target.first[low]
        segments, maxima = _maxima(words, target.words[target.first[low] : target.first[high]], first)
        alone = _run_coverage(segments, weights)
        forward = _stacked(alone, forward, low - previous)
        products = matrix_product(source.totals[index], target.totals[low:high].T)
        mine = source.numbers[index]
        shared = np.array([len(mine & theirs) if mine else 0 for theirs in target.numbers[low:high]], np.float32)
        history = [_Seen(low, maxima, np.stack([products, shared])), *history[: LONGEST_RUN - 1]]
        backward, (product, shared) = _looking_back(history, target, low, high)
        yield Row(index, low, forward, backward, product, shared)
        previous = low


def _maxima(words: Floats, others: Floats, first: Integers) -> tuple[Floats, Floats]:
    """Best cosines: of each word in each segment of `others`, [words, segments], and of each other with any word.

    The former are 0 for an empty segment, the latter -1 where there are no words.
    """
    best = np.full(len(others), -1, np.float32)
    segments = np.zeros((len(first) - 1, len(words)), np.float32)
    filled = np.flatnonzero(first[1:] > first[:-1])
    if len(filled):
        for start in range(0, len(words), BLOCK):
            # rows lie together in memory, so segments reduce fast
            cosines = matrix_product(others, words[start : start + BLOCK].T)
            segments[filled, start : start + BLOCK] = np.maximum.reduceat(cosines, first[:-1][filled], axis=0)
            np.maximum(best, cosines.max(axis=1), out=best)
    return segments.T, best


def _segment_sums(values: Floats, first: Integers) -> Floats:
    """Sums of each segment along the last axis."""
    totals = np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1, dtype=np.float64)], axis=-1)
    sums: Floats = (totals[..., first[1:]] - totals[..., first[:-1]]).astype(np.float32)
    return sums


def _run_coverage(maxima: Floats, weights: Floats) -> Floats:
    """[b, t]: the weighted sum of the tokens' best cosines with target sentences t to t+b; -inf beyond the band."""
    width = maxima.shape[1]
    coverage = np.full((LONGEST_RUN, width), -np.inf, np.float32)
    running = maxima
    for extra in range(min(LONGEST_RUN, width)):
        if extra:
            running = np.maximum(running[:, :-1], maxima[:, extra:])
        coverage[extra, : width - extra] = (weights[:, None] * running).sum(axis=0)
    return coverage


def _stacked(alone: Floats, before: Floats | None, shift: int) -> Floats:
    """[a, b, t]: `alone` [b, t] plus the stack of the sentence before, whose band began `shift` sentences earlier."""
    stack = np.full((LONGEST_RUN, *alone.shape), -np.inf, np.float32)
    stack[0] = alone
    if before is not None:
        shared = min(alone.shape[1], before.shape[2] - shift)
        if shared > 0:
            stack[1:, :, :shared] = alone[:, :shared] + before[:-1, :, shift : shift + shared]
    return stack


@dataclass(frozen=True, slots=True)
class _Seen:
    """A source sentence against its band, which starts at target sentence `low`.

    `maxima` [tokens of the band]: each target token's best cosine. `sums` [2, sentences of the band]: products of
    totals, and shared numbers.
    """

    low: int
    maxima: Floats
    sums: Floats


def _looking_back(history: Sequence[_Seen], target: Side, low: int, high: int) -> tuple[Floats, Floats]:
    """`backward` [a, b, t], and `product` and `shared` [2, a, b, t], from the last source sentences, newest first."""
    begin, end = int(target.first[low]), int(target.first[high])
    weights, first = target.weights[begin:end], target.first[low : high + 1] - begin
    covered = np.zeros((LONGEST_RUN, high - low), np.float32)
    sums = np.zeros((2, LONGEST_RUN, high - low), np.float32)
    running = np.full(end - begin, -1, np.float32)
    for extra, seen in enumerate(history):
        skipped = begin - int(target.first[seen.low])
        tokens = min(end - begin, len(seen.maxima) - skipped)
        sentences = min(high - low, seen.sums.shape[1] - (low - seen.low))
        if tokens > 0:
            np.maximum(running[:tokens], seen.maxima[skipped : skipped + tokens], out=running[:tokens])
        if extra:
            sums[:, extra] = sums[:, extra - 1]
        if sentences > 0:
            sums[:, extra, :sentences] += seen.sums[:, low - seen.low : low - seen.low + sentences]
        covered[extra] = _segment_sums(weights * running, first)
    return _run_sums(covered), np.stack([_run_sums(row) for row in sums])


def _run_sums(values: Floats) -> Floats:
    """[a, t] to [a, b, t]: sums of t to t+b; 0 beyond the end."""
    width = values.shape[1]
    totals = np.concatenate([np.zeros((LONGEST_RUN, 1)), np.cumsum(values, axis=1, dtype=np.float64)], axis=1)
    sums = np.zeros((LONGEST_RUN, LONGEST_RUN, width), np.float32)
    for extra in range(min(LONGEST_RUN, width)):
        sums[:, extra, : width - extra] = totals[:, extra + 1 :] - totals[:, : width - extra]
    return sums
