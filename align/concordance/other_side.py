"""Both sides searched at once: occurrences beside which other words stand in a translation, or do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from duizhao.corpus.search.patterns import Pattern
from duizhao.corpus.search.search import Hit, Search
from duizhao.corpus.store.beads import select_beside
from duizhao.corpus.store.index import Folded, fold
from duizhao.corpus.store.store import Text

Place = tuple[int, int, int]
"""A text, and where in it."""
Fits = Mapping[Place, frozenset[int]]


@dataclass(frozen=True, slots=True)
class OtherSide:
    """What the other side of an occurrence's bead must hold: all of `wanted`, and none of `unwanted`."""

    wanted: Sequence[Pattern] = ()
    unwanted: Sequence[Pattern] = ()


class _Looked:
    """Where the patterns of the other side stand in some texts: by the index, where it tells, else by reading."""

    def __init__(self, search: Search, other: OtherSide, among: Sequence[int]) -> None:
        self._search = search
        self._other = other
        self._found: dict[str, set[tuple[int, int]]] = {}
        for pattern in (*other.wanted, *other.unwanted):
            if pattern.exact and pattern.lookup and search.indexed:
                self._found[pattern.lookup] = set(search.sentences_with(pattern.lookup, ("zh", "en"), among))

    def fits(self, text: int, run: tuple[int, int]) -> bool:
        """Whether the run of sentences of a text is such a one."""
        read: list[Folded] = []
        return all(self._stands(pattern, text, run, read) for pattern in self._other.wanted) and not any(
            self._stands(pattern, text, run, read) for pattern in self._other.unwanted
        )

    def _stands(self, pattern: Pattern, text: int, run: tuple[int, int], read: list[Folded]) -> bool:
        """`read`: the words of the run, once they were needed."""
        if (found := self._found.get(pattern.lookup or "")) is not None and pattern.exact:
            return any((text, sentence) in found for sentence in range(run[0], run[1] + 1))
        document = self._search.document(text)
        words = document.run(run).of(document.text)
        if not read:
            read.append(fold(words))
        return any(pattern.is_written(read[0].original(span).of(words)) for span in pattern.spans(read[0].text))


def place_of(hit: Hit) -> Place:
    """What tells an occurrence from others: its text, and where it stands."""
    return hit.text.id, hit.span.start, hit.span.end


def fitting(search: Search, hits: Iterable[Hit], other: OtherSide) -> Fits | None:
    """The places whose bead has such a text on its other side, each with the texts (by id) that it is in.

    Of an original's occurrence that is any translation that renders it so; of a translation's, the original. An
    occurrence that no text stands beside never fits. None where nothing is asked of the other side.
    """
    if not other.wanted and not other.unwanted:
        return None
    hits = list(hits)
    steps: dict[tuple[int, int], set[int]] = {}
    for hit in hits:
        for text in _others(search, hit):
            steps.setdefault((hit.text.id, text.id), set()).add(hit.sentence)
    looked = _Looked(search, other, list({text for _, text in steps}))
    good = {step: _fitting_sentences(search, *step, sentences, looked) for step, sentences in steps.items()}
    fits: dict[Place, frozenset[int]] = {}
    for hit in hits:
        texts = [text.id for text in _others(search, hit) if hit.sentence in good[hit.text.id, text.id]]
        if texts:
            fits[place_of(hit)] = frozenset(texts)
    return fits


def _others(search: Search, hit: Hit) -> list[Text]:
    texts = search.entries[hit.text.entry]
    return texts[1:] if hit.text.translation is None else texts[:1]


def _fitting_sentences(search: Search, text: int, other: int, sentences: set[int], looked: _Looked) -> set[int]:
    """Those of a text's sentences whose bead has such a text on its other side."""
    translation = search.texts[text].translation
    side = 0 if translation is None else 1
    translation = search.texts[other].translation if translation is None else translation
    assert translation is not None
    known: dict[tuple[int, int], bool] = {}
    good: set[int] = set()
    for sentence, indices in select_beside(search.store, translation, side, sentences).items():
        run = indices[0], indices[-1]
        if run not in known:
            known[run] = looked.fits(other, run)
        if known[run]:
            good.add(sentence)
    return good
