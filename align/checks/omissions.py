"""What the translation leaves out and what it adds: whole sentences, and clauses within a bead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from duizhao.align.checks.finding import Finding, Kind, Severity, shortened
from duizhao.align.checks.gap_reranker import ScoredGap
from duizhao.align.checks.linked_pair import Direction, Pair
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Language, Span
from duizhao.corpus.message import Message
from duizhao.corpus.text.tokenization import has_words

SHOWN = 40
"""Characters of a stretch that a reason quotes."""
MAJOR_LENGTH = {"zh": 12, "en": 40}
"""A clause of so many characters is worth more than a remark."""


def check_clauses(pair: Pair, likely: Iterable[ScoredGap], direction: Direction) -> Iterator[Finding]:
    """Stretches of one side that nothing of the other covers."""
    for gap in likely:
        yield _clause(pair, gap.span, gap.language, direction, gap.probability)


def check_sentences(bitext: Bitext, direction: Direction) -> Iterator[Finding]:
    """Beads with an empty side."""
    for bead in bitext.beads:
        span = bitext.source_span(bead) or bitext.target_span(bead)
        language: Language = "zh" if bead.source else "en"
        text = bitext.source.text if bead.source else bitext.target.text
        if (bead.source and bead.target) or span is None or not has_words(span.of(text)):
            continue
        kind = _kind(language, direction)
        reason = Message(
            "the {language} has nothing for “{words}”",
            language=_side(language),
            words=shortened(span.of(text), SHOWN),
        )
        here, there = (span, None) if language == "zh" else (None, span)
        sure = min(0.99, bead.confidence)
        yield Finding(
            kind, "critical" if kind == "omission" else "major", here, there, sure, reason, f"accuracy/{kind}"
        )


def _clause(pair: Pair, span: Span, language: Language, direction: Direction, sure: float) -> Finding:
    text = pair.source if language == "zh" else pair.target
    kind = _kind(language, direction)
    severity: Severity = "major" if len(span) >= MAJOR_LENGTH[language] else "minor"
    reason = Message(
        "nothing in the {language} says “{words}”", language=_side(language), words=shortened(span.of(text), SHOWN)
    )
    here, there = (span, None) if language == "zh" else (None, span)
    return Finding(kind, severity, here, there, sure, reason, f"accuracy/{kind}")


def _kind(language: Language, direction: Direction) -> Kind:
    """What stands only in the original was left out, what stands only in the translation added."""
    return "omission" if direction.startswith(language) else "addition"


def _side(language: Language) -> Message:
    """The language of the other side."""
    return Message("English" if language == "zh" else "Chinese")
