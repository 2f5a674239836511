"""Commands that write, in hard weather: `weather.py --of kills --count 1000 --seed 1 [--only add] [--quick]`.

`kills`: so many, at random moments. `power`: it fails after each call that a command makes to the disk; of what was not
written through, all is gone, or the names, or the data, or `--count` times some of it by chance. `full`, `sync`,
`syncs`: the disk is full, or cannot write through once, or from then on, at `--count` calls of each command. `clock`:
it jumps a day forth and back, in 2100 and in 1970. `sharing`: for `--count` seconds two programs write to a corpus and
four read it. Several may be given.

Each time the user's old file is whole, or the new one is; a corpus passes `check-corpus`; what was said to be done is
done, what is refused is refused in one line; the same command, run again, brings what it would have brought; and no
part of a file is left. Run it in parts by giving other seeds. All but `kills` and `sharing` need Linux and a C
compiler.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from disk import preload
from failing import FAULTS, Failing, fail
from sharing import share
from storms import COMMANDS, strike
from works import WORKS

KINDS = ("kills", "power", *FAULTS, "clock", "sharing")


def say(told: str) -> None:
    sys.stderr.write(f"\r{told}\033[K")


def weather(folder: Path, chosen: argparse.Namespace, what: str) -> Iterator[str]:
    """Let it come; yields what went wrong, and last what was counted."""
    commands = [each for each in COMMANDS if chosen.only in each.name and not (chosen.quick and each.slow)]
    works = [each for each in WORKS if chosen.only in each.name and not (chosen.quick and each.slow)]
    if what == "sharing":
        counts, wrong = share(folder / "c", chosen.count)
        yield from wrong
        yield ", ".join(f"{count:.4g} {each}" for each, count in counts.items())
    elif what == "kills":
        storm = strike(folder, commands, chosen.count, chosen.seed, say)
        yield f"{chosen.count} kills, {storm.hit} of them before the end, over {len(commands)} commands"
    else:
        failing = Failing(folder, random.Random(chosen.seed))
        works = works if what == "power" else []
        yield from fail(failing, (*works, *commands), what, chosen.count, say)
        counted = ", ".join(f"{count} {each}" for each, count in failing.counts.items())
        yield f"{counted}, over {len(works) + len(commands)} commands"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--of", choices=KINDS, nargs="+", default=["kills"])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="commands whose line holds these words")
    parser.add_argument("--quick", action="store_true", help="without the commands that mostly compute")
    chosen = parser.parse_args()
    if set(chosen.of) - {"kills", "sharing"}:
        preload(sys.argv)
    broken = 0
    for what in chosen.of:
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            *wrong, counted = weather(Path(folder), chosen, what)
        sys.stdout.write("".join(f"\n{each}\n" for each in wrong))
        took = time.monotonic() - start
        sys.stdout.write(f"\n{what}, seed {chosen.seed}: {counted}: {len(wrong) or 'nothing'} broken ({took:.0f} s)\n")
        sys.stdout.flush()
        broken += len(wrong)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
