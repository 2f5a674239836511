"""A document and its translation, side by side: beads of sentences that render one another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from duizhao.corpus.document import Document, Span
from duizhao.corpus.notebook import drawn, frame

if TYPE_CHECKING:
    import pandas

_COLUMNS = (
    "source", "target", "source_start", "source_end", "target_start", "target_end", "source_sentences",
    "target_sentences", "confidence", "moved", "status",
)  # fmt: skip
Status = Literal["aligned", "given", "confirmed"]
"""Who put a bead together: this program; a file of pairs that does not say that anyone approved it; a person."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a bead's confidence rests on, for a reader to show.

    `coverage`: how far the words of both sides find themselves on the other, above what unrelated text reaches (about 0
    for unrelated text, 0.3 and more for a close translation). `similarity`: the cosine of the two sides' vectors.
    `length`: the natural logarithm of their length ratio, relative to the whole texts'. `numbers`: how many both sides
    have, how many only the source, how many only the target; each counted to 3.
    """

    coverage: float
    similarity: float
    length: float
    numbers: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences of the source and the sentences of the target that render them, by index.

    Either side may be empty: an omission `[3]:[]` or an addition `[]:[7]`.
    `confidence` is the probability that the bead is right, `reasons` what it rests on (None where a side is empty, or
    where nothing was measured). `moved`: its target stands elsewhere than the order of the source would have it.
    `status`: whether it was aligned here, given by a file of pairs, or confirmed by a person. Raises ValueError where
    both sides are empty, one is out of order, or the confidence is no probability.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: float = 1.0
    reasons: Reasons | None = field(default=None, compare=False)
    moved: bool = False
    status: Status = "aligned"

    def __post_init__(self) -> None:
        if not self.source and not self.target:
            raise ValueError("a bead without sentences")
        for side in (self.source, self.target):
            if any(later <= earlier for earlier, later in zip(side, side[1:], strict=False)):
                raise ValueError(f"a bead's sentences are out of order: {side}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence is not a probability: {self.confidence}")


@dataclass(frozen=True, slots=True)
class Bitext:
    """Two documents and the beads between them: every sentence of either stands in exactly one bead.

    `source` is the Chinese, `target` the English. Raises ValueError where the beads leave out a sentence or repeat one.
    """

    source: Document
    target: Document
    beads: tuple[Bead, ...]

    def __post_init__(self) -> None:
        for side, document in (("source", self.source), ("target", self.target)):
            indices = [index for bead in self.beads for index in getattr(bead, side)]
            if sorted(indices) != list(range(len(document.sentences))):
                raise ValueError(f"the beads do not cover each {side} sentence of {document.name!r} exactly once")

    def source_span(self, bead: Bead) -> Span | None:
        """Where the bead's source stands, trimmed; None for an addition."""
        return self.source.run(bead.source) if bead.source else None

    def target_span(self, bead: Bead) -> Span | None:
        """Where the bead's target stands, trimmed; None for an omission."""
        return self.target.run(bead.target) if bead.target else None

    def rows(self) -> Iterator[tuple[Bead, str, str]]:
        """Each bead with the text of its two sides, '' where there is none."""
        for bead in self.beads:
            source, target = self.source_span(bead), self.target_span(bead)
            yield bead, source.of(self.source.text) if source else "", target.of(self.target.text) if target else ""

    def to_frame(self) -> pandas.DataFrame:
        """A data frame of pandas, a bead a row: its texts, offsets and sentences, its confidence and status."""
        return frame([self._record(*row) for row in self.rows()], _COLUMNS)

    def _record(self, bead: Bead, source: str, target: str) -> dict[str, Any]:
        source_span, target_span = self.source_span(bead), self.target_span(bead)
        values = (
            source,
            target,
            source_span.start if source_span else None,
            source_span.end if source_span else None,
            target_span.start if target_span else None,
            target_span.end if target_span else None,
            list(bead.source),
            list(bead.target),
            bead.confidence,
            bead.moved,
            bead.status,
        )
        return dict(zip(_COLUMNS, values, strict=True))

    def _repr_html_(self) -> str:
        """What a notebook shows of it."""
        rows = ((source, target, f"{bead.confidence:.2f}") for bead, source, target in self.rows())
        caption = f"{self.source.name} – {self.target.name}: {len(self.beads):,} beads"
        return drawn((self.source.name, self.target.name, "confidence"), rows, caption, len(self.beads))


def in_order(beads: Iterable[Bead]) -> tuple[Bead, ...]:
    """Beads in the order of the source; additions, and what was moved, do not disturb it.

    An addition stands after the bead that holds the target sentence before it (of the beads that were not moved).

    >>> [bead.target for bead in in_order([Bead((), (1,)), Bead((1,), (2,)), Bead((0,), (0,))])]
    [(0,), (1,), (2,)]
    """
    given = list(beads)
    placed = sorted(
        (bead.target[-1], bead.source[0]) for bead in given if bead.source and bead.target and not bead.moved
    )
    ends = [target for target, _ in placed]

    def place(bead: Bead) -> tuple[int, int, int]:
        if bead.source:
            return bead.source[0], 0, 0
        before = bisect_left(ends, bead.target[0])
        return placed[before - 1][1] if before else -1, 1, bead.target[0]

    return tuple(sorted(given, key=place))


@dataclass(frozen=True, slots=True)
class WordLink:
    """A source span and a target span, each into its own text, that say the same, with a probability."""

    source: Span
    target: Span
    probability: float
