"""Scores of a translation's drafts, the oldest first: how the score went, and what kinds of slips were left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from duizhao.align.checks.finding import KINDS, Kind, Severity
from duizhao.align.checks.result import CheckResult, counted
from duizhao.align.checks.score import PASS_MARK, WEIGHTS, Score, score_of, translator_of


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
    return joint_trend([[result] for result in results], names, weights, pass_mark)


def joint_trend(
    stages: Sequence[Sequence[CheckResult]],
    names: Sequence[str],
    weights: Mapping[Severity, float] = WEIGHTS,
    pass_mark: float = PASS_MARK,
) -> Trend:
    """The same where a draft is of several files, which are scored together."""
    scores = [
        replace(score_of(stage, "file", weights, pass_mark), name=name, translator=translator_of(stage[0]))
        for stage, name in zip(stages, names, strict=True)
    ]
    drafts = tuple(
        Draft(
            score,
            dict(counted([finding for result in stage for finding in result.findings], KINDS)),
            score.value - before.value if before else None,
        )
        for score, before, stage in zip(scores, [None, *scores], stages, strict=False)
    )
    return Trend(drafts, weights, pass_mark)
