"""Both sides searched at once: sentences beside which other words stand in a translation, or do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from duizhao.corpus.search.patterns import Pattern
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.beads import Run, select_beside
from duizhao.corpus.store.index import Folded, fold
from duizhao.corpus.store.store import Text

Place = tuple[int, int]
"""A text, and a sentence of it."""
Fits = Mapping[Place, frozenset[int]]


@dataclass(frozen=True, slots=True)
class OtherSide:
    """What the other side of an occurrence's bead must hold: all of `wanted`, and none of `unwanted`."""

    wanted: Sequence[Pattern] = ()
    unwanted: Sequence[Pattern] = ()


class _Looked:
    """Where the patterns of the other side stand in some texts: by the index, as far as it tells, else by reading."""

    def __init__(self, search: Search, other: OtherSide, among: Sequence[int]) -> None:
        self._search = search
        self._other = other
        self._found: dict[str, dict[int, set[int]]] = {}
        if not search.indexed:
            return
        for pattern in (*other.wanted, *other.unwanted):
            if pattern.lookup and pattern.lookup not in self._found:
                found = self._found[pattern.lookup] = {text: set() for text in among}
                for text, sentence in search.sentences_with(pattern.lookup, ("zh", "en"), among):
                    found[text].add(sentence)

    def fits(self, text: int, run: Run) -> bool:
        """Whether the run of sentences of a text is such a one."""
        read: list[Folded] = []
        return all(self._stands(pattern, text, run, read) for pattern in self._other.wanted) and not any(
            self._stands(pattern, text, run, read) for pattern in self._other.unwanted
        )

    def _stands(self, pattern: Pattern, text: int, run: Run, read: list[Folded]) -> bool:
        """`read`: the words of the run, once they were needed."""
        if (found := self._found.get(pattern.lookup or "")) is not None:
            held = not found[text].isdisjoint(range(run[0], run[1] + 1))
            if pattern.exact or (not held and not (run[0] < run[1] and pattern.is_parted)):
                return held
        document = self._search.document(text)
        words = document.run(run).of(document.text)
        if not read:
            read.append(fold(words))
        return any(pattern.is_written(read[0].original(span).of(words)) for span in pattern.spans(read[0].text))


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
    looked = _Looked(search, other, list({text.id for texts in beside.values() for text in texts}))
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
    known: dict[Run, bool] = {}
    good: list[int] = []
    for sentence, run in select_beside(search.store, translation, side, sentences).items():
        if run not in known:
            known[run] = looked.fits(other, run)
        if known[run]:
            good.append(sentence)
    return good
