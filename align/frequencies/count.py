"""Words and runs of words counted in texts: how often, in which of the texts, how evenly spread."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from duizhao.align.concordance.token_search import tagged_sentences
from duizhao.align.frequencies.requests import FrequencyQuery
from duizhao.align.library.tagging import Tagger
from duizhao.corpus.document import Language
from duizhao.corpus.search.search import Search
from duizhao.corpus.search.token_pattern import Token
from duizhao.corpus.store.store import Store
from duizhao.corpus.text.han import in_simplified, is_word

WordRun = tuple[str, ...]
TaggedSentence = tuple[int, int, list[Token]]
"""A text, the number of its sentence, and its words."""


@dataclass(slots=True)
class Tally:
    """What was counted: of each run of words, how often in each part; and how many words each part has.

    Parts are numbered from 0. `texts`: of each run, in how many texts it stands.
    """

    counts: dict[WordRun, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    texts: Counter[WordRun] = field(default_factory=Counter)
    sizes: Counter[int] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many words there are."""
        return self.sizes.total()


def count_words(search: Search, query: FrequencyQuery, language: Language, among: Sequence[int]) -> tuple[Tally, str]:
    """The words, or runs of words, of the texts of these ids, as the query asks for them; and who cut Chinese."""
    wanted = _Wanted(query, search.store)
    tally = Tally()
    part_of = _Parts(search, among, query.parts)
    last: dict[WordRun, int] = {}
    for identity, sentence, tokens in _sampled(tagged_sentences(search, wanted.tagger, [language], among), query):
        part = part_of(identity, sentence)
        stretches = wanted.stretches(tokens)
        tally.sizes[part] += sum(map(len, stretches))
        for stretch in stretches:
            for run in wanted.runs(stretch):
                tally.counts[run][part] += 1
                if last.get(run) != identity:
                    tally.texts[run] += 1
                    last[run] = identity
    return tally, wanted.tagger.signature


class _Parts:
    """The part of the corpus that a sentence is in: its text, or, of so many equal parts, the one it begins in."""

    def __init__(self, search: Search, among: Sequence[int], parts: int) -> None:
        self._search = search
        self._number = {identity: number for number, identity in enumerate(among)}
        self._parts = parts
        self._start: dict[int, int] = {}
        self._size = 0
        for identity in among if parts else ():
            self._start[identity] = self._size
            self._size += len(search.document(identity).text)

    def __call__(self, identity: int, sentence: int) -> int:
        if not self._parts:
            return self._number[identity]
        at = self._start[identity] + self._search.document(identity).sentences[sentence].start
        return at * self._parts // self._size


def _sampled(sentences: Iterable[TaggedSentence], query: FrequencyQuery) -> Iterable[TaggedSentence]:
    """The sentences, or so many of them as are asked for, in their order (reservoir sampling)."""
    if query.sample is None:
        return sentences
    drawn = random.Random(query.seed)
    kept: list[TaggedSentence] = []
    for number, sentence in enumerate(sentences):
        if number < query.sample:
            kept.append(sentence)
        elif (at := drawn.randrange(number + 1)) < query.sample:
            kept[at] = sentence
    return sorted(kept, key=lambda one: one[:2])


class _Wanted:
    """Which words of a sentence are counted, and as what."""

    def __init__(self, query: FrequencyQuery, store: Store) -> None:
        self._query = query
        tagged = {"pos"} if query.pos or query.by == "pos" else set()
        self.tagger = Tagger(tagged | ({"lemma"} if query.by == "lemma" else set()), plain=True, store=store)
        self._pos = re.compile(query.pos) if query.pos else None
        self._matching = re.compile(query.matching, re.IGNORECASE) if query.matching else None

    def runs(self, stretch: Sequence[Token]) -> Iterator[WordRun]:
        """The runs in a stretch that are counted."""
        keys = [self._key(token) for token in stretch]
        for start in range(len(stretch) - self._query.size + 1):
            run = tuple(keys[start : start + self._query.size])
            if self._takes(run, stretch[start : start + self._query.size]):
                yield run

    def _takes(self, run: WordRun, tokens: Sequence[Token]) -> bool:
        if self._pos is not None and not all(self._pos.fullmatch(token.pos) for token in tokens):
            return False
        return self._matching is None or self._matching.search(" ".join(run)) is not None

    def stretches(self, tokens: Sequence[Token]) -> list[list[Token]]:
        """The words of a sentence, cut where punctuation stands."""
        stretches: list[list[Token]] = [[]]
        for token in tokens:
            if any(map(is_word, token.word)):
                stretches[-1].append(token)
            elif stretches[-1]:
                stretches.append([])
        return stretches

    def _key(self, token: Token) -> str:
        if self._query.by == "pos":
            return token.pos
        own = token.lemma if self._query.by == "lemma" else token.word
        return own if self._query.written else in_simplified(own).casefold()
