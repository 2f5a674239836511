"""What it costs to read files in a process of their own: `python tests/benchmarks/sandbox.py [--files 100]`.

Each file is read in turn here and there, so that what else the machine does falls on both.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from readers_fuzz import SEEDS
from word_files import docx, p

from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.dispatch import read_here

WORDS = "第一条　为了保障公民受教育的权利，发展教育事业，根据宪法和有关法律，制定本条例。" * 2


def paper(paragraphs: int, number: int) -> bytes:
    """A Word file of so many paragraphs, some 160 characters each."""
    chance = random.Random(number)
    return docx("".join(p(WORDS[chance.randrange(40) :] + str(at)) for at in range(paragraphs)))


def seconds(read: Callable[[bytes, str], object], data: bytes) -> float:
    """How long one file takes."""
    began = time.perf_counter()
    read(data, "a.docx")
    return time.perf_counter() - began


def main() -> None:
    """Print a line for each size of Word file, then one for each kind."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=100)
    files = options.parse_args().files
    warnings.simplefilter("ignore")
    sets = {f"Word, {size:,} paragraphs": [paper(size, number) for number in range(files)] for size in (30, 300, 1500)}
    sets |= {f"{kind}, smallest": [SEEDS[kind][0]] * files for kind in SEEDS if kind not in ("pdf", "text")}
    for what, made in sets.items():
        first = seconds(contents_of, made[0])
        seconds(read_here, made[0])
        pairs = [(seconds(contents_of, data), seconds(read_here, data)) for data in made]
        there, here = (sum(side) for side in zip(*pairs, strict=True))
        more = median(there - here for there, here in pairs)
        sys.stdout.write(
            f"{what}: first {1000 * first:.0f} ms, then {1000 * here / files:.1f} ms here, "
            f"{1000 * there / files:.1f} ms there, ratio {there / here:.2f}, {1000 * more:.1f} ms more (median)\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
