"""Where the characters of one page of a PDF stand, with the page turned so that its text is upright."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

SAMPLE = 200
"""Characters by which it is judged how a page is turned."""

SLANTED = 5.0
"""Degrees by which text leans that is a stamp or a watermark."""

ASCENT = 0.88
"""Ems that a Chinese character rises above its base line."""

FEWEST_DOWN = 8
"""Characters with the next below them that make a page one whose columns run down."""

MOST_ASKED = 400
ASKED = 40
"""Characters of a page by which that is judged, and those of them whose neighbours are looked for."""

FARTHEST = 20_000.0
"""Points: what lies farther out is on no page."""


_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class GlyphBox:
    """A character's left and right edge, its base line, and the height and width of the square it is set in."""

    left: float
    right: float
    base: float
    high: float
    wide: float


class Sheet:
    """A page's characters by number."""

    def __init__(self, page: Any, text: Any, count: int, raw: Any) -> None:
        self._text, self._raw = text, raw
        self._box, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        left, bottom, right, top = page.get_cropbox()
        self._edges = left, bottom, right, top
        self._turned = self._majority(count)
        across, up = right - left, top - bottom
        self._tall = across if self._turned % 2 else up
        self.runs_down = self._is_vertical(count)
        self.width, self.height = (up, across) if self._turned % 2 != self.runs_down else (across, up)

    def upright(self, at: int) -> bool:
        """Whether a character stands as most of the page's text does; in columns that run down, or lies on its side."""
        turned = self._angle(at) - 90 * self._turned
        leans = [turned, turned + 90] if self.runs_down else [turned]
        return any(abs((lean + 180) % 360 - 180) <= SLANTED for lean in leans)

    def place(self, at: int) -> GlyphBox | None:
        """Where a character stands; None where that is not known, or is on no page."""
        raw, box = self._raw, self._box
        if not raw.FPDFText_GetLooseCharBox(self._text, at, box):
            return None
        if not raw.FPDFText_GetCharOrigin(self._text, at, self._x, self._y):
            return None
        corners = self._turn(box.left, box.bottom), self._turn(box.right, box.top)
        start, base = self._turn(self._x.value, self._y.value)
        left, right = sorted(corner[0] for corner in corners)
        high, wide = self._em(at)
        if self.runs_down:
            return self._down(corners, (start, base), high, lies=self._angle(at) - 90 * self._turned != 0)
        numbers = (left, right, base, start, high, wide)
        if not all(math.isfinite(number) and abs(number) < FARTHEST for number in numbers):
            return None
        # fonts without measures give the ink alone
        return GlyphBox(min(left, start) if right - left < wide else left, right, base, high, wide)

    def _down(self, corners: tuple[_Point, _Point], origin: _Point, high: float, *, lies: bool) -> GlyphBox | None:
        """Where a character stands on a page that is turned so that its columns are lines, the first one on top.

        `lies`: Latin letters that stand on their sides.
        """
        (left, right), (bottom, top) = (sorted(axis) for axis in zip(*corners, strict=True))
        base = origin[1]
        starts, ends = (top, bottom) if lies else (base + ASCENT * high, base - (1 - ASCENT) * high)
        line = (left + right) / 2 - high / 2 if lies else origin[0]
        if not all(math.isfinite(number) and abs(number) < FARTHEST for number in (starts, ends, line, high)):
            return None
        return GlyphBox(self._tall - starts, self._tall - ends, line, high, high)

    def _is_vertical(self, count: int) -> bool:
        """Whether most Chinese characters have the next below them."""
        places: list[tuple[float, float, float]] = []
        for at in range(count):
            if self._raw.FPDFText_GetUnicode(self._text, at) < 0x2E80:
                continue
            self._raw.FPDFText_GetCharOrigin(self._text, at, self._x, self._y)
            places.append((*self._turn(self._x.value, self._y.value), self._em(at)[0]))
            if len(places) == MOST_ASKED:
                break
        asked = places[:: max(1, len(places) // ASKED)]
        down = sum(_nearer_below(place, places) for place in asked)
        return down >= FEWEST_DOWN and down > 0.6 * len(asked)

    def _majority(self, count: int) -> int:
        """By how many quarters of a turn most of the text stands."""
        step = max(1, count // SAMPLE)
        quarters = Counter(round(self._angle(at) / 90) % 4 for at in range(0, count, step))
        return quarters.most_common(1)[0][0] if quarters else 0

    def _angle(self, at: int) -> float:
        """Degrees, anticlockwise; pdfium counts clockwise."""
        angle = float(self._raw.FPDFText_GetCharAngle(self._text, at))
        return -math.degrees(angle) % 360 if angle >= 0 and math.isfinite(angle) else 0.0

    def _turn(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page as it is after turning, from its lower left corner."""
        left, bottom, right, top = self._edges
        return ((x - left, y - bottom), (y - bottom, right - x), (right - x, top - y), (top - y, x - left))[
            self._turned
        ]

    def _em(self, at: int) -> tuple[float, float]:
        size = float(self._raw.FPDFText_GetFontSize(self._text, at)) or 1.0
        if not self._raw.FPDFText_GetMatrix(self._text, at, self._matrix):
            return round(size, 1) or 1.0, size
        high = math.hypot(self._matrix.c, self._matrix.d)
        return round(size * high, 1) or 1.0, size * math.hypot(self._matrix.a, self._matrix.b)


def _nearer_below(place: tuple[float, float, float], places: list[tuple[float, float, float]]) -> bool:
    """Whether a character has the next one nearer below it than beside it."""
    x, y, em = place
    steps = [y - other[1] for other in places if abs(other[0] - x) < 0.2 * em and y - other[1] > 0.3 * em]
    across = [abs(other[0] - x) for other in places if abs(other[1] - y) < 0.2 * em and other[0] != x]
    below = min(steps, default=math.inf)
    return below < 2 * em and below < 0.9 * min(across, default=math.inf)
