"""Beads joined so that neither side goes back or stands empty: what tools can hold that count aligned parts."""

from __future__ import annotations

from dataclasses import dataclass

from duizhao.corpus.bitext import Bitext


@dataclass(frozen=True, slots=True)
class Group:
    """A run of source sentences and the run of target sentences beside it, both not empty, by index."""

    source: range
    target: range
    confidence: float


def groups(bitext: Bitext) -> list[Group]:
    """The smallest groups that cover both texts in order; none where no bead has two sides.

    Beads that cross, such as moved ones, stand in one group with what is between them. What only one side has belongs
    to the group before it, at the beginning to the first.
    """
    paired = sorted((bead for bead in bitext.beads if bead.source and bead.target), key=lambda bead: bead.source)
    if not paired:
        return []
    nearest = [(len(bitext.source.sentences), len(bitext.target.sentences))] * (len(paired) + 1)
    for at in range(len(paired) - 1, -1, -1):
        bead = paired[at]
        nearest[at] = (min(nearest[at + 1][0], bead.source[0]), min(nearest[at + 1][1], bead.target[0]))
    collected: list[Group] = []
    source = target = 0
    ends, confidence = (0, 0), 1.0
    for at, bead in enumerate(paired):
        ends = max(ends[0], bead.source[-1] + 1), max(ends[1], bead.target[-1] + 1)
        confidence = min(confidence, bead.confidence)
        following = nearest[at + 1]
        if ends[0] <= following[0] and ends[1] <= following[1]:
            collected.append(Group(range(source, following[0]), range(target, following[1]), confidence))
            source, target = following
            confidence = 1.0
    return collected
