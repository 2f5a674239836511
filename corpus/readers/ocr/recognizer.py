"""Lines of text found in a picture and read, by rapidocr with the models that its package carries; nothing is fetched.

The detector says of every pixel how likely it lies on a line of text. A line is followed along its own curve there, as
lines on a bent page run, and is cut out along it, straightened, for the recogniser.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.ocr.ctc_decoding import Alphabet, Spelled, spelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

Pixels = "NDArray[np.uint8]"

SIDE = 1760
"""Pixels of the longer side in which lines are looked for: 12 point on A4 is 25 pixels high there."""

SEEN = 0.3
"""A pixel as likely as this lies on a line (as the detector was trained)."""

SURE = 0.5
"""The mean over a line below which it is none."""

MIN_LINE_PIXELS = 3.0
"""Pixels: what is thinner is no line."""

GROWN = 0.8
"""The detector marks the core of a line: its edges lie this many times the core's thickness further out."""

HEIGHT = 48
"""Pixels of a line as the recogniser takes it."""

MAX_LINE_RATIO = 40.0
"""Times its height that a line may be long to be read in one piece."""

MIN_LINE_RATIO = 20 / 3
"""Times its height that the space for a line is at least long (as the recogniser was trained)."""

AT_ONCE = 6
"""Lines that are read together."""

TRIED = 5
"""The longest lines, by which it is found out which way is up."""

DOUBTED = 0.8
"""Below this mean confidence of those lines the page is tried upside down, or lying on its side."""

WITH_DOUBT = 0.9
"""The confidence, at most, of a line with a character that is doubted: it is said to be read with low confidence."""

HINT = "install the extra `ocr` (pip install 'duizhao[ocr]'), or type out the words and save them as .txt"


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line as it was read: its words, the recogniser's confidence (0–1), and its middle in the picture.

    `middle`: k × 2 points in pixels from the upper left corner, in the direction of reading; `height` in pixels.
    """

    text: str
    confidence: float
    middle: NDArray[np.float64]
    height: float

    @property
    def box(self) -> NDArray[np.float64]:
        """Four corners: upper left, upper right, lower right, lower left, as the text stands; 4 × 2 pixels."""
        start, end = self.middle[0], self.middle[-1]
        along = (end - start) / max(1e-6, float(np.hypot(*(end - start))))
        down = np.array([-along[1], along[0]])
        offsets = (self.middle - start) @ down
        above, below = offsets.min() - self.height / 2, offsets.max() + self.height / 2
        return np.array([start + above * down, end + above * down, end + below * down, start + below * down])


def is_installed() -> bool:
    """Whether the packages of the extra are there."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2", "PIL"))


@dataclass(frozen=True, slots=True)
class _Curve:
    """A line of text: its middle, k × 2 pixels, its height, and how sure it is that there is one."""

    middle: NDArray[np.float64]
    height: float

    @property
    def length(self) -> float:
        return float(np.hypot(*np.diff(self.middle, axis=0).T).sum())


