"""All checks of a bitext, in order: what is found, sorted, without what another finding says already."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from align.checks.consistency import check_consistency
from align.checks.finding import KINDS, Finding, Kind
from align.checks.meaning import check_meaning
from align.checks.names import check_names
from align.checks.negation import check_negation
from align.checks.numbers import check_numbers
from align.checks.omissions import check_clauses, check_sentences
from align.checks.pairs import Direction, Pair
from align.checks.profiles import SENTENCE, Profile, least
from align.checks.reference import check_reference
from align.checks.typography import check_untranslated
from align.pipeline import Track, untracked
from align.spans import run_texts
from align.words import link_texts
from corpus.bitext import Bead, Bitext
from corpus.document import Span
from models.encoder import Encoder
from models.links.translations import Translations


def check_bitext(
    bitext: Bitext,
    encoder: Encoder,
    *,
    direction: Direction = "zh-en",
    profile: Profile = "default",
    without: Collection[Kind] = (),
    reference: Mapping[str, Sequence[str]] | None = None,
    track: Track[Pair] = untracked,
) -> list[Finding]:
    """What a reviser would question in a translation, in the order of the source; offsets count in the two texts.

    `reference`: how Chinese words and segments are to be rendered.
    """
    count = sum(1 for bead in bitext.beads if bead.source and bead.target)
    pairs = list(track(linked_pairs(bitext, encoder), f"checking {bitext.target.name}", count))
    alone = [each for each in check_sentences(bitext, direction) if each.confidence >= SENTENCE[profile]]
    found: list[Finding] = []
    for pair, each in check_reference(pairs, reference or {}):
        found.append(each.moved(pair.source_at, pair.target_at))
    for pair, each in check_pairs(pairs, direction, translations_of(encoder)):
        found.append(each.moved(pair.source_at, pair.target_at))
    wanted = set(KINDS) - set(without)
    sure = [each for each in found if each.confidence >= least(each.kind, profile)]
    kept = [each for each in (*alone, *sure) if each.kind in wanted]
    return sorted(kept, key=_place(bitext))


def linked_pairs(bitext: Bitext, encoder: Encoder) -> Iterator[Pair]:
    """The beads that have two sides, with their word links."""
    beads = [(number, bead) for number, bead in enumerate(bitext.beads) if bead.source and bead.target]

    def texts(item: tuple[int, Bead]) -> tuple[str, str]:
        return run_texts(bitext, item[1])

    for (number, bead), links in link_texts(beads, texts, encoder):
        source, target = run_texts(bitext, bead)
        starts = bitext.source.run(bead.source).start, bitext.target.run(bead.target).start
        yield Pair(source, target, links, *starts, number)


def check_pairs(
    pairs: Sequence[Pair], direction: Direction, translations: Translations | None
) -> Iterator[tuple[Pair, Finding]]:
    """Everything that is found in the pairs of a document; where a bead hardly matches at all, only that."""
    named: dict[int, list[Finding]] = {}
    for pair, found in (*check_names(pairs, translations), *check_consistency(pairs)):
        named.setdefault(id(pair), []).append(found)
    for pair in pairs:
        other = [found for found in check_meaning(pair) if found.confidence >= least("meaning", "default")]
        typography = list(check_untranslated(pair, direction))
        consistency = [found for found in named.get(id(pair), ()) if found.kind == "consistency"]
        if other:
            yield from ((pair, found) for found in (*other, *typography, *consistency))
            continue
        gaps = list(check_clauses(pair, direction))
        names = [found for found in named.get(id(pair), ()) if found.kind == "name"]
        inside = (*check_numbers(pair, direction), *names, *check_negation(pair))
        kept = _without_gaps(inside, [gap for gap in gaps if gap.confidence >= least(gap.kind, "default")])
        yield from ((pair, found) for found in (*gaps, *_one_a_place(kept), *typography, *consistency))


def translations_of(encoder: Encoder) -> Translations | None:
    """The odds of translation that ship with the model's linker, if it has any."""
    found = getattr(encoder.linker, "translations", None)
    return found if isinstance(found, Translations) else None


def _without_gaps(findings: Iterable[Finding], gaps: Sequence[Finding]) -> list[Finding]:
    """Without what stands in a clause that is left out, or added, as a whole."""
    sources = [gap.source for gap in gaps if gap.source]
    targets = [gap.target for gap in gaps if gap.target]
    return [
        each
        for each in findings
        if not (each.source and any(each.source.overlaps(span) for span in sources))
        and not (each.target and any(each.target.overlaps(span) for span in targets))
    ]


def _one_a_place(findings: Sequence[Finding]) -> list[Finding]:
    """Of findings of one kind at one place, the surest."""
    kept: list[Finding] = []
    for each in sorted(findings, key=lambda found: -found.confidence):
        if not any(each.kind == other.kind and _same_place(each, other) for other in kept):
            kept.append(each)
    return kept


def _same_place(one: Finding, other: Finding) -> bool:
    pairs = ((one.source, other.source), (one.target, other.target))
    return any(mine is not None and theirs is not None and mine.overlaps(theirs) for mine, theirs in pairs)


def _place(bitext: Bitext) -> Callable[[Finding], tuple[int, int]]:
    """The order of the source; what stands only in the translation, where its bead is."""
    starts: list[tuple[int, int]] = []
    for bead in bitext.beads:
        if bead.source and bead.target and not bead.moved:
            starts.append((bitext.target.run(bead.target).start, bitext.source.run(bead.source).start))
    starts.sort()

    def key(found: Finding) -> tuple[int, int]:
        if found.source is not None:
            return found.source.start, 0
        target = found.target or Span(0, 0)
        before = [source for start, source in starts if start <= target.start]
        return (before[-1] if before else -1), target.start

    return key
