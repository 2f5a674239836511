"""How well the bead scorer does on documents that it was not fitted on: fitted anew without them, then scored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.align.beads.lattice import Lattice, Part
from duizhao.align.beads.omission_prior import SURE, log_omission_prior
from duizhao.align.beads.scorer import ArcScorer
from duizhao.align.evaluation.metrics import Sides, Tally, omissions, strict
from duizhao.align.training.crf import Recipe, fitted_arc_scorer
from duizhao.align.training.lattices import Example

GENRES = (
    ("news",),
    ("essays",),
    ("books",),
    ("talk", "everyday"),
    ("classics", "reports"),
    ("constitution", "laws"),
    ("bible",),
)
"""Left out together with one document aligned by hand each."""
MANY = 2
"""Sentences on both sides from which a bead is a large one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A document's gold and predicted beads, and of each predicted one its confidence and whether it was right."""

    gold: frozenset[Sides]
    predicted: frozenset[Sides]
    confidence: tuple[tuple[float, bool], ...]


def outcome(one: Example, arc_scorer: ArcScorer) -> Outcome:
    """The best way by `arc_scorer`; what lies within a block whose beads are not known counts as one bead."""
    arcs = one.arcs.take(one.kept)
    lattice = Lattice([Part(arcs, len(one.known.source), len(one.known.target))])
    scores = arc_scorer.scores(one.arcs, one.features)[one.kept]
    sure = int((np.exp(lattice.log_arc_marginals(scores))[~arcs.paired] > SURE).sum())
    scores = scores + np.where(
        arcs.paired, 0.0, log_omission_prior(sure, len(one.known.source) + len(one.known.target))
    )
    probable = np.exp(lattice.log_arc_marginals(scores))
    gold = frozenset((block.source, block.target) for block in one.known.blocks)
    best = []
    for arc in lattice.viterbi_path(scores).tolist():
        first, begin = int(arcs.source[arc]), int(arcs.target[arc])
        sides = tuple(range(first, first + int(arcs.mine[arc]))), tuple(range(begin, begin + int(arcs.theirs[arc])))
        best.append((sides, min(1.0, float(probable[arc]))))
    exact = all(one.known.exact)
    confidence = tuple((value, sides in gold) for sides, value in best) if exact else ()
    return Outcome(gold, frozenset(_merged(one, [sides for sides, _ in best])), confidence)


def _merged(one: Example, beads: Sequence[Sides]) -> Iterator[Sides]:
    block_of = [
        {index: number for number, block in enumerate(one.known.blocks) for index in getattr(block, side)}
        for side in ("source", "target")
    ]
    within: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for mine, theirs in beads:
        blocks = {block_of[0][index] for index in mine} | {block_of[1][index] for index in theirs}
        number = min(blocks)
        if len(blocks) == 1 and not one.known.exact[number]:
            within[number][0].extend(mine)
            within[number][1].extend(theirs)
        else:
            yield mine, theirs
    yield from ((tuple(sorted(mine)), tuple(sorted(theirs))) for mine, theirs in within.values())


def cross_validated(examples: Sequence[Example], recipe: Recipe) -> Iterator[tuple[str, Outcome]]:
    """Every example scored by weights that were fitted without its document, and without its genre if it is made up."""
    by_hand = sorted({_document(one) for one in examples if _genre(one) in ("mac-dev", "aca")})
    for number, name in enumerate(by_hand):
        genres = GENRES[number % len(GENRES)]
        out = [_document(one) == name or _genre(one) in genres for one in examples]
        arc_scorer = fitted_arc_scorer([one for one, left in zip(examples, out, strict=True) if not left], recipe)
        for one, left in zip(examples, out, strict=True):
            if left:
                yield one.known.name, outcome(one, arc_scorer)


def _genre(one: Example) -> str:
    return _document(one).split("/")[0]


def _document(one: Example) -> str:
    return one.known.name.removeprefix("planted ")


def table(outcomes: Sequence[tuple[str, Outcome]]) -> str:
    """A Markdown table: a row for each document, then for each genre and for all together."""
    rows: dict[str, list[Outcome]] = defaultdict(list)
    for name, outcome in outcomes:
        for row in {name, name.split("/")[0], "planted" if name.startswith("planted") else "all"}:
            rows[row].append(outcome)
    lines = ["| documents | strict P, R, F1 | left out P, R, F1 | 2-2 and more R | calibration error | worst fifth |"]
    lines.append("| --- | --- | --- | ---: | ---: | ---: |")
    for name in sorted(rows, key=lambda row: (row in ("all", "planted"), row)):
        tallies = [_sum(measure(outcome) for outcome in rows[name]) for measure in (_strict, _omissions, _large)]
        shown = [f"{tally.precision:.3f}, {tally.recall:.3f}, {tally.f1:.3f}" for tally in tallies[:2]]
        error, worst = calibration([pair for outcome in rows[name] for pair in outcome.confidence])
        lines.append(f"| {name} | {shown[0]} | {shown[1]} | {tallies[2].recall:.3f} | {error:.3f} | {worst:.3f} |")
    return "\n".join(lines) + "\n"


def _strict(one: Outcome) -> Tally:
    return strict(one.gold, one.predicted)


def _omissions(one: Outcome) -> Tally:
    return omissions(one.gold, one.predicted)


def _large(one: Outcome) -> Tally:
    sides = ({bead for bead in beads if min(map(len, bead)) >= MANY} for beads in (one.gold, one.predicted))
    return strict(*sides)


def _sum(tallies: Iterator[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total += tally
    return total


def calibration(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> tuple[float, float]:
    """The expected calibration error, and which share of the wrong beads is among the fifth that is least sure.

    Guo et al. 2017, with bins of equal width.
    """
    if not pairs:
        return 0.0, 1.0
    confidence, right = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs], np.float64)
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    error = sum(
        np.mean(place == at) * abs(confidence[place == at].mean() - right[place == at].mean())
        for at in set(place.tolist())
    )
    wrong = 1 - right[np.argsort(confidence, kind="stable")]
    return float(error), float(wrong[: len(wrong) // 5].sum() / max(1.0, wrong.sum()))
