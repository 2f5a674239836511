"""All checks of a bitext, in order: what is found, sorted, without what another finding says already."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from duizhao.align.checks.check_pairs import check_pairs
from duizhao.align.checks.finding import KINDS, Finding, Kind
from duizhao.align.checks.linked_pair import Direction, Pair
from duizhao.align.checks.omissions import check_sentences
from duizhao.align.checks.reference import check_reference
from duizhao.align.checks.rules.check_rules import check_rules
from duizhao.align.checks.rules.rule import Rule
from duizhao.align.checks.thresholds import SENTENCE, Profile, least
from duizhao.align.errors import RequestError
from duizhao.align.progress import Track, untracked
from duizhao.align.words.aligner import link_texts
from duizhao.align.words.bead_projection import run_texts
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Span
from duizhao.corpus.errors import ReadWarning
from duizhao.corpus.message import message_of
from duizhao.models.encoder import Encoder


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a translation is judged by.

    `reference`: how Chinese words and segments are to be rendered. `rules`: the house's own, which `without` does not
    touch. `rules_only`: nothing else is looked for.
    """

    direction: Direction = "zh-en"
    profile: Profile = "default"
    without: Collection[Kind] = ()
    reference: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    rules_only: bool = False


def check_bitext(bitext: Bitext, encoder: Encoder, criteria: Criteria, track: Track[Pair] = untracked) -> list[Finding]:
    """What a reviser would question in a translation, in the order of the source; offsets count in the two texts."""
    own = list(check_rules(bitext, criteria.rules, criteria.direction))
    usual = [] if criteria.rules_only else _usual(bitext, encoder, criteria, track)
    return sorted((*usual, *own), key=_place(bitext))


def _usual(bitext: Bitext, encoder: Encoder, criteria: Criteria, track: Track[Pair]) -> list[Finding]:
    """What is looked for in every translation."""
    direction, profile = criteria.direction, criteria.profile
    count = sum(1 for bead in bitext.beads if bead.source and bead.target)
    pairs = list(track(linked_pairs(bitext, encoder), f"checking {bitext.target.name}", count))
    alone = [finding for finding in check_sentences(bitext, direction) if finding.confidence >= SENTENCE[profile]]
    findings: list[Finding] = []
    for pair, finding in check_reference(pairs, criteria.reference):
        findings.append(finding.moved(pair.source_at, pair.target_at))
    for pair, finding in check_pairs(pairs, direction, encoder):
        findings.append(finding.moved(pair.source_at, pair.target_at))
    wanted = set(KINDS) - set(criteria.without)
    sure = [finding for finding in findings if finding.confidence >= least(finding.kind, profile)]
    return [finding for finding in (*alone, *sure) if finding.kind in wanted]


def linked_pairs(bitext: Bitext, encoder: Encoder) -> Iterator[Pair]:
    """The beads that have two sides, with their word links; one that is too long for these is left out, and said."""
    beads = [(number, bead) for number, bead in enumerate(bitext.beads) if bead.source and bead.target]

    def texts(item: tuple[int, Bead]) -> tuple[str, str]:
        return run_texts(bitext, item[1])

    def left_out(item: tuple[int, Bead], refusal: RequestError) -> None:
        at = bitext.target.run(item[1].target).start
        message = f"{bitext.target.name}: not checked: {message_of(refusal)} (it begins at character {at})"
        warnings.warn(message, ReadWarning, stacklevel=2)

    for (number, bead), links in link_texts(beads, texts, encoder, too_long=left_out):
        source, target = run_texts(bitext, bead)
        starts = bitext.source.run(bead.source).start, bitext.target.run(bead.target).start
        yield Pair(source, target, links, *starts, number)


def _place(bitext: Bitext) -> Callable[[Finding], tuple[int, int]]:
    """The order of the source; what stands only in the translation, where its bead is."""
    starts: list[tuple[int, int]] = []
    for bead in bitext.beads:
        if bead.source and bead.target and not bead.moved:
            starts.append((bitext.target.run(bead.target).start, bitext.source.run(bead.source).start))
    starts.sort()

    def key(finding: Finding) -> tuple[int, int]:
        if finding.source is not None:
            return finding.source.start, 0
        target = finding.target or Span(0, 0)
        before = [source for start, source in starts if start <= target.start]
        return (before[-1] if before else -1), target.start

    return key
