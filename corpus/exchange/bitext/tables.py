"""A bitext as a table, a bead a row: TSV for programs and R, JSON Lines for programs, Markdown for people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from duizhao.corpus.bitext import Bitext, Reasons
from duizhao.corpus.document import Span
from duizhao.corpus.exchange.bitext.translation_units import EVERYTHING, Choice

COLUMNS = ("source_first", "source_last", "target_first", "target_last", "confidence", "source", "target", "moved")
"""The first and last sentence of either side, 0-based, empty where there is none; the two texts; `moved` or empty."""

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
"""What Markdown might read as more than itself."""

LINE_SEPARATORS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"}
"""Line ends that JSON allows in a string, and at which some programs nevertheless break a line."""


def write_tsv(bitext: Bitext, choice: Choice = EVERYTHING) -> str:
    """A header and a line for each bead; tabs and line ends within a cell become spaces, nothing is quoted."""
    rows = [COLUMNS]
    for bead, source, target in bitext.rows():
        if choice.takes(bead):
            numbers = (*ends(bead.source), *ends(bead.target), f"{bead.confidence:.4f}")
            rows.append((*numbers, one_line(source), one_line(target), "moved" if bead.moved else ""))
    return "".join("\t".join(row) + "\n" for row in rows)


def write_jsonl(bitext: Bitext, choice: Choice = EVERYTHING) -> str:
    """An object for each bead: sentence indices, offsets (null where a side is empty), the texts untouched, reasons."""
    lines = []
    for bead, source_text, target_text in bitext.rows():
        if not choice.takes(bead):
            continue
        source_start, source_end = _bounds(bitext.source_span(bead))
        target_start, target_end = _bounds(bitext.target_span(bead))
        row = {
            "source": list(bead.source),
            "target": list(bead.target),
            "source_start": source_start,
            "source_end": source_end,
            "target_start": target_start,
            "target_end": target_end,
            "source_text": source_text,
            "target_text": target_text,
            "confidence": round(bead.confidence, 6),
            "moved": bead.moved,
            "status": bead.status,
            "reasons": _reasons(bead.reasons),
        }
        lines.append(json.dumps(row, ensure_ascii=False).translate(LINE_SEPARATORS) + "\n")
    return "".join(lines)


def _reasons(reasons: Reasons | None) -> dict[str, object] | None:
    """What a bead's confidence rests on, by name."""
    if reasons is None:
        return None
    names = ("both", "source", "target")
    measures = {"coverage": reasons.coverage, "similarity": reasons.similarity, "length": reasons.length}
    rounded: dict[str, object] = {name: round(value, 4) for name, value in measures.items()}
    return rounded | {"numbers": dict(zip(names, reasons.numbers, strict=True))}


def write_markdown(bitext: Bitext, choice: Choice = EVERYTHING) -> str:
    """A table of three columns under the names of the two documents; what looks like markup is escaped."""
    rows = [(bitext.source.name, bitext.target.name, "confidence")]
    rows += [
        (source, target, f"{bead.confidence:.2f}{' moved' if bead.moved else ''}")
        for bead, source, target in bitext.rows()
        if choice.takes(bead)
    ]
    header, *body = [_markdown_row(row) for row in rows]
    return "\n".join([header, "| --- | --- | ---: |", *body]) + "\n"


def _markdown_row(cells: Iterable[str]) -> str:
    """One row, each cell on one line."""
    return "| " + " | ".join(_MARKUP.sub(r"\\\1", one_line(cell)) for cell in cells) + " |"


def one_line(text: str) -> str:
    """The text with each tab and each line end, of whatever kind, as a space."""
    return " ".join(text.replace("\t", " ").splitlines())


def ends(indices: tuple[int, ...]) -> tuple[str, str]:
    """The first and the last of one side's sentences, '' where it has none."""
    return (str(indices[0]), str(indices[-1])) if indices else ("", "")


def _bounds(span: Span | None) -> tuple[int | None, int | None]:
    """Start and end, null where there is nothing."""
    return (span.start, span.end) if span else (None, None)
