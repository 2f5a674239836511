"""Scores over the drafts that a corpus holds: of each file, and of each translator over all of theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from duizhao.align.checks.finding import Severity
from duizhao.align.checks.result import CheckResult
from duizhao.align.checks.score import PASS_MARK, WEIGHTS, translator_of
from duizhao.align.checks.trend import Trend, joint_trend
from duizhao.align.errors import RequestError

ADDED = "added"
"""In the order in which the drafts were added to the corpus, whatever is said of them."""

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Series:
    """The drafts of a file, or of a translator; `name`: of the original, with its translator where it has several."""

    level: Literal["file", "translator"]
    name: str
    trend: Trend


def histories(
    results: Sequence[CheckResult],
    column: str,
    weights: Mapping[Severity, float] = WEIGHTS,
    pass_mark: float = PASS_MARK,
) -> list[Series]:
    """The trend of each original that one person translated several times, then of each translator.

    `column`: the metadata of translations that orders their drafts, as `draft` or `date`, or `ADDED`. For a translator,
    drafts of several files with one value are scored together. Raises RequestError where nothing has two drafts, and
    for a translation of which the column says nothing.
    """
    found = [*_files(results, column, weights, pass_mark)]
    if column != ADDED:  # else there is nothing by which drafts of several files go together
        found += _translators(results, column, weights, pass_mark)
    if not found:
        raise RequestError(
            "no document has several drafts: add each as a translation of the same original, with its translator and "
            "draft in the metadata"
        )
    return found


def _files(
    results: Sequence[CheckResult], column: str, weights: Mapping[Severity, float], pass_mark: float
) -> list[Series]:
    by_file: dict[tuple[str, str], list[CheckResult]] = {}
    for result in results:
        by_file.setdefault((result.bitext.source.name, translator_of(result)), []).append(result)
    several = [source for source, _ in by_file]
    found = []
    for (source, translator), drafts in by_file.items():
        if len(drafts) < 2:
            continue
        ordered = drafts if column == ADDED else sorted(drafts, key=lambda result: _order(_value(result, column)))
        names = [result.bitext.target.name for result in ordered]
        name = f"{source} ({translator})" if several.count(source) > 1 and translator else source
        found.append(Series("file", name, joint_trend([[each] for each in ordered], names, weights, pass_mark)))
    return found


def _translators(
    results: Sequence[CheckResult], column: str, weights: Mapping[Severity, float], pass_mark: float
) -> list[Series]:
    found = []
    for translator in sorted({translator_of(result) for result in results} - {""}):
        stages: dict[str, list[CheckResult]] = {}
        for result in results:
            if translator_of(result) == translator:
                stages.setdefault(_value(result, column), []).append(result)
        values = sorted(stages, key=_order)
        if len(values) > 1:
            trend = joint_trend([stages[value] for value in values], values, weights, pass_mark)
            found.append(Series("translator", translator, trend))
    return found


def _value(result: CheckResult, column: str) -> str:
    value = result.bitext.target.metadata.get(column, "").strip()
    if not value:
        raise RequestError(
            f"{result.bitext.target.name} has no {column!r} in its metadata: give it one, or say --drafts {ADDED}"
        )
    return value


def _order(value: str) -> list[tuple[bool, int, str]]:
    """2 before 10, and days as they are written, year first."""
    parts = (part for part in _DIGITS.split(value.casefold()) if part)
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]
