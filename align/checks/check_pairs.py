"""All checks of the pairs of a document together, without what another finding says already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from duizhao.align.checks.consistency import check_consistency
from duizhao.align.checks.finding import Finding
from duizhao.align.checks.gap_reranker import likely_gaps
from duizhao.align.checks.linked_pair import Direction, Pair
from duizhao.align.checks.mismatch import check_meaning
from duizhao.align.checks.names import check_names
from duizhao.align.checks.negation import check_negation
from duizhao.align.checks.numbers import check_numbers, stated_as_numbers
from duizhao.align.checks.omissions import check_clauses
from duizhao.align.checks.persons import check_persons
from duizhao.align.checks.thresholds import least
from duizhao.align.checks.typography import check_untranslated
from duizhao.corpus.document import Span
from duizhao.models.encoder import Encoder
from duizhao.models.word_linker.lexical_table import NO_TRANSLATIONS, Translations

WHOLLY = 0.7
"""Within a clause that is so surely left out, or added, as a whole, nothing else is said."""
MOSTLY = 0.8
"""Share of a gap's characters that one quantity makes up, where the gap is no more than that quantity."""


def check_pairs(pairs: Sequence[Pair], direction: Direction, encoder: Encoder) -> Iterator[tuple[Pair, Finding]]:
    """Everything that is found in the pairs of a document; where a bead hardly matches at all, only that."""
    named: dict[Pair, list[Finding]] = {}
    translations = translations_of(encoder)
    names = (*check_names(pairs, translations, direction), *check_persons(pairs, direction))
    for pair, finding in (*names, *check_consistency(pairs, direction)):
        named.setdefault(pair, []).append(finding)
    others = [
        [slip for slip in check_meaning(pair) if slip.confidence >= least("meaning", "default")] for pair in pairs
    ]
    alike = [pair for pair, other in zip(pairs, others, strict=True) if not other]
    looked = iter(likely_gaps(alike, encoder))
    for pair, other in zip(pairs, others, strict=True):
        typography = list(check_untranslated(pair, direction))
        consistency = [finding for finding in named.get(pair, ()) if finding.kind == "consistency"]
        if other:
            yield from ((pair, finding) for finding in (*other, *typography, *consistency))
            continue
        gaps = list(_without_stated(check_clauses(pair, next(looked), direction), pair, direction))
        own = [finding for finding in named.get(pair, ()) if finding.kind == "name"]
        denials = check_negation(pair, translations or NO_TRANSLATIONS, direction)
        inside = (*check_numbers(pair, direction), *own, *denials)
        kept = _without_gaps(inside, [gap for gap in gaps if gap.confidence >= WHOLLY])
        yield from ((pair, finding) for finding in (*gaps, *_one_a_place(kept), *typography, *consistency))


def translations_of(encoder: Encoder) -> Translations | None:
    """The odds of translation that ship with the model's linker, if it has any."""
    translations = getattr(encoder.linker, "translations", None)
    return translations if isinstance(translations, Translations) else None


def _without_stated(gaps: Iterable[Finding], pair: Pair, direction: Direction) -> Iterator[Finding]:
    """Without gaps that are little more than a quantity which the other side says in its own way."""
    quantities: list[tuple[Span, Span]] | None = None
    for gap in gaps:
        quantities = stated_as_numbers(pair, direction) if quantities is None else quantities
        span = gap.source or gap.target
        stated = (one if gap.source else other for one, other in quantities)
        if span is None or not any(_shared(span, quantity) >= MOSTLY * len(span) for quantity in stated):
            yield gap


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _without_gaps(findings: Iterable[Finding], gaps: Sequence[Finding]) -> list[Finding]:
    """Without what stands in a clause that is left out, or added, as a whole."""
    sources = [gap.source for gap in gaps if gap.source]
    targets = [gap.target for gap in gaps if gap.target]
    return [
        finding
        for finding in findings
        if not (finding.source and any(finding.source.overlaps(span) for span in sources))
        and not (finding.target and any(finding.target.overlaps(span) for span in targets))
    ]


def _one_a_place(findings: Sequence[Finding]) -> list[Finding]:
    """Of findings of one kind at one place, the surest."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: -finding.confidence):
        if not any(finding.kind == other.kind and _same_place(finding, other) for other in kept):
            kept.append(finding)
    return kept


def _same_place(one: Finding, other: Finding) -> bool:
    pairs = ((one.source, other.source), (one.target, other.target))
    return any(mine is not None and theirs is not None and mine.overlaps(theirs) for mine, theirs in pairs)
