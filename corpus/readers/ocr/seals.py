"""Red ink on pictures of pages: the red head of an official paper, and strokes of a seal that were taken for words.

Pictures are height × width × 3, blue first, as everywhere here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from duizhao.corpus.readers.ocr.recognizer import SeenLine
from duizhao.corpus.scans.coverage import LOW

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEAD = 0.4
"""Share of a page, from its top, in which a red head stands."""

RED = 70
"""By so many levels red outweighs green and blue in red ink; the wood of a desk stays below."""

WIDE = 0.3
"""Share of the page's width that a red head, or the red rule under it, takes up; a seal takes a fifth."""

REDDER = 40
"""By so many levels more than the paper around it red ink is red, in shadow too."""

STROKES, DARK = 0.03, 0.02
"""Shares of a line's box: it has more red ink than the one, and less black than the other. Of 13 such lines of one or
two characters on six sealed pages 12 were no characters; of 26 lines with both inks one was misread."""

BLACK = 0.6
"""Times the brightness of the paper."""

FEW = 2
"""Characters of a line that strokes of a seal are taken for; 绝密, stamped in red, is read surely."""


def has_red_head(pixels: NDArray[np.uint8]) -> bool:
    """Whether there is a red head, or the rule under it, near the top of a picture."""
    step = max(1, pixels.shape[1] // 800)
    top = pixels[: int(HEAD * pixels.shape[0]) : step, ::step].astype(np.int16)
    red = (top[..., 2] - top[..., 1] > RED) & (top[..., 2] - top[..., 0] > RED)
    return bool(red.any(axis=0).mean() >= WIDE and red.mean() < WIDE)


def without_seals(lines: Iterable[SeenLine], pixels: NDArray[np.uint8]) -> Iterator[SeenLine]:
    """The lines, the confidence of those that are probably strokes of a seal being 0: they were not read."""
    for line in lines:
        stray = line.confidence < LOW and len(line.text.strip()) <= FEW and _is_red(line, pixels)
        yield replace(line, confidence=0.0) if stray else line


def _is_red(line: SeenLine, pixels: NDArray[np.uint8]) -> bool:
    """Whether a line's ink is red, and not black."""
    left, top = np.maximum(0, np.floor(line.box.min(axis=0))).astype(int)
    right, bottom = np.ceil(line.box.max(axis=0)).astype(int)
    inside = pixels[top:bottom, left:right].astype(np.int16)
    if not inside.size:
        return False
    redness = inside[..., 2] - inside[..., :2].max(axis=-1)
    red = redness > np.median(redness) + REDDER
    brightness = inside.max(axis=-1)
    dark = (brightness < BLACK * np.percentile(brightness, 90)) & ~red
    return bool(red.mean() > STROKES and dark.mean() < DARK)
