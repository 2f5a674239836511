"""Pages of many pictures brought into order: retakes found, and where one document ends and the next begins."""

from __future__ import annotations

import json
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal
from zlib import crc32

from rapidfuzz.fuzz import ratio

from duizhao.corpus.digitization.page_cache import KeptPage
from duizhao.corpus.readers.layout.page import Line, Page, columns, printed_number, rows
from duizhao.corpus.scans.coverage import NO_WORDS
from duizhao.corpus.text.part_numbers import label

Order = Literal["name", "time"]

SAME = 82.0
"""Two pages whose words agree to so many per cent are one page taken twice."""

SHARED = 0.3
"""Pages that share less than this share of their four-character runs are not compared further."""

SAMPLED = 4
"""Of such runs one in so many is looked at."""

MIN_TELLING_CHARACTERS = 12
"""Characters without which a page cannot be told from another."""

LARGE = 1.25
"""A line this many times as large as most of the page is set as a title."""

AT_THE_TOP = 4
"""Lines among which a title begins; a red head stands above them, with as many more."""

LONGEST_TITLE = 60
"""Characters."""

ALIKE = 0.2
"""Lines of a title differ in size by a smaller share, as roughly as sizes are measured in pictures."""

_DIGITS = re.compile(r"(\d+)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Shot:
    """A page of a picture, as much as is needed to put it in order.

    `file` and `frame`: which picture. `confidence`: of its reading, 0–1, by characters. `title`: a line set larger at
    its top. `number`: the page number that is printed on it, or None. `retake`: the name of the picture that shows the
    same page better, or empty. `starts`: why a document begins here, or empty. `follows`: the page number printed on
    the last page of the document that has one, where this one's does not follow it (`with_breaks`). `moved`: whether it
    was put where its number belongs (`in_number_order`).
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
    moved: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is a page of its own, of which something was read."""
        return not self.retake and not (self.unread and not self.text)

    @property
    def is_lost(self) -> bool:
        """Whether it is a page of which nothing could be read, although it need not be blank."""
        return not self.counts and not self.retake and self.unread != NO_WORDS


def shot_of(file: str, kept: KeptPage) -> Shot:
    """What a page that was read tells of itself."""
    lines = [line for column in columns(kept.page) for line in column.lines]
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
        _number(kept.page),
        kept.red_head,
        kept.page.unread,
    )


def _title(kept: KeptPage) -> str:
    """The large lines at the head of a page; under a red head those that follow it."""
    lines = rows(kept.page.lines)
    if len(lines) < 2:
        return ""
    usual = statistics.median(line.size for line in lines for _ in line.text)
    groups: list[list[Line]] = []
    before: Line | None = None
    for at, line in enumerate(lines):
        large = line.size >= LARGE * usual and len(line.text) <= LONGEST_TITLE and label(line.text) is None
        if large and before is not None and ((kept.red_head and len(groups) == 1) or _same_size(before, line)):
            groups[-1].append(line)
        elif large and at < AT_THE_TOP * (1 + kept.red_head):
            groups.append([line])
        before = line if large and groups and groups[-1][-1] is line else None
    if not groups:
        return ""
    if not kept.red_head:
        return _joined(groups[0])
    under = [line for line in groups[0] if not _same_size(groups[0][0], line)]
    return _joined(groups[1] if len(groups) > 1 else under or groups[0])


def _same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= ALIKE * max(one.size, other.size)


def _joined(lines: Sequence[Line]) -> str:
    """The lines of a title as one, in at most so many characters: English words with a blank between them."""
    title = ""
    for line in lines:
        words = _SPACE.sub(" ", line.text).strip()
        if len(title) + len(words) > LONGEST_TITLE:
            break
        title += (" " if title[-1:].isascii() and words[:1].isascii() and title else "") + words
    return title


def _number(page: Page) -> int | None:
    """The number at the foot of the page, or at its head."""
    by_height = sorted(page.lines, key=lambda line: line.base)
    if len(by_height) < 2:
        return None
    return next((number for at in (0, -1) if (number := printed_number(by_height[at].text)) is not None), None)


