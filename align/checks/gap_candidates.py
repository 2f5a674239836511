"""Stretches of one side that no word of the other covers: clauses left out, and clauses added.

Every token has an expectation of how probably its best link is a link, from translations by people: 的 and "the" are
mostly linked to nothing, 学校 and "school" nearly always to something. A gap is a run of tokens that stay below it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from duizhao.align.checks.linked_pair import Pair
from duizhao.align.checks.word_coverage import Words, words_of
from duizhao.align.words.projection import maximal_runs
from duizhao.corpus.document import Language, Span
from duizhao.corpus.text.han import is_word

BELOW = 0.6
"""A token is missing as far as its best link stays below this share of what is expected of it."""
LEAST_LACKING = 1.2
"""Expected links that a gap must lack to be looked at."""
MARKS = '，。；：、！？,.;:!?()（）“”"「」『』—–…\n'


class GapFeatures(NamedTuple):
    """What says that a stretch has no counterpart; links are counted by what is usual of each word.

    `missing`: links that it lacks; `log_usual`: the logarithm of those expected of it; `covered`, `covered_outside`:
    the share that is there, in it and around it; `best_link`: of a word in it; `share`: of all that is expected of the
    text. `longer`: how much longer than usual the text is beside the other side, as a logarithm; `evened`: how much
    nearer to the usual it is without the stretch. `bounds`: marks or ends at its two ends, `clause`: at both.
    `unlinked`: the share of its words that are hardly linked; `root_links`: its links, by square roots; `word_before`:
    how far from the text's beginning it starts, where no mark stands there.
    """

    missing: float
    log_usual: float
    covered: float
    best_link: float
    covered_outside: float
    share: float
    longer: float
    evened: float
    bounds: float
    clause: float
    unlinked: float
    root_links: float
    word_before: float


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without counterpart, and what says so."""

    span: Span
    features: GapFeatures


def gaps(pair: Pair, language: Language) -> Iterator[Gap]:
    """The gaps of the Chinese or of the English side, the widest first."""
    links = pair.links if language == "zh" else pair.links.transposed
    text, other = (pair.source, pair.target) if language == "zh" else (pair.target, pair.source)
    words = words_of(text, links, language)
    if not len(words.spans):
        return
    missing = (BELOW * words.usual - words.coverage) * (words.usual > 0)
    lacking = np.maximum(words.usual - words.coverage, 0)
    runs = {*maximal_runs(missing.astype(np.float32) - np.float32(0.01)), *_clauses(text, words)}
    for first, last in sorted(runs, key=lambda run: -float(missing[run[0] : run[1] + 1].sum())):
        if float(missing[first : last + 1].sum()) <= 0 or float(lacking[first : last + 1].sum()) < LEAST_LACKING:
            continue
        span = Span(_start(words, first, last, text), int(words.spans[last, 1]))
        yield Gap(span, _features(words, slice(first, last + 1), (text, other), missing, language))


def _start(words: Words, first: int, last: int, text: str) -> int:
    """Where a run of words begins: not with the 's of the word before."""
    start = int(words.spans[first, 0])
    clipped = first < last and text[max(0, start - 1) : start] in ("'", "’") and text[start : start + 2] == "s "
    return int(words.spans[first + 1, 0]) if clipped else start


def _clauses(text: str, words: Words) -> Iterator[tuple[int, int]]:
    """The first and the last word of everything between two marks."""
    first: int | None = None
    for at, (start, end) in enumerate(words.spans.tolist()):
        wordy = any(map(is_word, text[start:end]))
        if wordy and first is None:
            first = at
        if first is not None and (
            not wordy or at + 1 == len(words.spans) or _marked(text[end : words.spans[at + 1, 0]])
        ):
            yield first, at if wordy else at - 1
            first = None


def _marked(between: str) -> bool:
    return any(mark in MARKS for mark in between)


def _features(words: Words, run: slice, texts: tuple[str, str], missing: np.ndarray, language: Language) -> GapFeatures:
    text, other = texts
    carried = words.coverage * words.usual
    weight, whole = (max(1e-6, float(weights.sum())) for weights in (words.usual[run], words.usual))
    inside = float(carried[run].sum())
    outside = (float(carried.sum()) - inside) / (whole - weight) if whole - weight > 0.5 else 0.0
    start, end = int(words.spans[run.start, 0]), int(words.spans[run.stop - 1, 1])
    before, after = text[:start].rstrip(), text[end:].lstrip()
    content = words.usual[run] > 0
    bounds = (float(not before or before[-1] in MARKS), float(not after or after[0] in MARKS))
    length, without = _length(text, other, language), _length(text[:start] + text[end:], other, language)
    return GapFeatures(
        missing=float(missing[run].sum()),
        log_usual=math.log(weight),
        covered=inside / weight,
        best_link=float(words.coverage[run].max()),
        covered_outside=outside,
        share=weight / whole,
        longer=length,
        evened=abs(length) - abs(without),
        bounds=bounds[0] + bounds[1],
        clause=bounds[0] * bounds[1],
        unlinked=float((words.coverage[run][content] < 0.15).mean()) if content.any() else 0.0,
        root_links=float(np.sqrt(carried[run]).sum()),
        word_before=float(np.log1p(run.start)) * (1 - bounds[0]),
    )


def _length(text: str, other: str, language: Language) -> float:
    """How much longer this side is than the other would have it: the logarithm, 0 where it is as usual."""
    mine, theirs = (sum(map(is_word, side)) for side in (text, other))
    ratio = math.log((mine + 3) / (theirs + 3))
    return ratio + (PER_HAN if language == "zh" else -PER_HAN)


PER_HAN = math.log(2.75)
"""English letters for each Chinese character, as a logarithm."""
