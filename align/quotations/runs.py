"""Quotations of several sentences: each is led to its source by itself, and what stands together counts for more.

Whoever quotes several sentences quotes a passage: where one of them has a likely source, the Chinese around that source
is likelier to hold the others, in their order. Each sentence's candidates are weighed anew with what its neighbours'
lead to, and the best run is taken, sentences that it has nothing for left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from duizhao.align.quotations.retrieval import Candidate, Sources
from duizhao.align.vectors.arrays import Floats
from duizhao.corpus.text.sentences import split

LEAST_WORDS = 4
"""Words of a sentence that is led by itself; a shorter one goes with the sentence before it."""
NEARBY = 3.0
"""How many times likelier a candidate is that stands beside a sure source of another of the quotation's sentences."""
APART = 2
"""Chinese sentences, at most, from the source of one sentence of a quotation to that of the next."""
SKIPPED = 2
"""Sentences of a quotation, at most, that a run has nothing for between two that it has."""
CONSIDERED = 12
"""Candidates of a sentence."""
NO_ODDS = 1e-6


@dataclass(frozen=True, slots=True)
class Run:
    """A passage that says a quotation: its `steps`, some words of the quotation each with the candidate that says them.

    `probability`: that it is the source, by the share of the words that it has, and by how likely the quotation as it
    stands makes one of its sentences, both alike; `somewhere`: that anything is.
    """

    steps: tuple[tuple[str, Candidate], ...]
    probability: float
    somewhere: float


def sentences_of(quotation: str) -> list[str]:
    """The sentences of a quotation that are led by themselves; none of one that is a single sentence."""
    parts: list[str] = []
    for span in split(" ".join(quotation.split()), "en"):
        words = span.of(" ".join(quotation.split())).strip()
        if parts and min(len(words.split()), len(parts[-1].split())) < LEAST_WORDS:
            parts[-1] = f"{parts[-1]} {words}"
        else:
            parts.append(words)
    return parts if len(parts) > 1 else []


def run_of(sentences: Sequence[str], sources: Sequence[Sources], whole: Sources) -> Run | None:
    """The run that best says all sentences of a quotation; None if none of them has a candidate.

    `sources`: of each sentence. `whole`: of the quotation as it stands.
    """
    shares = _weighed(sources, whole)
    steps = _best_run(sentences, sources, shares)
    if not steps:
        return None
    sizes = np.array([len(sentence.split()) for sentence in sentences], np.float32)
    weights = sizes / sizes.sum()
    chosen = tuple(
        (sentences[at], replace(sources[at].candidates[place], probability=float(shares[at][place])))
        for at, place in steps
    )
    piecewise = sum(float(weights[at] * shares[at][place]) for at, place in steps)
    somewhere = sum(float(weight * share.sum()) for weight, share in zip(weights, shares, strict=True))
    within = {(candidate.entry, candidate.sentence) for _, candidate in chosen}
    as_it_stands = max(
        (one.probability for one in whole.candidates if (one.entry, one.sentence) in within), default=0.0
    )
    probability = (piecewise + max(piecewise, as_it_stands)) / 2
    return Run(chosen, min(1.0, probability), min(1.0, max(probability, somewhere)))


def _weighed(sources: Sequence[Sources], whole: Sources) -> list[Floats]:
    """The probability of each sentence's candidates, given what the others lead to."""
    before = [_odds(one) for one in sources]
    alone = [_shares(odds) for odds in before]
    of_whole = _shares(_odds(whole))
    weighed = []
    for at, one in enumerate(sources):
        support = np.zeros(len(before[at]), np.float32)
        for place, candidate in enumerate(one.candidates[:CONSIDERED]):
            others = (
                alone[other][rank]
                for other, its in enumerate(sources)
                if other != at
                for rank, there in enumerate(its.candidates[:CONSIDERED])
                if _follows(candidate, there, other - at)
            )
            around = (
                of_whole[rank]
                for rank, there in enumerate(whole.candidates[:CONSIDERED])
                if there.entry == candidate.entry and abs(there.sentence - candidate.sentence) < len(sources)
            )
            support[place] = max(max(others, default=0.0), max(around, default=0.0))
        weighed.append(_shares(before[at] * (1 + (NEARBY - 1) * support)))
    return weighed


def _follows(candidate: Candidate, other: Candidate, later: int) -> bool:
    """Whether `other` stands where the source of a sentence so much `later` in the quotation may stand."""
    if candidate.entry != other.entry:
        return False
    ahead = other.sentence - candidate.sentence if later > 0 else candidate.sentence - other.sentence
    return 0 <= ahead <= APART * abs(later)


def _odds(sources: Sources) -> Floats:
    """Of each candidate, against none of them."""
    nothing = max(NO_ODDS, 1 - sources.probability)
    odds: Floats = np.array([one.probability / nothing for one in sources.candidates[:CONSIDERED]], np.float32)
    return odds


def _shares(odds: Floats) -> Floats:
    shares: Floats = odds / (1 + odds.sum())
    return shares


def _best_run(sentences: Sequence[str], sources: Sequence[Sources], shares: Sequence[Floats]) -> list[tuple[int, int]]:
    """(Sentence, place among its candidates) of the run whose words, by probability, are most."""
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {}
    for at, one in enumerate(sources):
        size = len(sentences[at].split())
        for place, candidate in enumerate(one.candidates[:CONSIDERED]):
            before = (
                (best[earlier][0], earlier)
                for earlier in _before(at, sources)
                if _follows(sources[earlier[0]].candidates[earlier[1]], candidate, at - earlier[0])
            )
            total, previous = max(before, default=(0.0, None))
            best[at, place] = total + size * float(shares[at][place]), previous
    if not best:
        return []
    step: tuple[int, int] | None = max(best, key=lambda key: best[key][0])
    steps = []
    while step is not None:
        steps.append(step)
        step = best[step][1]
    return steps[::-1]


def _before(at: int, sources: Sequence[Sources]) -> Iterator[tuple[int, int]]:
    for earlier in range(max(0, at - 1 - SKIPPED), at):
        for place in range(min(CONSIDERED, len(sources[earlier].candidates))):
            yield earlier, place
