"""Decisions as JSON Lines, to be merged into another person's corpus: a decision a line, with its places."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from duizhao.corpus.decisions.anchors import Anchor
from duizhao.corpus.decisions.log import Decision
from duizhao.corpus.errors import FormatError
from duizhao.corpus.foreign_json import made_of, object_of, texts_of

FORMAT = "duizhao decisions 1"
"""Stands in the first line."""


def write_decisions(decisions: Iterable[Decision]) -> str:
    """The first line says what it is; then a decision a line, oldest first."""
    lines = [json.dumps({"format": FORMAT})]
    lines += [json.dumps(decision_record(decision), ensure_ascii=False, sort_keys=True) for decision in decisions]
    return "".join(f"{line}\n" for line in lines)


def decision_record(decision: Decision) -> dict[str, Any]:
    """A decision as plain values."""
    return {"id": decision.id} | asdict(decision)


def read_decisions(text: str, name: str) -> list[Decision]:
    """The decisions of a file called `name`.

    Raises FormatError for another format, with the number of a line that is no decision, or was changed by hand.
    """
    lines = text.removeprefix("\ufeff").split("\n")
    try:
        written_format = object_of(lines[0])["format"] if lines else None
    except (ValueError, TypeError, KeyError):
        written_format = None
    if written_format != FORMAT:
        raise FormatError(f"{name} holds no decisions: give a file that `duizhao decisions export` wrote")
    decisions = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        try:
            record = object_of(line)
            identity = record.pop("id")
            record["anchors"] = tuple(made_of(anchor, Anchor) for anchor in record["anchors"])
            texts_of({"made": record["made"]})
            decision = made_of(record, Decision)
        except (ValueError, TypeError, KeyError) as error:
            raise FormatError(f"line {number} of {name} is no decision: export it again") from error
        if decision.id != identity:
            raise FormatError(f"line {number} of {name} was changed after it was exported: export it again")
        decisions.append(decision)
    return decisions
