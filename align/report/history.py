"""Scores over the drafts of a corpus in the formats that a user can name, for each file and translator."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from duizhao.align.checks.history import Series
from duizhao.align.report import captions as wording
from duizhao.align.report.concordance_page import counts_text
from duizhao.align.report.trend import FORMATS, trend_basis, trend_chart, trend_csv, trend_rows

__all__ = ["FORMATS", "write_history"]
_HEAD, _APART = 24, 16
"""Pixels of a heading in the picture of all charts, and between two of them."""


def heading(series: Series) -> str:
    """What a series is called."""
    name = wording.shown_name(series.name)
    return name if series.level == "file" else f"translator {name}"


def write_history(histories: Sequence[Series], form: str) -> str:
    """All series as `table`, `json`, `jsonl` or `csv` (a row for each draft, its series in front), or one `svg`."""
    if form == "table":
        tables = "\n".join(f"{heading(each)}\n{counts_text(trend_rows(each.trend))}" for each in histories)
        return f"{tables}{trend_basis(histories[0].trend)}\n"
    if form == "svg":
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{_charts(histories)}'
    named = [(each, {"level": each.level, "series": each.name}) for each in histories]
    if form == "csv":
        return trend_csv([own | draft.record() for each, own in named for draft in each.trend.drafts])
    if form == "jsonl":
        records = [draft.record() | own for each, own in named for draft in each.trend.drafts]
        return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
    first = histories[0].trend
    whole = {
        "weights": dict(first.weights),
        "pass_mark": first.pass_mark,
        "passed": all(each.trend.passed for each in histories if each.level == "file"),
        "series": [
            {"level": each.level, "name": each.name, "passed": each.trend.passed,
             "drafts": [draft.record() for draft in each.trend.drafts]}
            for each in histories
        ],
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _charts(histories: Sequence[Series]) -> str:
    """All charts in one picture, one under the other, each under its name."""
    parts, down, widest = [], 0, 0
    for each in histories:
        chart = trend_chart(each.trend)
        width, height = (int(found) for found in re.findall(r' (?:width|height)="(\d+)"', chart)[:2])
        parts.append(f'<text x="8" y="{down + 16}" font-weight="bold">{wording.xml_text(heading(each))}</text>\n')
        parts.append(chart.replace("<svg ", f'<svg y="{down + _HEAD}" ', 1))
        down += _HEAD + height + _APART
        widest = max(widest, width)
    frame = f'viewBox="0 0 {widest} {down}" width="{widest}" height="{down}"'
    style = 'role="img" font-family="sans-serif" font-size="12" fill="currentColor"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {frame} {style}>\n{"".join(parts)}</svg>\n'
