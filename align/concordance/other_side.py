"""Both sides searched at once: occurrences beside which other words stand in a translation, or do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from duizhao.corpus.search.patterns import Pattern
from duizhao.corpus.search.search import Hit, Search
from duizhao.corpus.store.beads import select_beads_at
from duizhao.corpus.store.index import fold
from duizhao.corpus.store.store import Text

Place = tuple[int, int, int]
"""A text, and where in it."""
Fits = Mapping[Place, frozenset[int]]


@dataclass(frozen=True, slots=True)
class OtherSide:
    """What the other side of an occurrence's bead must hold: all of `wanted`, and none of `unwanted`."""

    wanted: Sequence[Pattern] = ()
    unwanted: Sequence[Pattern] = ()

    def fits(self, text: str) -> bool:
        """Whether a text of the other side is such a one."""
        return all(_stands(pattern, text) for pattern in self.wanted) and not any(
            _stands(pattern, text) for pattern in self.unwanted
        )


def _stands(pattern: Pattern, text: str) -> bool:
    folded = fold(text)
    return any(pattern.is_written(folded.original(span).of(text)) for span in pattern.spans(folded.text))


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
    fits: dict[Place, frozenset[int]] = {}
    known: dict[tuple[int, int, int], bool] = {}
    for hit in hits:
        texts = search.entries[hit.text.entry]
        good = []
        for text in texts[1:] if hit.text.translation is None else texts[:1]:
            key = hit.text.id, hit.sentence, text.id
            if key not in known:
                beside = _beside(search, hit, text)
                known[key] = beside != "" and other.fits(beside)
            if known[key]:
                good.append(text.id)
        if good:
            fits[place_of(hit)] = frozenset(good)
    return fits


def _beside(search: Search, hit: Hit, other: Text) -> str:
    """The other side of the bead that a sentence is in, '' where there is none."""
    side = 0 if hit.text.translation is None else 1
    translation = hit.text.translation if side else other.translation
    assert translation is not None
    for bead in select_beads_at(search.store, translation, side, [hit.sentence]):
        indices = bead.source if side else bead.target
        document = search.document(other.id)
        return document.run(indices).of(document.text) if indices else ""
    return ""