class Recogniser:
    """The two models, loaded once."""

    def __init__(self) -> None:
        if not is_installed():
            raise ReadError(f"pictures cannot be read here: {HINT}")
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # ONNX Runtime 1.32 tells its maker what it is used for
        import onnxruntime
        import rapidocr
        from rapidocr import RapidOCR

        onnxruntime.disable_telemetry_events()

        folder = Path(rapidocr.__file__).with_name("models")
        models = {kind: next(iter(sorted(folder.glob(f"*_{kind}_*.onnx"))), None) for kind in ("det", "rec")}
        if None in models.values():
            raise ReadError(f"this rapidocr carries no models: {HINT}")
        engine: Any = RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.use_cls": False,
                "Det.model_path": str(models["det"]),
                "Rec.model_path": str(models["rec"]),
                "EngineConfig.onnxruntime.intra_op_num_threads": len(os.sched_getaffinity(0))
                if hasattr(os, "sched_getaffinity")
                else (os.cpu_count() or 1),
            }
        )
        # RapidOCR has no public way to have its models without the rest of its chain
        self._detector: Any = engine._load_det_model()  # noqa: SLF001
        self._recogniser: Any = engine._load_rec_model()  # noqa: SLF001
        self._alphabet = Alphabet.of(self._recogniser.postprocess_op.character)

    def read(self, picture: NDArray[np.uint8]) -> list[SeenLine]:
        """The lines of a picture, height × width × 3 (blue, green, red), in no order.

        A page that lies on its side or stands on its head is turned; columns that run down are read as lines.
        """
        curves = self._curves(picture)
        if not curves:
            return []
        quarters, known = self._quarters(picture, curves)
        if quarters == 2:
            curves = [_Curve(curve.middle[::-1], curve.height) for curve in curves]
        elif quarters:
            turned = np.ascontiguousarray(np.rot90(picture, quarters))
            curves = [_Curve(_back(curve.middle, quarters, picture), curve.height) for curve in self._curves(turned)]
        unread = [at for at in range(len(curves)) if at not in known]
        known |= dict(zip(unread, self._words(picture, [curves[at] for at in unread]), strict=True))
        lines = []
        for at, curve in enumerate(curves):
            text, confidence = known[at]
            if text.strip():
                lines.append(SeenLine(text, confidence, curve.middle, curve.height))
        return lines

    def _quarters(
        self, picture: NDArray[np.uint8], curves: Sequence[_Curve]
    ) -> tuple[int, dict[int, tuple[str, float]]]:
        """By how many quarters, anticlockwise, the picture must be turned for its lines to run to the right.

        With it the words of those curves that were read to find this out, and need not be read again.
        """
        long = [at for at, curve in enumerate(curves) if curve.length > 3 * curve.height] or list(range(len(curves)))
        flat = sum(curves[at].length for at in long if _is_flat(curves[at]))
        upright = flat >= 0.5 * sum(curves[at].length for at in long)
        best = sorted((at for at in long if _is_flat(curves[at]) == upright), key=lambda at: -curves[at].length)[:TRIED]
        first = self._words(picture, [curves[at] for at in best])
        if upright and _confidence(first) >= DOUBTED:
            return 0, dict(zip(best, first, strict=True))
        backwards = self._words(picture, [_Curve(curves[at].middle[::-1], curves[at].height) for at in best])
        turned = _confidence(first) < _confidence(backwards)
        if not upright:
            return (3 if turned else 1), {}
        return (2 if turned else 0), dict(zip(best, backwards if turned else first, strict=True))

    def _curves(self, picture: NDArray[np.uint8]) -> list[_Curve]:
        """The lines that the detector finds."""
        import cv2

        height, width = picture.shape[:2]
        scale = min(1.0, SIDE / max(height, width))
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
        given = self._detector.get_preprocess()(small)
        likely = self._detector.session(given)[0, 0]
        across, down = width / likely.shape[1], height / likely.shape[0]
        count, labels, stats, _ = cv2.connectedComponentsWithStats((likely > SEEN).astype(np.uint8), connectivity=8)
        curves = []
        for number in range(1, count):
            left, top, wide, high, area = (int(stat) for stat in stats[number])
            if min(wide, high) < MIN_LINE_PIXELS or area < 4 * MIN_LINE_PIXELS:
                continue
            part = np.s_[top : top + high, left : left + wide]
            inside = labels[part] == number
            if float(likely[part][inside].mean()) < SURE:
                continue
            ys, xs = np.nonzero(inside)
            points = np.stack([(xs + left + 0.5) * across, (ys + top + 0.5) * down], axis=1)
            curve = _curve(points, area * across * down)
            if curve is not None:
                curves.append(curve)
        return curves

    def _words(self, picture: NDArray[np.uint8], curves: Sequence[_Curve]) -> list[tuple[str, float]]:
        """The words of each line with their confidence; long lines are read in pieces."""
        pieces = [(at, piece) for at, curve in enumerate(curves) for piece in _pieces(picture, curve)]
        lines: list[list[Spelled]] = [[] for _ in curves]
        order = sorted(range(len(pieces)), key=lambda at: pieces[at][1].shape[1])
        read: dict[int, Spelled] = {}
        for start in range(0, len(order), AT_ONCE):
            group = order[start : start + AT_ONCE]
            strips = [pieces[at][1] for at in group]
            widest = max(MIN_LINE_RATIO, *(strip.shape[1] / strip.shape[0] for strip in strips))
            given = np.stack([self._recogniser.resize_norm_img(strip, widest) for strip in strips])
            for at, likely in zip(group, self._recogniser.session(given.astype(np.float32)), strict=True):
                read[at] = spelled(likely, self._alphabet, down=not _is_flat(curves[pieces[at][0]]))
        for at, (line, _) in enumerate(pieces):
            lines[line].append(read[at])
        return [in_pieces(parts) for parts in lines]


@cache
def recogniser() -> Recogniser:
    """The one that all share."""
    return Recogniser()


def _confidence(read: Sequence[tuple[str, float]]) -> float:
    """How well lines are read: the mean over their characters."""
    return sum(confidence * len(text) for text, confidence in read) / max(1, sum(len(text) for text, _ in read))


