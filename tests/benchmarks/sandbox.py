"""What it costs to read files in a process of their own: `python tests/benchmarks/sandbox.py [--files 100]`.

Each file is read in turn here and there, so that what else the machine does falls on both. `--folder 1000`: so many
Word files of 60 paragraphs are put into a corpus by `add --folder`, here and there in turn, `--rounds` times, with a
tiny model: seconds on the clock and of a processor, of all processes together.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from encoders import bert_like
from readers_fuzz import SEEDS
from word_files import docx, p

from duizhao.align.ingest.files import FolderRequest, add_folder
from duizhao.corpus.readers import load
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


def added(folder: Path, model: Path, read: Callable[[bytes, str], object]) -> tuple[float, float]:
    """How long it takes to add a folder to a new corpus: on the clock, and of a processor."""
    with tempfile.TemporaryDirectory() as place, mock.patch.object(load, "contents_of", read):
        began, spent = time.perf_counter(), sum(os.times()[:4])
        count, _ = add_folder(Path(place, "corpus"), FolderRequest(folder), model=str(model))
        assert count == len(list(folder.iterdir()))
        return time.perf_counter() - began, sum(os.times()[:4]) - spent


def add_folders(files: int, rounds: int) -> None:
    """Print what adding a folder of so many Word files costs, here and there."""
    with tempfile.TemporaryDirectory() as place:
        folder, model = Path(place, "papers"), bert_like(Path(place, "model"))
        folder.mkdir()
        for number in range(files):
            (folder / f"{number}.zh.docx").write_bytes(paper(60, number))
        for _ in range(rounds):
            there, here = added(folder, model, contents_of), added(folder, model, read_here)
            sys.stdout.write(
                f"add --folder, {files} Word files: {here[0]:.1f} s here ({here[1]:.1f} s of a processor), "
                f"{there[0]:.1f} s there ({there[1]:.1f}), ratio {there[0] / here[0]:.2f} ({there[1] / here[1]:.2f})\n"
            )
            sys.stdout.flush()


def main() -> None:
    """Print a line for each size of Word file, then one for each kind."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=100)
    options.add_argument("--folder", type=int, default=0)
    options.add_argument("--rounds", type=int, default=2)
    chosen = options.parse_args()
    files = chosen.files
    warnings.simplefilter("ignore")
    if chosen.folder:
        add_folders(chosen.folder, chosen.rounds)
        return
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
