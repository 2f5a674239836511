"""A document and its translation, side by side: beads of sentences that render one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Document, Span


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences of the source and the sentences of the target that render them, by index.

    Either side may be empty: an omission `[3]:[]` or an addition `[]:[7]`.
    `confidence` is the probability that the bead is right.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: float = 1.0

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
    """Two documents and the beads between them: every sentence of either stands in exactly one bead."""

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


@dataclass(frozen=True, slots=True)
class WordLink:
    """A source span and a target span, each into its own text, that say the same, with a probability."""

    source: Span
    target: Span
    probability: float
