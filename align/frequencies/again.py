"""What a table of this room was made by, asked again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from duizhao.align.concordance.service import QueryResult
from duizhao.align.frequencies.lists import frequencies
from duizhao.align.frequencies.requests import FrequencyQuery, SpreadQuery
from duizhao.align.frequencies.sketch import SketchQuery, sketch
from duizhao.align.frequencies.term_spread import dispersion, trend

COUNTED = (FrequencyQuery.command, SpreadQuery.command, SketchQuery.command)
"""The commands whose tables these are."""


def counted_again(corpus: Path, command: str, record: Mapping[str, Any]) -> QueryResult:
    """What the table's query counts now. Raises RequestError for a query of another program."""
    if command == FrequencyQuery.command:
        return frequencies(corpus, FrequencyQuery.of(record, ()))
    if command == SketchQuery.command:
        return sketch(corpus, SketchQuery.of(record, ()))
    query = SpreadQuery.of(record, ())
    return trend(corpus, query) if query.by else dispersion(corpus, query)
