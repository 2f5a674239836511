"""Commands that write, killed at random moments: `weather.py --kills 1000 --seed 1 [--only add] [--quick]`.

After each kill the user's old file is whole, or the new one is; a corpus passes `check-corpus`; the same command, run
again, brings what it would have brought; and no part of a file is left. Run it in parts by giving other seeds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from storms import COMMANDS, strike


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="commands whose line holds these words")
    parser.add_argument("--quick", action="store_true", help="without the commands that mostly compute")
    chosen = parser.parse_args()
    commands = [each for each in COMMANDS if chosen.only in each.name and not (chosen.quick and each.slow)]
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        storm = strike(Path(folder), commands, chosen.kills, chosen.seed, lambda told: sys.stderr.write(f"\r{told}"))
    sys.stdout.write(
        f"\n{chosen.kills} kills over {len(commands)} commands, {storm.hit} of them before the command's end, "
        f"seed {chosen.seed}: nothing was broken ({time.monotonic() - start:.0f} s)\n"
    )


if __name__ == "__main__":
    main()
