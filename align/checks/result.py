"""What a check returns: what was found, told from what a person has dismissed, or what was not to be looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from duizhao.align.checks.finding import SEVERITIES, Finding, Kind, Severity
from duizhao.align.checks.linked_pair import Direction
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.decisions.anchors import Anchor, anchor_in, find_again
from duizhao.corpus.decisions.log import WITHDRAWN, Decision
from duizhao.corpus.document import Document, Span
from duizhao.corpus.notebook import drawn, frame

if TYPE_CHECKING:
    import pandas

DECIDED = "finding"
"""The kind of decisions about findings; their subject is the finding's kind."""
DISMISSED, TAKEN = "dismissed", "taken"
"""Their verdicts: it is none; what it proposes is taken."""
_COLUMNS = (
    "kind", "severity", "source", "target", "reason", "confidence", "source_start", "source_end", "target_start",
    "target_end", "fix",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A bitext and its findings; `dismissed`: how many were left out because a person had dismissed them."""

    bitext: Bitext
    findings: tuple[Finding, ...]
    dismissed: int = 0

    def to_frame(self) -> pandas.DataFrame:
        """A data frame of pandas, a finding a row: what, how grave, how sure, why, and where on both sides."""
        return frame([self._record(finding) for finding in self.findings], _COLUMNS)

    def _record(self, finding: Finding) -> dict[str, Any]:
        source, target = finding.source, finding.target
        words = source and source.of(self.bitext.source.text), target and target.of(self.bitext.target.text)
        places = (span and edge for span in (source, target) for edge in (span and span.start, span and span.end))
        about = finding.kind, finding.severity, *words, finding.reason, finding.confidence
        return dict(zip(_COLUMNS, (*about, *places, finding.fix and finding.fix.text), strict=True))

    def _repr_html_(self) -> str:
        """What a notebook shows of it."""
        records = ([*self._record(finding).values()][:6] for finding in self.findings)
        rows = ([*(text or "" for text in words), f"{confidence:.2f}"] for *words, confidence in records)
        caption = f"{self.bitext.target.name}: {len(self.findings):,} finding{'s' * (len(self.findings) != 1)}"
        return drawn(_COLUMNS[:6], rows, caption, len(self.findings))

    def reaches(self, severity: Severity) -> bool:
        """Whether a finding is as grave as this, or graver."""
        return any(SEVERITIES.index(finding.severity) >= SEVERITIES.index(severity) for finding in self.findings)

    def at(self, bead: Bead) -> list[tuple[int, Finding]]:
        """The findings of a bead, each with its number from 1."""
        source, target = self.bitext.source_span(bead), self.bitext.target_span(bead)
        return [
            (number, finding)
            for number, finding in enumerate(self.findings, 1)
            if (finding.source is not None and source is not None and finding.source.overlaps(source))
            or (
                finding.source is None
                and finding.target is not None
                and target is not None
                and finding.target.overlaps(target)
            )
        ]


def verdicts(result: CheckResult, decisions: Iterable[Decision]) -> list[dict[str, str]]:
    """What the last word of each person about each finding is, by the words it is about, wherever they stand now."""
    last: dict[tuple[object, ...], Decision] = {}
    for decision in decisions:
        if decision.kind == DECIDED:
            words = tuple((anchor.language, anchor.exact, anchor.before, anchor.after) for anchor in decision.anchors)
            last[decision.who, decision.subject, words] = decision
    said: dict[tuple[str, Span | None, Span | None], dict[str, str]] = {}
    for decision in last.values():
        if decision.verdict != WITHDRAWN:
            said.setdefault((decision.subject, *_places(result.bitext, decision)), {})[decision.who] = decision.verdict
    return [said.get((finding.kind, finding.source, finding.target), {}) for finding in result.findings]


def without_dismissed(result: CheckResult, decisions: Iterable[Decision]) -> CheckResult:
    """Without what the last word of some person is that it is none."""
    said = verdicts(result, decisions)
    kept = tuple(finding for finding, mine in zip(result.findings, said, strict=True) if DISMISSED not in mine.values())
    return replace(result, findings=kept, dismissed=len(result.findings) - len(kept))


def only_taken(result: CheckResult, decisions: Iterable[Decision]) -> CheckResult:
    """Only those whose proposal a person took, and nobody said that they are none."""
    said = verdicts(result, decisions)
    kept = [
        finding
        for finding, mine in zip(result.findings, said, strict=True)
        if finding.fix and TAKEN in mine.values() and DISMISSED not in mine.values()
    ]
    return replace(result, findings=tuple(kept), dismissed=0)


def _places(bitext: Bitext, decision: Decision) -> tuple[Span | None, Span | None]:
    spans: dict[str, Span | None] = {"zh": None, "en": None}
    for anchor in decision.anchors:
        document = bitext.source if anchor.language == bitext.source.language else bitext.target
        spans[anchor.language] = find_again(anchor, document.text)
    return spans["zh"], spans["en"]


def anchors_of(result: CheckResult, finding: Finding) -> list[Anchor]:
    """The places of a finding, to be decided about."""
    sides = ((result.bitext.source, finding.source), (result.bitext.target, finding.target))
    return [anchor_in(document, span) for document, span in sides if span is not None and len(span)]


def only_changed(result: CheckResult, old: Document, direction: Direction = "zh-en") -> CheckResult:
    """Only what stands in sentences of the translation that its older text did not have, or what now has none."""
    if direction == "en-zh":
        turned = Bitext(result.bitext.target, result.bitext.source, tuple(map(_turned, result.bitext.beads)))
        flipped = CheckResult(
            turned, tuple(replace(finding, source=finding.target, target=finding.source) for finding in result.findings)
        )
        left = only_changed(flipped, old).findings
        return replace(
            result, findings=tuple(replace(finding, source=finding.target, target=finding.source) for finding in left)
        )
    target = result.bitext.target
    before = {_plain(old.sentence(index)) for index in range(len(old.sentences))}
    fresh = {index for index in range(len(target.sentences)) if _plain(target.sentence(index)) not in before}
    spans = [target.sentences[index] for index in fresh]
    sources = [
        span
        for bead in result.bitext.beads
        if fresh & set(bead.target) or not bead.target
        for span in [result.bitext.source_span(bead)]
        if span is not None
    ]

    def is_new(finding: Finding) -> bool:
        if finding.target is not None:
            return any(finding.target.overlaps(span) for span in spans)
        return finding.source is not None and any(finding.source.overlaps(span) for span in sources)

    return replace(result, findings=tuple(filter(is_new, result.findings)))


def _turned(bead: Bead) -> Bead:
    return replace(bead, source=bead.target, target=bead.source)


def _plain(sentence: str) -> str:
    return " ".join(sentence.split())


def counted(findings: Sequence[Finding], kinds: Collection[Kind]) -> list[tuple[Kind, int]]:
    """How many findings of each kind there are, of those that there are any of."""
    return [(kind, count) for kind in kinds if (count := sum(finding.kind == kind for finding in findings))]
