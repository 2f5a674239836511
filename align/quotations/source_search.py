"""From English phrases to the Chinese sentences that may say them: a quick look at all, a close one at the best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from duizhao.align.library.library import Library
from duizhao.align.quotations.cosine_reranker import closeness, probability
from duizhao.align.quotations.features import UPPER, Look, Match, Text, looked_at, match, with_span
from duizhao.align.quotations.reranker import Ranking, shares, shipped_ranking
from duizhao.align.quotations.retrieval import CANDIDATES, Candidate, PassageSearch, Sources
from duizhao.align.vectors.arrays import Floats
from duizhao.align.vectors.calibration import corpus_size_correction
from duizhao.align.vectors.word_links import NOTHING_ALONE, AlignmentMatrix, cosine_alignment
from duizhao.corpus.readers.load import read_document
from duizhao.corpus.samples import sample_pairs
from duizhao.corpus.text.tokenization import has_words
from duizhao.models.encoder import Encoded, Encoder, Linker, pooled
from duizhao.models.transformer.mean_centering import CHINESE, ENGLISH

ENOUGH = 400
"""Chinese sentences from which a library shows by itself what chance reaches."""
TOGETHER = 16
"""Phrases whose candidates are encoded at a time."""


class SourceFinder:
    """Finds phrases in one library, which it has made ready to be searched."""

    def __init__(self, library: Library, encoder: Encoder, ranking: Ranking | None = None) -> None:
        self._encoder = encoder
        self._ranking = ranking or shipped_ranking()
        background = [] if len(library.sentences) >= ENOUGH else list(encoder.encode(_other_sentences()))
        self.search = PassageSearch(library, background)
        upper = UPPER if encoder.linker else ()
        english = list(encoder.encode(ENGLISH, upper))
        self._english_mean = _mean_pooled(english)
        self._upper_means = (
            [_mean_tokens(encoder.encode(CHINESE, upper)), _mean_tokens(english)] if encoder.linker else []
        )

    def find(self, phrases: Sequence[str]) -> list[Sources]:
        """The sentences that may say each phrase; none for a phrase without words."""
        found: list[Sources] = []
        for start in range(0, len(phrases), TOGETHER):
            found.extend(self._find(phrases[start : start + TOGETHER]))
        return found

    def _find(self, phrases: Sequence[str]) -> Iterator[Sources]:
        linker = self._encoder.linker
        encoded = list(self._encoder.encode(phrases, layers_of(linker) if linker else ()))
        searched = [
            at for at, phrase in enumerate(phrases) if len(self.search) and has_words(phrase) and len(encoded[at].words)
        ]
        looks = dict(zip(searched, self.looks([encoded[at] for at in searched]), strict=True))
        judged: dict[int, Sources] = {}
        if linker is None:
            judged = {at: self._by_cosines(phrases[at], encoded[at], look) for at, look in looks.items()}
        else:
            for at, (matches, links) in self.matches(phrases, encoded, looks, linker).items():
                judged[at] = self._by_ranking(looks[at], matches, links)
        for at in range(len(phrases)):
            yield judged.get(at, Sources())

    def looks(self, phrases: Sequence[Encoded], most: int = CANDIDATES) -> Iterator[Look]:
        """A quick look at the whole library for each phrase; the best `most` sentences of each."""
        return self.search.looks(phrases, self._english_mean, most)

    def matches(
        self, phrases: Sequence[str], encoded: Sequence[Encoded], looks: dict[int, Look], linker: Linker
    ) -> dict[int, tuple[list[Match], list[AlignmentMatrix]]]:
        """The evidence for each row of each look, by the phrase's place. `encoded`: with `layers_of` the linker."""
        rows = list(dict.fromkeys(int(row) for look in looks.values() for row in look.rows))
        texts = [self.search.text(row) for row in rows]
        there = {
            row: looked_at(text, each, self._upper_means[0])
            for row, text, each in zip(rows, texts, self._encoder.encode(texts, layers_of(linker)), strict=True)
        }
        found: dict[int, tuple[list[Match], list[AlignmentMatrix]]] = {}
        for at, look in looks.items():
            phrase = looked_at(phrases[at], encoded[at], self._upper_means[1])
            links = [_links(linker, there[int(row)], phrase) for row in look.rows]
            evidence = [match(phrase, there[int(row)], links[rank], look, rank) for rank, row in enumerate(look.rows)]
            found[at] = evidence, links
        spans = self._encoder.encode(
            each.span.of(self.search.text(int(row))) if each.span else ""
            for at, look in looks.items()
            for row, each in zip(look.rows, found[at][0], strict=True)
        )
        means = self.search.mean, self._english_mean
        return {
            at: (
                [
                    with_span(each, alone, encoded[at], means, look)
                    for each, alone in zip(found[at][0], islice(spans, len(look.rows)), strict=True)
                ],
                found[at][1],
            )
            for at, look in looks.items()
        }

    def _by_ranking(self, look: Look, matches: Sequence[Match], links: Sequence[AlignmentMatrix]) -> Sources:
        """Rows whose linked words are the same share what they have: a phrase that stands in many places is in all."""
        scores = self._ranking.scores(matches) - corpus_size_correction(len(self.search))
        together: dict[str, float] = defaultdict(float)
        words = [
            each.span.of(self.search.text(int(row))) if each.span else f"{row}"
            for row, each in zip(look.rows, matches, strict=True)
        ]
        found = shares(scores)
        for word, share in zip(words, found, strict=True):
            together[word] += float(share)
        candidates = (
            candidate
            for row, each, linked, word in zip(look.rows, matches, links, words, strict=True)
            for candidate in self._everywhere(int(row), min(1.0, together[word]), each.shown, linked)
        )
        return Sources(_best_first(candidates), min(1.0, float(found.sum())))

    def _by_cosines(self, phrase: str, encoded: Encoded, look: Look) -> Sources:
        found: list[Candidate] = []
        for rank, row in enumerate(map(int, look.rows)):
            there = self.search.encoded(row)
            evidence = closeness(phrase, encoded, self.search.text(row), there, look, rank)
            sure = probability(evidence, len(self.search))
            found.extend(self._everywhere(row, sure, evidence, cosine_alignment(there, encoded, NOTHING_ALONE)))
        best = _best_first(found)
        return Sources(best, best[0].probability if best else 0.0)

    def _everywhere(
        self, row: int, sure: float, evidence: dict[str, float], links: AlignmentMatrix
    ) -> Iterator[Candidate]:
        for entry, sentence in self.search.places(row):
            yield Candidate(entry, sentence, sure, evidence, links)


