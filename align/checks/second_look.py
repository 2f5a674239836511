"""A second look at the likelier gaps: what the stretch means by itself, beside what stands on the other side.

In its sentence a word is read with its neighbours, so that a clause that was left out still looks a little like those
that were not. Encoded alone it does not. And where a translation is free, words are without counterpart on both sides;
where something was left out, on one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from align.checks.coverage import Words, words_of
from align.checks.gaps import MARKS, Gap, gaps
from align.checks.pairs import Pair, touching
from align.checks.weights import fitted_with, probability
from align.sentence_vectors import centred, common_vector
from align.similarity import Floats
from corpus.document import Language, Span
from models.encoder import Encoded, Encoder

LOOKED_AT = 0.12
"""Gaps that are less probable at first sight are left at that."""
NEAR = 0.15
"""How far from a gap, as a share of the text, the other side's words are near it."""
LACKING = 0.5
"""A word of which less than this share of the expected links is there counts as one without counterpart."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A gap that overlaps no likelier one, on the side of `language`, and the probability of its being one."""

    gap: Gap
    language: Language
    probability: float

    @property
    def span(self) -> Span:
        """Where it is."""
        return self.gap.span


def first_look(pair: Pair, language: Language) -> list[Likely]:
    """The gaps of one side by their own evidence, the likeliest first."""
    found = [Likely(gap, language, probability(f"gap-{language}", gap.evidence)) for gap in gaps(pair, language)]
    kept: list[Likely] = []
    for each in sorted(found, key=lambda each: -each.probability):
        if not any(each.span.overlaps(other.span) for other in kept):
            kept.append(each)
    return kept


def likely_gaps(pairs: Sequence[Pair], encoder: Encoder) -> list[list[Likely]]:
    """The gaps of each pair, of both sides; looked at twice where the weights were fitted with this model."""
    found = [[*first_look(pair, "zh"), *first_look(pair, "en")] for pair in pairs]
    if encoder.signature != fitted_with():
        return found
    items = [(pair, each) for pair, some in zip(pairs, found, strict=True) for each in some if _worth(each)]
    judged = iter(second_look(items, encoder))
    return [
        [
            Likely(each.gap, each.language, probability(f"gap-alone-{each.language}", next(judged)))
            if _worth(each)
            else each
            for each in some
        ]
        for some in found
    ]


def _worth(gap: Likely) -> bool:
    return gap.probability >= LOOKED_AT


def second_look(items: Sequence[tuple[Pair, Likely]], encoder: Encoder) -> Iterator[np.ndarray]:
    """The evidence for each gap, [k]: that of the first look, and what its parts mean, encoded by themselves."""
    parts = [_Parts.of(pair, each) for pair, each in items]
    if not parts:
        return
    common = {language: common_vector(encoder, language) for language in ("zh", "en")}
    encoded = encoder.encode([text for each in parts for text in each.texts])
    for (pair, likely), each in zip(items, parts, strict=True):
        inside, whole, rest, other, *clauses = (next(encoded) for _ in each.texts)
        mine, theirs = common[likely.language], common["en" if likely.language == "zh" else "zh"]
        own = centred(np.stack([part.total for part in (inside, whole, rest)]), mine)
        there = centred(np.stack([part.total for part in (other, *clauses)]), theirs)
        logit = math.log(likely.probability / (1 - likely.probability))
        yield np.array(
            [logit, *_meanings(own, there), *_words(inside, other), *_without(pair, likely), *likely.gap.evidence]
        )


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is encoded: the gap, its side, its side without it, the other side, and the other side's clauses."""

    texts: tuple[str, ...]

    @staticmethod
    def of(pair: Pair, gap: Likely) -> _Parts:
        text, other = (pair.source, pair.target) if gap.language == "zh" else (pair.target, pair.source)
        rest = text[: gap.span.start] + text[gap.span.end :]
        return _Parts((gap.span.of(text), text, rest, other, *_clauses(other)))


def _clauses(text: str) -> list[str]:
    """What stands between marks; the whole text, where nothing does."""
    cut = text.translate(dict.fromkeys(map(ord, MARKS), "\n")).split("\n")
    return [each.strip() for each in cut if any(map(str.isalnum, each))] or [text]


def _meanings(own: Floats, there: Floats) -> tuple[float, ...]:
    """Cosines of the gap, its side and its side without it, with the other side and the clause most like the gap."""
    inside, whole, rest = own
    other, clauses = there[0], there[1:]
    alike = clauses @ inside
    best = int(alike.argmax())
    with_gap, without = float(whole @ other), float(rest @ other)
    beside = float(clauses[best] @ rest)
    return (
        float(inside @ other),
        float(alike[best]),
        with_gap,
        without,
        without - with_gap,
        beside,
        float(alike[best]) - beside,
        math.log(len(clauses) + 1),
        float(inside @ whole),
    )


def _words(inside: Encoded, other: Encoded) -> tuple[float, float]:
    """The best cosines of the gap's words with words of the other side: their mean, and that of the weaker half."""
    if not len(inside.words) or not len(other.words):
        return 0.0, 0.0
    best = np.sort((inside.words @ other.words.T).max(axis=1))
    return float(best.mean()), float(best[: max(1, len(best) // 2)].mean())


def _without(pair: Pair, gap: Likely) -> tuple[float, ...]:
    """Links that the other side lacks: all, near the gap, in its longest run, beside those of the gap, as a share."""
    links = (pair.links, pair.links.turned)
    (own, text), (there, other) = (
        (words_of(pair.source, links[0], "zh"), pair.source),
        (words_of(pair.target, links[1], "en"), pair.target),
    )
    if gap.language == "en":
        (own, text), (there, other) = (there, other), (own, text)
    lack, mine = _lack(there), _lack(own)[touching(own.spans, gap.span)].sum()
    middle = (gap.span.start + gap.span.end) / 2 / max(1, len(text))
    places = there.spans.sum(axis=1) / 2 / max(1, len(other))
    near = float((lack * np.exp(-(((places - middle) / NEAR) ** 2))).sum())
    total, usual = float(lack.sum()), float(there.usual.sum())
    return (
        math.log1p(total),
        math.log1p(near),
        math.log1p(_longest(there, lack)),
        math.log1p(float(mine)) - math.log1p(total),
        total / usual if usual else 0.0,
    )


def _lack(words: Words) -> Floats:
    """How many of the links that are expected of each word are not there."""
    lack: Floats = np.maximum(words.usual - words.found, 0)
    return lack


def _longest(words: Words, lack: Floats) -> float:
    """The most links that a run of words lacks; a word that is rarely linked does not end a run."""
    run = most = 0.0
    for missing, usual in zip(lack.tolist(), words.usual.tolist(), strict=True):
        if usual > 0.05:
            run = run + missing if missing > LACKING * usual else 0.0
            most = max(most, run)
    return most
