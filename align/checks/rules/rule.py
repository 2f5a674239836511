"""A rule: what must stand, or must not stand, on each side of a segment for it to be questioned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import regex

from duizhao.align.checks.finding import Kind, Severity
from duizhao.align.checks.rules.rewriting import Rewriting
from duizhao.align.errors import RequestError
from duizhao.corpus.document import Language

_REFERENCE = regex.compile(r"(?<!\\)@([1-9])")
"""What a group of the original's pattern matched, as Xbench writes it."""


@dataclass(frozen=True, slots=True)
class RulePattern:
    """A regular expression, as the `regex` module has it; `place`: the file and line that it comes from."""

    expression: str
    place: str
    ignore_case: bool = False

    @property
    def refers(self) -> bool:
        """Whether it repeats what the other side's pattern matched (`@1`)."""
        return _REFERENCE.search(self.expression) is not None

    def compiled(self, groups: Sequence[str | None] = ()) -> regex.Pattern[str]:
        """The pattern, with `groups` of the original's match in the places of `@1`, `@2` and so on."""
        expression = self.expression
        if groups:
            expression = _REFERENCE.sub(lambda match: _group(groups, int(match[1])), expression)
        return _compiled(expression, self.place, regex.IGNORECASE if self.ignore_case else 0)


def _group(groups: Sequence[str | None], number: int) -> str:
    return regex.escape(groups[number - 1] or "", special_only=True) if number <= len(groups) else f"@{number}"


@lru_cache(maxsize=1024)
def _compiled(expression: str, place: str, flags: int) -> regex.Pattern[str]:
    try:
        return regex.compile(expression, flags)
    except (regex.error, OverflowError, RecursionError, MemoryError, ValueError) as error:
        raise RequestError(f"{place}: {expression!r} is no regular expression: {error}") from None


@dataclass(frozen=True, slots=True)
class Rule:
    """What is questioned where every pattern of `stands` is found, and none of `lacks`, in the text of its language.

    `name`: what it is called in reports, or ''; `message`: what the reviser is told; `rewriting`: how what is matched
    in the translation is put right, where that is certain.
    """

    name: str
    message: str
    stands: Mapping[Language, RulePattern] = field(default_factory=dict)
    lacks: Mapping[Language, RulePattern] = field(default_factory=dict)
    severity: Severity = "minor"
    kind: Kind = "consistency"
    mqm: str = "style/organizational-style"
    place: str = ""
    rewriting: Rewriting | None = None

    @property
    def reason(self) -> str:
        """`chicago/percent: write “percent”`."""
        return f"{self.name}: {self.message}" if self.name else self.message
