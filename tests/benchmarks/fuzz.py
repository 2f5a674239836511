"""Strange files by the thousand: `fuzz.py --of readers --inputs 20000 --seed 1 [--processes 2] [--only word]`.

`readers`: files of every kind, damaged byte by byte or made strange in their own terms (`tests/support/mutations.py`).
`commands`: tables, plans, manifests, decisions, citations, archives and corpora, given to the commands that read them.

Each input is made from a number, so that a failure can be made again: it is printed with its number and kept as
`fuzz-KIND-NUMBER.bin` in the folder named by `--keep`. PDF files are read in the same process, where a crash is seen.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from commands_fuzz import TARGETS, make_seeds, strange, tried
from mutations import mutated
from readers_fuzz import SEEDS, damaged, read_pairs_safely, read_safely

SHARE = 500
"""Inputs that a process is given at a time."""

Try = Callable[[str, random.Random], tuple[bytes, Callable[[], bool]]]
"""From what is tried, and chance: an input, and what says of it whether it was taken."""


def of_readers(kind: str, chance: random.Random) -> tuple[bytes, Callable[[], bool]]:
    """A file for a reader."""
    data = (damaged if chance.random() < 0.3 else mutated)(chance.choice(SEEDS[kind]), chance)
    if kind in ("workbook", "pairs"):
        return data, lambda: read_pairs_safely(data)
    return data, lambda: read_safely(data) is not None


def of_commands(folder: Path, arguments: str, chance: random.Random) -> tuple[bytes, Callable[[], bool]]:
    """A file for a command."""
    target = next(each for each in TARGETS if each.arguments == arguments)
    name, data = strange(target, folder, chance)
    return data, lambda: tried(target, folder, name, data) != 1


@dataclass
class Count:
    """What came of the inputs of a kind; `slowest`: seconds of a processor, and which input it was."""

    inputs: int = 0
    taken: int = 0
    failed: int = 0
    slowest: tuple[float, int] = (0.0, 0)
    memory: int = 0
    said: list[str] = field(default_factory=list)

    def add(self, other: Count) -> None:
        self.inputs, self.taken, self.failed = (
            self.inputs + other.inputs, self.taken + other.taken, self.failed + other.failed
        )  # fmt: skip
        self.slowest, self.memory = max(self.slowest, other.slowest), max(self.memory, other.memory)
        self.said += other.said


def run(try_one: Try, keep: str, seed: int, task: tuple[str, int, int]) -> tuple[str, Count]:
    """Try a share of the inputs."""
    kind, first, count = task
    found = Count(count)
    for number in range(first, first + count):
        data, taken = try_one(kind, random.Random(f"{kind}-{seed}-{number}"))
        began = time.process_time()
        try:
            found.taken += taken()
        except Exception:
            found.failed += 1
            kept = Path(keep, f"fuzz-{''.join(filter(str.isalnum, kind))[:40]}-{number}.bin")
            kept.write_bytes(data)
            found.said.append(f"{kind} {number}:\n{traceback.format_exc()}\n")
        found.slowest = max(found.slowest, (time.process_time() - began, number))
    found.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return kind, found


@contextmanager
def tries(what: str) -> Iterator[tuple[list[str], Try]]:
    """What there is to be tried, and how."""
    if what == "readers":
        yield list(SEEDS), of_readers
        return
    with tempfile.TemporaryDirectory() as folder:
        seeds = Path(folder).resolve() / "seeds"
        seeds.mkdir()
        make_seeds(seeds)
        yield [target.arguments for target in TARGETS], partial(of_commands, seeds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--of", choices=("readers", "commands"), default="readers")
    parser.add_argument("--inputs", type=int, default=10_000, help="of all kinds together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="kinds or commands that hold these words")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--keep", default=".", help="folder for inputs that fail")
    chosen = parser.parse_args()
    began = time.perf_counter()
    with tries(chosen.of) as (kinds, try_one):
        kinds = [kind for kind in kinds if chosen.only in kind]
        counts = {kind: Count() for kind in kinds}
        each = -(-chosen.inputs // len(kinds))
        tasks = [(kind, at, min(SHARE, each - at)) for at in range(0, each, SHARE) for kind in kinds]
        with multiprocessing.Pool(chosen.processes, maxtasksperchild=20) as pool:
            for kind, found in pool.imap_unordered(partial(run, try_one, chosen.keep, chosen.seed), tasks):
                counts[kind].add(found)
                sys.stdout.write("".join(found.said))
                sys.stdout.flush()
    for kind, count in counts.items():
        seconds, number = count.slowest
        sys.stdout.write(
            f"{kind}\t{count.inputs} inputs\t{count.taken} taken\t{count.failed} failed\t"
            f"the slowest {seconds:.2f} s (number {number}), memory {count.memory} MiB\n"
        )
    whole = Count()
    for count in counts.values():
        whole.add(count)
    took = time.perf_counter() - began
    sys.stdout.write(f"{whole.inputs} inputs in {took:.0f} s, {whole.failed} failed, peak {whole.memory} MiB\n")
    sys.exit(1 if whole.failed else 0)


if __name__ == "__main__":
    main()
