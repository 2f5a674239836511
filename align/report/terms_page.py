"""The renderings of a term for a person: bars on the terminal, and a page that works offline."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len

from duizhao.align.report.concordance_page import counts_text, pieces
from duizhao.align.report.templates import fill, language_tag
from duizhao.corpus.search.provenance import Provenance

Record = Mapping[str, Any]
BLOCKS = " ▏▎▍▌▋▊▉"
"""Eighths of a cell."""
BAR = 24
"""Cells of the longest bar."""
WIDE = 1000
"""Units of the longest bar of a page."""


def terms_text(records: Sequence[Record], slices: Sequence[Record], summary: str, width: int) -> str:
    """A bar for each rendering; under them what is not known; then each part of the corpus."""
    shown = [record for record in records if record["share"] is not None]
    room = max(16, min(44, width - BAR - 34))
    names = [_cut(_name(record), room) for record in shown]
    margin = max(map(cell_len, names), default=0)
    lines = [summary, ""]
    for name, record in zip(names, shown, strict=True):
        lines.append(
            f"  {name}{' ' * (margin - cell_len(name))}  {_bar(record['share'])}  {record['count']:>5}  "
            f"{interval(record):<17} {_documents(record)}"
        )
    lines += ["", *(f"  {record['rendering']}: {record['count']}" for record in records if record["share"] is None)]
    text = "".join(f"{line.rstrip()}\n" for line in lines).rstrip("\n") + "\n"
    return text + (f"\n{counts_text(_slice_rows(slices))}" if slices else "")


def _slice_rows(slices: Sequence[Record]) -> list[dict[str, Any]]:
    return [
        {
            row["over"]: row["value"],
            "rendering": row["rendering"],
            "count": f"{row['count']} of {row['decided']}",
            "share": interval(row) if row["share"] is not None else "too few to say",
        }
        for row in slices
        if row["count"]
    ]


def interval(record: Record) -> str:
    """A share with its interval, in percent."""
    return f"{record['share']:.0%} [{100 * record['low']:.0f}–{100 * record['high']:.0f}]"


def render_terms(
    records: Sequence[Record], slices: Sequence[Record], summary: str, notes: Iterable[str], made: Provenance
) -> str:
    """The page: a bar, an interval, the forms and some examples of each rendering."""
    groups = [
        {
            **record,
            "name": _name(record),
            "language": language_tag(record["rendering"]) if record["status"] == "rendered" else "en",
            "bar": make_bar(record),
            "where": _documents(record),
            "written": " · ".join(f"{form} {count}" for form, count in record["forms"].items()),
            "shown": [_example(example) for example in record["examples"]],
        }
        for record in records
    ]
    rows = _slice_rows(slices)
    term = json.loads(made.query)["term"]
    return fill(
        "terms.html",
        term=term,
        language=language_tag(term),
        summary=summary,
        notes=list(notes),
        groups=groups,
        columns=list(rows[0]) if rows else [],
        rows=[list(row.values()) for row in rows],
        made=made.record(),
        provenance=_provenance(made),
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """A share as a bar with its interval, in thousandths; `words`: the same in words."""

    share: float
    low: float
    high: float
    words: str


def make_bar(record: Record) -> Bar | None:
    """The bar of a record that has a share."""
    if record["share"] is None:
        return None
    share, low, high = (round(WIDE * record[key], 1) for key in ("share", "low", "high"))
    return Bar(share, low, high, interval(record))


def _provenance(made: Provenance) -> str:
    return json.dumps(made.record(), ensure_ascii=False)


def _example(example: Record) -> dict[str, Any]:
    return {
        **example,
        "language": language_tag(example["match"]),
        "other": language_tag(example["text"]),
        "pieces": pieces(example),
        "place": f"{example['document']} {example['start']}–{example['end']}",
    }


def _name(record: Record) -> str:
    name = record["rendering"]
    return name if record["status"] == "rendered" else f"({name})"


def _documents(record: Record) -> str:
    count = len(record["documents"])
    return f"{count} document{'s' if count != 1 else ''}"


def _bar(share: float) -> str:
    eighths = max(1, round(share * BAR * 8))
    full, rest = divmod(eighths, 8)
    bar = "█" * full + (BLOCKS[rest] if rest else "")
    return bar + " " * (BAR - len(bar))


def _cut(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    while cell_len(text) > width - 1:
        text = text[:-1]
    return text + "…"
