"""Lines read in a picture brought into the places that they have on the flat page, as the reader of PDFs takes them.

The slopes of all lines together say how the page is turned, bent and seen in perspective; its edges say how it narrows.
Nothing is done to the picture itself: only the places of lines are straightened.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from duizhao.corpus.readers.layout.page import Line, Page
from duizhao.corpus.text.normalization import WIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duizhao.corpus.readers.ocr.recognizer import SeenLine

    Points = NDArray[np.float64]

POINTS = 12.0
"""What most of a page's text is taken to be set in, which fixes the scale."""

SAME = 0.18
"""Sizes that differ from the usual by a smaller share are the usual: heights of lines are measured roughly."""

EM = 1.06
"""Times the height of a line as it is found, that is the square of its characters."""

MIN_EDGE_LINES = 6
"""Lines from which the edges of a page can be told."""

AT_EDGE = 0.15
"""Share of the lines that must begin (or end) at an edge for it to be believed, and at least as many as these: a page
of short paragraphs has few lines that are full."""

LEAST_AT_EDGE = 5

ALONG_EDGE = 0.4
"""Share of the page's height that those lines take up from the first to the last."""

BESIDE = 0.5
"""Heights of a line: what begins nearer to an edge begins at it."""

ASTRAY = 0.15
"""By how much more, or less, the room between the edges may grow from one end of a page to the other than its lines do,
as a logarithm: heights of lines are measured roughly."""

BEYOND = 2.0
"""A line that lies beyond an edge speaks against it as much as this many at it speak for it."""

SHORT = 12
"""Characters from which the width of a line tells their size best: a blank that is not read no longer counts."""

AROUND = 0.9
"""Squares of a character by which a line as it is found is longer than its characters."""

UNREAD = 0.5
"""A line read with less confidence is not taken into the text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as it was read: its words, the confidence, and its box, four corners in the picture, clockwise."""

    text: str
    confidence: float
    box: tuple[tuple[float, float], ...]

    def value(self) -> str:
        """As a mark tells it."""
        return json.dumps({"confidence": round(self.confidence, 3), "box": self.box})


def laid_out(lines: Sequence[SeenLine], width: int, height: int, number: str, scale: float = 1.0) -> Page:
    """The page that a picture of `width` × `height` pixels shows, its lines in points.

    `scale`: what a pixel of it is in the units in which boxes are told. Lines read with too little confidence are left
    out.
    """
    kept = [line for line in lines if line.confidence >= UNREAD and line.text.strip()]
    if not kept:
        return Page(number, float(width), float(height), ())
    turned, across, down = _upright(kept, width, height)
    flat = _flattened(turned, [line.height for line in kept], across, down)
    sizes = _sizes(kept, flat)
    usual = _usual(kept, sizes)
    points = POINTS / usual
    made = []
    for line, place, size in zip(kept, flat, sizes, strict=True):
        em = (usual if abs(size - usual) <= SAME * usual else size) * points
        em = POINTS if em == POINTS else round(em)
        left, right = place.left * points, place.right * points
        text = line.text.strip()
        base = (down - place.middle) * points - 0.35 * em
        first = left + (right - left) * _advance(text.split(" ")[0]) / max(0.5, _advance(text))
        reading = Reading(text, line.confidence, box_of(line, scale))
        read = ((0, len(text), reading.value()),)
        made.append(Line(left, right, base, em, first, text, readings=read))
    return Page(number, across * points, down * points, tuple(made))


def box_of(line: SeenLine, scale: float) -> tuple[tuple[float, float], ...]:
    """The corners of a line, rounded, in units of `scale` pixels."""
    return tuple((round(float(x) * scale, 1), round(float(y) * scale, 1)) for x, y in line.box)


@dataclass(frozen=True, slots=True)
class _Flat:
    """Where a line lies on the flat page, from its upper left corner, and by how much it was enlarged."""

    left: float
    right: float
    middle: float
    scale: float


