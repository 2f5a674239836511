"""Pages of many pictures brought into order: retakes found, and where one document ends and the next begins."""

from __future__ import annotations

import json
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from zlib import crc32

from rapidfuzz.fuzz import ratio

from corpus.kept_pages import KeptPage
from corpus.readers.pdf_pages import Line

Order = Literal["name", "time"]

SAME = 82.0
"""Two pages whose words agree to so many per cent are one page taken twice."""

SHARED = 0.3
"""Pages that share less than this share of their four-character runs are not compared further."""

SAMPLED = 4
"""Of such runs one in so many is looked at."""

FEWEST = 12
"""Characters without which a page cannot be told from another."""

LARGE = 1.25
"""A line this many times as large as most of the page is set as a title."""

AT_THE_TOP = 4
"""Lines among which a title begins; a red head stands above them, with as many more."""

LONGEST_TITLE = 60
"""Characters."""

ALIKE = 0.15
"""Lines of a title differ in size by a smaller share."""

_NUMBER = re.compile(
    r"[-–—―－·•~・\s]*(?:第|page|p\.)?\s*(\d{1,4})\s*[页頁]?\s*"
    r"(?:[,，、/／]?\s*共\s*\d{1,4}\s*[页頁]|[/／]\s*\d{1,4}|of\s*\d{1,4})?[-–—―－·•~・\s]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(\d+)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Shot:
    """A page of a picture, as much as is needed to put it in order.

    `file` and `frame`: which picture. `confidence`: of its reading, 0–1, by characters. `title`: a line set larger at
    its top. `number`: the page number that is printed on it, or None. `retake`: the name of the picture that shows the
    same page better, or empty. `starts`: why a document begins here, or empty. `follows`: the page number printed on
    the last page of the document that has one, where this one's does not follow it.
    """

    file: str
    frame: int
    taken: str
    text: str
    confidence: float
    title: str = ""
    number: int | None = None
    red_head: bool = False
    unread: str = ""
    retake: str = ""
    starts: str = ""
    follows: int | None = None


def shot_of(file: str, kept: KeptPage) -> Shot:
    """What a page that was read tells of itself."""
    lines = kept.page.lines
    weights = [
        (float(json.loads(value)["confidence"]), end - start) for line in lines for start, end, value in line.readings
    ]
    total = sum(weight for _, weight in weights)
    sure = sum(confidence * weight for confidence, weight in weights) / total if total else float(bool(lines))
    return Shot(
        file,
        kept.frame,
        kept.taken,
        "\n".join(line.text for line in lines),
        round(sure, 3),
        _title(kept),
        _number(kept),
        kept.red_head,
        kept.page.unread,
    )


def _title(kept: KeptPage) -> str:
    """The large lines at the head of a page; under a red head those that are set in another size than it."""
    lines = kept.page.lines
    if len(lines) < 2:
        return ""
    usual = statistics.median(line.size for line in lines for _ in line.text)
    groups: list[list[Line]] = []
    before: Line | None = None
    for at, line in enumerate(sorted(lines, key=lambda line: -line.base)):
        large = line.size >= LARGE * usual and len(line.text) <= LONGEST_TITLE
        if large and before is not None and abs(line.size - before.size) <= ALIKE * before.size:
            groups[-1].append(line)
        elif large and at < AT_THE_TOP * (1 + kept.red_head):
            groups.append([line])
        before = line if large and groups and groups[-1][-1] is line else None
    if not groups:
        return ""
    return _joined(groups[1] if kept.red_head and len(groups) > 1 else groups[0])


def _joined(lines: Sequence[Line]) -> str:
    """The lines of a title as one, in at most so many characters: English words with a blank between them."""
    title = ""
    for line in lines:
        words = _SPACE.sub(" ", line.text).strip()
        if len(title) + len(words) > LONGEST_TITLE:
            break
        title += (" " if title[-1:].isascii() and words[:1].isascii() and title else "") + words
    return title


def _number(kept: KeptPage) -> int | None:
    """The number at the foot of the page, or at its head."""
    if not kept.page.lines:
        return None
    by_height = sorted(kept.page.lines, key=lambda line: line.base)
    for line in (by_height[0], by_height[-1]):
        match = _NUMBER.fullmatch(line.text)
        if match and len(by_height) > 1:
            return int(match[1])
    return None


def in_order(shots: Iterable[Shot], by: Order) -> list[Shot]:
    """By the pictures' names, 2 before 10; or by the time at which they were taken, those without one at the end."""

    def name(shot: Shot) -> tuple[list[tuple[bool, int, str]], int]:
        parts = [each for each in _DIGITS.split(shot.file.casefold()) if each]
        return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts], shot.frame

    if by == "name":
        return sorted(shots, key=name)
    return sorted(shots, key=lambda shot: (not shot.taken, shot.taken, name(shot)))


def with_retakes(shots: Sequence[Shot]) -> list[Shot]:
    """The same, where several show one page all but the best of them marked: the one that was read most surely."""
    texts = [_SPACE.sub("", shot.text) for shot in shots]
    runs = [_runs(text) for text in texts]
    holders: dict[int, list[int]] = {}
    best_of = list(range(len(shots)))
    for at, own in enumerate(runs):
        if len(texts[at]) < FEWEST:
            continue
        shared = Counter(other for run in own for other in holders.get(run, ()))
        for other, count in shared.most_common(3):
            if count >= SHARED * min(len(own), len(runs[other])) and ratio(texts[at], texts[other]) >= SAME:
                best_of[at] = best_of[other]
                break
        for run in own:
            holders.setdefault(run, []).append(at)
    groups: dict[int, list[int]] = {}
    for at, first in enumerate(best_of):
        groups.setdefault(first, []).append(at)
    marked = list(shots)
    for group in groups.values():
        kept = max(group, key=lambda at: (shots[at].confidence * len(texts[at]), -at))
        for at in group:
            if at != kept:
                marked[at] = replace(shots[at], retake=shots[kept].file)
    return marked


def _runs(text: str) -> frozenset[int]:
    """Some of the four-character runs of a text, always the same ones, as numbers: enough to see that two are alike."""
    found = (crc32(text[at : at + 4].encode("utf-8", errors="replace")) for at in range(len(text) - 3))
    return frozenset(each for each in found if each % SAMPLED == 0)


def with_starts(shots: Sequence[Shot]) -> list[Shot]:
    """The same, with the pages at which a document begins; retakes and pages that were not read begin none.

    Of the others it is said where the numbers printed on them do not follow one another: pages may be missing, or lie
    in another place.
    """
    made: list[Shot] = []
    before: Shot | None = None
    last, since = None, 0
    for shot in shots:
        if shot.retake:
            made.append(shot)
            continue
        since += 1
        if shot.unread and not shot.text:
            made.append(shot)
            continue
        starts = _why(shot, before)
        breaks = not starts and None not in (last, shot.number) and shot.number != (last or 0) + since
        made.append(replace(shot, starts=starts, follows=last if breaks else None))
        if starts or shot.number is not None:
            last, since = shot.number, 0
        before = shot
    return made


def _why(shot: Shot, before: Shot | None) -> str:
    if before is None:
        return "first page"
    if shot.red_head:
        return "red head"
    if shot.number == 1 and before.number != 1:
        return "page 1 again"
    if shot.title and (shot.number or 1) == 1:
        return "title"
    if shot.frame == 1 and before.file != shot.file and before.frame > 1:
        return "another file of several pages"
    return ""
