"""Lattices to test with."""

from __future__ import annotations

import numpy as np

from duizhao.align.beads.lattice import Arcs, Part

SIZES = [(1, 0), (0, 1), (1, 1), (1, 2), (2, 1), (2, 2)]


def part(sources: int, targets: int, left_out: float = 0.0, seed: int = 0) -> Part:
    """All arcs of these sizes, less some; those of one sentence are always there."""
    generator = np.random.default_rng(seed)
    rows = [
        (source, target, mine, theirs)
        for source in range(sources + 1)
        for target in range(targets + 1)
        for mine, theirs in SIZES
        if source + mine <= sources and target + theirs <= targets
        if mine + theirs == 1 or generator.random() >= left_out
    ]
    columns = np.array(rows, np.int64)[generator.permutation(len(rows))].T
    return Part(Arcs(*columns), sources, targets)
