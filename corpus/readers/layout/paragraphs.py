"""Lines of print joined to paragraphs, over columns and pages, words broken at a line's end made whole."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from duizhao.corpus.readers.layout.hyphens import keeps_hyphen
from duizhao.corpus.readers.layout.page import Column, Line
from duizhao.corpus.text.normalization import WIDE
from duizhao.corpus.text.part_numbers import label

MIN_SPACED_LINES = 10
"""Lines from which their usual distance shows."""

APART = 1.4
"""Lines further apart than this many times the usual distance belong to two paragraphs."""

SHORT = 2.75
"""Lines. Some 4 lines in 100 end with a sentence by chance, some 7 paragraphs in 100 with a line that is full."""

INDENT = 0.9
"""Ems by which the first line of a paragraph is set in."""

ALIKE = 0.85
"""Of the usual width of a document's pages in pictures: a narrower one has short lines."""

UNSURE = 1.2
"""Ems by which the edge of a page is not known that was read in a picture."""

_ENDED = re.compile(r"[.!?:;。！？：；…][\"'”’」』）)\]]*\s*\Z")
_SENTENCE_END = re.compile(r"[.!?。！？][\"'”’」』）)\]]*\s*\Z")
_ABBREVIATION = re.compile(r"\b(?:[A-Z][a-z]{0,3}|[a-z])\.\Z")
_ITEM = re.compile(
    r"\s*(?:[•·▪■●○◆◇□▶►❖✓*–—-]\s|[（(]\s*(?:[一二三四五六七八九十]+|\d{1,3}|[a-z]{1,4})\s*[)）]"
    r"|(?:[一二三四五六七八九十]{1,3}|\d{1,3})[、.．)）](?!\d)|[①-⑳])",
    re.IGNORECASE,
)
_HYPHEN = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]\Z")
_WORD_HEAD = re.compile(r"[^\W\d_]+")
_FIRST = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+")


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with the page it stands on and the edges of its column; `first` where its column begins."""

    line: Line
    page: int
    left: float
    right: float
    first: bool


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is set.

    The size of most of its text, the distance of its lines in ems, whether paragraphs are set in, or set apart, and
    whether they are so short that a sentence's end at the end of a full line is rather a paragraph's.
    """

    size: float
    leading: float
    indents: bool
    gaps: bool
    short: bool


def placed(pages: Sequence[Sequence[Column]]) -> list[PlacedLine]:
    """All lines in order. Columns of the same left edge are as wide as the widest of them in the document.

    Not so those of pages that are pictures: how large such a page is was measured on it alone, and where it lies in its
    picture is chance. It is as wide as its widest line, if the document's other pages are hardly wider.
    """
    widest: dict[int, float] = {}
    seen = [column.right - column.left for page in pages for column in page if _in_picture(column)]
    usual = statistics.median_high(seen) if seen else 0.0
    for column in (column for page in pages for column in page if not _in_picture(column)):
        for line in column.lines:
            key = round(column.left / 12)
            widest[key] = max(widest.get(key, 0.0), line.right) if column.right - column.left > 100 else column.right
    placed_lines = []
    for at, page in enumerate(pages):
        for column in page:
            near = [widest.get(round(column.left / 12) + off, 0.0) for off in (-1, 0, 1)]
            right = max(near) if len(page) == 1 else column.right
            if _in_picture(column):
                narrow = column.right - column.left < ALIKE * usual
                right = column.left + usual if narrow and len(page) == 1 else column.right
            for place, line in enumerate(column.lines):
                placed_lines.append(PlacedLine(line, at, column.left, max(right, column.right), place == 0))
    return placed_lines


def _in_picture(column: Column) -> bool:
    return any(line.readings for line in column.lines)


