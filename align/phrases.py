"""From a phrase on one side to its words on the other: annotation projection over word links."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.similarity import Floats
from align.words import Links
from corpus.document import Language, Span
from corpus.words import word_bounds

ELSEWHERE = 0.7
"""What a link to words outside the phrase counts against a token, where one to words inside counts 1."""
UNLINKED = 0.05
"""Against a token that is linked to nothing: the phrase's rendering may hold a few such, not many."""
UNLINKED_ALONE = 0.15
"""The same where the phrase is all there is of the target: no other words can claim the rest of the source."""
CALIBRATION = (-1.45, 6.0)
"""Intercept and slope of the logistic that turns agreement into the probability of a right span (F1 of 0.8 or more)."""


@dataclass(frozen=True, slots=True)
class Projection:
    """The other side's words for a phrase.

    `span`: the best contiguous piece; `pieces`: all pieces, in order. `confidence`: the probability that the
    span is right. `found`: the share of the phrase's links that lie inside; `kept`: of the span's links, the share
    that lead back to the phrase. `carriers`: the strongest links, (phrase words, span words, probability).
    """

    span: Span
    pieces: tuple[Span, ...]
    confidence: float
    found: float
    kept: float
    carriers: tuple[tuple[Span, Span, float], ...]


def project(
    links: Links,
    phrase: Sequence[Span],
    text: str,
    language: Language,
    around: Span | None = None,
    unlinked: float = UNLINKED,
) -> Projection | None:
    """The span of the source `text` (in `language`) that renders the target's `phrase`; None if nothing does.

    `links` has the wanted side as its source. `phrase` may have several pieces. `around`: the part of `text` that
    the links are about, where that is not all of it. `unlinked`: what a token without links counts against the span.
    """
    around = around or Span(0, len(text))
    inside = _touching(links, phrase)
    if not inside.any() or not len(links.source):
        return None
    within = links.probability[:, inside].sum(axis=1)
    without = links.probability[:, ~inside].sum(axis=1)
    first, last = _best_run(within - ELSEWHERE * without - unlinked)
    bounds = [around.start + bound for bound in word_bounds(around.of(text), language)]
    span = _snapped(Span(int(links.source[first, 0]), int(links.source[last, 1])), text, bounds)
    if not len(span):
        return None
    taken = (links.source[:, 0] < span.end) & (links.source[:, 1] > span.start)
    total = float(within.sum())
    found = float(within[taken].sum()) / max(total, 1e-6)
    kept = float(within[taken].sum()) / max(float((within + without)[taken].sum()), 1e-6)
    strength = float(links.probability[taken][:, inside].max(axis=0).mean())
    return Projection(
        span=span,
        pieces=(span,),
        confidence=_logistic(2 * found * kept / max(found + kept, 1e-6) * math.sqrt(min(1.0, strength))),
        found=found,
        kept=kept,
        carriers=_carriers(links, taken, inside),
    )


def _touching(links: Links, phrase: Sequence[Span]) -> np.ndarray:
    inside = np.zeros(len(links.target), bool)
    for span in phrase:
        inside |= (links.target[:, 0] < span.end) & (links.target[:, 1] > span.start)
    return inside


def _best_run(values: Floats) -> tuple[int, int]:
    """First and last index of the run with the largest sum (Kadane).

    >>> _best_run(np.array([-1.0, 2.0, -0.5, 3.0, -9.0, 4.0]))
    (1, 3)
    """
    best, best_run = -math.inf, (0, 0)
    running, start = 0.0, 0
    for index, value in enumerate(values.tolist()):
        if running <= 0:
            running, start = 0.0, index
        running += value
        if running > best:
            best, best_run = running, (start, index)
    return best_run


def _snapped(span: Span, text: str, bounds: Sequence[int]) -> Span:
    """Grown to whole words, then without punctuation or white space at either end."""
    at = np.asarray(bounds)
    start = int(at[np.searchsorted(at, span.start, side="right") - 1])
    end = int(at[np.searchsorted(at, span.end, side="left")])
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum() and text[end - 1] not in "%％℃°":
        end -= 1
    return Span(start, end)


def _logistic(agreement: float) -> float:
    intercept, slope = CALIBRATION
    return 1 / (1 + math.exp(-(intercept + slope * agreement)))


def _carriers(
    links: Links, taken: np.ndarray, inside: np.ndarray, most: int = 8
) -> tuple[tuple[Span, Span, float], ...]:
    part = np.where(taken[:, None] & inside[None, :], links.probability, 0)
    order = np.argsort(part, axis=None)[::-1][:most]
    found = []
    for row, column in zip(*np.unravel_index(order, part.shape), strict=True):
        if part[row, column] >= 0.1:
            source, target = links.source[row], links.target[column]
            found.append(
                (Span(int(target[0]), int(target[1])), Span(int(source[0]), int(source[1])), float(part[row, column]))
            )
    return tuple(found)
