"""Two drafts of an article: which quotations stand in both, which were changed, which are new, and which are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from duizhao.corpus.document import Span
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.text.normalization import wording

State = Literal["same", "changed", "new"]

AROUND = 120
"""Characters before and after a quotation that tell it from another of the same words."""
ALIKE = 0.5
"""From this share of common words two quotations may be one, changed."""
SURROUNDED = 0.8
"""The same for what stands around them, where nearly all of that has stayed."""


@dataclass(frozen=True, slots=True)
class QuotationDecision:
    """What a person said of a quotation; `carried` if it was said of the earlier draft."""

    verdict: str
    who: str
    made: str
    note: str = ""
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """What became of a quotation since the earlier draft; `earlier`: its number there (from 0), `before`: its words."""

    state: State
    earlier: int | None = None
    before: str = ""


@dataclass(frozen=True, slots=True)
class DraftComparison:
    """A draft compared with an earlier one: a revision for each quotation, in order, and the words of those gone."""

    draft: str
    revisions: tuple[Revision, ...]
    gone: tuple[str, ...]

    @property
    def summary(self) -> str:
        """`since draft-6.docx: 3 the same, 1 changed, 1 new, 2 gone`."""
        states = [revision.state for revision in self.revisions]
        words = [("same", "the same"), ("changed", "changed"), ("new", "new")]
        counts = [f"{states.count(state)} {word}" for state, word in words if state in states]
        counts += [f"{len(self.gone)} gone"] if self.gone else []
        return f"since {self.draft}: {', '.join(counts) or 'no quotations'}"


def compare(draft: str, old: tuple[str, Sequence[Quotation]], new: tuple[str, Sequence[Quotation]]) -> DraftComparison:
    """The quotations of a `new` text and those of an `old` one, called `draft`, each joined with one at most.

    First those of the same words (case, marks and white space aside), of several the one with the most of its
    surroundings; then those of which most words, or nearly all surroundings, have stayed.
    """
    before, after = [_seen(*old, quotation) for quotation in old[1]], [_seen(*new, quotation) for quotation in new[1]]
    joined: dict[int, int] = {}
    for same in (True, False):
        scored = [
            (score, -abs(i - j), j, i)
            for j, theirs in enumerate(before)
            for i, mine in enumerate(after)
            if i not in joined and j not in joined.values() and (score := _score(theirs, mine, same=same)) > 0
        ]
        for _, _, j, i in sorted(scored, reverse=True):
            if i not in joined and j not in joined.values():
                joined[i] = j
    revisions = []
    for i, mine in enumerate(after):
        if i not in joined:
            revisions.append(Revision("new"))
        else:
            same = before[joined[i]].words == mine.words
            revisions.append(Revision("same" if same else "changed", joined[i], old[1][joined[i]].text))
    kept = set(joined.values())
    gone = tuple(quotation.text for j, quotation in enumerate(old[1]) if j not in kept)
    return DraftComparison(draft, tuple(revisions), gone)


@dataclass(frozen=True, slots=True)
class _Seen:
    words: tuple[str, ...]
    around: tuple[str, ...]


def _seen(text: str, _all: Sequence[Quotation], quotation: Quotation) -> _Seen:
    before = Span(max(0, quotation.start - AROUND), quotation.start).of(text)
    after = Span(quotation.end, min(len(text), quotation.end + AROUND)).of(text)
    return _Seen(_words(quotation.text), (*_words(before), *_words(after)))


def _words(text: str) -> tuple[str, ...]:
    return tuple("".join(c if c.isalnum() else " " for c in wording(text).text).split())


def _score(old: _Seen, new: _Seen, *, same: bool) -> float:
    """How surely two quotations are one; 0 if they are not."""
    if same:
        return 1 + _alike(old.around, new.around) if old.words == new.words else 0.0
    words, around = _alike(old.words, new.words), _alike(old.around, new.around)
    return words + around if words >= ALIKE or around >= SURROUNDED else 0.0


def _alike(left: Sequence[str], right: Sequence[str]) -> float:
    return SequenceMatcher(None, left, right, autojunk=False).ratio()
