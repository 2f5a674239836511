"""The second-stage classifier of the likelier gaps: what the stretch means by itself, beside the other side.

In its sentence a word is read with its neighbours, so that a clause that was left out still looks a little like those
that were not. Encoded alone it does not. And where a translation is free, words are without counterpart on both sides;
where something was left out, on one.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from duizhao.align.checks.classifier import fitted_with, probability
from duizhao.align.checks.gap_candidates import MARKS, Gap, gaps
from duizhao.align.checks.linked_pair import Pair, touching
from duizhao.align.checks.word_coverage import Words, words_of
from duizhao.align.vectors.arrays import Floats, matrix_product
from duizhao.align.vectors.sentence_index import centred, common_vector
from duizhao.corpus.document import Language, Span
from duizhao.corpus.text.han import is_word
from duizhao.models.encoder import Encoded, Encoder

RERANKED_FROM = 0.12
"""Probability, by the first stage, from which a gap goes through the second."""
NEAR = 0.15
"""How far from a gap, as a share of the text, the other side's words are near it."""
LACKING = 0.5
"""A word of which less than this share of the expected links is there counts as one without counterpart."""


@dataclass(frozen=True, slots=True)
class ScoredGap:
    """A gap on the side of `language`, and the probability that something is left out or added there."""

    gap: Gap
    language: Language
    probability: float

    @property
    def span(self) -> Span:
        """Where it is."""
        return self.gap.span


class MeaningFeatures(NamedTuple):
    """Cosines of the gap, its side, and its side without it, with the other side and its clause most like the gap."""

    gap_other: float
    gap_clause: float
    whole_other: float
    rest_other: float
    rest_gains: float
    clause_rest: float
    clause_gains: float
    log_clauses: float
    gap_whole: float


class LackFeatures(NamedTuple):
    """Links that the other side lacks: all, near the gap, in its longest run, fewer than the gap, as a share."""

    log_lacking: float
    log_near: float
    log_longest: float
    gap_beyond: float
    share: float


def first_stage(pair: Pair, language: Language) -> list[ScoredGap]:
    """The gaps of one side by their own features, the likeliest first; of those that overlap the likeliest alone."""
    candidates = [
        ScoredGap(gap, language, probability(f"gap-{language}", gap.features)) for gap in gaps(pair, language)
    ]
    kept: list[ScoredGap] = []
    for gap in sorted(candidates, key=lambda gap: -gap.probability):
        if not any(gap.span.overlaps(other.span) for other in kept):
            kept.append(gap)
    return kept


def likely_gaps(pairs: Sequence[Pair], encoder: Encoder) -> list[list[ScoredGap]]:
    """The gaps of each pair, of both sides; through the second stage where its weights were fitted with this model."""
    candidates = [[*first_stage(pair, "zh"), *first_stage(pair, "en")] for pair in pairs]
    if encoder.signature != fitted_with():
        return candidates
    items = [(pair, gap) for pair, some in zip(pairs, candidates, strict=True) for gap in some if _worth(gap)]
    judged = iter(second_stage(items, encoder))
    return [
        [
            ScoredGap(gap.gap, gap.language, probability(f"gap-alone-{gap.language}", next(judged)))
            if _worth(gap)
            else gap
            for gap in some
        ]
        for some in candidates
    ]


def _worth(gap: ScoredGap) -> bool:
    return gap.probability >= RERANKED_FROM


def second_stage(items: Sequence[tuple[Pair, ScoredGap]], encoder: Encoder) -> Iterator[tuple[float, ...]]:
    """The features of each gap: those of the first stage, and what its parts mean, encoded by themselves.

    Gaps of one pair stand together in `items`; what they have in common is encoded once.
    """
    pairs = [_PairTexts.of(list(some)) for _, some in itertools.groupby(items, key=lambda item: item[0])]
    if not pairs:
        return
    common: Mapping[Language, Floats] = {"zh": common_vector(encoder, "zh"), "en": common_vector(encoder, "en")}
    encoded = encoder.encode(text for examined in pairs for text in examined.texts)
    for examined in pairs:
        known = dict(zip(examined.texts, itertools.islice(encoded, len(examined.texts)), strict=True))
        for gap, (inside, whole, rest, other, *clauses) in examined.parts:
            mine, theirs = common[gap.language], common["en" if gap.language == "zh" else "zh"]
            own = centred(np.stack([known[part].total for part in (inside, whole, rest)]), mine)
            there = centred(np.stack([known[part].total for part in (other, *clauses)]), theirs)
            logit = math.log(gap.probability / (1 - gap.probability))
            cosines = (*_meanings(own, there), *_words(known[inside], known[other]))
            yield logit, *cosines, *_lacking(examined.words, gap, whole, other), *gap.gap.features


