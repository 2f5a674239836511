"""Sentences that say what a phrase says, in whatever words: by one vector a sentence, then by all their tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from duizhao.align.concordance.kwic import Query
from duizhao.align.errors import RequestError
from duizhao.align.vectors.arrays import matrix_product
from duizhao.align.vectors.sentence_index import SentenceVectors, centred, common_vector, open_vectors
from duizhao.align.vectors.word_links import NOTHING_ALONE, cosine_alignment
from duizhao.align.words.bead_projection import without_ends
from duizhao.align.words.projection import PHRASE_ALONE, SearchedText, project
from duizhao.corpus.document import Language, Span
from duizhao.corpus.search.search import Hit, Search
from duizhao.corpus.store.by_row import Place, parts, sentences_at
from duizhao.corpus.store.index import SHIFT
from duizhao.corpus.store.vectors import text_hash
from duizhao.models.encoder import Encoded, Encoder
from duizhao.models.quantization import Packed, comparable, count

CANDIDATES = 200
"""Sentences that are looked at token by token."""
LISTED = 20
"""Sentences that are shown, if the user does not say how many."""
POOLED = 0.5
"""What the cosine of the whole counts beside the mean of the tokens' best cosines."""


class Meaning:
    """Looks for meanings in one corpus; holds the vectors of the sentences, mapped from their file."""

    def __init__(self, search: Search, encoder: Encoder) -> None:
        self._search = search
        self._encoder = encoder
        self._vectors: dict[Language, SentenceVectors] = {}

    def find(self, query: Query, among: Sequence[int]) -> list[Hit]:
        """The sentences nearest to the phrase, best first; `rank` is a likeness, no probability."""
        given = query.side
        wanted: Language = query.language or ("en" if given == "zh" else "zh")
        (phrase,) = self._encoder.encode([query.phrase])
        if not len(phrase.words):
            return []
        vectors = self._of(wanted)
        alike = vectors.similarities(centred(phrase.total[None], common_vector(self._encoder, given))[0])
        if len(among) < len(self._search.texts):
            alike[~np.isin(vectors.places >> SHIFT, among)] = -1.0
        count = min(max(CANDIDATES, query.limit or 0), len(alike))
        best = np.argpartition(-alike, count - 1)[:count] if count else np.zeros(0, np.int64)
        places = [(int(vectors.places[row]), float(alike[row])) for row in best if alike[row] > -1.0]
        ranked = sorted(self._ranked(places, phrase), key=lambda ranking: -ranking[0])
        return [self._hit(*ranking, phrase) for ranking in ranked[: query.limit or query.sample or LISTED]]

    def _ranked(self, places: Sequence[tuple[int, float]], phrase: Encoded) -> Iterator[tuple[float, Place, Packed]]:
        """Each candidate's likeness, its place, and its tokens."""
        words = sentences_at(self._search.store, (place for place, _ in places))
        hashes = [text_hash(words[place]) for place, _ in places]
        packed = self._search.store.vectors(hashes)
        kept = [Packed(packed[key]) for key in hashes]
        cosines = [matrix_product(rows, turned.T) for rows, turned in comparable(kept, phrase.words)]
        if not cosines:
            return
        sizes = np.array(list(map(count, kept)), np.int64)
        covered = np.maximum.reduceat(np.concatenate(cosines), np.cumsum(sizes) - sizes, axis=0).mean(axis=1)
        for (place, alike), its, score in zip(places, kept, covered.tolist(), strict=True):
            yield score + POOLED * alike, place, its

    def _hit(self, score: float, place: Place, kept: Packed, phrase: Encoded) -> Hit:
        """The words of the sentence that say the phrase; all of it where they cannot be told."""
        identity, sentence = parts(place)
        encoded = kept.unpacked()
        document = self._search.document(identity)
        around = document.sentences[sentence].trimmed(document.text)
        links = cosine_alignment(encoded, phrase, NOTHING_ALONE).shifted(around.start, 0)
        whole = [Span(0, int(phrase.spans[-1, 1]))]
        projected = project(links, whole, SearchedText(document.text, document.language, around), settings=PHRASE_ALONE)
        span = without_ends(projected.span if projected is not None else around, document.text)
        return Hit(self._search.texts[identity], sentence, span, score)

    def _of(self, language: Language) -> SentenceVectors:
        if language not in self._vectors:
            self._vectors[language] = open_vectors(self._search.store, language, self._encoder)
            sentences = any(text.language == language and text.sentences for text in self._search.texts.values())
            if sentences and not len(self._vectors[language].rows):
                raise RequestError("these sentences have no vectors yet: run `duizhao reencode` once")
        return self._vectors[language]
