"""A score after the Multidimensional Quality Metrics: penalty points of the findings, by severity, per 1,000 words.

Points per word, taken from one, times 100, are the score (MQM 2.0: the linear model without calibration). Words are
those of the English text, whichever way it was translated, so that scores of both directions can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from duizhao.align.checks.finding import SEVERITIES, Severity
from duizhao.align.checks.result import CheckResult
from duizhao.corpus.store.index import counted

Level = Literal["file", "translator", "all"]
WEIGHTS: Mapping[Severity, float] = {"minor": 1, "major": 5, "critical": 25}
"""Points of one finding, as MQM 2.0 proposes them."""
PASS_MARK = 98.0
"""Twenty points in 1,000 words: four major slips, or twenty small ones."""


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a file, of all files of a translator, or of all.

    `name`: of the file or the translator; `counts`: findings of each severity; `penalty`: their points.
    """

    level: Level
    name: str
    translator: str
    words: int
    counts: Mapping[Severity, int]
    penalty: float
    pass_mark: float

    @property
    def per_thousand(self) -> float:
        """Points per 1,000 words."""
        return 1000 * self.penalty / max(1, self.words)

    @property
    def value(self) -> float:
        """From 0 to 100."""
        return max(0.0, 100 - self.per_thousand / 10)

    @property
    def passed(self) -> bool:
        """Whether it reaches the pass mark."""
        return self.value >= self.pass_mark

    def record(self) -> dict[str, Any]:
        """As plain values, for tables and JSON."""
        return {
            "level": self.level,
            "name": self.name,
            "translator": self.translator,
            "words": self.words,
            **{str(severity): count for severity, count in self.counts.items()},
            "penalty": round(self.penalty, 4),
            "per_thousand": round(self.per_thousand, 2),
            "score": round(self.value, 2),
            "passed": self.passed,
        }


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The scores of all files, then of each translator that is known, then of all together where there are several."""

    scores: tuple[Score, ...]
    weights: Mapping[Severity, float]
    pass_mark: float

    @property
    def passed(self) -> bool:
        """Whether every file reaches the pass mark."""
        return all(score.passed for score in self.scores if score.level == "file")


def score_results(
    results: Sequence[CheckResult], weights: Mapping[Severity, float] = WEIGHTS, pass_mark: float = PASS_MARK
) -> Scorecard:
    """The scores of what was checked; who translated a file is told by the corpus's metadata, or by the file's own."""

    def score(level: Level, name: str, translator: str, of: Iterable[CheckResult]) -> Score:
        scored = score_of(list(of), level, weights, pass_mark)
        return replace(scored, name=name, translator=translator)

    scores = [score("file", result.bitext.target.name, translator_of(result), [result]) for result in results]
    translators = sorted({name for result in results if (name := translator_of(result))})
    for translator in translators:
        theirs = (result for result in results if translator_of(result) == translator)
        scores.append(score("translator", translator, translator, theirs))
    if len(results) > 1:
        scores.append(score("all", "", "", results))
    return Scorecard(tuple(scores), weights, pass_mark)


def score_of(
    results: Sequence[CheckResult], level: Level, weights: Mapping[Severity, float], pass_mark: float
) -> Score:
    """The score of some results together, without a name."""
    counts: dict[Severity, int] = {
        severity: sum(finding.severity == severity for result in results for finding in result.findings)
        for severity in SEVERITIES
    }
    penalty = sum(weights[severity] * count for severity, count in counts.items())
    return Score(level, "", "", sum(map(words_of, results)), counts, penalty, pass_mark)


def translator_of(result: CheckResult) -> str:
    """Who translated it, '' where it is not known."""
    sides = (result.bitext.target, result.bitext.source)
    return next((document.metadata["translator"] for document in sides if document.metadata.get("translator")), "")


def words_of(result: CheckResult) -> int:
    """The words of the English text."""
    return counted(result.bitext.target)
