"""Strange files by the thousand: `fuzz.py --of readers own --inputs 20000 --seed 1 [--processes 2] [--only word]`.

`readers`: files of every kind, damaged byte by byte or made strange in their own terms (`tests/support/mutations.py`).
`own`: tables, plans, manifests, decisions, citations, archives and corpora, for the functions that read them.
`commands`: the same, given to the whole commands.

With `--state FOLDER` it goes on where it was stopped: the folder holds what was counted, and each input that failed or
was the slowest of its kind. What `guided_fuzz.py` finds there, inputs that reach code that none reached before, is made
strange in its turn. Each input is made from a number; PDF files are read in the same process, where a crash is seen.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from commands_fuzz import TARGETS, in_time, made_strange, make_seeds, strange, tried
from own_files_fuzz import OWN, TEXTS, read_own
from readers_fuzz import SEEDS, damaged, read_pairs_safely, read_safely

SHARE = 250
"""Inputs that a process is given at a time."""
GROWN = 0.6
"""The share of the inputs that are made of what `guided_fuzz.py` has found, where it has found any."""
SLOW = 0.3
"""Seconds of a processor from which on the slowest input is kept."""

Try = Callable[[str, random.Random], tuple[bytes, Callable[[], bool]]]
"""From what is tried, and chance: an input, and what says of it whether it was taken."""


@dataclass(frozen=True)
class Kept:
    """Where seeds of our own files lie, and the folder that is kept between runs, if there is one."""

    seeds: Path
    state: Path | None

    def grown(self, kind: str) -> list[bytes]:
        """What reached new code."""
        return _files(self.state / "grown" / kind) if self.state else []


@cache
def _files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("*"))]


def seeds_of(what: str, kind: str, kept: Kept) -> list[bytes]:
    """What a kind of file is made of at first."""
    return SEEDS[kind] if what == "readers" else [(kept.seeds / name).read_bytes() for name in OWN[kind].seeds]


def taken_by(what: str, kind: str, data: bytes, kept: Kept) -> bool:
    """Whether a file was taken by what reads its kind."""
    if what == "own":
        return read_own(kind, data, kept.seeds)
    if kind in ("workbook", "pairs"):
        return read_pairs_safely(data)
    return read_safely(data) is not None


def of_files(what: str, kept: Kept, kind: str, chance: random.Random) -> tuple[bytes, Callable[[], bool]]:
    """A file for a reader."""
    grown = kept.grown(kind)
    seed = chance.choice(grown if grown and chance.random() < GROWN else seeds_of(what, kind, kept))
    data = damaged(seed, chance) if chance.random() < 0.25 else made_strange(seed, chance)
    return data, lambda: taken_by(what, kind, data, kept)


def of_commands(kept: Kept, arguments: str, chance: random.Random) -> tuple[bytes, Callable[[], bool]]:
    """A file for a command."""
    target = next(each for each in TARGETS if each.arguments == arguments)
    name, data = strange(target, kept.seeds, chance)
    return data, lambda: tried(target, kept.seeds, name, data) != 1


@dataclass
class Count:
    """What came of the inputs of a kind.

    `slowest`: seconds of a processor, and which input it was; `hungriest`: by how many MiB an input raised the most
    memory that its process had had, and which it was; `memory`: the most that a process had.
    """

    inputs: int = 0
    taken: int = 0
    failed: int = 0
    slowest: tuple[float, int] = (0.0, 0)
    hungriest: tuple[int, int] = (0, 0)
    memory: int = 0
    said: list[str] = field(default_factory=list)

    def add(self, other: Count) -> None:
        """Count another share."""
        self.inputs, self.taken, self.failed = (
            self.inputs + other.inputs, self.taken + other.taken, self.failed + other.failed
        )  # fmt: skip
        self.slowest, self.memory = max(self.slowest, other.slowest), max(self.memory, other.memory)
        self.hungriest = max(self.hungriest, other.hungriest)
        self.said += other.said

    def tell(self, kind: str) -> str:
        """A line of it."""
        return (
            f"{kind}\t{self.inputs} inputs\t{self.taken} taken\t{self.failed} failed\t"
            f"the slowest {self.slowest[0]:.2f} s (number {self.slowest[1]}), the hungriest {self.hungriest[0]} MiB "
            f"more (number {self.hungriest[1]}), memory {self.memory} MiB\n"
        )

    def write(self, path: Path) -> None:
        """Keep it."""
        path.write_text(json.dumps({**asdict(self), "said": []}), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Count:
        """What was kept; nothing where nothing was."""
        if not path.exists():
            return cls()
        held = json.loads(path.read_text(encoding="utf-8"))
        pairs = {name: tuple(held[name]) for name in ("slowest", "hungriest")}
        return cls(**{**held, **pairs})


def peak() -> int:
    """The most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def try_input(found: Count, keep: Path, told: tuple[str, int], data: bytes, taken: Callable[[], bool]) -> None:
    """Try one, and count it; what fails is kept, and what is slow."""
    kind, number = told
    name = f"{''.join(filter(str.isalnum, kind))[:40]}-{number}.bin"
    had, began = peak(), time.process_time()
    try:
        with in_time():
            found.taken += taken()
    except Exception:
        found.failed += 1
        (keep / f"fuzz-{name}").write_bytes(data)
        found.said.append(f"{kind} {number}:\n{traceback.format_exc()}\n")
    took = round(time.process_time() - began, 3)
    if took > max(SLOW, found.slowest[0]):
        (keep / f"slow-{name}").write_bytes(data)
    found.inputs += 1
    found.slowest = max(found.slowest, (took, number))
    found.hungriest = max(found.hungriest, (peak() - had, number))
    found.memory = peak()


