"""Scores of a translation's drafts, the oldest first: how the score went, and what kinds of slips were left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from duizhao.align.checks.finding import KINDS, Kind, Severity
from duizhao.align.checks.result import CheckResult, counted
from duizhao.align.checks.score import PASS_MARK, WEIGHTS, Score, score_results


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft's score; `kinds`: its findings of each kind; `change`: of the score since the draft before, if any."""

    score: Score
    kinds: Mapping[Kind, int]
    change: float | None

    def record(self) -> dict[str, Any]:
        """As plain values, for tables and JSON."""
        change = None if self.change is None else round(self.change, 2)
        kinds = {str(kind): self.kinds.get(kind, 0) for kind in KINDS}
        return {**self.score.record(), "change": change, "findings": kinds}


@dataclass(frozen=True, slots=True)
class Trend:
    """All drafts, the oldest first, and what they were scored by."""

    drafts: tuple[Draft, ...]
    weights: Mapping[Severity, float]
    pass_mark: float

    @property
    def kinds(self) -> list[Kind]:
        """The kinds that any draft has findings of."""
        return [kind for kind in KINDS if any(draft.kinds.get(kind) for draft in self.drafts)]

    @property
    def passed(self) -> bool:
        """Whether the last draft reaches the pass mark."""
        return self.drafts[-1].score.passed


def trend_of(
    results: Sequence[CheckResult],
    names: Sequence[str],
    weights: Mapping[Severity, float] = WEIGHTS,
    pass_mark: float = PASS_MARK,
) -> Trend:
    """The trend over drafts that were checked, the oldest first, with what they are called."""
    card = score_results(results, weights, pass_mark)
    files = [score for score in card.scores if score.level == "file"]
    scores = [replace(score, name=name) for score, name in zip(files, names, strict=True)]
    drafts = tuple(
        Draft(score, dict(counted(result.findings, KINDS)), score.value - before.value if before else None)
        for score, before, result in zip(scores, [None, *scores], results, strict=False)
    )
    return Trend(drafts, weights, pass_mark)
