"""Where a table came from: what was asked, of which corpus, by which program, model and segmenters, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from duizhao.corpus.tool import TOOL, tool_version

COLUMNS = ("query", "corpus", "program", "model", "segmenter", "made")
"""The names under which it stands in tables."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """`query`: the request as JSON, which `rerun` repeats. `corpus`: the corpus's fingerprint. `made`: UTC."""

    query: str
    corpus: str
    program: str
    model: str
    segmenter: str
    made: str

    def record(self) -> dict[str, str]:
        """By the names of the columns."""
        return asdict(self)


def provenance(query: Mapping[str, object], fingerprint: str, model: str, moment: datetime | None = None) -> Provenance:
    """What is to stand in everything that is made of a corpus now."""
    made = (moment or datetime.now(UTC)).astimezone(UTC)
    return Provenance(
        json.dumps(dict(query), ensure_ascii=False, sort_keys=True),
        fingerprint,
        f"{TOOL} {tool_version()}",
        model,
        "; ".join(f"{name} {_version(name)}" for name in ("rjieba", "sentencex")),
        made.isoformat(timespec="seconds"),
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"
