"""What speaks for and against a link between two tokens, for all pairs of tokens of two texts at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from duizhao.models.encoder import Encoded
from duizhao.models.word_linker.lexical_table import UNSEEN_PROBABILITY, Translations, piece
from duizhao.models.word_linker.numerals import chinese_numerals, english_numerals
from duizhao.models.word_linker.transliteration import spelt

Floats = NDArray[np.float32]
Runs = tuple[tuple[int, int], tuple[int, int]]
"""Half-open offsets in the source and in the target."""

LAYERS = (3, 5, 6, 7, 8)
"""Layers of a model of twelve whose cosines are compared: words meet in the middle ones."""
COMPARED = 4
"""The last so many of them also by how a pair stands among the others of its row and its column."""
TEMPERATURE = 0.05
NOTHING = 0.25
"""Of the softmaxes: the cosine at which a token rather has no counterpart."""
FEW = 0.005
"""The translation odds of nothing, against which the others stand."""
CHANNELS = len(LAYERS) + 4 * COMPARED + 11 + 8


def evidence(source: str, sources: Encoded, target: str, targets: Encoded, translations: Translations) -> Floats:
    """float32 [source tokens, target tokens, CHANNELS]; `sources` and `targets` were encoded with `LAYERS`.

    `source` is the Chinese text. Everything is scaled to lie mostly within -2 and 2.
    """
    shape = len(sources.spans), len(targets.spans)
    table = np.zeros((CHANNELS, *shape), np.float32)
    if not all(shape):
        return np.moveaxis(table, 0, -1)
    channels = iter(table)
    for at in range(len(LAYERS)):
        cosines = sources.layers[at].astype(np.float32) @ targets.layers[at].astype(np.float32).T
        next(channels)[:] = 2 * cosines
        if at >= len(LAYERS) - COMPARED:
            for channel in _standing(cosines):
                next(channels)[:] = channel
    words = [_pieces(source, sources), _pieces(target, targets)]
    for part in (_positions(shape), _forms(words, (source, target), (sources, targets)), _odds(words, translations)):
        for channel in part:
            next(channels)[:] = channel
    next(channels)[:] = _marked(shape, sources, targets, spelt(source, target))
    next(channels)[:] = _marked(shape, sources, targets, _equal_numbers(source, target))
    return np.ascontiguousarray(np.moveaxis(table, 0, -1))


def _standing(cosines: Floats) -> Sequence[Floats]:
    """The square roots of the softmaxes over the row and over the column, and how far below the best of each."""
    powers = np.exp((cosines - 1) / TEMPERATURE)
    none = np.exp((NOTHING - 1) / TEMPERATURE)
    return (
        np.sqrt(powers / (powers.sum(axis=1, keepdims=True) + none)),
        np.sqrt(powers / (powers.sum(axis=0, keepdims=True) + none)),
        cosines - cosines.max(axis=1, keepdims=True),
        cosines - cosines.max(axis=0, keepdims=True),
    )


def _positions(shape: tuple[int, int]) -> Sequence[Floats]:
    """How far from the diagonal, without and with its sign, as a share of the texts."""
    rows, columns = (np.arange(size, dtype=np.float32) / max(1, size - 1) for size in shape)
    distance: Floats = (rows[:, None] - columns[None, :]).astype(np.float32)
    return np.abs(distance), distance


def _pieces(text: str, encoded: Encoded) -> list[str]:
    return [piece(text[start:end]) for start, end in encoded.spans.tolist()]


def _forms(words: Sequence[list[str]], texts: tuple[str, str], encoded: tuple[Encoded, Encoded]) -> Sequence[Floats]:
    """Punctuation on both sides or on one; equal tokens; lengths; whether a word begins; how often a token occurs."""
    marks = [np.array([not any(map(str.isalnum, word)) for word in side]) for side in words]
    lengths = [np.log1p(np.array([len(word) for word in side], np.float32)) for side in words]
    begins = [
        np.array([start == 0 or not text[start - 1].isalnum() for start in side.spans[:, 0].tolist()], np.float32)
        for text, side in zip(texts, encoded, strict=True)
    ]
    known: dict[str, int] = {}
    numbers = [np.array([known.setdefault(word, len(known)) for word in side]) for side in words]
    repeats = [np.minimum(np.bincount(side, minlength=len(known))[side], 4).astype(np.float32) / 4 for side in numbers]
    return (
        (marks[0][:, None] & marks[1][None, :]).astype(np.float32),
        (marks[0][:, None] ^ marks[1][None, :]).astype(np.float32),
        (numbers[0][:, None] == numbers[1][None, :]).astype(np.float32),
        *(lengths[0][:, None], lengths[1][None, :]),
        *(begins[0][:, None], begins[1][None, :]),
        *(repeats[0][:, None], repeats[1][None, :]),
    )


def _odds(words: Sequence[list[str]], translations: Translations) -> Sequence[Floats]:
    """Logarithms of both translation probabilities; how their mean stands in row and column; whether they are known."""
    odds = translations.odds(*words)
    mean = np.sqrt(odds[0] * odds[1])
    there, back = (np.log(odds) - np.log(np.float32(UNSEEN_PROBABILITY))) / 4
    return (
        there,
        back,
        np.sqrt(mean / (mean.sum(axis=1, keepdims=True) + FEW)),
        np.sqrt(mean / (mean.sum(axis=0, keepdims=True) + FEW)),
        np.array([word in translations.forward for word in words[0]], np.float32)[:, None],
        np.array([word in translations.targets for word in words[1]], np.float32)[None, :],
    )


def _marked(shape: tuple[int, int], sources: Encoded, targets: Encoded, runs: Iterable[Runs]) -> Floats:
    """1 where a token of a source run meets a token of its target run."""
    marked = np.zeros(shape, np.float32)
    for source, target in runs:
        marked[np.ix_(_within(sources, source), _within(targets, target))] = 1
    return marked


def _within(encoded: Encoded, run: tuple[int, int]) -> NDArray[np.int64]:
    return np.flatnonzero((encoded.spans[:, 0] < run[1]) & (encoded.spans[:, 1] > run[0]))


def _equal_numbers(source: str, target: str) -> Iterator[Runs]:
    """The runs of both texts that are numbers of the same value."""
    places: dict[float, list[tuple[int, int]]] = {}
    for start, end, value in english_numerals(target):
        places.setdefault(value, []).append((start, end))
    for start, end, value in chinese_numerals(source):
        for other in places.get(value, ()):
            yield (start, end), other
