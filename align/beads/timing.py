"""Times as evidence: subtitles that are shown together say the same.

Two files of subtitles of one film share its clock, or one runs a constant time after the other, or faster, as films do
on television. Then a bead begins on both sides at one time, and ends at one; a line that is shown while the other side
shows something has a counterpart.
What else the aligner knows of the sentences is not replaced by it: a bead loses as much as its times are apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from duizhao.align.beads.anchors import Anchors, heaviest_rise
from duizhao.align.beads.lattice import Arcs
from duizhao.align.beads.segments import Segment
from duizhao.align.vectors.arrays import Doubles
from duizhao.align.vectors.similarity import LONGEST_RUN
from duizhao.corpus.document import Document

KNOWN = 0.8
"""Times are looked at if so many sentences of either side have some."""
TOGETHER = 0.5
"""And if so many of them begin when one of the other side begins."""
PACES = (1.0, 25 / 24, 24 / 25, 25 / 23.976, 23.976 / 25, 24 / 23.976, 23.976 / 24)
"""How much faster one film may run than another: by the pictures in a second, of cinema and of television."""
NEAR = 0.3
"""Seconds that two times may be apart and count as one."""
WITHIN_A_CUE = 0.35
"""Of the length of a cue, how far the time of a sentence within it, told by its characters, may be wrong."""
PER_SECOND = 6.0
"""How much a bead loses for each second that its two sides begin, or end, apart."""
MOST = 12.0
"""What it loses at the most for either."""
ALONE = 8.0
"""What a sentence loses without a counterpart, while the other side shows something all the time."""


@dataclass(frozen=True, slots=True)
class Clock:
    """When sentences are shown: seconds, float64 [sentences] each; `unsure`: how far each time may be wrong."""

    start: Doubles
    end: Doubles
    unsure_start: Doubles
    unsure_end: Doubles

    def moved(self, pace: float, seconds: float) -> Clock:
        """The same at another pace, and so many seconds later."""
        return replace(self, start=self.start * pace + seconds, end=self.end * pace + seconds)

    def covered(self, other: Clock) -> Doubles:
        """How much of the time that each sentence is shown the other side shows something, 0 to 1."""
        order = np.argsort(other.start)
        begins, ends = other.start[order], np.maximum.accumulate(other.end[order])
        starts = np.maximum(begins, np.concatenate([[-np.inf], ends[:-1]]))
        lengths = np.concatenate([[0.0], np.cumsum(np.maximum(0.0, ends - starts))])

        def shown(until: Doubles) -> Doubles:
            at = np.searchsorted(begins, until, side="right")
            last = np.maximum(at - 1, 0)
            over = np.maximum(0.0, ends[last] - np.maximum(until, starts[last]))
            return np.where(at > 0, lengths[at] - over, 0.0)

        share: Doubles = (shown(self.end) - shown(self.start)) / np.maximum(1e-6, self.end - self.start)
        return np.clip(share, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Timing:
    """The clocks of both sides, which run together."""

    source: Clock
    target: Clock
    covered: tuple[Doubles, Doubles]

    @classmethod
    def of(cls, source: Clock, target: Clock) -> Timing:
        """With what each side shows while the other does."""
        return cls(source, target, (source.covered(target), target.covered(source)))

    def near(self, anchors: Anchors) -> Anchors:
        """The anchors that are shown at one time."""
        pairs = [
            pair
            for pair in anchors.pairs
            if self.source.start[pair[0]] < self.target.end[pair[1]] + NEAR
            and self.target.start[pair[1]] < self.source.end[pair[0]] + NEAR
        ]
        return replace(anchors, pairs=pairs, chain=heaviest_rise(pairs))

    def costs(self, arcs: Arcs, segment: Segment) -> Doubles:
        """What each bead of a segment loses, float64 [arcs]."""
        first, begin = arcs.source + segment.first, arcs.target + segment.begin
        losses = np.zeros(len(arcs))
        paired = arcs.paired
        if paired.any():
            mine, theirs = first[paired], begin[paired]
            last, end = mine + arcs.mine[paired] - 1, theirs + arcs.theirs[paired] - 1
            source, target = self.source, self.target
            losses[paired] = _loss(
                source.start[mine] - target.start[theirs], source.unsure_start[mine] + target.unsure_start[theirs]
            ) + _loss(source.end[last] - target.end[end], source.unsure_end[last] + target.unsure_end[end])
        for alone, at, size, covered in (
            (arcs.theirs == 0, first, arcs.mine, self.covered[0]),
            (arcs.mine == 0, begin, arcs.theirs, self.covered[1]),
        ):
            total = np.concatenate([[0.0], np.cumsum(covered)])
            losses[alone] = ALONE * (total[at[alone] + size[alone]] - total[at[alone]])
        return losses

    def groups(self, segment: Segment) -> Arcs:
        """Beads of the sentences between two times at which both sides begin one."""
        starts = [
            (at, match)
            for at in range(segment.first, segment.last)
            if (match := self._begins_with(at, segment.begin, segment.end)) is not None
        ]
        ends = [*starts[1:], (segment.last, segment.end)]
        arcs = [
            (at - segment.first, match - segment.begin, last - at, end - match)
            for (at, match), (last, end) in zip(starts, ends, strict=True)
            if 0 < last - at <= LONGEST_RUN and 0 < end - match <= LONGEST_RUN
        ]
        columns = np.array(arcs, np.int64).reshape(-1, 4).T
        return Arcs(columns[0], columns[1], columns[2], columns[3])

    def _begins_with(self, at: int, low: int, high: int) -> int | None:
        """The sentence of the target, between two, that begins when one of the source does."""
        time, starts = self.source.start[at], self.target.start
        place = low + int(np.searchsorted(starts[low:high], time - NEAR))
        if place < high and abs(starts[place] - time) <= NEAR and self.source.unsure_start[at] <= NEAR:
            return place
        return None


def _loss(apart: Doubles, unsure: Doubles) -> Doubles:
    loss: Doubles = np.minimum(MOST, PER_SECOND * np.maximum(0.0, np.abs(apart) - np.maximum(NEAR, unsure)))
    return loss


def clock_of(document: Document, sentences: Sequence[int]) -> Clock | None:
    """When some sentences of a document are shown; None where too few have times."""
    cues = [
        (mark.span.start, mark.span.end, *map(float, mark.value.split()))
        for mark in document.marks
        if mark.kind == "cue" and len(mark.span)
    ]
    if not cues or not sentences:
        return None
    starts = [cue[0] for cue in cues]
    rows: list[tuple[float, float, float, float]] = []
    known = 0
    for index in sentences:
        span = document.sentences[index].trimmed(document.text)
        at = bisect_left(starts, span.start + 1) - 1
        last = bisect_left(starts, span.end) - 1
        if at < 0 or cues[at][1] <= span.start or last < at:
            before = rows[-1][1] if rows else 0.0
            rows.append((before, before, np.inf, np.inf))
            continue
        known += 1
        begin, unsure_begin = _within(cues[at], span.start)
        end, unsure_end = _within(cues[last], span.end)
        rows.append((begin, max(begin, end), unsure_begin, unsure_end))
    if known < KNOWN * len(rows):
        return None
    columns = np.array(rows, np.float64).T
    return Clock(columns[0], columns[1], columns[2], columns[3])


def _within(cue: tuple[float, ...], offset: int) -> tuple[float, float]:
    """The time of a place in a cue, and how far it may be wrong: at the cue's ends not at all."""
    first, last, start, end = cue
    if offset <= first:
        return start, 0.0
    if offset >= last:
        return end, 0.0
    return start + (end - start) * (offset - first) / (last - first), WITHIN_A_CUE * (end - start)


def timing_of(source: Clock | None, target: Clock | None, anchors: Anchors) -> Timing | None:
    """The clocks, one of them moved if it runs behind the other, or faster; None if they do not run together."""
    if source is None or target is None:
        return None
    for pace in PACES:
        lags = [float(target.start[theirs] - pace * source.start[mine]) for mine, theirs, _ in anchors.pairs]
        for lag in (0.0, float(np.median(lags)) if lags else 0.0):
            moved = source.moved(pace, lag)
            if min(_together(moved, target), _together(target, moved)) >= TOGETHER:
                return Timing.of(moved, target)
    return None


def _together(one: Clock, other: Clock) -> float:
    """How many sentences of a side begin when one of the other begins or is shown with it for the most part."""
    starts = np.sort(other.start)
    at = np.clip(np.searchsorted(starts, one.start), 1, max(1, len(starts) - 1))
    near = np.minimum(np.abs(starts[at - 1] - one.start), np.abs(starts[np.minimum(at, len(starts) - 1)] - one.start))
    return float((near <= np.maximum(NEAR, one.unsure_start)).mean())
