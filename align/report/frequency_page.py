"""Frequencies for people to look at: where a word stands in each text, and how often it stands when."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len

from duizhao.align.report.templates import fill, language_tag
from duizhao.align.report.terms_page import WIDE, Bar
from duizhao.corpus.search.provenance import Provenance

Record = Mapping[str, Any]
BAND = 60
"""Columns of a terminal for the length of a text."""
LEVELS = " ·▪█"
"""Nothing, one, a few, many in one column."""


def strip_text(records: Sequence[Record], width: int) -> str:
    """For a terminal: a band for each text, darker where the word stands more often."""
    names = [record["document"][:28] for record in records]
    margin = max(map(cell_len, names), default=0)
    band = max(10, min(BAND, width - margin - 22))
    lines = []
    for name, record in zip(names, records, strict=True):
        cells = [0] * band
        for position in record["positions"]:
            cells[min(band - 1, int(position * band))] += 1
        drawn = "".join(LEVELS[min(len(LEVELS) - 1, (count > 0) + (count > 1) + (count > 3))] for count in cells)
        padding = " " * (margin - cell_len(name))
        lines.append(f"{name}{padding} |{drawn}| {record['count']:>5} {record['per_million']:>9.1f}\n")
    return "".join(lines)


def render_plots(records: Sequence[Record], kind: str, summary: str, made: Provenance, by: str = "document") -> str:
    """The page: of each record a strip with a line at every place, or a bar with its interval, and the figures."""
    most = max((max(record["per_million"], record.get("high", 0.0)) for record in records), default=0.0) or 1.0
    rows = [
        {
            "name": str(record[by]),
            "count": record["count"],
            "rate": f"{record['per_million']:.1f}",
            "places": [round(WIDE * place, 1) for place in record["positions"]] if "positions" in record else None,
            "bar": None if "positions" in record else _bar(record, most),
        }
        for record in records
    ]
    phrase = json.loads(made.query)["phrase"]
    return fill(
        "frequency.html",
        phrase=phrase,
        language=language_tag(phrase),
        kind=kind,
        by=by,
        summary=summary,
        rows=rows,
        made=made.record(),
        provenance=json.dumps(made.record(), ensure_ascii=False),
    )


def _bar(record: Record, most: float) -> Bar:
    """A rate as a bar with its interval, the highest end of all intervals being as long as can be."""
    rate, low, high = (round(WIDE * record[key] / most, 1) for key in ("per_million", "low", "high"))
    words = f"{record['per_million']:.1f} [{record['low']:.1f}–{record['high']:.1f}]"
    return Bar(rate, low, high, words)