def style_of(lines: Sequence[PlacedLine]) -> Style:
    """The style of a document, from all its lines."""
    sizes: Counter[float] = Counter()
    for placed in lines:
        sizes[round(placed.line.size * 2) / 2] += len(placed.line.text)
    size = sizes.most_common(1)[0][0] if sizes else 1.0
    stepped = [
        ((above.line.base - below.line.base) / size, _full(above, below))
        for above, below in pairwise(lines)
        if above.page == below.page and not below.first and 0.8 < (above.line.base - below.line.base) / size < 4
        and abs(above.line.size - size) < 0.6 and abs(below.line.size - size) < 0.6
    ]  # fmt: skip
    steps = [step for step, _ in stepped]
    inside = [step for step, full in stepped if full]  # a full line mostly has the next of its paragraph below it
    leading = statistics.median_low(inside if len(inside) >= MIN_SPACED_LINES else steps) if steps else 1.3
    if len(steps) >= MIN_SPACED_LINES:  # the distance inside paragraphs, not between them
        leading = min(leading, Counter(round(step, 1) for step in steps).most_common(1)[0][0] + 0.05)
    begins = [
        below for above, below in pairwise(lines) if abs(below.line.size - size) < 0.6 and not _full(above, below)
    ]
    indented = sum(INDENT <= (placed.line.left - placed.left) / size <= 4 for placed in begins)
    apart = sum(step > APART * leading for step in steps)
    enough = max(2, 0.4 * len(begins))
    return Style(size, leading, indented >= enough, apart >= enough, len(lines) < SHORT * (len(begins) + 1))


def paragraphs(
    lines: Sequence[PlacedLine], style: Style, apart: Collection[int] = frozenset()
) -> Iterator[list[PlacedLine]]:
    """The lines of each paragraph. With pages `apart` a new one begins."""
    held: list[PlacedLine] = []
    for placed in lines:
        parted = held and held[-1].page != placed.page and placed.page in apart
        if held and (parted or not _continued(held, placed, style)):
            yield held
            held = []
        held.append(placed)
    if held:
        yield held


def _continued(held: list[PlacedLine], below: PlacedLine, style: Style) -> bool:
    above = held[-1]
    if abs(above.line.size - below.line.size) > 0.12 * max(above.line.size, below.line.size):
        return False
    if above.line.cell or below.line.cell:
        return False
    beside = above.page == below.page and not below.first
    step = above.line.base - below.line.base
    if beside and (step <= 0.2 * below.line.size or step > APART * style.leading * max(below.line.size, style.size)):
        return False
    ended = bool(_ENDED.search(above.line.text))
    if ended and (_ITEM.match(below.line.text) or label(below.line.text)):
        return False
    if beside and _centred(above) and _centred(below) and below.line.size > 1.1 * style.size:
        return True
    if not _full(above, below):
        return False
    em = below.line.size
    indent, before = (below.line.left - below.left) / em, (above.line.left - above.left) / em
    if indent >= INDENT and indent - before >= INDENT:
        return False
    if indent >= INDENT and abs(indent - before) < 0.3 and ended:
        return False
    text = above.line.text
    ends = _SENTENCE_END.search(text) and not _ABBREVIATION.search(text)
    return not ends or style.indents or (beside and style.gaps) or not style.short


def _full(above: PlacedLine, below: PlacedLine) -> bool:
    """Whether a line had no room for the first word of the next."""
    if _HYPHEN.search(above.line.text):
        return True
    text, em = below.line.text.lstrip(), above.line.size
    room = above.right - above.line.right
    if WIDE.match(text):
        return room < 2.1 * em
    width = below.line.first - below.line.left
    latin = _FIRST.match(text)
    if latin and WIDE.match(text[latin.end() : latin.end() + 1]):
        width = 0.55 * em * latin.end()
    return room < width + (UNSURE if above.line.readings else 0.33) * em


def _centred(placed: PlacedLine) -> bool:
    left, right = placed.line.left - placed.left, placed.right - placed.line.right
    return left > 2 * placed.line.size and abs(left - right) < 1.5 * placed.line.size


def joined(above: str, below: str, words: frozenset[str]) -> tuple[str, str]:
    """The end of one line and the beginning of the next, as they stand together: what is left of each.

    `words`: the words of the document, by which a hyphen is told from a break.
    """
    below = below.lstrip()
    above = above.rstrip(" ")
    broken = _HYPHEN.search(above)
    head = _WORD_HEAD.match(below)
    if broken and head:
        kept = keeps_hyphen(above[:-1], broken[1], head.group(), words)
        return (above[:-1] + "-" if kept else above[:-1]), below
    above = above.replace("\u00ad", "-") if above.endswith("\u00ad") else above
    if not above or not below or WIDE.match(above[-1]) or WIDE.match(below) or above[-1] in "-—–/":
        return above, below
    return above + " ", below