def in_order(shots: Iterable[Shot], by: Order) -> list[Shot]:
    """By the pictures' names, 2 before 10; or by the time at which they were taken, those without one at the end."""

    def name(shot: Shot) -> tuple[list[tuple[bool, int, str]], int]:
        parts = [part for part in _DIGITS.split(shot.file.casefold()) if part]
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
        if len(texts[at]) < MIN_TELLING_CHARACTERS:
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
    checksums = (crc32(text[at : at + 4].encode("utf-8", errors="replace")) for at in range(len(text) - 3))
    return frozenset(checksum for checksum in checksums if checksum % SAMPLED == 0)


def with_starts(shots: Sequence[Shot]) -> list[Shot]:
    """The same, with the pages at which a document begins; retakes and pages that were not read begin none."""
    made: list[Shot] = []
    before: Shot | None = None
    for shot in shots:
        if not shot.counts:
            made.append(shot)
            continue
        made.append(replace(shot, starts=_why(shot, before)))
        before = shot
    return made


def in_number_order(shots: Sequence[Shot]) -> list[Shot]:
    """The same, the pages of a document in the order of the numbers printed on them, where these leave no doubt.

    That is, where each page has one, none is missing, none stands twice, and the document begins with the least.
    """
    made = list(shots)
    for begin, end in _documents(shots):
        places = [at for at in range(begin, end) if shots[at].counts]
        pages = [shots[at] for at in places]
        numbers = [shot.number for shot in pages if shot.number is not None]
        if (
            not numbers
            or len(numbers) < len(pages)
            or sorted(numbers) != [*range(numbers[0], numbers[0] + len(numbers))]
        ):
            continue
        for at, before, page in zip(places, pages, sorted(pages, key=lambda shot: shot.number or 0), strict=True):
            made[at] = page if page is before else replace(page, moved=True)
    return made


def _documents(shots: Sequence[Shot]) -> list[tuple[int, int]]:
    """From where to where each document goes."""
    begins = [at for at, shot in enumerate(shots) if shot.starts]
    return list(pairwise([*begins, len(shots)]))


def with_breaks(shots: Sequence[Shot]) -> list[Shot]:
    """The same, in documents, with the pages whose printed numbers do not follow: some may be missing, or misplaced.

    A page that has none counts as one on. Where the next one follows the last before it, only the number between is
    told. Pictures of two pages each, which go on by two, break nothing.
    """
    made = list(shots)
    for begin, end in _documents(shots):
        kept = [at for at in range(begin, end) if shots[at].counts or shots[at].is_lost]
        numbered = [(at, place) for place, at in enumerate(kept) if shots[at].number is not None]
        steps = Counter(_step(shots, one, other) for one, other in pairwise(numbered))
        usual = 2 if steps[2.0] > len(numbered) / 2 else 1
        last: tuple[int, int] | None = None
        for at, one in enumerate(numbered):
            if last is not None and _step(shots, last, one) != usual:
                made[one[0]] = replace(shots[one[0]], follows=shots[last[0]].number)
                following = numbered[at + 1] if at + 1 < len(numbered) else None
                if following is not None and _step(shots, last, following) == usual:
                    continue
            last = one
    return made


def _step(shots: Sequence[Shot], one: tuple[int, int], other: tuple[int, int]) -> float:
    """By how much the numbers of two pages go on for each page; both as (index, place in the document)."""
    return ((shots[other[0]].number or 0) - (shots[one[0]].number or 0)) / (other[1] - one[1])


def page_labels(pages: Sequence[Page]) -> list[str]:
    """What the pages of a document are called: the numbers printed on them, or, if those tell nothing, 1, 2, 3 …

    They are believed if most pages have one and each is larger than the one before by the pages between, or more: pages
    may be missing. A page without one takes the place after the one before. They are also believed, in whatever order,
    if every page has one of its own.
    """
    numbers = [_number(page) for page in pages]
    known = [(at, number) for at, number in enumerate(numbers) if number is not None]
    most = len(known) >= 2 and 2 * len(known) >= len(pages)
    rise = (
        most
        and known[0][1] > known[0][0]
        and all(there - here >= after - at for (at, here), (after, there) in pairwise(known))
    )
    own = len({number for _, number in known}) == len(pages)
    if not most or not (rise or own):
        return [str(at + 1) for at in range(len(pages))]
    called, following = [], known[0][1] - known[0][0]
    for number in numbers:
        following = following if number is None else number
        called.append(str(following))
        following += 1
    return called


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
