"""Scores over drafts: a table, plain values, and a chart that stands alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from duizhao.align.checks.finding import SEVERITIES
from duizhao.align.checks.score import Scorecard
from duizhao.align.checks.trend import Trend
from duizhao.align.report import captions as wording
from duizhao.align.report.concordance_page import counts_text
from duizhao.align.report.scorecard import card_basis
from duizhao.corpus.exchange.tables.cells import delimited

FORMATS = ("table", "json", "jsonl", "csv", "svg", "html")
_LEFT, _STEP, _TOP, _LINE, _ROW = 96, 84, 14, 96, 26
"""Pixels of the chart: left of the first draft, from one to the next, above, of the line, of a row of bars."""
_LONGEST_NAME = 14


def trend_rows(trend: Trend) -> list[dict[str, str]]:
    """The cells that a person reads: a row for each draft, a column for each kind that there is."""
    return [
        {
            "draft": wording.shown_name(draft.score.name),
            "words": f"{draft.score.words:,}",
            **{severity: str(draft.score.counts[severity]) for severity in SEVERITIES},
            "score": f"{draft.score.value:.2f}",
            "change": "" if draft.change is None else f"{draft.change:+.2f}",
            "result": "pass" if draft.score.passed else "fail",
            **{kind: str(draft.kinds.get(kind, 0)) for kind in trend.kinds},
        }
        for draft in trend.drafts
    ]


def trend_basis(trend: Trend) -> str:
    """What the scores were counted by."""
    return card_basis(Scorecard((), trend.weights, trend.pass_mark))


def write_trend(trend: Trend, form: str) -> str:
    """The trend as `table`, `json` (with the weights), `jsonl` or `csv` (a row for each draft), or `svg`."""
    records = [draft.record() for draft in trend.drafts]
    if form == "table":
        return f"{counts_text(trend_rows(trend))}{trend_basis(trend)}\n"
    if form == "svg":
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{trend_chart(trend)}'
    if form == "jsonl":
        return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
    if form == "csv":
        return trend_csv(records)
    whole = {"weights": dict(trend.weights), "pass_mark": trend.pass_mark, "passed": trend.passed, "drafts": records}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def trend_csv(records: Sequence[dict[str, Any]]) -> str:
    """Records of drafts as a table, a column for each kind of findings."""
    flat = [
        {**{key: value for key, value in record.items() if key != "findings"},
         **{f"findings_{kind}": count for kind, count in record["findings"].items()}}
        for record in records
    ]  # fmt: skip
    cells = [
        [
            "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            for value in row.values()
        ]
        for row in flat
    ]
    return delimited([list(flat[0]), *cells], ",")


def trend_chart(trend: Trend) -> str:
    """The score as a line over the drafts with the pass mark dashed, and under it a row of bars for each kind."""
    places = [_LEFT + _STEP * (at + 0.5) for at in range(len(trend.drafts))]
    width, bars = _LEFT + _STEP * len(places), _TOP + _LINE + 24
    height = bars + _ROW * len(trend.kinds) + 8
    said = ", ".join(f"{draft.score.name} {draft.score.value:.2f}" for draft in trend.drafts)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" font-family="sans-serif" font-size="11" fill="currentColor">\n'
        f"<title>{wording.xml_text(f'Score over drafts: {said}')}</title>\n",
        *_line(trend, places),
    ]
    for row, kind in enumerate(trend.kinds):
        foot = bars + _ROW * (row + 1)
        counts = [draft.kinds.get(kind, 0) for draft in trend.drafts]
        parts.append(f'<text x="{_LEFT - 8}" y="{foot - 3}" text-anchor="end">{kind}</text>\n')
        for place, count in zip(places, counts, strict=True):
            tall = (_ROW - 8) * count / max(counts)
            parts.append(
                f'<rect x="{place - 10:g}" y="{foot - tall:g}" width="20" height="{tall:g}" opacity=".45"/>'
                f'<text x="{place + 14:g}" y="{foot - 3}">{count}</text>\n'
            )
    return "".join([*parts, "</svg>\n"])


def _line(trend: Trend, places: list[float]) -> list[str]:
    """The scores, from the least of them (or the pass mark) up to 100."""
    values = [draft.score.value for draft in trend.drafts]
    lowest = min(*values, trend.pass_mark) - 0.5
    heights = [_TOP + _LINE * (100 - value) / (100 - lowest) for value in (*values, trend.pass_mark)]
    end = places[-1] + _STEP / 2
    points = " ".join(f"{place:g},{tall:.1f}" for place, tall in zip(places, heights, strict=False))
    mark = heights[-1]
    parts = [
        f'<line x1="{_LEFT}" y1="{mark:.1f}" x2="{end:g}" y2="{mark:.1f}" stroke="currentColor" stroke-dasharray="4 3" '
        'opacity=".6"/>\n'
        f'<text x="{_LEFT - 8}" y="{mark + 4:.1f}" text-anchor="end">pass {trend.pass_mark:g}</text>\n'
        f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="2"/>\n'
    ]
    for place, tall, draft in zip(places, heights, trend.drafts, strict=False):
        name = wording.shown_name(draft.score.name)
        shown = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        parts.append(
            f'<circle cx="{place:g}" cy="{tall:.1f}" r="3.5"/>'
            f'<text x="{place:g}" y="{tall - 7:.1f}" text-anchor="middle">{draft.score.value:.1f}</text>'
            f'<text x="{place:g}" y="{_TOP + _LINE + 16}" text-anchor="middle">{wording.xml_text(shown)}</text>\n'
        )
    return parts
