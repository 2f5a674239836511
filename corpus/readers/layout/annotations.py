"""What stands in small type above the words of a line: readings (ruby), dots of emphasis. It is no text of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from duizhao.corpus.readers.layout.page import Line, Page
from duizhao.corpus.text.han import HAN

SMALL = 0.7
"""Readings are set in at most this share of the size of the words below them."""

NEAREST, FARTHEST = 0.5, 1.3
"""Ems, of the words below, that a reading's base line stands above theirs."""

LARGEST_SHARE = 0.6
"""Of the width of the line below, what letters or Han characters above it may take; more is a line of small print."""

DOTS_BELOW = -1.2
"""Ems from a line's base line to that of the dots below it, as they are set in Chinese."""

MOST_COMPARED = 200_000
"""Pairs of lines; a page with more is a table or a map."""

_DOTS = re.compile(r"[\s.·•●◦○・﹅﹆丶、˙▲△▴▵◉◎⦁⚫⚪]+\Z")
_READING = re.compile(r"[\s\u02ca\u02c7\u02cb\u02d9ˉˊˇˋ˙·\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf]+\Z")
_PINYIN = re.compile(rf"[\sa-zà-ÿāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ'’{HAN}]+\Z", re.IGNORECASE)
_CHINESE = re.compile(f"[{HAN}]")
_GAP = re.compile(rf"(?<=[{HAN}])[\u3000 ]+(?=[{HAN}])")


def without_annotations(page: Page) -> Page:
    """The page without what stands small above its lines; each of these says what stood above it."""
    above: dict[int, list[Line]] = {}
    largest = max((line.size for line in page.lines), default=0.0)
    small = [line for line in page.lines if line.size <= SMALL * largest]
    if len(small) * len(page.lines) > MOST_COMPARED:
        return page
    for line in small:
        below = [at for at, other in enumerate(page.lines) if _belongs(line, other)]
        if below:
            above.setdefault(min(below, key=lambda at: abs(line.base - page.lines[at].base)), []).append(line)
    taken = {id(line) for lines in above.values() for line in lines}
    return replace(
        page,
        lines=tuple(
            _annotated(line, above[at]) if at in above else line
            for at, line in enumerate(page.lines)
            if id(line) not in taken
        ),
    )


def _belongs(line: Line, below: Line) -> bool:
    """Whether a line is an annotation of another."""
    em = below.size
    dots = _DOTS.match(line.text) is not None
    lowest = DOTS_BELOW if dots else NEAREST
    if not (line.size <= SMALL * em and lowest * em <= line.base - below.base <= FARTHEST * em):
        return False
    if line.left < below.left - em or line.right > below.right + em:
        return False
    if dots or _READING.match(line.text):
        return True
    small = line.right - line.left <= LARGEST_SHARE * (below.right - below.left)
    return small and bool(_PINYIN.match(line.text) and _CHINESE.search(below.text))


def _annotated(line: Line, above: Sequence[Line]) -> Line:
    """A line that says what stood above it; readings wider than its characters have made gaps in it."""
    notes = []
    for annotation in sorted(above, key=lambda annotation: annotation.left):
        notes.append("dots of emphasis" if _DOTS.match(annotation.text) else f"ruby: {annotation.text.strip()}")
    text = line.text if line.raised or line.readings else _GAP.sub("", line.text)
    return replace(line, text=text, left_out=(*line.left_out, *notes))
