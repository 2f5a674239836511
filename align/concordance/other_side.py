"""Both sides searched at once: sentences beside which other words stand in a translation, or do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from duizhao.corpus.search.patterns import Pattern
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.beads import Run, select_beside
from duizhao.corpus.store.index import fold, select_sentences_with
from duizhao.corpus.store.store import Text

Place = tuple[int, int]
"""A text, and a sentence of it."""
Fits = Mapping[Place, frozenset[int]]
ENTRIES_A_RUN = 60
"""Entries of the index that are as dear as one run of sentences that is read: of a word with more, all is read."""
AT_LEAST = 1000


@dataclass(frozen=True, slots=True)
class OtherSide:
    """What the other side of an occurrence's bead must hold: all of `wanted`, and none of `unwanted`."""

    wanted: Sequence[Pattern] = ()
    unwanted: Sequence[Pattern] = ()


class _Looked:
    """Where the patterns of the other side stand in some texts: by the index, as far as it tells, else by reading."""

    def __init__(self, search: Search, other: OtherSide, among: Sequence[int], places: int) -> None:
        """`places`: how many sentences are asked about."""
        self._search = search
        self._other = other
        self._found: dict[str, dict[int, set[int]]] = {}
        if not search.indexed:
            return
        for pattern in (*other.wanted, *other.unwanted):
            if not pattern.lookup or pattern.lookup in self._found:
                continue
            most = AT_LEAST + ENTRIES_A_RUN * places
            entries = list(select_sentences_with(search.store, pattern.lookup, most))
            if len(entries) < most:
                found = self._found[pattern.lookup] = {text: set() for text in among}
                for text, sentence in entries:
                    if text in found:
                        found[text].add(sentence)

    def fits(self, text: int, runs: set[Run]) -> set[Run]:
        """Those of the runs of sentences of a text that are such."""
        good = runs
        for pattern in self._other.wanted:
            good = self._standing(pattern, text, good)
        for pattern in self._other.unwanted:
            good = good - self._standing(pattern, text, good)
        return good

    def _standing(self, pattern: Pattern, text: int, runs: set[Run]) -> set[Run]:
        """The runs in which a pattern stands; those are read of which the index does not tell."""
        unread = runs
        if (found := self._found.get(pattern.lookup or "")) is not None:
            own = found[text]
            unread = {run for run in runs if not own.isdisjoint(range(run[0], run[1] + 1))} if own else set()
            if pattern.exact:
                return unread
            if pattern.is_parted:
                unread |= {run for run in runs if run[0] < run[1]}
        return {run for run, words in self._search.runs(text, sorted(unread)) if _stands(pattern, words)}


def _stands(pattern: Pattern, words: str) -> bool:
    read = fold(words)
    return any(pattern.is_written(read.original(span).of(words)) for span in pattern.spans(read.text))


def fitting(search: Search, places: Iterable[Place], other: OtherSide) -> Fits | None:
    """The sentences whose bead has such a text on its other side, each with the texts (by id) that it is in.

    Of an original's sentence that is any translation that renders it so; of a translation's, the original. A sentence
    that no text stands beside never fits. None where nothing is asked of the other side.
    """
    if not other.wanted and not other.unwanted:
        return None
    sentences: dict[int, list[int]] = {}
    for text, sentence in places:
        sentences.setdefault(text, []).append(sentence)
    beside = {text: _others(search, search.texts[text]) for text in sentences}
    looked = _Looked(
        search, other, list({text.id for texts in beside.values() for text in texts}), sum(map(len, sentences.values()))
    )
    fits: dict[Place, frozenset[int]] = {}
    for mine, texts in beside.items():
        for theirs in texts:
            only = frozenset((theirs.id,))
            for sentence in _fitting_sentences(search, mine, theirs.id, sentences[mine], looked):
                place = mine, sentence
                fits[place] = fits[place] | only if place in fits else only
    return fits


def _others(search: Search, text: Text) -> list[Text]:
    texts = search.entries[text.entry]
    return texts[1:] if text.translation is None else texts[:1]


def _fitting_sentences(search: Search, text: int, other: int, sentences: list[int], looked: _Looked) -> list[int]:
    """Those of a text's sentences whose bead has such a text on its other side."""
    translation = search.texts[text].translation
    side = 0 if translation is None else 1
    translation = search.texts[other].translation if translation is None else translation
    assert translation is not None
    runs = select_beside(search.store, translation, side, sentences)
    good = looked.fits(other, set(runs.values()))
    return [sentence for sentence, run in runs.items() if run in good]
