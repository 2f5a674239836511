"""Which sentence of one version is which of another: the same ones first, then the like ones.

Time grows with the length of the texts: a sentence is compared with the few that stand in its place, and with those
that share runs of characters with it that few others have.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel, Postfix, Prefix

ALIKE = 0.5
"""From this share of common characters two sentences in one place may be one, changed."""
MOVED_ALIKE = 0.7
"""The same of sentences in different places."""
WORDS_KEPT = 0.7
"""Or where so much of the shorter one is the beginning and the end of the longer one."""
IN_PLACE = 0.1
"""What likeness gains where both stand in one place."""
PASSES = 2
"""What the first pass finds tells the second which passages have moved, and so where others stand."""
SHORTEST_MOVED = 6
"""Characters of a sentence that can be said to have moved; a shorter one came here and went there."""
RUN, RARE, CANDIDATES = 4, 12, 6
"""Characters of the runs that sentences are looked up by, how many may have one, how many are then compared."""
BESIDE = 3
"""In a stretch where all has changed, a sentence is compared with so many on either side of its place."""
LONGEST = 20_000
"""Characters of a sentence that is compared sign by sign; a longer one is another unless it is the same."""

Pair = tuple[int, int]


def matched(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """For sentences of the old version, as they are compared, those of the new one that they became."""
    pairs = _anchored(old, new)
    pairs |= dict(_same_here(old, new, pairs))
    pairs |= dict(_same_elsewhere(old, new, pairs))
    for _ in range(PASSES):
        taken = set(pairs.values())
        for _, one, other in sorted(_like(old, new, pairs), key=lambda item: (-item[0], item[1:])):
            if one not in pairs and other not in taken:
                pairs[one] = other
                taken.add(other)
    return pairs


def _like(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> Iterator[tuple[float, int, int]]:
    """Sentences without a partner that are like one another, and how much: of two like ones, those in one place."""
    gaps = _gaps(old, new, pairs)
    place = {index: number for number, (mine, _) in enumerate(gaps) for index in mine}
    there = {index: number for number, (_, theirs) in enumerate(gaps) for index in theirs}
    for one, other in {*_beside(gaps), *_sharing(old, new, pairs)}:
        here = place[one] == there[other]
        least = ALIKE if here else MOVED_ALIKE
        if not here and min(len(old[one]), len(new[other])) < SHORTEST_MOVED:
            continue
        likeness = alike(old[one], new[other], least)
        if here and likeness < least and _goes_on(old[one], new[other]):
            likeness = least
        if likeness >= least:
            yield likeness + IN_PLACE * here, one, other


def alike(one: str, other: str, least: float = 0.0) -> float:
    """The share of characters that two sentences have in common, in order; 0 below the least, or of very long ones."""
    if one == other:
        return 1.0
    if max(len(one), len(other)) > LONGEST:
        return 0.0
    return Indel.normalized_similarity(one, other, score_cutoff=least)


def _goes_on(one: str, other: str) -> bool:
    """Whether the shorter one begins, or ends, or both, as the longer one does: words were put in, or taken out."""
    shorter = min(len(one), len(other))
    return Prefix.similarity(one, other) + Postfix.similarity(one, other) >= max(WORDS_KEPT * shorter, SHORTEST_MOVED)


def in_order(pairs: Sequence[Pair], sizes: Sequence[int]) -> set[Pair]:
    """Of pairs in the order of the old version those of the most characters that stand in one order in both."""
    ranks = {other: rank for rank, other in enumerate(sorted(other for _, other in pairs), start=1)}
    best: list[tuple[int, int]] = [(0, -1)] * (len(pairs) + 1)  # a tree of maxima over the ranks (Fenwick)
    before: list[int] = []
    top = (0, -1)
    for number, (pair, size) in enumerate(zip(pairs, sizes, strict=True)):
        rank, reached = ranks[pair[1]], (0, -1)
        at = rank - 1
        while at:
            reached = max(reached, best[at])
            at -= at & -at
        before.append(reached[1])
        score = (reached[0] + size, number)
        top = max(top, score)
        at = rank
        while at <= len(pairs):
            best[at] = max(best[at], score)
            at += at & -at
    kept, number = set(), top[1]
    while number >= 0:
        kept.add(pairs[number])
        number = before[number]
    return kept


def _anchored(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Sentences that stand once in each version, in one order, and the same ones beside them."""
    mine, theirs = Counter(old), Counter(new)
    at = {text: index for index, text in enumerate(new) if theirs[text] == 1}
    once = [(index, at[text]) for index, text in enumerate(old) if mine[text] == 1 and text in at]
    pairs = dict(sorted(in_order(once, [len(old[one]) for one, _ in once])))
    taken = set(pairs.values())
    for step in (1, -1):
        for one, other in sorted(pairs.items(), reverse=step < 0):
            one, other = one + step, other + step
            while (
                0 <= one < len(old) and 0 <= other < len(new)
                and one not in pairs and other not in taken and old[one] == new[other]
            ):  # fmt: skip
                pairs[one] = other
                taken.add(other)
                one, other = one + step, other + step
    return pairs


