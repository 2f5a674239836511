"""Why a bead is believed, in the few measures that a reader can follow."""

from __future__ import annotations

import numpy as np

from duizhao.align.beads.coverage import MEAN, WEIGHT
from duizhao.align.beads.features import Context, Cosines, covered, length_features, shared_numbers
from duizhao.align.beads.lattice import Arcs
from duizhao.align.vectors.similarity import Side
from duizhao.corpus.bitext import Reasons


def reasons(source: Side, target: Side, arcs: Arcs, context: Context) -> list[Reasons | None]:
    """Of each arc, in order; None where a side is empty."""
    paired = arcs.take(arcs.paired)
    forward, _ = covered(source, target, context.forward, paired)
    backward, _ = covered(target, source, context.backward, paired.transposed())
    coverages = (forward[:, MEAN] + backward[:, MEAN]) / np.maximum(forward[:, WEIGHT] + backward[:, WEIGHT], 1e-6)
    ends = paired.source + paired.mine, paired.target + paired.theirs
    similarity = Cosines(source, target).of(paired.source, ends[0], paired.target, ends[1])
    length = length_features(source, target, paired, context)["length ratio"].astype(np.float32)
    numbers = shared_numbers(source, target, paired).astype(int)
    every: list[Reasons | None] = [None] * len(arcs)
    for row, arc in enumerate(np.flatnonzero(arcs.paired).tolist()):
        both, mine, theirs = numbers[row].tolist()
        every[arc] = Reasons(float(coverages[row]), float(similarity[row]), float(length[row]), (both, mine, theirs))
    return every
