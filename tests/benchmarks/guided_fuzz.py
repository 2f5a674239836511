"""Strange files led by what they reach: `guided_fuzz.py --state FOLDER --of own --kind rules --inputs 3000`.

Inputs made as `fuzz.py` makes them; one that reaches a branch of the program that none has reached before is kept in
the folder and made strange in its turn, there and by `fuzz.py --state FOLDER`. Which branches are reached is seen by
`atheris` (Apache-2.0, Linux: `pip install atheris`), which is needed for nothing else.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["duizhao"], enable_loader_override=False):
    import fuzz

LARGEST = 300_000
"""Bytes of an input."""
WRITTEN = 100
"""Inputs after which it is written how many there were."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--of", choices=("readers", "own"), default="readers")
    parser.add_argument("--kind", required=True)
    parser.add_argument("--inputs", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    kind, state = chosen.kind, chosen.state
    grown = state / "grown" / kind
    grown.mkdir(parents=True, exist_ok=True)
    place = state / f"count-guided-{chosen.of}-{fuzz.KINDS[chosen.of].index(kind)}.json"
    found = fuzz.Count.read(place)
    with fuzz.kept_in(state) as kept:
        seeds = fuzz.seeds_of(chosen.of, kind, kept)
        for number, seed in enumerate(seeds):
            (grown / f"seed-{number}").write_bytes(seed)

        def strange(data: bytes, most: int, seed: int) -> bytes:
            chance = random.Random(seed)
            known = data if len(data) > 1 and chance.random() < 0.9 else chance.choice(seeds)
            made = (fuzz.damaged if chance.random() < 0.2 else fuzz.made_strange)(known, chance)
            return made if len(made) <= most else known[:most]

        def one(data: bytes) -> None:
            if len(data) < 2:
                return
            fuzz.try_input(found, state, (kind, found.inputs), data, lambda: fuzz.taken_by(chosen.of, kind, data, kept))
            if found.inputs % WRITTEN == 0:
                found.write(place)
                sys.stdout.write("".join(found.said))
                sys.stdout.flush()
                found.said.clear()

        options = (f"-runs={chosen.inputs}", f"-seed={chosen.seed}", f"-max_len={LARGEST}", "-len_control=0")
        others = ("-reduce_inputs=0", "-rss_limit_mb=4096", "-reload=0", "-verbosity=0")
        atheris.Setup([sys.argv[0], *options, *others, str(grown)], one, custom_mutator=strange)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