def _same_here(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> Iterator[Pair]:
    """Sentences that are the same and have no partner yet, in one stretch that has changed, in order."""
    for mine, theirs in _gaps(old, new, pairs):
        waiting: dict[str, list[int]] = defaultdict(list)
        for index in theirs:
            waiting[new[index]].append(index)
        last = -1
        for index in mine:
            places = waiting.get(old[index], [])
            at = bisect_left(places, last + 1)
            if at < len(places):
                last = places[at]
                yield index, last


def _same_elsewhere(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> Iterator[Pair]:
    """The same wherever they stand, if they are long enough to have moved."""
    taken = set(pairs.values())
    rest: dict[str, list[int]] = defaultdict(list)
    for index in range(len(new) - 1, -1, -1):
        if index not in taken and len(new[index]) >= SHORTEST_MOVED:
            rest[new[index]].append(index)
    for index, text in enumerate(old):
        if index not in pairs and rest.get(text):
            yield index, rest[text].pop()


def _gaps(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> list[tuple[list[int], list[int]]]:
    """The sentences without a partner, between those that have kept their order: of the old version, of the new."""
    ordered = sorted(pairs.items())
    kept = sorted(in_order(ordered, [len(old[one]) for one, _ in ordered]))
    taken = set(pairs.values())
    gaps = []
    for (one, other), (next_one, next_other) in zip([(-1, -1), *kept], [*kept, (len(old), len(new))], strict=True):
        mine = [index for index in range(one + 1, next_one) if index not in pairs]
        theirs = [index for index in range(other + 1, next_other) if index not in taken]
        gaps.append((mine, theirs))
    return gaps


def _beside(gaps: Sequence[tuple[list[int], list[int]]]) -> Iterator[Pair]:
    """Sentences of a gap that stand about as far from its beginning, or from its end."""
    for mine, theirs in gaps:
        short = min(len(mine), len(theirs))
        for rank, index in enumerate(mine):
            shifted = rank + len(theirs) - len(mine)
            near = {at for centre in (rank, shifted) for at in range(centre - BESIDE, centre + BESIDE + 1)}
            yield from ((index, theirs[at]) for at in near if short and 0 <= at < len(theirs))


def _sharing(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> Iterator[Pair]:
    """Sentences without a partner that have runs of characters in common that few others have."""
    taken = set(pairs.values())
    runs = {index: {text[at : at + RUN] for at in range(len(text) - RUN + 1)} for index, text in enumerate(new)
            if index not in taken and len(text) <= LONGEST}  # fmt: skip
    where: dict[str, list[int]] = defaultdict(list)
    for index, its in runs.items():
        for run in its:
            where[run].append(index)
    for index, text in enumerate(old):
        if index in pairs or len(text) > LONGEST:
            continue
        known = {text[at : at + RUN] for at in range(len(text) - RUN + 1)}
        shared = Counter(
            other for run in sorted(known) if len(where.get(run, ())) <= RARE for other in where.get(run, ())
        )
        yield from ((index, other) for other, _ in shared.most_common(CANDIDATES))
