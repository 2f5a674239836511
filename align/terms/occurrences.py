"""Every occurrence of a term with what stands for it in each translation, and how that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from duizhao.align.concordance.equivalents import Counterpart, Counterparts, Passage, words_of
from duizhao.align.concordance.kwic import AT_A_TIME, CONTEXT
from duizhao.align.concordance.order import context
from duizhao.align.progress import Track, untracked
from duizhao.corpus.document import Language, Span
from duizhao.corpus.search.filters import Condition, all_met
from duizhao.corpus.search.metadata import metadata_of
from duizhao.corpus.search.patterns import phrase_pattern, regular_pattern
from duizhao.corpus.search.search import Hit, Search
from duizhao.corpus.store.store import Text
from duizhao.corpus.terms.variants import trimmed
from duizhao.corpus.text.normalization import han_share

Status = Literal["rendered", "not rendered", "no link found", "not in this translation"]
STATUSES: tuple[Status, ...] = ("rendered", "not rendered", "no link found", "not in this translation")
NOT_RENDERED = 0.6
"""The probability of no counterpart from which a term is said not to be rendered."""
LINKED = 0.25
"""Below this confidence of the words it is said that no link was found."""
BEAD = 0.2
"""Below this confidence of the bead nothing is said of what it holds."""


@dataclass(frozen=True, slots=True)
class TermQuery:
    """Which term, in which texts. `language`: of the term, by default as its letters are."""

    term: str
    language: Language | None = None
    regular: bool = False
    where: tuple[str, ...] = ()

    @property
    def side(self) -> Language:
        """The language of the term."""
        return self.language or ("zh" if han_share(self.term) > 0 else "en")

    @property
    def other(self) -> Language:
        """The language of its renderings."""
        return "en" if self.side == "zh" else "zh"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A term at one place, and what stands for it in one text.

    `id` names the two whatever is computed. `rendering`: its words without the small ones around them, '' where there
    are none. `confidence`: of what `status` says. `decided`: whether a person said so. `nothing`: the probability that
    no words render the term; `reach`: how far its words may go on without taking another's.
    """

    id: str
    hit: Hit
    beside: Text
    left: str
    match: str
    right: str
    status: Status
    rendering: str
    spans: tuple[Span, ...]
    run: Span | None
    confidence: float
    metadata: Mapping[str, str]
    decided: bool = False
    nothing: float | None = None
    reach: Span | None = None


@dataclass(frozen=True, slots=True)
class Occurrences:
    """All of a term's, in the order of the texts; `alone`: those in texts that stand beside no other."""

    query: TermQuery
    rows: tuple[Occurrence, ...]
    total: int
    alone: int
    sizes: Mapping[str, int]


def term_hits(search: Search, query: TermQuery) -> list[Hit]:
    """Where the term stands."""
    pattern = (regular_pattern if query.regular else phrase_pattern)(query.term)
    return list(search.hits(pattern, query.side))


def occurrences(
    search: Search,
    query: TermQuery,
    conditions: Sequence[Condition],
    counterparts: Counterparts,
    track: Track[int] = untracked,
) -> Occurrences:
    """The term's occurrences in texts of its language, each with every text of the other language beside it."""
    hits = [hit for hit in term_hits(search, query) if _beside(search, hit.text, query, conditions) is not None]
    rows: list[Occurrence] = []
    alone = 0
    starts = range(0, len(hits), AT_A_TIME)
    for start in track(starts, "linking words", len(starts)):
        chunk = hits[start : start + AT_A_TIME]
        for hit, its in zip(
            chunk, counterparts.of([Passage(hit.text, hit.sentence, hit.span) for hit in chunk]), strict=True
        ):
            admitted = _beside(search, hit.text, query, conditions) or []
            kept = [counterpart for counterpart in its if counterpart.text.id in admitted]
            alone += not kept
            rows += [_occurrence(search, hit, counterpart) for counterpart in kept]
    sizes = {text.name: search.sizes(query.side, [text.id]) for text in search.texts.values()}
    return Occurrences(query, tuple(rows), len(hits), alone, sizes)


def _beside(search: Search, text: Text, query: TermQuery, conditions: Sequence[Condition]) -> list[int] | None:
    """The texts of the other language beside one that meet the conditions; None where it is not asked about."""
    others = [other for other in search.entries[text.entry] if other.language == query.other]
    admitted = [other.id for other in others if all_met(conditions, metadata_of(search, text, other))]
    if admitted or (not others and all_met(conditions, metadata_of(search, text))):
        return admitted
    return None


def _occurrence(search: Search, hit: Hit, counterpart: Counterpart) -> Occurrence:
    left, match, right = context(search, hit, CONTEXT[hit.text.language])
    status, confidence = judged(counterpart)
    rendering = trimmed(words_of(counterpart, search), counterpart.text.language) if status == "rendered" else ""
    return Occurrence(
        search.identity(hit, counterpart.text),
        hit,
        counterpart.text,
        left,
        match,
        right,
        status,
        rendering,
        counterpart.spans if status == "rendered" else (),
        counterpart.run,
        confidence,
        metadata_of(search, hit.text, counterpart.text),
        nothing=counterpart.nothing,
        reach=counterpart.reach,
    )


def judged(counterpart: Counterpart) -> tuple[Status, float]:
    """What is known of a counterpart, and how surely."""
    sure = counterpart.bead or 0.0
    if counterpart.run is None:
        return "not in this translation", sure
    if sure < BEAD:
        return "no link found", 1 - sure
    if counterpart.nothing is not None and counterpart.nothing >= NOT_RENDERED:
        return "not rendered", counterpart.nothing * sure
    if not counterpart.spans or (counterpart.confidence or 0.0) < LINKED * sure:
        return "no link found", 1 - (counterpart.confidence or 0.0)
    return "rendered", counterpart.confidence or 0.0
