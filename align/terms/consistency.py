"""Terms that are rendered otherwise than a glossary wants, or, without one, otherwise than everywhere else."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import LCSseq

from duizhao.align.terms.occurrences import Occurrence, Occurrences
from duizhao.align.terms.renderings import grouped
from duizhao.corpus.document import Language
from duizhao.corpus.exchange.tables.glossaries import Entry
from duizhao.corpus.terms.variants import group_key

Kind = Literal["forbidden", "not in the glossary", "not rendered", "inconsistent"]
SURE = 0.6
"""Confidence of a link from which a rendering is held against a translation."""
USUAL = 0.6
"""The share of a term's commonest rendering from which others are out of line."""
FEWEST_OCCURRENCES = 4
"""Occurrences of a term that say what is usual."""
RELATED = 0.7
"""The share of the shorter of two renderings that the longer one holds, from which they are one word's family."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An occurrence of a term that is rendered otherwise than `expected`.

    `surprise`: bits, how unlikely the rendering is by the term's others; infinite where it is forbidden.
    """

    kind: Kind
    term: str
    row: Occurrence
    expected: tuple[str, ...]
    surprise: float


def against_glossary(entry: Entry, occurrences: Occurrences, names: Sequence[str] | None = None) -> list[Finding]:
    """What a glossary's entry is broken by. A rendering that is none of the entry's is told of only if it is sure.

    `names`: each occurrence's group, by default as computed. A form that the glossary forbids is so in any group.
    """
    other = occurrences.query.other
    good = {group_key(words, other) for words in (*entry.preferred, *entry.admitted)}
    bad = {group_key(words, other) for words in entry.forbidden}
    findings = []
    for row, name in zip(occurrences.rows, names or grouped(occurrences), strict=True):
        if row.status == "not rendered" and row.confidence >= SURE:
            findings.append(Finding("not rendered", entry.term, row, entry.preferred, 0.0))
        if row.status != "rendered":
            continue
        key = group_key(row.rendering, other)
        if key in bad:
            findings.append(Finding("forbidden", entry.term, row, entry.preferred, math.inf))
        elif good and row.confidence >= SURE and not (_among(key, good) or group_key(name, other) in good):
            findings.append(Finding("not in the glossary", entry.term, row, entry.preferred or entry.admitted, 0.0))
    return findings


def _among(key: str, good: Iterable[str]) -> bool:
    """Whether a rendering is one of the entry's, or holds it whole, or is a part of it: links miss a word at times."""
    return any(key in rendering or rendering in key for rendering in good)


def inconsistent(
    term: str, occurrences: Occurrences, longer: Sequence[str] = (), names: Sequence[str] | None = None
) -> list[Finding]:
    """Renderings out of line with what is usual in the same translation. `names`: each occurrence's group.

    Not told of: occurrences within a longer term (`longer`), which has renderings of its own; words of the usual one's
    family (culture, cultural); doubtful links; and terms without a usual rendering.
    """
    other = occurrences.query.other
    rows = [
        (row, group_key(name, other))
        for row, name in zip(occurrences.rows, names or grouped(occurrences), strict=True)
        if row.status == "rendered" and row.confidence >= SURE and not _within(row, longer)
    ]
    findings = []
    for text in dict.fromkeys(row.beside.id for row, _ in rows):
        mine = [(row, key) for row, key in rows if row.beside.id == text]
        counts = Counter(key for _, key in mine)
        if len(mine) < FEWEST_OCCURRENCES or len(counts) < 2:
            continue
        usual, most = counts.most_common(1)[0]
        family = sum(count for key, count in counts.items() if related(key, usual, other))
        if family < USUAL * len(mine):
            continue
        expected = next(row.rendering for row, key in mine if key == usual)
        for row, key in mine:
            if not related(key, usual, other) and counts[key] < most:
                findings.append(Finding("inconsistent", term, row, (expected,), -math.log2(counts[key] / len(mine))))
    return findings


def related(one: str, other: str, language: Language) -> bool:
    """Whether two renderings are of one family: one holds the other, or they begin with the same letters.

    >>> related("cultur", "cultural", "en"), related("protect", "protection", "en"), related("right", "duty", "en")
    (True, True, False)
    """
    if one in other or other in one:
        return True
    shorter = min(len(one), len(other))
    return language == "en" and shorter >= 4 and LCSseq.similarity(one[:shorter], other[:shorter]) >= RELATED * shorter


def _within(row: Occurrence, longer: Sequence[str]) -> bool:
    """Whether an occurrence stands within a longer term."""
    around = row.left + row.match + row.right
    start = len(row.left)
    for term in longer:
        at = around.find(term)
        while at >= 0:
            if at <= start and start + len(row.match) <= at + len(term) and len(term) > len(row.match):
                return True
            at = around.find(term, at + 1)
    return False