def _best_first(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(candidates, key=lambda candidate: -candidate.probability))


def layers_of(linker: Linker) -> Sequence[int]:
    """The layers that a phrase and its candidates are encoded with."""
    return (*linker.layers, *UPPER)


def _links(linker: Linker, sentence: Text, phrase: Text) -> AlignmentMatrix:
    probability = linker.probability(sentence.text, sentence.encoded, phrase.text, phrase.encoded)
    return AlignmentMatrix(sentence.encoded.spans, phrase.encoded.spans, probability, trained=True)


def _mean_tokens(encoded: Iterable[Encoded]) -> Floats:
    """The mean vectors of the tokens in the upper layers, [UPPER, d]; encoded with these."""
    layers = [each.layers.astype(np.float32) for each in encoded]
    mean: Floats = np.concatenate(layers, axis=1).mean(axis=1)
    return mean


def _other_sentences() -> list[str]:
    """Chinese sentences that a small library is measured against."""
    path = next(chinese for name, chinese, _ in sample_pairs() if name == "udhr")
    return read_document(path, "zh").sentence_texts()


def _mean_pooled(encoded: Sequence[Encoded]) -> Floats:
    """The mean pooled vector, [d]; zero without texts."""
    units = [pooled(each.total[None])[0] for each in encoded if len(each.words)]
    mean: Floats = np.mean(units, axis=0, dtype=np.float32) if units else np.zeros(1, np.float32)
    return mean
