"""Scores after MQM: points by severity, per 1,000 English words, against a pass mark."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO

import pytest

from duizhao.align.checks.finding import Finding, Severity
from duizhao.align.checks.result import CheckResult
from duizhao.align.checks.score import Scorecard, score_results
from duizhao.align.report.findings_formats import write_html
from duizhao.align.report.scorecard import write_scores
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Span
from duizhao.corpus.readers.load import document_of


def result(name: str, words: int, severities: list[Severity], translator: str = "") -> CheckResult:
    chinese = document_of("他", "zh", name=name, presplit=True)
    english = document_of("word " * words or "—", "en", name=f"{name}.en", presplit=True)
    english = replace(english, metadata={"translator": translator} if translator else {})
    findings = [Finding("number", severity, Span(0, 1), None, 0.9, "why", "accuracy") for severity in severities]
    return CheckResult(Bitext(chinese, english, (Bead((0,), (0,)),)), tuple(findings))


RESULTS = [
    result("a", 1000, ["minor", "major", "critical"], "Legge"),
    result("b", 500, ["major", "major"], "Legge"),
    result("c", 250, []),
]


def card(**options: object) -> Scorecard:
    return score_results(RESULTS, **options)  # type: ignore[arg-type]


def test_scores_of_files_translators_and_all() -> None:
    rows = [(score.level, score.name, score.words, score.penalty, score.value) for score in card().scores]
    assert rows == [
        ("file", "a.en", 1000, 31, pytest.approx(96.9)),
        ("file", "b.en", 500, 10, pytest.approx(98.0)),
        ("file", "c.en", 250, 0, 100),
        ("translator", "Legge", 1500, 41, pytest.approx(100 - 41 / 15)),
        ("all", "", 1750, 41, pytest.approx(100 - 41 / 17.5)),
    ]
    assert [score.passed for score in card().scores] == [False, True, True, False, False]
    assert not card().passed
    assert card(pass_mark=96.9).passed


def test_weights_and_texts_without_words() -> None:
    assert [score.penalty for score in card(weights={"minor": 0, "major": 0.5, "critical": 2}).scores][:2] == [2.5, 1]
    empty = score_results([result("a", 0, ["critical"])]).scores[0]
    assert (empty.words, empty.value) == (0, 0.0)


def test_never_below_nothing() -> None:
    assert score_results([result("a", 2, ["critical"])]).scores[0].value == 0


def test_formats() -> None:
    whole = json.loads(write_scores(card(), "json"))
    assert (whole["pass_mark"], whole["weights"]["critical"], whole["passed"]) == (98.0, 25, False)
    assert whole["scores"][0] == {
        "level": "file", "name": "a.en", "translator": "Legge", "words": 1000, "minor": 1, "major": 1, "critical": 1,
        "penalty": 31, "per_thousand": 31.0, "score": 96.9, "passed": False,
    }  # fmt: skip
    lines = [json.loads(line) for line in write_scores(card(), "jsonl").splitlines()]
    assert lines == whole["scores"]
    table = list(csv.DictReader(StringIO(write_scores(card(), "csv").removeprefix("\ufeff"))))
    assert (table[0]["score"], table[0]["passed"], table[3]["name"]) == ("96.9", "false", "Legge")
    assert "translator Legge" in write_scores(card(), "table")


def test_the_page_has_the_scores_only_if_asked() -> None:
    assert "translator Legge" in write_html(RESULTS, card())
    assert "pass mark" not in write_html(RESULTS)
