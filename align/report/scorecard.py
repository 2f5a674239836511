"""Scores in the formats that a user can name."""

from __future__ import annotations

import json
from collections.abc import Sequence

from duizhao.align.checks.finding import SEVERITIES
from duizhao.align.checks.score import Score, Scorecard
from duizhao.align.report import captions as wording
from duizhao.align.report.concordance_page import counts_text
from duizhao.corpus.exchange.tables.cells import delimited

LEVELS = {"file": "", "translator": "translator ", "all": "all files"}
FORMATS = ("table", "json", "jsonl", "csv", "html")
"""In which scores are written; html is the page of the findings, with the scores on top."""


def scorecard_text(card: Scorecard) -> str:
    """A row for each score, for the terminal, and what it was counted by."""
    return f"{counts_text(score_rows(card.scores))}{card_basis(card)}\n"


def score_rows(scores: Sequence[Score]) -> list[dict[str, str]]:
    """The cells that a person reads."""
    return [
        {
            "file": LEVELS[score.level] + wording.shown_name(score.name),
            "words": f"{score.words:,}",
            **{severity: str(score.counts[severity]) for severity in SEVERITIES},
            "points": f"{score.penalty:g}",
            "per 1,000 words": f"{score.per_thousand:.1f}",
            "score": f"{score.value:.2f}",
            "result": "pass" if score.passed else "fail",
        }
        for score in scores
    ]


def card_basis(card: Scorecard) -> str:
    """`MQM: minor 1, major 5, critical 25 points; 100 less a tenth of the points per 1,000 words; pass mark 98`."""
    weights = ", ".join(f"{severity} {card.weights[severity]:g}" for severity in SEVERITIES)
    return (
        f"MQM: {weights} points; score: 100 less a tenth of the points per 1,000 English words; "
        f"pass mark {card.pass_mark:g}"
    )


def write_scores(card: Scorecard, form: str) -> str:
    """The scores as `json` (with the weights), `jsonl` or `csv` (a row for each), or `table`."""
    records = [score.record() for score in card.scores]
    if form == "table":
        return scorecard_text(card)
    if form == "jsonl":
        return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
    if form == "csv":
        rows = [
            [str(value).lower() if isinstance(value, bool) else str(value) for value in record.values()]
            for record in records
        ]
        return delimited([list(records[0]), *rows], ",") if records else ""
    whole = {"weights": dict(card.weights), "pass_mark": card.pass_mark, "passed": card.passed, "scores": records}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
