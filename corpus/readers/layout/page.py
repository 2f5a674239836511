"""Pages of a PDF as lines, without what is repeated from page to page, in the order in which one reads them."""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from duizhao.corpus.text.normalization import WIDE

MARGIN = 0.14
"""Running heads and page numbers stand within this share of the page's height from its edges."""

SEEN_ON = 3
"""What stands at the same place on so many pages, its digits aside, is a running head; in a document of two, on two."""

EVERYWHERE = 0.6
"""What stands at the same place on this share of all pages, wherever on them, is a watermark."""

FEWEST_IN_COLUMN = 4
"""Lines that make a column."""

NARROWEST = 9.0
"""Ems of a column; narrower ones are of a table."""

CROSSING = 0.2
"""At most this share of a page's lines may run across the gap between its columns: titles, tables, captions."""

_DIGITS = re.compile(r"[\d０-９〇一二三四五六七八九十百]+|(?<![A-Za-z])[ivxlc]+(?![A-Za-z])", re.IGNORECASE)
_NUMBER = re.compile(
    r"\s*(?:[-–—―－·•~・]\s*)*(?:第\s*|page\s*|p\.\s*)?(\d{1,4}|[ivxlc]{1,6}|[一二三四五六七八九十百〇]{1,4})\s*(?:页|頁)?"
    r"(?:\s*(?:[/／]|of|[(（，,、]?\s*[共总總])\s*(?:第\s*)?(\d{1,4})\s*(?:页|頁)?\s*[)）]?)?(?:\s*[-–—―－·•~・])*\s*\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print, or a part of one: places in points from the page's lower left corner.

    `first`: where its first word ends. `raised`: where in the text characters stand above the line. `cell`: whether it
    is one of a table's. `readings`: of a line read in a picture, what stands from where to where in the text was read
    with which confidence in which box, as `duizhao.corpus.scans.coverage` tells it. `left_out`: what stood above
    it, and is no text of its own.
    """

    left: float
    right: float
    base: float
    size: float
    first: float
    text: str
    raised: tuple[tuple[int, int], ...] = ()
    cell: bool = False
    readings: tuple[tuple[int, int, str], ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its lines, in the order in which they are drawn.

    `picture`: of a page that is one, what it is a picture of and how it was read, as `corpus.scans.coverage` tells
    it. `unread`: why nothing could be read of it, or of a part. `sheet`: which page of which file it is, as
    `corpus.scans.text_pages` tells it, where that is not the next page of the document's own file.
    """

    number: str
    width: float
    height: float
    lines: tuple[Line, ...]
    picture: str = ""
    unread: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Lines that are read one after the other, and the edges between which they are set."""

    lines: tuple[Line, ...]
    left: float
    right: float


def without_repeated(pages: Sequence[Page]) -> list[Page]:
    """The pages without running heads, page numbers and watermarks."""
    inner: Counter[tuple[str, int, int]] = Counter()
    outer: dict[tuple[str, int], set[int]] = defaultdict(set)
    for at, page in enumerate(pages):
        inner.update({_spot(line) for line in page.lines})
        for line in page.lines:
            if _at_edge(line, page):
                outer[_edge_spot(line)].add(at)
    numbers = _page_numbers(pages)
    enough = 2 if len(pages) == 2 else SEEN_ON
    everywhere = max(enough, EVERYWHERE * len(pages))
    kept = []
    for at, page in enumerate(pages):
        lines = []
        for line in page.lines:
            edge = _at_edge(line, page)
            repeated = len(pages) > 1 and (
                inner[_spot(line)] >= everywhere
                or (edge and sum(len(outer.get(spot, ())) for spot in _neighbours(line)) >= enough)
            )
            if not repeated and (at, line) not in numbers:
                lines.append(line)
        kept.append(replace(page, lines=tuple(lines)))
    return kept


def _spot(line: Line) -> tuple[str, int, int]:
    return line.text, round(line.left / 4), round(line.base / 4)


def _edge_spot(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text).strip(), round(line.base / 4)


def _neighbours(line: Line) -> list[tuple[str, int]]:
    words, base = _edge_spot(line)
    return [(words, base + off) for off in (-1, 0, 1)]


def _at_edge(line: Line, page: Page) -> bool:
    return line.base > (1 - MARGIN) * page.height or line.base < MARGIN * page.height


def printed_number(text: str) -> int | None:
    """The number of a page in digits, as a line of its own tells it; None for other lines.

    >>> [printed_number(line) for line in ("— 12 —", "第3页，共10页", "Page 4 of 9", "第3条", "12/5")]
    [12, 3, 4, None, None]
    """
    match = _NUMBER.match(text)
    if match is None or not match[1].isdecimal():
        return None
    number = int(match[1])
    return None if match[2] and int(match[2]) < number else number


def _page_numbers(pages: Sequence[Page]) -> set[tuple[int, Line]]:
    """Lines that are the number of their page: outermost, and counting with the pages."""
    numbered: list[tuple[int, Line, int]] = []
    for at, page in enumerate(pages):
        if not page.lines:
            continue
        ends = {min(page.lines, key=lambda line: line.base), max(page.lines, key=lambda line: line.base)}
        for line in ends:
            number = printed_number(line.text)
            if number is not None and _at_edge(line, page):
                numbered.append((at, line, number - at))
    offsets = Counter(offset for _, _, offset in numbered)
    if len(pages) == 1:
        return {(at, line) for at, line, offset in numbered if offset == 1}
    return {(at, line) for at, line, offset in numbered if offsets[offset] >= 2}


def columns(page: Page) -> list[Column]:
    """The columns of a page, in the order of reading: from left to right, between what runs across them all."""
    return [Column(tuple(rows(lines)), left, right) for lines, left, right in _parted(list(page.lines), 0) if lines]


def _parted(lines: list[Line], depth: int) -> list[tuple[list[Line], float, float]]:
    if not lines:
        return []
    gap = _gutter(lines) if depth < 4 else None
    if gap is None:
        return [(lines, min(line.left for line in lines), max(line.right for line in lines))]
    low, high = gap
    left = [line for line in lines if line.right <= high and line.left < low]
    right = [line for line in lines if line.left >= low and line.left >= low and line.right > high]
    sided = {id(line) for line in (*left, *right)}
    across = sorted((line for line in lines if id(line) not in sided), key=lambda line: -line.base)
    edges = [(min(line.left for line in side), max(line.right for line in side)) for side in (left, right)]
    parted: list[tuple[list[Line], float, float]] = []
    above = float("inf")
    whole = (min(line.left for line in lines), max(line.right for line in lines))
    for line in [*across, None]:
        below = line.base if line is not None else float("-inf")
        for side, (start, end) in zip((left, right), edges, strict=True):
            band = [line for line in side if below < line.base <= above]
            parts = _parted(band, depth + 1)
            parted.extend(parts if len(parts) > 1 else [(part, start, end) for part, _, _ in parts])
        if line is not None:
            if parted and parted[-1][1:] == whole and parted[-1][0][-1] in across and above == parted[-1][0][-1].base:
                parted[-1][0].append(line)
            else:
                parted.append(([line], *whole))
        above = below
    return parted


def _gutter(lines: Sequence[Line]) -> tuple[float, float] | None:
    """The gap between two columns of prose: hardly a line crosses it, and both sides are filled from edge to edge."""
    start, end = min(line.left for line in lines), max(line.right for line in lines)
    size = statistics.median(line.size for line in lines)
    if end - start < 2 * NARROWEST * size or len(lines) < 2 * FEWEST_IN_COLUMN:
        return None
    step = max(2.0, (end - start) / 2000)
    cover = [0] * (int((end - start) / step) + 2)
    for line in lines:
        for at in range(int((line.left - start) / step), int((line.right - start) / step) + 1):
            cover[at] += 1
    best: tuple[float, tuple[float, float]] | None = None
    at = 0
    while at < len(cover):
        if cover[at] > CROSSING * len(lines):
            at += 1
            continue
        first = at
        while at < len(cover) and cover[at] <= CROSSING * len(lines):
            at += 1
        gap = start + first * step, start + at * step
        crossing = min(cover[first:at])
        clear = [start + (first + k) * step for k in range(at - first) if cover[first + k] == crossing]
        narrow = (clear[0], clear[-1] + step)
        if narrow[1] - narrow[0] >= 0.6 * size and _two_columns(lines, narrow, size):
            rank = crossing - 0.01 * (gap[1] - gap[0])
            if best is None or rank < best[0]:
                best = rank, narrow
    return best[1] if best else None


def _two_columns(lines: Sequence[Line], gap: tuple[float, float], size: float) -> bool:
    sides = (
        [line for line in lines if line.right <= gap[1] and line.left < gap[0]],
        [line for line in lines if line.left >= gap[0] and line.right > gap[1]],
    )
    if any(len({round(line.base) for line in side}) < FEWEST_IN_COLUMN for side in sides):
        return False
    for side in sides:
        width = max(line.right for line in side) - min(line.left for line in side)
        if width < NARROWEST * size or statistics.median(line.right - line.left for line in side) < 0.55 * width:
            return False
    tops = [max(line.base for line in side) for side in sides]
    bottoms = [min(line.base for line in side) for side in sides]
    shared = min(tops) - max(bottoms)
    return shared >= 0.4 * min(top - bottom for top, bottom in zip(tops, bottoms, strict=True))


def rows(lines: Iterable[Line]) -> list[Line]:
    """Lines from top to bottom, from left to right; parts of one line that stand near each other put together.

    In a table, where parts stand below parts, each stays on its own.
    """
    grouped: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (-line.base, line.left)):
        if grouped and abs(grouped[-1][0].base - line.base) <= 0.4 * max(grouped[-1][0].size, line.size):
            grouped[-1].append(line)
        else:
            grouped.append([line])
    parted = [_near(sorted(row, key=lambda line: line.left)) for row in grouped]
    arranged: list[Line] = []
    for at, row in enumerate(parted):
        beside = [parted[near] for near in (at - 1, at + 1) if 0 <= near < len(parted)]
        if len(row) > 1 and not any(len(other) > 1 and _aligned(row, other) for other in beside):
            row = [_joined(row)]
        arranged.extend([replace(part, cell=True) for part in row] if len(row) > 1 else row)
    return arranged


def _near(row: list[Line]) -> list[Line]:
    together: list[list[Line]] = []
    for line in row:
        if together and line.left - together[-1][-1].right <= 1.2 * line.size:
            together[-1].append(line)
        else:
            together.append([line])
    return [_joined(parts) for parts in together]


def _aligned(row: list[Line], other: list[Line]) -> bool:
    """Whether the parts of two rows, as many in each, begin or end at the same places."""
    if len(row) != len(other):
        return False
    pairs = zip(row, other, strict=True)
    return all(abs(mine.left - theirs.left) < 3 or abs(mine.right - theirs.right) < 3 for mine, theirs in pairs)


def _joined(parts: list[Line]) -> Line:
    if len(parts) == 1:
        return parts[0]
    text = ""
    raised: list[tuple[int, int]] = []
    readings: list[tuple[int, int, str]] = []
    for at, part in enumerate(parts):
        if at:
            gap = part.left - parts[at - 1].right
            wide = WIDE.match(text[-1:]) and WIDE.match(part.text)
            text += " " if gap > (0.5 if wide else 0.15) * part.size and not text.endswith(" ") else ""
        raised.extend((start + len(text), end + len(text)) for start, end in part.raised)
        readings.extend((start + len(text), end + len(text), value) for start, end, value in part.readings)
        text += part.text
    longest = max(parts, key=lambda part: len(part.text))
    first = parts[0].first
    return Line(
        parts[0].left,
        parts[-1].right,
        longest.base,
        longest.size,
        first,
        text,
        tuple(raised),
        readings=tuple(readings),
        left_out=tuple(detail for part in parts for detail in part.left_out),
    )
