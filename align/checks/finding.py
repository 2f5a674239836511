"""One thing to question: where it stands on both sides, what it is, how grave, how sure, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from duizhao.corpus.document import Language, Span
from duizhao.corpus.message import on_one_line

Kind = Literal[
    "omission", "addition", "number", "date", "name", "negation", "term", "consistency", "untranslated", "meaning"
]
Severity = Literal["minor", "major", "critical"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From the least grave."""


@dataclass(frozen=True, slots=True)
class Fix:
    """What to write in the translation, in place of the characters of `span`: none of them, where words are put in;
    no `text`, where they go. `language`: that of the translation.
    """

    span: Span
    text: str
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of the source, a stretch of the target, or both (None: nothing stands there), and what is the matter.

    `mqm`: the type of the Multidimensional Quality Metrics that this is an instance of. `fix`: the right form, where it
    is certain.
    """

    kind: Kind
    severity: Severity
    source: Span | None
    target: Span | None
    confidence: float
    reason: str
    mqm: str
    fix: Fix | None = None

    def moved(self, source: int, target: int) -> Finding:
        """The same in longer texts, in which the two sides begin at these offsets."""
        return replace(
            self,
            source=self.source.shift(source) if self.source else None,
            target=self.target.shift(target) if self.target else None,
            fix=self.fix
            and replace(self.fix, span=self.fix.span.shift(source if self.fix.language == "zh" else target)),
        )


def shortened(text: str, most: int) -> str:
    """The text on one line, of at most so many characters; the last is … where some were left out."""
    line = on_one_line(text)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
