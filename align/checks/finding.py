"""One thing to question: where it stands on both sides, what it is, how grave, how sure, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from corpus.document import Span

Kind = Literal[
    "omission", "addition", "number", "date", "name", "negation", "term", "consistency", "untranslated", "meaning"
]
Severity = Literal["minor", "major", "critical"]
KINDS: tuple[Kind, ...] = (
    *("omission", "addition", "number", "date", "name", "negation", "term", "consistency", "untranslated", "meaning"),
)
SEVERITIES: tuple[Severity, ...] = ("minor", "major", "critical")
"""From the least grave."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of the source, a stretch of the target, or both (None: nothing stands there), and what is the matter.

    `mqm`: the type of the Multidimensional Quality Metrics that this is an instance of.
    """

    kind: Kind
    severity: Severity
    source: Span | None
    target: Span | None
    confidence: float
    reason: str
    mqm: str

    def moved(self, source: int, target: int) -> Finding:
        """The same in longer texts, in which the two sides begin at these offsets."""
        return replace(
            self,
            source=self.source.shift(source) if self.source else None,
            target=self.target.shift(target) if self.target else None,
        )
