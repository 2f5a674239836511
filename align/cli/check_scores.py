"""The scores of `check --score`: of files, of drafts, of what a corpus holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from duizhao.align.cli.terminal.console import deliver, say
from duizhao.align.cli.terminal.options import one_of

if TYPE_CHECKING:
    from duizhao.align.checks.finding import Severity
    from duizhao.align.checks.result import CheckResult


@dataclass(frozen=True, slots=True)
class ScoringOptions:
    """What the user says of scores: weights, the pass mark, the names of drafts given, or the column of those kept."""

    weights: str | None = None
    pass_mark: float | None = None
    names: Sequence[str] = ()
    column: str | None = None


def scoring_of(score: bool, options: ScoringOptions) -> Scoring | None:
    """How results are scored, if they are to be; options that go with scores alone are refused without."""
    if options.names and (not score or options.column):
        raise typer.BadParameter("--earlier goes with --score, and not with --drafts")
    if options.column and not score:
        raise typer.BadParameter("--drafts goes with --corpus and --score, of English translations")
    if not score and (options.weights is not None or options.pass_mark is not None):
        raise typer.BadParameter("--weights and --pass-mark go with --score")
    return Scoring(options) if score else None


class Scoring:
    """How results are scored."""

    def __init__(self, options: ScoringOptions) -> None:
        from duizhao.align.checks.score import PASS_MARK

        self._options = options
        self._weights = weights_of(options.weights)
        self._mark = PASS_MARK if options.pass_mark is None else options.pass_mark

    def form(self, named: str | None, output: Path | None) -> str:
        """The format, by its name or by the suffix of the file."""
        from duizhao.align.errors import RequestError
        from duizhao.align.report import scorecard, trend

        scores = trend.FORMATS if self._options.names or self._options.column else scorecard.FORMATS
        suffix = output.suffix[1:].lower() if output else ""
        chosen = named or {"htm": "html", "txt": "table", "": "table"}.get(suffix, suffix)
        if chosen not in scores:
            raise RequestError(f"scores are not written as {chosen}; choose {', '.join(scores)}")
        return chosen

    def write(self, results: Sequence[CheckResult], form: str, output: Path | None) -> bool:
        """Write the scores; whether a file fails a mark that was given."""
        from duizhao.align.report.findings_formats import summary

        how = self._history if self._options.column else self._trend if self._options.names else self._card
        written, passed = how(results, form)
        deliver(written, output)
        for result in results:
            say(summary(result))
        return self._options.pass_mark is not None and not passed

    def _card(self, results: Sequence[CheckResult], form: str) -> tuple[str, bool]:
        """The scores of each file, each translator, and all; whether every file passes."""
        from duizhao.align.checks.score import score_results
        from duizhao.align.report.findings_formats import write_html
        from duizhao.align.report.scorecard import write_scores

        card = score_results(results, self._weights, self._mark)
        return write_html(results, card) if form == "html" else write_scores(card, form), card.passed

    def _trend(self, results: Sequence[CheckResult], form: str) -> tuple[str, bool]:
        """The scores of drafts, oldest first; the last one decides."""
        from duizhao.align.checks.trend import trend_of
        from duizhao.align.report.findings_formats import write_html
        from duizhao.align.report.trend import write_trend

        trend = trend_of(results, self._options.names, self._weights, self._mark)
        return write_html(results[-1:], trend=trend) if form == "html" else write_trend(trend, form), trend.passed

    def _history(self, results: Sequence[CheckResult], form: str) -> tuple[str, bool]:
        """The scores of the drafts that a corpus holds; the last of each file decides."""
        from duizhao.align.checks.history import histories
        from duizhao.align.report.findings_formats import write_html
        from duizhao.align.report.history import write_history

        found = histories(results, self._options.column or "", self._weights, self._mark)
        passed = all(each.trend.passed for each in found if each.level == "file")
        return write_html(results, histories=found) if form == "html" else write_history(found, form), passed


def weights_of(given: str | None) -> dict[Severity, float]:
    """`minor=1,major=10` as points; a severity that is not named keeps its own."""
    from duizhao.align.checks.finding import SEVERITIES
    from duizhao.align.checks.score import WEIGHTS

    weights = dict(WEIGHTS)
    for pair in given.split(",") if given is not None else []:
        name, _, number = pair.partition("=")
        try:
            points = float(number)
        except ValueError:
            points = -1.0
        if not 0 <= points < 1e6:
            raise typer.BadParameter("--weights are numbers from 0: minor=1,major=5,critical=25")
        weights[one_of("--weights", name.strip(), SEVERITIES, "names")] = points
    return weights