@dataclass(frozen=True, slots=True)
class _PairTexts:
    """The gaps of a pair: of each the gap itself, its side, its side without it, the other side and its clauses."""

    parts: tuple[tuple[ScoredGap, tuple[str, ...]], ...]
    words: Mapping[Language, Words]

    @staticmethod
    def of(items: Sequence[tuple[Pair, ScoredGap]]) -> _PairTexts:
        pair = items[0][0]
        parts = []
        for _, gap in items:
            text, other = (pair.source, pair.target) if gap.language == "zh" else (pair.target, pair.source)
            rest = text[: gap.span.start] + text[gap.span.end :]
            parts.append((gap, (gap.span.of(text), text, rest, other, *_clauses(other))))
        chinese, english = words_of(pair.source, pair.links, "zh"), words_of(pair.target, pair.links.transposed, "en")
        return _PairTexts(tuple(parts), {"zh": chinese, "en": english})

    @property
    def texts(self) -> tuple[str, ...]:
        """What is to be encoded, each once."""
        return tuple(dict.fromkeys(text for _, texts in self.parts for text in texts))


def _clauses(text: str) -> list[str]:
    """What stands between marks; the whole text, where nothing does."""
    cut = text.translate(dict.fromkeys(map(ord, MARKS), "\n")).split("\n")
    return [clause.strip() for clause in cut if any(map(is_word, clause))] or [text]


def _meanings(own: Floats, there: Floats) -> MeaningFeatures:
    """`own` [3, d]: of the gap, its side and its side without it; `there`: of the other side, and its clauses."""
    inside, whole, rest = own
    other, clauses = there[0], there[1:]
    alike = clauses @ inside
    best = int(alike.argmax())
    with_gap, without = float(whole @ other), float(rest @ other)
    beside = float(clauses[best] @ rest)
    return MeaningFeatures(
        gap_other=float(inside @ other),
        gap_clause=float(alike[best]),
        whole_other=with_gap,
        rest_other=without,
        rest_gains=without - with_gap,
        clause_rest=beside,
        clause_gains=float(alike[best]) - beside,
        log_clauses=math.log(len(clauses) + 1),
        gap_whole=float(inside @ whole),
    )


def _words(inside: Encoded, other: Encoded) -> tuple[float, float]:
    """The best cosines of the gap's words with words of the other side: their mean, and that of the weaker half."""
    if not len(inside.words) or not len(other.words):
        return 0.0, 0.0
    best = np.sort(matrix_product(inside.words, other.words.T).max(axis=1))
    return float(best.mean()), float(best[: max(1, len(best) // 2)].mean())


def _lacking(words: Mapping[Language, Words], gap: ScoredGap, text: str, other: str) -> LackFeatures:
    own, there = words[gap.language], words["en" if gap.language == "zh" else "zh"]
    lack, mine = _lack(there), _lack(own)[touching(own.spans, gap.span)].sum()
    middle = (gap.span.start + gap.span.end) / 2 / max(1, len(text))
    places = there.spans.sum(axis=1) / 2 / max(1, len(other))
    near = float((lack * np.exp(-(((places - middle) / NEAR) ** 2))).sum())
    total, usual = float(lack.sum()), float(there.usual.sum())
    return LackFeatures(
        log_lacking=math.log1p(total),
        log_near=math.log1p(near),
        log_longest=math.log1p(_longest(there, lack)),
        gap_beyond=math.log1p(float(mine)) - math.log1p(total),
        share=total / usual if usual else 0.0,
    )


def _lack(words: Words) -> Floats:
    """How many of the links that are expected of each word are not there."""
    lack: Floats = np.maximum(words.usual - words.coverage, 0)
    return lack


def _longest(words: Words, lack: Floats) -> float:
    """The most links that a run of words lacks; a word that is rarely linked does not end a run."""
    run = most = 0.0
    for missing, usual in zip(lack.tolist(), words.usual.tolist(), strict=True):
        if usual > 0.05:
            run = run + missing if missing > LACKING * usual else 0.0
            most = max(most, run)
    return most
