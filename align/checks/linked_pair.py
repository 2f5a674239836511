"""What is checked: the two sides of a bead, with the links between their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from duizhao.align.vectors.arrays import Floats
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.corpus.document import Span

Direction = Literal["zh-en", "en-zh"]
"""From the original to its translation."""


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A bead's two texts, where they begin in their documents, and their word links (which count in the texts).

    A pair equals itself alone: two beads may say the same.
    """

    source: str
    target: str
    links: AlignmentMatrix
    source_at: int = 0
    target_at: int = 0
    bead: int = 0

    def linked(self, source: Span, target: Span) -> float:
        """The probability of the best link between two stretches."""
        rows, columns = _run(self.links.source, source), _run(self.links.target, target)
        part = self.links.probability[rows, columns]
        return float(part.max()) if part.size else 0.0

    def apart(self, source: Span, target: Span) -> float:
        """How far from one another two stretches stand, each as a share of its text."""
        return abs(source.start / max(1, len(self.source)) - target.start / max(1, len(self.target)))

    def best(self, span: Span, side: str) -> float:
        """The probability of the best link that a stretch of one side has to anything."""
        rows = touching(self.links.source if side == "source" else self.links.target, span)
        table = self.links.probability if side == "source" else self.links.probability.T
        part = table[rows]
        return float(part.max()) if part.size else 0.0

    def counterpart(self, span: Span, side: str, least: float = 0.3) -> Span | None:
        """From the first to the last token of the other side that a stretch of `side` is linked to."""
        links = self.links if side == "target" else self.links.transposed
        columns = touching(links.target, span)
        if not columns.any() or not len(links.source):
            return None
        rows = np.flatnonzero(links.probability[:, columns].max(axis=1) >= least)
        return Span(int(links.source[rows[0], 0]), int(links.source[rows[-1], 1])) if len(rows) else None


def touching(tokens: np.ndarray, span: Span) -> np.ndarray:
    """Which tokens (their spans [n, 2]) share a character with `span`."""
    touched: np.ndarray = (tokens[:, 0] < span.end) & (tokens[:, 1] > span.start)
    return touched


def _run(tokens: np.ndarray, span: Span) -> slice:
    """The same, as the run that they are: tokens stand in order."""
    first = int(np.searchsorted(tokens[:, 1], span.start, side="right"))
    return slice(first, max(first, int(np.searchsorted(tokens[:, 0], span.end, side="left"))))


def covered(links: AlignmentMatrix) -> tuple[Floats, Floats]:
    """For each token of either side, the probability of its best link."""
    if not links.probability.size:
        return np.zeros(len(links.source), np.float32), np.zeros(len(links.target), np.float32)
    return links.probability.max(axis=1), links.probability.max(axis=0)
