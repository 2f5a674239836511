"""Word links inside a pair of texts that say the same: how probably each token renders each other."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from duizhao.align.errors import RequestError
from duizhao.align.vectors.arrays import Integers
from duizhao.align.vectors.background import backgrounds
from duizhao.align.vectors.word_links import LINKED, LINKED_BY_MODEL, NOTHING, AlignmentMatrix, cosine_alignment
from duizhao.align.words.long_texts import link_sentences, sentences_of
from duizhao.corpus.document import Language, Span
from duizhao.corpus.text.normalization import han_share
from duizhao.models.encoder import Encoded, Encoder, Linker

Item = TypeVar("Item")


def link_texts(
    items: Iterable[Item],
    texts: Callable[[Item], tuple[str, str]],
    encoder: Encoder,
    nothing: float = NOTHING,
    too_long: Callable[[Item, RequestError], None] | None = None,
) -> Iterator[tuple[Item, AlignmentMatrix]]:
    """Each item with the links between its two texts, source first; items are read ahead as the encoder does.

    With a trained linker, texts of several sentences are aligned by sentences first. `too_long` is told of items whose
    texts are too long for it, which are left out; without it they raise RequestError.
    """
    linker = encoder.linker
    waiting: deque[tuple[Item, _Text, _Text, bool]] = deque()

    def read_ahead() -> Iterator[str]:
        for item in items:
            both = texts(item)
            first, second = (_Text(text, (Span(0, len(text)),)) for text in both)
            turned = linker is not None and han_share(both[0]) < han_share(both[1])
            if linker:
                first, second = _in_sentences(both[0], both[1], turned=turned)
            waiting.append((item, first, second, turned))
            yield from (span.of(side.text) for side in (first, second) for span in side.spans)

    encoded = encoder.encode(read_ahead(), linker.layers if linker else ())
    for opening in encoded:
        item, first, second, turned = waiting.popleft()
        sources = [opening, *itertools.islice(encoded, len(first.spans) - 1)]
        targets = list(itertools.islice(encoded, len(second.spans)))
        if linker is None:
            yield item, cosine_alignment(sources[0], targets[0], nothing)
            continue
        try:
            if turned:
                links = _by(linker, (second, targets), (first, sources), encoder).transposed
            else:
                links = _by(linker, (first, sources), (second, targets), encoder)
        except RequestError as refusal:
            if too_long is None:
                raise
            too_long(item, refusal)
        else:
            yield item, links


@dataclass(frozen=True, slots=True)
class _Text:
    """A text, and the parts of it that are encoded by themselves."""

    text: str
    spans: tuple[Span, ...]


def _in_sentences(source: str, target: str, *, turned: bool) -> tuple[_Text, _Text]:
    """Both texts in their sentences, or both whole."""
    languages: tuple[Language, Language] = ("en", "zh") if turned else ("zh", "en")
    parts = [sentences_of(text, language) for text, language in zip((source, target), languages, strict=True)]
    if min(map(len, parts)) < 2:
        parts = [(Span(0, len(text)),) for text in (source, target)]
    return _Text(source, parts[0]), _Text(target, parts[1])


def _by(
    linker: Linker, chinese: tuple[_Text, list[Encoded]], english: tuple[_Text, list[Encoded]], encoder: Encoder
) -> AlignmentMatrix:
    """The links of two texts, from their encoded parts."""
    (source, sources), (target, targets) = chinese, english
    if len(sources) == 1:
        here, there = sources[0], targets[0]
        probability = linker.probability(source.text, here, target.text, there)
    else:
        here, there, probability = link_sentences(
            linker, (source.text, source.spans, sources), (target.text, target.spans, targets), backgrounds(encoder)
        )
    return AlignmentMatrix(here.spans, there.spans, probability, trained=True)


def link_pairs(
    pairs: Iterable[tuple[Sequence[str], Sequence[str]]], encoder: Encoder
) -> Iterator[set[tuple[int, int]]]:
    """The links of each pair of sentences given as tokens: pairs of 0-based indices, source first."""
    for (source, target), matrix in link_texts(pairs, lambda pair: (" ".join(pair[0]), " ".join(pair[1])), encoder):
        rows, columns = _token_of(source, matrix.source), _token_of(target, matrix.target)
        linked = np.argwhere(matrix.probability >= (LINKED_BY_MODEL if matrix.trained else LINKED))
        yield {(int(rows[row]), int(columns[column])) for row, column in linked}


def _token_of(tokens: Sequence[str], spans: NDArray[np.int32]) -> Integers:
    """Which of `tokens`, joined by single spaces, each span stands in."""
    starts = np.cumsum([0, *(len(token) + 1 for token in tokens)])
    places: Integers = np.searchsorted(starts, spans[:, 0], side="right") - 1
    return places