def _upright(lines: Sequence[SeenLine], width: int, height: int) -> tuple[list[Points], float, float]:
    """The lines' middles on the page turned so that they run to the right, with its width and height."""
    run = sum((line.middle[-1] - line.middle[0] for line in lines), np.zeros(2))
    if abs(run[0]) >= abs(run[1]):
        if run[0] > 0:
            return [line.middle for line in lines], float(width), float(height)
        return [np.array([width, height]) - line.middle for line in lines], float(width), float(height)
    if run[1] > 0:
        return [np.stack([at[:, 1], width - at[:, 0]], axis=1) for at in _middles(lines)], float(height), float(width)
    return [np.stack([height - at[:, 1], at[:, 0]], axis=1) for at in _middles(lines)], float(height), float(width)


def _middles(lines: Sequence[SeenLine]) -> list[Points]:
    return [line.middle for line in lines]


def _flattened(middles: Sequence[Points], heights: Sequence[float], width: float, height: float) -> list[_Flat]:
    """The lines straightened and brought between straight edges."""
    slope = _slopes(middles, heights, width, height)
    centre = width / 2
    rows = []
    for middle in middles:
        x, y = float(middle[:, 0].mean()), float(np.interp(middle[:, 0].mean(), middle[:, 0], middle[:, 1]))
        step = (centre - x) / 16
        for _ in range(16):
            y += slope(x + step / 2, y) * step
            x += step
        rows.append(y)
    ys = np.array(rows)
    lefts, rights = (np.array([float(middle[at, 0]) for middle in middles]) for at in (0, -1))
    size = statistics.median(heights)
    left_edge, right_edge = _edge(ys, lefts, size), _edge(ys, -rights, size)
    start = np.polyval(left_edge, ys) if left_edge is not None else np.full(len(ys), lefts.min())
    end = -np.polyval(right_edge, ys) if right_edge is not None else np.full(len(ys), rights.max())
    narrow = float((end - start).min()) < 4 * size
    if left_edge is None or right_edge is None or narrow or not _grow(ys, end - start, heights):
        return [_Flat(a, b, y, 1.0) for a, b, y in zip(lefts, rights, rows, strict=True)]
    usual = float(np.median(end - start))
    scales = usual / (end - start)
    margin = float(np.median(start))
    order = np.argsort(ys)
    gaps = np.diff(ys[order]) * (scales[order][1:] + scales[order][:-1]) / 2
    placed = np.empty(len(ys))
    placed[order] = np.concatenate([[ys[order][0]], ys[order][0] + np.cumsum(gaps)])
    placed += (float(np.median(ys)) - float(np.median(placed))) if len(ys) else 0.0
    return [
        _Flat(margin + (a - s) * scale, margin + (b - s) * scale, y, scale)
        for a, b, s, y, scale in zip(lefts, rights, start, placed.tolist(), scales.tolist(), strict=True)
    ]


def _grow(ys: Points, widths: Points, heights: Sequence[float]) -> bool:
    """Whether lines grow from the page's one end to the other as the room between its edges does: else these are none.

    The ends of ragged lines lie near some slanted line by chance.
    """
    middle, reach = float(ys.mean()), float(np.ptp(ys)) or 1.0
    room, grown = (
        float(np.polyfit((ys - middle) / reach, np.log(sizes), 1)[0]) for sizes in (widths, np.array(heights))
    )
    return abs(room - grown) <= ASTRAY


class _Slope:
    """How lines run at a place of the page: pixels down for each pixel to the right."""

    def __init__(self, weights: NDArray[np.float64], width: float, height: float) -> None:
        self._weights, self._width, self._height = weights, width, height

    def __call__(self, x: float, y: float) -> float:
        terms = _terms(np.array([x / self._width - 0.5]), np.array([y / self._height - 0.5]))
        return float((terms[:, : len(self._weights)] @ self._weights)[0])


def _terms(x: Points, y: Points) -> Points:
    return np.stack([np.ones_like(x), x, y, x * y, x * x, x * x * y, x**3], axis=1)


