"""Findings as one HTML file that works offline: the facing text, what is questioned marked, to be filtered by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from duizhao.align.checks.finding import KINDS, Finding
from duizhao.align.checks.result import CheckResult, counted
from duizhao.align.checks.score import Scorecard
from duizhao.align.checks.trend import Trend
from duizhao.align.report import captions as wording
from duizhao.align.report.proposals import proposal
from duizhao.align.report.scorecard import card_basis, score_rows
from duizhao.align.report.templates import document_tag, fill
from duizhao.align.report.trend import trend_basis, trend_chart, trend_rows
from duizhao.corpus.bitext import Bead
from duizhao.corpus.document import Document, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a text; `kinds` of the findings that they belong to, by spaces, or ''."""

    text: str
    kinds: str
    numbers: str


@dataclass(frozen=True, slots=True)
class Note:
    """A finding beside its bead."""

    number: int
    kind: str
    severity: str
    reason: str
    confidence: float
    proposal: str


@dataclass(frozen=True, slots=True)
class Row:
    """A bead: its two texts in pieces, and what was found in it."""

    number: int
    source: tuple[Piece, ...]
    target: tuple[Piece, ...]
    notes: tuple[Note, ...]

    @property
    def kinds(self) -> str:
        """The kinds of its findings, by spaces."""
        return " ".join(sorted({note.kind for note in self.notes}))


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Scores above the findings: what they are of, their rows, and a picture of them, if there is one."""

    heading: str
    rows: list[dict[str, str]]
    chart: str = ""


def render_findings(
    results: Sequence[CheckResult], card: Scorecard | None = None, trends: Sequence[tuple[str, Trend]] = ()
) -> str:
    """The documents side by side, with what is questioned marked in both; the scores, if there are any, on top.

    `trends`: over drafts, each with what it is called, or ''.
    """
    tables = [ScoreTable(heading, trend_rows(trend), Markup(trend_chart(trend))) for heading, trend in trends]
    if card is not None:
        tables.append(ScoreTable("", score_rows(card.scores)))
    findings = [finding for result in results for finding in result.findings]
    return fill(
        "findings.html",
        parts=[
            {
                "source": wording.shown_name(result.bitext.source.name),
                "target": wording.shown_name(result.bitext.target.name),
                "source_language": document_tag(result.bitext.source),
                "target_language": document_tag(result.bitext.target),
                "rows": _rows(result),
                "dismissed": result.dismissed,
            }
            for result in results
        ],
        kinds=counted(findings, KINDS),
        count=wording.count(len(findings), "finding"),
        scores=tables,
        basis=trend_basis(trends[0][1]) if trends else card_basis(card) if card else "",
    )


def _rows(result: CheckResult) -> list[Row]:
    rows = []
    for number, bead in enumerate(result.bitext.beads, 1):
        findings = result.at(bead)
        notes = tuple(
            Note(
                at, finding.kind, finding.severity, finding.reason, finding.confidence, proposal(result.bitext, finding)
            )
            for at, finding in findings
        )
        source = bead_pieces(result.bitext.source, bead, findings, "source")
        target = bead_pieces(result.bitext.target, bead, findings, "target")
        if source or target:
            rows.append(Row(number, source, target, notes))
    return rows


def bead_pieces(
    document: Document, bead: Bead, findings: Sequence[tuple[int, Finding]], side: str
) -> tuple[Piece, ...]:
    """The bead's text cut where a finding begins or ends."""
    indices: tuple[int, ...] = getattr(bead, side)
    if not indices:
        return ()
    whole = document.run(indices)
    marked: list[tuple[int, Finding, Span]] = []
    for number, finding in findings:
        span: Span | None = getattr(finding, side)
        if span is not None and span.overlaps(whole):
            marked.append((number, finding, Span(max(span.start, whole.start), min(span.end, whole.end))))
    edges = sorted({whole.start, whole.end, *(edge for *_, span in marked for edge in (span.start, span.end))})
    pieces = []
    for start, end in zip(edges, edges[1:], strict=False):
        here = [(number, finding) for number, finding, span in marked if span.start <= start and end <= span.end]
        kinds = " ".join(dict.fromkeys(finding.kind for _, finding in here))
        pieces.append(Piece(document.text[start:end], kinds, " ".join(str(number) for number, _ in here)))
    return tuple(pieces)