def run(try_one: Try, keep: Path, seed: int, task: tuple[str, int, int]) -> tuple[str, Count]:
    """Try a share of the inputs, after the first, which only loads the libraries."""
    kind, first, count = task
    try_input(Count(), keep, (kind, first), *try_one(kind, random.Random(f"{kind}-{seed}-{first}")))
    found = Count()
    for number in range(first, first + count):
        try_input(found, keep, (kind, number), *try_one(kind, random.Random(f"{kind}-{seed}-{number}")))
    return kind, found


@contextmanager
def kept_in(state: Path | None) -> Iterator[Kept]:
    """Seeds of our own files: in a folder that is kept, or in one that is taken away."""
    with tempfile.TemporaryDirectory() as folder:
        seeds = (state or Path(folder)).resolve() / "seeds"
        if not (seeds / "made").exists():
            seeds.mkdir(parents=True, exist_ok=True)
            make_seeds(seeds)
            for name, text in TEXTS.items():
                (seeds / name).write_text(text, encoding="utf-8")
            (seeds / "made").touch()
        yield Kept(seeds, state)


KINDS = {"readers": list(SEEDS), "own": list(OWN), "commands": [target.arguments for target in TARGETS]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--of", choices=KINDS, nargs="+", default=["readers"])
    parser.add_argument("--inputs", type=int, default=10_000, help="of all kinds together, in this run")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="after which no more are begun")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="kinds or commands that hold these words")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path(), help="folder for inputs that fail")
    parser.add_argument("--state", type=Path, help="folder in which it is kept how far it is")
    chosen = parser.parse_args()
    keep = chosen.state or chosen.keep
    keep.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    whole = Count()
    for what in chosen.of:
        with kept_in(chosen.state) as kept:
            kinds = [kind for kind in KINDS[what] if chosen.only in kind]
            places = {kind: keep / f"count-{what}-{number}.json" for number, kind in enumerate(KINDS[what])}
            counts = {kind: Count.read(places[kind]) if chosen.state else Count() for kind in kinds}
            each = -(-chosen.inputs // len(kinds) // len(chosen.of))
            start = {kind: count.inputs for kind, count in counts.items()}
            tasks = [(kind, start[kind] + at, min(SHARE, each - at)) for at in range(0, each, SHARE) for kind in kinds]
            try_one: Try = partial(of_commands, kept) if what == "commands" else partial(of_files, what, kept)
            with multiprocessing.Pool(chosen.processes, maxtasksperchild=20) as pool:
                for kind, found in pool.imap_unordered(partial(run, try_one, keep, chosen.seed), tasks):
                    counts[kind].add(found)
                    if chosen.state:
                        counts[kind].write(places[kind])
                    sys.stdout.write("".join(found.said))
                    sys.stdout.flush()
                    if time.perf_counter() - began > chosen.seconds:
                        break
            for kind, count in counts.items():
                sys.stdout.write(count.tell(kind))
                whole.add(count)
    took = time.perf_counter() - began
    sys.stdout.write(f"{whole.inputs} inputs in {took:.0f} s, {whole.failed} failed, peak {whole.memory} MiB\n")
    sys.exit(1 if whole.failed else 0)


if __name__ == "__main__":
    main()
