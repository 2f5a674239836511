"""From English phrases to the Chinese sentences that may say them: a quick its at all, a close one at the best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from duizhao.align.library.held import held
from duizhao.align.library.library import Library
from duizhao.align.library.stored_library import StoredLibrary
from duizhao.align.quotations.capitals import as_a_sentence
from duizhao.align.quotations.cosine_reranker import cosine_features, probability
from duizhao.align.quotations.features import CandidateFeatures, candidate_features, with_span, with_values
from duizhao.align.quotations.interaction import CHINESE_SIDE, ENGLISH_SIDE, LAYERS, Interaction, shipped_interaction
from duizhao.align.quotations.reranker import Ranking, shares, shipped_ranking
from duizhao.align.quotations.retrieval import CANDIDATES, Candidate, PassageSearch, Retrieved, Sources
from duizhao.align.quotations.rivals import beside_rivals
from duizhao.align.quotations.same_words import as_one
from duizhao.align.quotations.token_features import EncodedText
from duizhao.align.quotations.two_step_search import TwoStepSearch
from duizhao.align.quotations.windows import LARGE, LOOKED_AT, with_clauses
from duizhao.align.vectors.arrays import Floats
from duizhao.align.vectors.word_links import NOTHING_ALONE, AlignmentMatrix, cosine_alignment
from duizhao.corpus.readers.load import read_document
from duizhao.corpus.samples import sample_pairs
from duizhao.corpus.text.han import in_simplified
from duizhao.corpus.text.tokenization import has_words
from duizhao.models.encoder import Encoded, Encoder, Linker, pooled
from duizhao.models.transformer.mean_centering import ENGLISH

ENOUGH = 400
"""Chinese sentences from which a library shows by itself what chance reaches."""
TOGETHER = 16
"""Phrases whose candidates are encoded at a time."""


class SourceSearch:
    """Finds phrases in one library, which it has made ready to be searched."""

    def __init__(self, library: Library, encoder: Encoder, ranking: Ranking | None = None) -> None:
        self._encoder = encoder
        self._ranking = ranking or shipped_ranking()
        made = held("passages", (id(library), encoder.signature), lambda: (library, _passages(library, encoder)))
        self.passages = made[1]
        self._english_mean = _mean_pooled(list(encoder.encode(ENGLISH)))

    def find(self, phrases: Sequence[str]) -> list[Sources]:
        """The sentences that may say each phrase; none for a phrase without words.

        Neither the capitals of a headline nor the script of the Chinese count.
        """
        read = [as_a_sentence(phrase) for phrase in phrases]
        sources: list[Sources] = []
        for start in range(0, len(read), TOGETHER):
            sources.extend(self._find(read[start : start + TOGETHER]))
        return sources

    def _find(self, phrases: Sequence[str]) -> Iterator[Sources]:
        linker = self._encoder.linker
        encoded = list(self._encoder.encode(phrases, layers_of(linker) if linker else ()))
        searched = [
            at
            for at, phrase in enumerate(phrases)
            if len(self.passages) and has_words(phrase) and len(encoded[at].words)
        ]
        retrieved = dict(zip(searched, self.retrieve([encoded[at] for at in searched]), strict=True))
        judged: dict[int, Sources] = {}
        if linker is None:
            judged = {at: self._by_cosines(EncodedText(phrases[at], encoded[at]), its) for at, its in retrieved.items()}
        else:
            for at, (matches, links) in self.features(phrases, encoded, retrieved, linker).items():
                judged[at] = self._by_ranking(retrieved[at], matches, links)
        for at in range(len(phrases)):
            yield judged.get(at, Sources())

    def retrieve(self, phrases: Sequence[Encoded], most: int = CANDIDATES) -> Iterator[Retrieved]:
        """The first stage: the best `most` sentences of the whole library for each phrase, some by their clauses."""
        if len(self.passages) < LARGE:
            yield from self.passages.retrieve(phrases, self._english_mean, most)
            return
        wide = self.passages.retrieve(phrases, self._english_mean, max(most, LOOKED_AT))
        for phrase, found in zip(phrases, wide, strict=True):
            yield with_clauses(found, phrase, self.passages.kept, self.passages.text, most)

    def features(
        self,
        phrases: Sequence[str],
        encoded: Sequence[Encoded],
        retrieved: dict[int, Retrieved],
        linker: Linker,
        interaction: Interaction | None = None,
    ) -> dict[int, tuple[list[CandidateFeatures], list[AlignmentMatrix]]]:
        """The features of the sentences that were retrieved, by the phrase's place. `encoded`: with `layers_of`.

        `interaction`: what reads them; the one that ships, if it is not given.
        Where vectors are kept coded, `retrieved` becomes what the sentences' whole vectors say.
        """
        rows = list(dict.fromkeys(int(row) for its in retrieved.values() for row in its.rows))
        texts = [in_simplified(self.passages.text(row)) for row in rows]
        interaction = interaction or shipped_interaction()
        read_layers = [list(layers_of(linker)).index(layer) for layer in LAYERS]
        there: dict[int, EncodedText] = {}
        reduced: dict[int, Floats] = {}
        for row, text, unit in zip(rows, texts, self._encoder.encode(texts, layers_of(linker)), strict=True):
            there[row] = _for_linker(text, unit, linker)
            reduced[row] = interaction.reduction.reduced(unit.layers[read_layers], CHINESE_SIDE)
        means = self.passages.mean, self._english_mean
        for at, its in retrieved.items():
            if any(map(self.passages.is_coded, its.rows.tolist())):
                retrieved[at] = its.compared_whole(encoded[at], [there[int(row)].encoded for row in its.rows], means)
        by_phrase: dict[int, tuple[list[CandidateFeatures], list[AlignmentMatrix]]] = {}
        for at, its in retrieved.items():
            phrase = _for_linker(phrases[at], encoded[at], linker)
            links = [_links(linker, there[int(row)], phrase) for row in its.rows]
            read = interaction.scores(
                interaction.reduction.reduced(encoded[at].layers[read_layers], ENGLISH_SIDE),
                [reduced[int(row)] for row in its.rows],
            )
            features = [
                with_values(
                    candidate_features(phrase, there[int(row)], links[rank], its, rank), {"interaction": read[rank]}
                )
                for rank, row in enumerate(its.rows)
            ]
            by_phrase[at] = features, links
        spans = self._encoder.encode(
            in_simplified(candidate.span.of(self.passages.text(int(row)))) if candidate.span else ""
            for at, its in retrieved.items()
            for row, candidate in zip(its.rows, by_phrase[at][0], strict=True)
        )
        return {
            at: (
                beside_rivals(
                    [
                        with_span(candidate, alone, encoded[at], means, its)
                        for candidate, alone in zip(by_phrase[at][0], islice(spans, len(its.rows)), strict=True)
                    ],
                    self._ranking.lesser,
                ),
                by_phrase[at][1],
            )
            for at, its in retrieved.items()
        }

    def _by_ranking(
        self, retrieved: Retrieved, features: Sequence[CandidateFeatures], links: Sequence[AlignmentMatrix]
    ) -> Sources:
        """Rows whose linked words say the same share what they have: a phrase that stands in many places is in all.

        Nothing is taken off for the size of the library: what its lookalikes reach is in the first stage's deviations
        and in the shares. A prior that fell with its size lost a quarter of what stood in 22,000 sentences
        (docs/figures.md).
        """
        probabilities = shares(self._ranking.scores(features))
        order = np.argsort(-probabilities, kind="stable").tolist()
        words = [in_simplified(self._linked_words(retrieved, features, at)) for at in order]
        first = dict(zip(order, [order[place] for place in as_one(words)], strict=True))
        shared: dict[int, float] = defaultdict(float)
        for at, share in enumerate(probabilities.tolist()):
            shared[first[at]] += share
        candidates = (
            candidate
            for at in order
            for candidate in self._everywhere(
                int(retrieved.rows[at]), min(1.0, shared[first[at]]), features[at].shown, links[at]
            )
        )
        return Sources(_best_first(candidates), min(1.0, float(probabilities.sum())))

    def _linked_words(self, retrieved: Retrieved, features: Sequence[CandidateFeatures], at: int) -> str:
        """The words of a candidate that say the phrase; none if it has none."""
        span = features[at].span
        return span.of(self.passages.text(int(retrieved.rows[at]))) if span else ""

    def _by_cosines(self, phrase: EncodedText, retrieved: Retrieved) -> Sources:
        candidates: list[Candidate] = []
        for rank, row in enumerate(map(int, retrieved.rows)):
            sentence = EncodedText(self.passages.text(row), self.passages.encoded(row))
            features = cosine_features(phrase, sentence, retrieved, rank)
            sure = probability(features, len(self.passages))
            links = cosine_alignment(sentence.encoded, phrase.encoded, NOTHING_ALONE)
            candidates.extend(self._everywhere(row, sure, features, links))
        best = _best_first(candidates)
        return Sources(best, best[0].probability if best else 0.0)

    def _everywhere(
        self, row: int, sure: float, features: dict[str, float], links: AlignmentMatrix
    ) -> Iterator[Candidate]:
        for entry, sentence in self.passages.places(row):
            yield Candidate(entry, sentence, sure, features, links)


def _passages(library: Library, encoder: Encoder) -> PassageSearch | TwoStepSearch:
    if isinstance(library, StoredLibrary):
        return TwoStepSearch(library)
    background = [] if library.size >= ENOUGH else list(encoder.encode(_other_sentences()))
    return PassageSearch(library, background)


def _best_first(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(candidates, key=lambda candidate: -candidate.probability))


def layers_of(linker: Linker) -> Sequence[int]:
    """The layers that a phrase and its candidates are encoded with."""
    return (*linker.layers, *(layer for layer in LAYERS if layer not in linker.layers))


def _for_linker(text: str, encoded: Encoded, linker: Linker) -> EncodedText:
    """A text encoded with `layers_of`, with those alone that the linker reads."""
    its = encoded.layers[: len(linker.layers)]
    return EncodedText(text, Encoded(encoded.spans, encoded.words, encoded.total, its))


def _links(linker: Linker, sentence: EncodedText, phrase: EncodedText) -> AlignmentMatrix:
    probability = linker.probability(sentence.text, sentence.encoded, phrase.text, phrase.encoded)
    return AlignmentMatrix(sentence.encoded.spans, phrase.encoded.spans, probability, trained=True)


def _other_sentences() -> list[str]:
    """Chinese sentences that a small library is measured against."""
    path = next(chinese for name, chinese, _ in sample_pairs() if name == "udhr")
    return read_document(path, "zh").sentence_texts()


def _mean_pooled(encoded: Sequence[Encoded]) -> Floats:
    """The mean pooled vector, [d]; zero without texts."""
    units = [pooled(unit.total[None])[0] for unit in encoded if len(unit.words)]
    mean: Floats = np.mean(units, axis=0, dtype=np.float32) if units else np.zeros(1, np.float32)
    return mean
