"""A concordance for a person: on the terminal, keyword in the middle, and as a page that works offline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.cells import cell_len

from duizhao.align.report.templates import fill, language_tag
from duizhao.corpus.search.provenance import Provenance

Record = Mapping[str, Any]

_SPACE = re.compile(r"\s+")


def concordance_text(records: Sequence[Record], width: int) -> str:
    """Each occurrence on a line, its words in the middle, and under it what stands for it in each translation."""
    names = [f"{record['translation'] or record['document']} {record['start']}" for record in records]
    margin = min(28, max((cell_len(name) for name in names), default=0)) + 2
    side = max(10, (width - margin - 14) // 2)
    lines = []
    for name, record in zip(names, records, strict=True):
        left = _last(_SPACE.sub(" ", record["left"]), side)
        padded = " " * (side - cell_len(left)) + left
        right = _first(_SPACE.sub(" ", record["right"]), side)
        lines.append(f"{_padded(name, margin)}{padded}[{_flat(record['match'])}]{right}")
        for counterpart in record["counterparts"]:
            words = _marked(counterpart) if counterpart["text"] else "– (left out)"
            lines.append(f"{' ' * margin}{counterpart['translation'] or record['document']}: {words}")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def counts_text(rows: Sequence[Record]) -> str:
    """A table with a column for each cell."""
    if not rows:
        return ""
    table = [list(rows[0]), *([str(value) for value in row.values()] for row in rows)]
    widths = [max(cell_len(row[at]) for row in table) for at in range(len(table[0]))]
    return "".join(
        "  ".join(_padded(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip() + "\n" for row in table
    )


def comparison_text(records: Iterable[Record]) -> str:
    """Each stretch with its renderings under it."""
    lines = []
    for record in records:
        lines.append(f"{record['start']}–{record['end']}  {record['difference']:.2f}  {_flat(record['source'])}")
        lines += [
            f"    {translation['translation']}: {_flat(translation['text']) or '– (left out)'}"
            for translation in record["translations"]
        ]
    return "".join(f"{line}\n" for line in lines)


def render_concordance(records: Sequence[Record], phrase: str, summary: str, made: Provenance) -> str:
    """The page of a concordance, each occurrence with its counterparts under it, their words marked."""
    shown = [
        {
            **record,
            "language": language_tag(record["match"]),
            "place": f"{record['translation'] or record['document']} {record['start']}–{record['end']}",
            "others": [
                {
                    "name": counterpart["translation"] or record["document"],
                    "language": language_tag(counterpart["text"]),
                    "pieces": pieces(counterpart),
                    "confidence": counterpart["confidence"],
                }
                for counterpart in record["counterparts"]
            ],
        }
        for record in records
    ]
    return fill(
        "concordance.html", records=shown, rows=[], columns=[], phrase=phrase, summary=summary, **_provenance(made)
    )


def render_rows(rows: Sequence[Record], title: str, summary: str, made: Provenance) -> str:
    """The page of any other table."""
    columns = [column for column in (rows[0] if rows else {}) if column != "id"]
    cells = [["" if row.get(column) is None else str(row[column]) for column in columns] for row in rows]
    return fill(
        "concordance.html", records=[], rows=cells, columns=columns, phrase=title, summary=summary, **_provenance(made)
    )


def _provenance(made: Provenance) -> dict[str, object]:
    return {"made": made.record(), "provenance": json.dumps(made.record(), ensure_ascii=False)}


def pieces(counterpart: Record) -> list[tuple[str, bool]]:
    """The text of a counterpart cut where its linked words begin and end, with whether each piece is such words."""
    text, run = counterpart["text"], counterpart["run"]
    cut, at = [], 0
    for start, end in counterpart["spans"]:
        cut += [(text[at : start - run[0]], False), (text[start - run[0] : end - run[0]], True)]
        at = end - run[0]
    return [piece for piece in [*cut, (text[at:], False)] if piece[0]]


def _marked(counterpart: Record) -> str:
    return _flat("".join(f"[{words}]" if linked else words for words, linked in pieces(counterpart)))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _first(text: str, width: int) -> str:
    while cell_len(text) > width:
        text = text[:-1]
    return text


def _last(text: str, width: int) -> str:
    while cell_len(text) > width:
        text = text[1:]
    return text


def _padded(text: str, width: int) -> str:
    text = _first(text, width)
    return text + " " * (width - cell_len(text))
