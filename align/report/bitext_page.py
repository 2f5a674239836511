"""A bitext as one HTML file that works offline: a bead a row, what deserves a look marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.align.report import captions as wording
from duizhao.align.report.templates import document_tag, fill
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.message import Message, MessageList

LOW_CONFIDENCE = 0.5
"""Below an even chance of being right a bead is marked for a look."""


@dataclass(frozen=True, slots=True)
class Row:
    """A bead as a row; `flag` is `omission`, `addition`, `moved`, `low` or empty, `label` says it in words.

    `why`: what the confidence rests on, in one line.
    """

    number: int
    source: str
    source_sentences: str
    target: str
    target_sentences: str
    confidence: float
    flag: str
    label: str
    why: str


def render_bitext(bitext: Bitext) -> str:
    """The two documents side by side, with each bead's confidence; omissions and additions are labelled."""
    rows = [_row(number, *row) for number, row in enumerate(bitext.rows(), start=1)]
    return fill(
        "bitext.html",
        source=wording.shown_name(bitext.source.name),
        source_language=document_tag(bitext.source),
        target=wording.shown_name(bitext.target.name),
        target_language=document_tag(bitext.target),
        rows=rows,
        summary=_summary(rows),
        flagged=[row for row in rows if row.flag],
    )


def _row(number: int, bead: Bead, source: str, target: str) -> Row:
    flag, label = bead_flag(bead)
    return Row(
        number,
        source,
        _numbers(bead.source),
        target,
        _numbers(bead.target),
        bead.confidence,
        flag,
        label,
        bead_reasons(bead),
    )


def bead_flag(bead: Bead) -> tuple[str, str]:
    """What is to be looked at in a bead, as a word and as a label: `omission`, `addition`, `moved`, `low`, or empty."""
    doubt = " · low confidence" if bead.confidence < LOW_CONFIDENCE else ""
    if not bead.target:
        return "omission", f"omission{doubt}"
    if not bead.source:
        return "addition", f"addition{doubt}"
    if bead.moved:
        return "moved", f"moved{doubt}"
    return ("low", "low confidence") if doubt else ("", "")


def bead_reasons(bead: Bead) -> str:
    """The reasons in words: `words +0.31 above chance · vectors 0.72 · length ×1.10 · numbers: 2 on both sides`."""
    reasons = bead.reasons
    if reasons is None:
        return ""
    parts = [
        Message("words {coverage:+.2f} above chance", coverage=reasons.coverage),
        Message("vectors {similarity:.2f}", similarity=reasons.similarity),
        Message("length ×{ratio:.2f}", ratio=math.exp(reasons.length)),
    ]
    named = zip(
        ("{count} on both sides", "{count} only in the source", "{count} only in the translation"),
        reasons.numbers,
        strict=True,
    )
    if numbers := [Message(form, count=count) for form, count in named if count]:
        parts.append(Message("numbers: {numbers}", numbers=MessageList(", ", numbers)))
    return MessageList(" · ", parts)


def _numbers(indices: Sequence[int]) -> str:
    """Sentence numbers, counted from 1 for people: `4`, `4–6`, `4, 7`."""
    if not indices:
        return ""
    if len(indices) > 1 and indices[-1] - indices[0] == len(indices) - 1:
        return f"{indices[0] + 1}–{indices[-1] + 1}"
    return ", ".join(str(index + 1) for index in indices)


def _summary(rows: Sequence[Row]) -> str:
    flags = [row.flag for row in rows]
    parts: list[str] = [wording.count(flags.count(flag), flag) for flag in ("omission", "addition") if flag in flags]
    if "moved" in flags:
        parts.append(f"{flags.count('moved'):,} moved")
    doubtful = sum(row.confidence < LOW_CONFIDENCE for row in rows)
    if doubtful:
        parts.append(f"{doubtful:,} with low confidence")
    return wording.count(len(rows), "bead") + (f": {', '.join(parts)}" if parts else "")