def in_pieces(parts: Sequence[Spelled]) -> tuple[str, float]:
    """The words of a line read in pieces with their confidence: low, if only one of them is doubted."""
    weight = sum(len(part.text) for part in parts)
    sure = sum(part.confidence * len(part.text) for part in parts) / weight if weight else 0.0
    if any(part.doubted for part in parts):
        sure = min(sure, WITH_DOUBT)
    return "".join(part.text for part in parts), sure


def _is_flat(curve: _Curve) -> bool:
    across, down = np.abs(curve.middle[-1] - curve.middle[0])
    return bool(across >= down)


def _back(points: NDArray[np.float64], quarters: int, picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Points of a picture that was turned by quarters, anticlockwise, as they lie in the picture itself."""
    height, width = picture.shape[:2]
    x, y = points[:, 0], points[:, 1]
    if quarters == 1:
        return np.stack([width - y, x], axis=1)
    return np.stack([y, height - x], axis=1)


def _curve(points: NDArray[np.float64], area: float) -> _Curve | None:
    """The middle of a line through its pixels (n × 2): a curve of the third degree at most, as bent pages have."""
    centre = points.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov((points - centre).T))
    along = axes[:, 1]
    along = along if (along[0] if abs(along[0]) >= abs(along[1]) else along[1]) > 0 else -along
    down = np.array([-along[1], along[0]])
    placed = (points - centre) @ np.stack([along, down], axis=1)
    start, end = float(placed[:, 0].min()), float(placed[:, 0].max())
    length = end - start
    thickness = area / max(length, 1e-6)
    height = thickness * (1 + 2 * GROWN * length / (length + thickness))
    if thickness < MIN_LINE_PIXELS or not length:
        return None
    degree = 3 if length > 12 * height else 2 if length > 6 * height else 1 if length > 2 * height else 0
    steps = max(2, min(40, int(length / thickness)))
    cells = np.minimum(((placed[:, 0] - start) / length * steps).astype(int), steps - 1)
    counts = np.bincount(cells, minlength=steps)
    filled = counts > 0
    middles = (np.arange(steps) + 0.5)[filled] * length / steps + start
    offsets = np.bincount(cells, placed[:, 1], minlength=steps)[filled] / counts[filled]
    fitted = np.polynomial.Polynomial.fit(middles, offsets, min(degree, max(0, len(middles) - 1)))
    grown = GROWN * thickness * length / (length + thickness)
    # beyond its ends a line goes on straight: the polynomial would not
    inner = np.linspace(start, end, max(2, min(24, int(length / height) + 2)))
    values = fitted(inner)
    slope = [(values[1] - values[0]) / (inner[1] - inner[0]), (values[-1] - values[-2]) / (inner[-1] - inner[-2])]
    us = np.concatenate([[start - grown], inner, [end + grown]])
    vs = np.concatenate([[values[0] - slope[0] * grown], values, [values[-1] + slope[1] * grown]])
    return _Curve(centre + us[:, None] * along + vs[:, None] * down, float(height))


def _pieces(picture: NDArray[np.uint8], curve: _Curve) -> Iterator[NDArray[np.uint8]]:
    """A line cut out along its curve, straight, in pieces that are not too long, cut where there is least ink."""
    strip = straightened(picture, curve.middle, curve.height)
    limit = int(MAX_LINE_RATIO * strip.shape[0])
    while strip.shape[1] > limit:
        ink = strip[..., 1].astype(np.float32).std(axis=0)
        reach = int(2 * strip.shape[0])
        cut = limit - reach + int(np.argmin(np.convolve(ink[limit - reach : limit], np.ones(5) / 5, mode="same")))
        yield np.ascontiguousarray(strip[:, :cut])
        strip = strip[:, cut:]
    yield np.ascontiguousarray(strip)


def straightened(
    picture: NDArray[np.uint8], middle: NDArray[np.float64], height: float, out: int = HEIGHT
) -> NDArray[np.uint8]:
    """The strip of a picture along a line's middle (k × 2 pixels), `out` pixels high."""
    import cv2

    steps = np.hypot(*np.diff(middle, axis=0).T)
    travelled = np.concatenate([[0.0], np.cumsum(steps)])
    wide = max(2, round(float(travelled[-1]) * out / height))
    at = np.linspace(0, travelled[-1], wide)
    xs, ys = (np.interp(at, travelled, middle[:, side]) for side in (0, 1))
    along = np.stack([np.gradient(xs), np.gradient(ys)])
    along /= np.maximum(1e-6, np.hypot(*along))
    rows = ((np.arange(out) + 0.5) / out - 0.5)[:, None] * height
    cut = cv2.remap(
        picture,
        (xs - along[1] * rows).astype(np.float32),
        (ys + along[0] * rows).astype(np.float32),
        cv2.INTER_AREA if height > 2 * out else cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(cut, dtype=np.uint8)
