"""Damaged files by the million for every reader: `fuzz.py --inputs 1000000 --seed 1 [--processes 2]`.

Each input is made from a number, so that a failure can be made again: it is printed with its number and kept as
`fuzz-KIND-NUMBER.bin` in the folder named by `--keep`. PDF files are read in the same process, where a crash is seen.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from readers_fuzz import SEEDS, damaged, read_safely

SHARE = 2000
"""Inputs that a process is given at a time."""


def made(kind: str, number: int, seed: int) -> bytes:
    """The damaged file of a number."""
    chance = random.Random(f"{kind}-{seed}-{number}")
    return damaged(chance.choice(SEEDS[kind]), chance)


def run(task: tuple[str, int, int, int, str]) -> tuple[str, int, int, int, float]:
    """Read a share of the inputs: kind, how many, how many were read over, how many failed, the slowest's seconds."""
    kind, first, count, seed, keep = task
    read = failed = 0
    slowest = 0.0
    for number in range(first, first + count):
        data = made(kind, number, seed)
        began = time.process_time()
        try:
            read += read_safely(data) is not None
        except Exception:
            failed += 1
            Path(keep, f"fuzz-{kind}-{number}.bin").write_bytes(data)
            sys.stdout.write(f"{kind} {number}:\n{traceback.format_exc()}\n")
        slowest = max(slowest, time.process_time() - began)
    return kind, count, read, failed, slowest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000, help="of all kinds together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--keep", default=".", help="folder for inputs that fail")
    chosen = parser.parse_args()
    each = -(-chosen.inputs // len(SEEDS))
    tasks = [
        (kind, first, min(SHARE, each - first), chosen.seed, chosen.keep)
        for first in range(0, each, SHARE)
        for kind in SEEDS
    ]
    counts, read, failed = Counter[str](), Counter[str](), Counter[str]()
    slowest: dict[str, float] = {}
    began = time.perf_counter()
    with multiprocessing.Pool(chosen.processes, maxtasksperchild=20) as pool:
        for kind, count, good, bad, slow in pool.imap_unordered(run, tasks):
            counts[kind] += count
            read[kind] += good
            failed[kind] += bad
            slowest[kind] = max(slowest.get(kind, 0.0), slow)
    for kind in SEEDS:
        line = (
            kind,
            f"{counts[kind]} inputs",
            f"{read[kind]} read",
            f"{failed[kind]} failed",
            f"{slowest[kind]:.2f} s",
        )
        sys.stdout.write("\t".join(line) + " the slowest\n")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    took = time.perf_counter() - began
    sys.stdout.write(f"{counts.total()} inputs in {took:.0f} s, {failed.total()} failed, peak {memory} MiB\n")
    sys.exit(1 if failed.total() else 0)


if __name__ == "__main__":
    main()