def _slopes(middles: Sequence[Points], heights: Sequence[float], width: float, height: float) -> _Slope:
    """The slopes of all long lines, as one smooth field."""
    xs: list[float] = []
    ys: list[float] = []
    slopes: list[float] = []
    weights: list[float] = []
    for middle, high in zip(middles, heights, strict=True):
        inner = middle[1:-1] if len(middle) > 3 else middle
        if np.hypot(*(middle[-1] - middle[0])) < 5 * high:
            continue
        steps = np.diff(inner, axis=0)
        level = np.abs(steps[:, 0]) > np.abs(steps[:, 1])
        halves = (inner[1:] + inner[:-1])[level] / 2
        xs.extend(halves[:, 0] / width - 0.5)
        ys.extend(halves[:, 1] / height - 0.5)
        slopes.extend(steps[level, 1] / steps[level, 0])
        weights.extend(np.abs(steps[level, 0]) / width)
    if not xs:
        return _Slope(np.zeros(1), width, height)
    count = 7 if len(xs) > 60 else 3 if len(xs) > 12 else 1
    root = np.sqrt(np.array(weights))
    terms = _terms(np.array(xs), np.array(ys))[:, :count] * root[:, None]
    ridge = np.sqrt(1e-3) * np.eye(count)
    ridge[0, 0] = 0.0
    system = np.concatenate([terms, ridge])
    wanted = np.concatenate([np.array(slopes) * root, np.zeros(count)])
    return _Slope(np.linalg.lstsq(system, wanted, rcond=None)[0], width, height)


def _edge(ys: Points, starts: Points, size: float) -> Points | None:
    """The straight line at which many lines begin and which few cross, as (slope, place at 0); None without one."""
    if len(ys) < MIN_EDGE_LINES:
        return None
    best: tuple[float, Points] | None = None
    for slope in np.linspace(-0.4, 0.4, 161):
        places = starts - slope * ys
        off = (places[None, :] - places[:, None]) / size  # of each line from an edge through each other
        votes = (np.abs(off) < BESIDE).sum(axis=1) - BEYOND * (off <= -BESIDE).sum(axis=1)
        most = int(np.argmax(votes))
        if best is None or votes[most] > best[0]:
            best = float(votes[most]), np.array([slope, places[most]])
    assert best is not None
    fitted = best[1]
    least = max(LEAST_AT_EDGE if len(ys) >= 2 * MIN_EDGE_LINES else 3, AT_EDGE * len(ys))
    for _ in range(3):  # settled by those that stand at it
        near = np.abs(starts - np.polyval(fitted, ys)) < BESIDE * size
        if near.sum() < least or np.ptp(ys[near]) < ALONG_EDGE * np.ptp(ys):
            return None
        fitted = np.polyfit(ys[near], starts[near], 1)
    return np.asarray(fitted, dtype=np.float64)


def _sizes(lines: Sequence[SeenLine], flat: Sequence[_Flat]) -> list[float]:
    """The square of each line's characters, in flat pixels: by what Chinese characters take up, else by the height.

    Neither is sure of a short line or a mixed one, nor how far it was found to reach beyond its characters: there what
    is nearest to the others counts.
    """
    candidates: list[list[float]] = []
    for line, place in zip(lines, flat, strict=True):
        text = "".join(line.text.split())
        wide = sum(bool(WIDE.match(character)) for character in text)
        high, across = line.height * EM * place.scale, place.right - place.left
        size = across / max(0.5, _advance(text))
        is_wide = wide >= 0.8 * len(text)
        own = [size if is_wide and wide >= SHORT else high]
        if wide >= 2:
            own.append(size)
        if wide < SHORT and (is_wide or len(text) < SHORT):
            own.append(across / (AROUND + _advance(text)))
        candidates.append(own)
    usual = _usual(lines, [own[0] for own in candidates])
    return [min(own, key=lambda candidate: abs(candidate - usual)) for own in candidates]


def _usual(lines: Sequence[SeenLine], sizes: Sequence[float]) -> float:
    """The size of the middle character of the page."""
    order = sorted(zip(sizes, (len(line.text) for line in lines), strict=True))
    half, seen = sum(count for _, count in order) / 2, 0
    for size, count in order:
        seen += count
        if seen >= half:
            return max(size, 1.0)
    return 1.0


def _advance(text: str) -> float:
    """How many squares a text takes up."""
    return sum(1.0 if WIDE.match(character) else 0.5 for character in text)
