"""Which beads of a bitext go into a file for other programs, and how many were left out, and why."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Mark, Span
from duizhao.corpus.exchange.bitext.inline_tags import TAG, PlacedTag, placed_tags


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user wants of a bitext.

    `minimum`: beads of less confidence are left out. `confirmed_only`: so are all that no person confirmed.
    """

    minimum: float = 0.0
    confirmed_only: bool = False

    def reason_against(self, bead: Bead) -> str | None:
        """Why a bead is left out, in a word or two; None if it is taken."""
        if self.confirmed_only and bead.status != "confirmed":
            return "not confirmed"
        return f"below {self.minimum:.2f}" if bead.confidence < self.minimum else None

    def takes(self, bead: Bead) -> bool:
        """Whether the bead is wanted."""
        return self.reason_against(bead) is None


EVERYTHING = Choice()


@dataclass(frozen=True, slots=True)
class Unit:
    """A bead with its two texts, both filled, and the names of the document and of the translation it is of.

    Inline tags that its segments had in a file of pairs, by their places in the two texts.
    """

    document: str
    translation: str
    source: str
    target: str
    bead: Bead
    source_tags: tuple[PlacedTag, ...] = ()
    target_tags: tuple[PlacedTag, ...] = ()


def units(bitext: Bitext, choice: Choice = EVERYTHING) -> Iterator[Unit]:
    """The beads that are wanted and have two sides, one unit each, m:n ones too."""
    marks = [sorted((mark for mark in side.marks if mark.kind == TAG), key=_place) for side in
             (bitext.source, bitext.target)]  # fmt: skip
    for bead, source, target in bitext.rows():
        if source and target and choice.takes(bead):
            tags = [
                _tags(held, span) for held, span in
                zip(marks, (bitext.source_span(bead), bitext.target_span(bead)), strict=True)
            ]  # fmt: skip
            yield Unit(bitext.source.name, bitext.target.name, source, target, bead, *tags)


def _place(mark: Mark) -> int:
    return mark.span.start


def _tags(marks: Sequence[Mark], span: Span | None) -> tuple[PlacedTag, ...]:
    """The inline tags that a file of pairs had in a stretch."""
    if span is None or not marks:
        return ()
    first = bisect_left(marks, span.start, key=_place)
    return placed_tags(marks[first : bisect_right(marks, span.end, key=_place)], span)


def left_out(bitexts: Iterable[Bitext], choice: Choice = EVERYTHING, *, paired: bool) -> str:
    """How many beads are left out and why: `3 omissions, 1 addition, 2 below 0.80`; '' if none is.

    `paired`: omissions and additions are left out too. A bead of blank lines alone is not counted.
    """
    counts: Counter[str] = Counter()
    for bitext in bitexts:
        for bead, source, target in bitext.rows():
            one_sided = ("omission" if source else "addition") if not (source and target) else None
            if source or target:
                counts[(one_sided if paired else None) or choice.reason_against(bead) or ""] += 1
    del counts[""]
    order = sorted(counts, key=lambda kind: (kind not in ("omission", "addition"), kind != "omission", kind))
    return ", ".join(_counted(counts[kind], kind) for kind in order)


def _counted(count: int, kind: str) -> str:
    """`1 omission`, `2 omissions`, `3 below 0.80`."""
    return f"{count} {kind}{'s' if count > 1 and kind in ('omission', 'addition') else ''}"
