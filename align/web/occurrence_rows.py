"""Occurrences as the pages list them, each with its other side, and what a list of them can be narrowed by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from duizhao.corpus.document import Span

FACETS = 8
"""Values of a facet that are named."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The other side of an occurrence: its words, cut where linked words begin and end; `status`: if none are."""

    name: str
    language: str
    pieces: tuple[tuple[str, bool], ...]
    confidence: float | None
    status: str = ""


@dataclass(frozen=True, slots=True)
class OccurrenceRow:
    """An occurrence as the page shows it; `address`: of its facing text, `page`: of its page; empty without."""

    name: str
    language: str
    left: str
    match: str
    right: str
    address: str
    beside: tuple[Counterpart, ...]
    page: str = ""


class FacetValue(NamedTuple):
    """A value, and how many have it. `address`: of the occurrences that do, or of all if they alone are shown."""

    value: str
    number: int
    address: str
    chosen: bool


class Facet(NamedTuple):
    """What the occurrences can be narrowed by: a key of the metadata, and its values."""

    key: str
    values: list[FacetValue]


def make_facet(
    key: str, counted: Iterable[tuple[str, int]], where: Sequence[str], address: Callable[[list[str]], str]
) -> Facet:
    """The values of a key. `where`: the conditions of the page, `address`: where it has others."""
    kept = [condition for condition in where if not condition.startswith(f"{key}=")]
    values = []
    for value, number in counted:
        condition = f"{key}={value}"
        chosen = condition in where
        values.append(FacetValue(value, number, address(kept if chosen else [*kept, condition]), chosen))
    return Facet(key, values)


def cut(text: str, run: Span, spans: Sequence[Span]) -> tuple[tuple[str, bool], ...]:
    """The run, cut where the linked words begin and end; of each piece, whether it is linked."""
    cuts = sorted({run.start, run.end, *(edge for span in spans for edge in (span.start, span.end))})
    cuts = [cut for cut in cuts if run.start <= cut <= run.end]
    return tuple(
        (text[left:right], any(span.start <= left and right <= span.end for span in spans))
        for left, right in zip(cuts, cuts[1:], strict=False)
    )
