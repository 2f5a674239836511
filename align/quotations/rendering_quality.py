"""Whether the English that was quoted renders its Chinese: what a reviser would question in it, or that nothing is.

A verdict speaks of where words come from; this line speaks of whether they are right. It looks at the very words of
the article, set into the translation's sentence where they differ from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from duizhao.align.checks.check_pairs import check_pairs
from duizhao.align.checks.finding import Finding, Kind, shortened
from duizhao.align.checks.linked_pair import Pair
from duizhao.align.checks.thresholds import least
from duizhao.align.checks.word_coverage import words_of
from duizhao.align.words.aligner import link_texts
from duizhao.align.words.bead_projection import beads_of, run_texts
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document, Span
from duizhao.corpus.message import Message, MessageList
from duizhao.corpus.traces.trace import QuoteLink
from duizhao.models.encoder import Encoder

NOT_JUDGED, SUPPORTED, DOUBTFUL = "not judged", "supported", "doubtful"
ASKED: frozenset[Kind] = frozenset(("omission", "addition", "number", "date", "name", "negation", "meaning"))
"""What makes a rendering doubtful."""
COVERED = 0.8
"""The share of the links that the quoted words usually have, from which the Chinese is said to support them."""
LEAST_EXPECTED = 1.2
"""Links that the quoted words usually have: below, they are too few to say anything."""
REASONS = 3
"""Reasons that are told."""
REASON_LENGTH = 160
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class QuotedBead:
    """A bead with the words of an article in it: `quoted` in the English `target`, `linked` in the Chinese `source`.

    `whole`: the English around the quoted words is a translation, and not only the quoted words.
    """

    source: str
    target: str
    quoted: Span
    linked: tuple[Span, ...]
    whole: bool = True


def in_translation(bitext: Bitext, link: QuoteLink, words: str | None) -> Iterator[QuotedBead]:
    """The beads that a link's English stands in. `words`: what the article says in its place, None for the same."""
    beads = beads_of(bitext, link.target_spans)
    for bead, parts in beads:
        if not bead.source:
            continue
        around, beside = bitext.source.run(bead.source), bitext.target.run(bead.target)
        source, target = run_texts(bitext, bead)
        linked = _within(link.source_spans, around)
        quoted = Span(parts[0].start, parts[-1].end).shift(-beside.start)
        if words is not None and len(beads) == len(parts) == 1:
            target = target[: quoted.start] + words + target[quoted.end :]
            quoted = Span(quoted.start, quoted.start + len(words))
        yield QuotedBead(source, target, quoted, linked)


def alone(source: Document, link: QuoteLink, words: str) -> Iterator[QuotedBead]:
    """The sentence that some `words` of an article are linked to, or the run of several, without a translation."""
    first, last = (source.sentence_at(at) for at in (link.source_start, link.source_end - 1))
    around = source.run(range(first, last + 1))
    linked = _within(link.source_spans, around)
    yield QuotedBead(around.of(source.text), words, Span(0, len(words)), linked, whole=False)


def _within(spans: Iterable[Span], around: Span) -> tuple[Span, ...]:
    """What of some spans of a text stands in a run of it, counted from the start of the run."""
    inside = (Span(max(span.start, around.start), min(span.end, around.end)) for span in spans if span.overlaps(around))
    return tuple(span.shift(-around.start) for span in inside)


def renderings(groups: Mapping[int, Sequence[QuotedBead]], encoder: Encoder) -> dict[int, str]:
    """For each quotation, by its key, what is to be said of its rendering: from all the beads that it stands in."""
    items = [(key, linked) for key, quoted_beads in groups.items() for linked in quoted_beads]
    reasons: dict[int, list[Finding]] = {}
    carried: dict[int, list[tuple[float, float]]] = {}

    def texts(item: tuple[int, QuotedBead]) -> tuple[str, str]:
        return item[1].source, item[1].target

    for (key, rendering), links in link_texts(items, texts, encoder):
        pair = Pair(rendering.source, rendering.target, links)
        findings = [finding for _, finding in check_pairs([pair], "zh-en", encoder)]
        linked, usual = _carried(pair, rendering.quoted)
        if linked >= COVERED * usual:  # whatever the rest of the bead says
            findings = [finding for finding in findings if finding.kind != "meaning"]
        reasons.setdefault(key, []).extend(_of_the_quoted(findings, rendering))
        carried.setdefault(key, []).append((linked, usual))
    return {key: _in_words(reasons[key], carried[key]) for key in reasons}


def _of_the_quoted(findings: Iterable[Finding], rendering: QuotedBead) -> Iterator[Finding]:
    """The findings that concern the quoted words or their Chinese, and are sure enough to be told."""
    for finding in findings:
        if finding.kind not in ASKED or finding.confidence < least(finding.kind, "default"):
            continue
        if not rendering.whole and finding.kind in ("omission", "addition", "meaning"):
            continue
        in_target = finding.target is not None and finding.target.overlaps(rendering.quoted)
        in_source = finding.source is not None and any(finding.source.overlaps(span) for span in rendering.linked)
        if in_target or (in_source and finding.target is None):
            yield finding


def _carried(pair: Pair, quoted: Span) -> tuple[float, float]:
    """How much of the quoted words is linked, and how much of such words usually is."""
    words = words_of(pair.target, pair.links.transposed, "en")
    inside = (words.spans[:, 0] < quoted.end) & (words.spans[:, 1] > quoted.start)
    usual = words.usual[inside]
    return float((words.coverage[inside] * usual).sum()), float((usual**2).sum())


def _in_words(findings: Sequence[Finding], carried: Sequence[tuple[float, float]]) -> str:
    if findings:
        surest = sorted(findings, key=lambda finding: -finding.confidence)
        words = dict.fromkeys(shortened(finding.reason, REASON_LENGTH) for finding in surest)
        return Message(
            "{verdict}: {reasons}", verdict=Message(DOUBTFUL), reasons=MessageList("; ", list(words)[:REASONS])
        )
    linked, usual = (sum(column) for column in zip(*carried, strict=True))
    return Message(SUPPORTED) if usual >= LEAST_EXPECTED and linked >= COVERED * usual else NOT_JUDGED
