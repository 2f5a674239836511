"""Texts taken apart on purpose: sentences left out, a chapter missing, a passage moved, a tenth in another order.

`structure.py --data DIR` prints a table, by the weights that ship. Those were fitted on these documents among others
(`python -m duizhao.align.training --cross-validate` measures planted gaps without that); nothing is fitted on
moved passages.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from duizhao.align.beads.aligner import align_sides
from duizhao.align.evaluation.metrics import Sides, Tally, omissions, strict
from duizhao.align.training.synthetic_documents import Known, planted, read_known
from duizhao.align.vectors.background import backgrounds
from duizhao.align.vectors.similarity import side
from duizhao.corpus.bitext import Bead
from duizhao.models.encoder import Encoded
from duizhao.models.loading import open_encoder

ROOT = Path(__file__).parents[2]
Kept = tuple[list[int], list[int]]
Align = Callable[[Kept], tuple[Bead, ...]]


@dataclass(frozen=True)
class Case:
    """What was done, how the beads with both sides in place did, and how what was disturbed did."""

    name: str
    rest: Tally
    disturbed: Tally


def gold(known: Known, kept: Kept) -> frozenset[Sides]:
    """The beads between what is left of both sides, in its new order."""
    place = [{old: new for new, old in enumerate(indices)} for indices in kept]
    beads: set[Sides] = set()
    for block in known.blocks:
        mine = tuple(sorted(place[0][index] for index in block.source if index in place[0]))
        theirs = tuple(sorted(place[1][index] for index in block.target if index in place[1]))
        if mine and theirs:
            beads.add((mine, theirs))
        else:
            beads.update([((index,), ()) for index in mine] + [((), (index,)) for index in theirs])
    return frozenset(beads)


def found(beads: Sequence[Bead]) -> frozenset[Sides]:
    return frozenset((bead.source, bead.target) for bead in beads)


def gaps(known: Known, align: Align, generator: np.random.Generator) -> Case:
    _, kept = planted(known, generator)
    wanted, given = gold(known, kept), found(align(kept))
    return Case("gaps planted", strict(wanted, given), omissions(wanted, given))


def missing(known: Known, align: Align, generator: np.random.Generator) -> Case:
    first = int(generator.integers(len(known.blocks) // 5, len(known.blocks) * 3 // 5))
    gone = {index for block in known.blocks[first : first + len(known.blocks) // 5] for index in block.target}
    kept = [*range(len(known.source))], [index for index in range(len(known.target)) if index not in gone]
    wanted, given = gold(known, kept), found(align(kept))
    return Case("a fifth missing", strict(wanted, given), omissions(wanted, given))


def moved(known: Known, align: Align, generator: np.random.Generator) -> Case:
    count = len(known.blocks)
    size, first = int(generator.integers(4, 9)), int(generator.integers(0, count // 2))
    after = int(generator.integers(first + size + 20, count - 1))
    passage = [index for block in known.blocks[first : first + size] for index in block.target]
    before = [index for block in known.blocks[:after] for index in block.target if index not in passage]
    order = [*before, *passage, *(index for block in known.blocks[after:] for index in block.target)]
    kept = [*range(len(known.source))], order
    places = set(range(len(before), len(before) + len(passage)))
    wanted, beads = gold(known, kept), align(kept)
    apart = {bead for bead in wanted if bead[0] and bead[1] and places.issuperset(bead[1])}
    marked = found([bead for bead in beads if bead.moved])
    return Case("a passage moved", strict(wanted - apart, found(beads) - marked), strict(apart, marked))


def tenth(known: Known, align: Align, generator: np.random.Generator) -> Case:
    """Runs of five beads, a tenth in all, shuffled."""
    starts = np.linspace(0, len(known.blocks) - 6, max(2, len(known.blocks) // 50)).astype(int)
    order = [
        index
        for at in generator.permutation(starts).tolist()
        for block in known.blocks[at : at + 5]
        for index in block.target
    ]
    kept = [*range(len(known.source))], order
    wanted, given = ({bead for bead in each if all(bead)} for each in (gold(known, kept), found(align(kept))))
    return Case("a tenth in another order", strict(wanted, given), strict(wanted, given))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Gaps, missing chapters, moved passages.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="the folder of the data")
    parser.add_argument("--model", help="another model than the one that ships: a folder")
    parser.add_argument("--times", type=int, default=3, help="how often each is done to each document")
    chosen = parser.parse_args()
    encoder = open_encoder(chosen.model)
    common = backgrounds(encoder)
    sums: dict[tuple[str, str], list[Tally]] = {}
    for folder in ("mac-dev", "aca"):
        for known in read_known(chosen.data / "sentences" / folder):
            encoded = [list(encoder.encode(texts)) for texts in (known.source, known.target)]

            def align(kept: Kept, known: Known = known, encoded: list[list[Encoded]] = encoded) -> tuple[Bead, ...]:
                sides = [
                    side([texts[at] for at in indices], [vectors[at] for at in indices], each)
                    for texts, vectors, indices, each in zip(
                        (known.source, known.target), encoded, kept, common, strict=True
                    )
                ]
                return align_sides(sides[0], sides[1])

            for number in range(chosen.times):
                for disturb in (gaps, missing, moved, tenth):
                    case = disturb(known, align, np.random.default_rng([number, len(known.source)]))
                    held = sums.setdefault((folder, case.name), [Tally(), Tally()])
                    held[0] += case.rest
                    held[1] += case.disturbed
    sys.stdout.write("| set | what was done | beads not moved, strict F1 | what was disturbed: P, R, F1 |\n")
    sys.stdout.write("| --- | --- | ---: | --- |\n")
    for (folder, name), (rest, apart) in sums.items():
        shown = f"{apart.precision:.3f}, {apart.recall:.3f}, {apart.f1:.3f}"
        sys.stdout.write(f"| {folder} | {name} | {rest.f1:.3f} | {shown} |\n")


if __name__ == "__main__":
    main()
