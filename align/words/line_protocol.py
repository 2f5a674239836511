"""Lines in, lines out: word links and projected spans for any number of sentence pairs."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from duizhao.align.words.aligner import link_pairs
from duizhao.align.words.project import project_spans
from duizhao.corpus.document import Language, Span
from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.bitext.pharaoh import read_pairs_line, write_links
from duizhao.corpus.exchange.bitext.tables import LINE_SEPARATORS
from duizhao.models.encoder import Encoder


def link_lines(lines: Iterable[str], encoder: Encoder) -> Iterator[str]:
    """Pharaoh links for each line of `zh tokens ||| en tokens`, an empty line where there are none."""

    def pairs() -> Iterator[tuple[list[str], list[str]]]:
        for number, line in enumerate(lines, 1):
            try:
                yield read_pairs_line(line)
            except FormatError as error:
                raise FormatError(f"line {number}: {error}") from None

    return map(write_links, link_pairs(pairs(), encoder))


def project_lines(lines: Iterable[str], encoder: Encoder) -> Iterator[str]:
    """Each JSON line with the span of the other side added: `source_span`, or `target_span` where that one lacks."""
    records: deque[tuple[dict[str, Any], Language]] = deque()

    def items() -> Iterator[tuple[str, str, Span, Language]]:
        for number, line in enumerate(lines, 1):
            if line.strip():
                record, given, span = _checked(line, number)
                records.append((record, given))
                yield record["source"], record["target"], span, given

    for projection in project_spans(items(), encoder):
        record, given = records.popleft()
        wanted = "source" if given == "en" else "target"
        record[f"{wanted}_span"] = [projection.span.start, projection.span.end] if projection else None
        record[f"{wanted}_spans"] = [[piece.start, piece.end] for piece in projection.pieces] if projection else []
        record["confidence"] = round(projection.confidence, 4) if projection else 0.0
        yield json.dumps(record, ensure_ascii=False).translate(LINE_SEPARATORS)


def _checked(line: str, number: int) -> tuple[dict[str, Any], Language, Span]:
    """The record of a line, the language its span is given in, and the span."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):  # no JSON, a number too long, or nested too deep
        raise FormatError(
            f"line {number}: not JSON; each line is one object with source, target and target_span"
        ) from None
    if not isinstance(record, dict) or not all(isinstance(record.get(side), str) for side in ("source", "target")):
        raise FormatError(f"line {number}: source and target must be there, both text")
    if re.search("[\ud800-\udfff]", json.dumps(record, ensure_ascii=False)):
        raise FormatError(f"line {number}: half a surrogate pair in a value; write the text as UTF-8")
    given: Language = "en" if record.get("target_span") is not None else "zh"
    side = "target" if given == "en" else "source"
    span = record.get(f"{side}_span")
    if span is None:
        raise FormatError(f"line {number}: neither target_span nor source_span is given")
    if not (isinstance(span, list) and len(span) == 2 and all(type(offset) is int for offset in span)):
        raise FormatError(f"line {number}: {side}_span must be [start, end], two whole numbers")
    if not 0 <= span[0] < span[1] <= len(record[side]):
        raise FormatError(
            f"line {number}: {side}_span {span} lies outside the {len(record[side])} characters of {side}"
        )
    return record, given, Span(*span)
