"""Scores and their formulas: beads, omissions, word links, spans. A number never leaves without its signature."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

from duizhao.corpus.bitext import Bead
from duizhao.corpus.document import Span
from duizhao.corpus.exchange.bitext.pharaoh import Link

Sides = tuple[tuple[int, ...], tuple[int, ...]]
"""A bead as scored: the sentences of its source and of its target."""


@dataclass(frozen=True, slots=True)
class Score:
    """What was measured (`values`, each from 0 to 1), and in the signature on what.

    `counts` says of each kind of item how many came out so, and of how many.
    """

    name: str
    values: Mapping[str, float]
    signature: str
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts from which precision (`right` of `predicted`) and recall (`recalled` of `gold`) follow; they add up."""

    right: int = 0
    predicted: int = 0
    recalled: int = 0
    gold: int = 0

    def __add__(self, other: Tally) -> Tally:
        """The counts of both together, so that files are pooled and not averaged."""
        return Tally(
            self.right + other.right,
            self.predicted + other.predicted,
            self.recalled + other.recalled,
            self.gold + other.gold,
        )

    @property
    def precision(self) -> float:
        """The share of what was predicted that is right; of no predictions 0, or 1 if none were to be made."""
        return self.right / self.predicted if self.predicted else float(not self.gold)

    @property
    def recall(self) -> float:
        """The share of the gold that was found; 1 where there is nothing to find."""
        return self.recalled / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def error_rate(self) -> float:
        """AER, where `right` counts possible links and `recalled` sure ones (Och & Ney 2003)."""
        total = self.predicted + self.gold
        return 1.0 - (self.right + self.recalled) / total if total else 0.0

    def values(self) -> dict[str, float]:
        """The three, by name."""
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1}


def bead_set(beads: Iterable[Bead]) -> frozenset[Sides]:
    """The beads as scored: each omitted or added sentence is a bead of its own."""
    sides: set[Sides] = set()
    for bead in beads:
        if bead.source and bead.target:
            sides.add((bead.source, bead.target))
        else:
            sides.update(((index,), ()) for index in bead.source)
            sides.update(((), (index,)) for index in bead.target)
    return frozenset(sides)


def strict(gold: AbstractSet[Sides], test: AbstractSet[Sides]) -> Tally:
    """A predicted bead counts only if it equals a gold bead; nulls are beads like any other."""
    same = len(gold & test)
    return Tally(same, len(test), same, len(gold))


def lax(gold: AbstractSet[Sides], test: AbstractSet[Sides]) -> Tally:
    """A bead is right if it shares a sentence with one bead of the other set on both sides (Sennrich & Volk 2010).

    Nulls as in Vecalign's `score.py` (Thompson & Koehn 2019): a predicted null is right only if it is gold, and
    recall is over the beads that have two sides.
    """
    gold_pairs, test_pairs = _sentence_pairs(gold), _sentence_pairs(test)
    right = sum(bead in gold or _touches(bead, gold_pairs) for bead in test)
    wanted = [bead for bead in gold if all(bead)]
    recalled = sum(_touches(bead, test_pairs) for bead in wanted)
    return Tally(right, len(test), recalled, len(wanted))


def omissions(gold: AbstractSet[Sides], test: AbstractSet[Sides]) -> Tally:
    """Strict, over the sentences left without a counterpart, on either side."""
    return strict({bead for bead in gold if not all(bead)}, {bead for bead in test if not all(bead)})


def recalled_by_type(gold: AbstractSet[Sides], test: AbstractSet[Sides]) -> Mapping[str, tuple[int, int]]:
    """For `1-1`, `1-2`, …, the most frequent first: how many gold beads were found exactly, and how many there are."""
    everything = Counter(f"{len(source)}-{len(target)}" for source, target in gold)
    hits = Counter(f"{len(source)}-{len(target)}" for source, target in gold & test)
    ordered = sorted(everything, key=lambda kind: (-everything[kind], kind))
    return {kind: (hits[kind], everything[kind]) for kind in ordered}


def word_links(sure: AbstractSet[Link], possible: AbstractSet[Link], test: AbstractSet[Link]) -> Tally:
    """Precision against the possible links, which hold the sure ones; recall against the sure (Och & Ney 2003)."""
    return Tally(len(test & (possible | sure)), len(test), len(test & sure), len(sure))


def span_f1(gold: Span | None, test: Span | None) -> float:
    """F1 by characters of one span; None is no span, right only where the gold has none either.

    >>> span_f1(Span(0, 4), Span(2, 4)) == 2 / 3
    True
    """
    if gold is None or test is None or gold == test:
        return float(gold == test)
    shared = max(0, min(gold.end, test.end) - max(gold.start, test.start))
    return 2 * shared / (len(gold) + len(test)) if shared else 0.0


def signature(measure: str, **fields: object) -> str:
    """What a score rests on, as sacrebleu writes it: `duizhao:0.1.0|beads:strict|gold:mac-dev`; None is left out.

    Post, M. (2018). A call for clarity in reporting BLEU scores. WMT.
    """
    try:
        program = version("duizhao")
    except PackageNotFoundError:
        program = "unknown"
    given = [f"{key}:{_plain(str(value))}" for key, value in fields.items() if value is not None]
    return "|".join([f"duizhao:{program}", measure, *given])


def readable(score: Score) -> str:
    """The score for people: a name, a value a line, the counts, and the signature last."""
    rows = [(key, f"{value:.4f}") for key, value in score.values.items()]
    rows += [(key, f"{count} of {every}") for key, (count, every) in score.counts.items()]
    width = max((len(key) for key, _ in rows), default=0)
    return "\n".join([score.name, *(f"  {key:<{width}}  {shown}" for key, shown in rows), f"  {score.signature}"])


def to_json(score: Score) -> str:
    """The score for programs, on one line, its numbers unrounded."""
    counts = {kind: {"count": count, "of": every} for kind, (count, every) in score.counts.items()}
    record = {"name": score.name, "values": dict(score.values), "counts": counts, "signature": score.signature}
    return json.dumps(record, ensure_ascii=False)


def _sentence_pairs(beads: AbstractSet[Sides]) -> frozenset[tuple[int, int]]:
    """Each source sentence with each target sentence of its bead."""
    return frozenset((i, j) for source, target in beads for i in source for j in target)


def _touches(bead: Sides, pairs: AbstractSet[tuple[int, int]]) -> bool:
    """Whether a source and a target sentence of the bead stand in one bead there."""
    return any((i, j) in pairs for i in bead[0] for j in bead[1])


def _plain(value: str) -> str:
    """Without the signature's own separator, and on one line."""
    return "_".join(value.replace("|", " ").split())
