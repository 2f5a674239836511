"""Findings as the page lists them, and the passage of each, with what it is about marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duizhao.align.checks.finding import KINDS, SEVERITIES, Finding
from duizhao.align.checks.result import DISMISSED, TAKEN, CheckResult
from duizhao.align.report.findings_page import Piece, bead_pieces
from duizhao.align.report.proposals import proposal

STATES = ("open", TAKEN, DISMISSED)
"""What became of a finding, in the order in which they are named."""
AROUND = 1
"""Rows before and after that are shown with a passage."""


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """A finding by its number in all that was found; `proposal`: what to write; `said`: who decided what about it.

    `old` and `new`: the words that its proposal changes; `fixed`: whether there is one.
    """

    number: int
    finding: Finding
    proposal: str
    said: Mapping[str, str]
    old: str
    new: str

    @property
    def state(self) -> str:
        """What became of it; where people disagree it is dismissed, as nothing is written that somebody doubts."""
        return next((verdict for verdict in (DISMISSED, TAKEN) if verdict in self.said.values()), "open")

    @property
    def fixed(self) -> bool:
        """Whether it proposes what to write."""
        return self.finding.fix is not None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value by which findings are chosen, how many have it, and whether it is chosen."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A row of the facing text beside a finding."""

    number: int
    source: tuple[Piece, ...]
    target: tuple[Piece, ...]
    own: bool


def listed(result: CheckResult, said: Sequence[Mapping[str, str]]) -> list[ListedFinding]:
    """All findings, in the order of the source."""
    return [
        ListedFinding(number, finding, proposal(result.bitext, finding), mine, *_change(result, finding))
        for number, (finding, mine) in enumerate(zip(result.findings, said, strict=True), 1)
    ]


def _change(result: CheckResult, finding: Finding) -> tuple[str, str]:
    fix = finding.fix
    if fix is None:
        return "", ""
    document = result.bitext.target if fix.language == "en" else result.bitext.source
    return fix.span.of(document.text), fix.text


def facets(findings: Sequence[ListedFinding], kind: str, severity: str, state: str) -> dict[str, list[FacetValue]]:
    """By what they can be chosen: each counted among those that the other two leave."""
    kinds = Counter(each.finding.kind for each in chosen(findings, "", severity, state))
    severities = Counter(each.finding.severity for each in chosen(findings, kind, "", state))
    states = Counter(each.state for each in chosen(findings, kind, severity, ""))
    return {
        "state": [FacetValue(each, states[each], each == state) for each in STATES],
        "severity": [
            FacetValue(each, severities[each], each == severity)
            for each in reversed(SEVERITIES)
            if severities[each] or each == severity
        ],
        "kind": [FacetValue(each, kinds[each], each == kind) for each in KINDS if kinds[each] or each == kind],
    }


def chosen(findings: Sequence[ListedFinding], kind: str, severity: str, state: str) -> list[ListedFinding]:
    """Those of a kind, a severity and a state; '' stands for all."""
    return [
        each
        for each in findings
        if kind in ("", each.finding.kind) and severity in ("", each.finding.severity) and state in ("", each.state)
    ]


def passage(result: CheckResult, number: int) -> list[PassageRow]:
    """The rows that a finding stands in, with those around; only what it is about is marked."""
    finding = result.findings[number - 1]
    beads = result.bitext.beads
    own = [at for at, bead in enumerate(beads) if (number, finding) in result.at(bead)]
    if not own:
        return []
    rows = []
    for at in range(max(0, own[0] - AROUND), min(len(beads), own[-1] + AROUND + 1)):
        marked = [(number, finding)] if at in own else []
        sides = (
            bead_pieces(document, beads[at], marked, side)
            for document, side in ((result.bitext.source, "source"), (result.bitext.target, "target"))
        )
        source, target = sides
        if source or target:
            rows.append(PassageRow(at + 1, source, target, at in own))
    return rows
