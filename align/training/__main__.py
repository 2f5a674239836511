"""`python -m duizhao.align.training --data DIR`: the bead scorer fitted anew, for the encoder that is there now.

Reads the benchmark data (which does not ship), writes `align/beads.safetensors`. Takes some minutes on two cores.
"""

from __future__ import annotations

import argparse
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from duizhao.align.beads.scorer import WEIGHTS
from duizhao.align.training.crf import Recipe, fitted
from duizhao.align.training.cross_validation import cross_validated, table
from duizhao.align.training.lattices import Example, example
from duizhao.align.training.synthetic_documents import Known, made_up, planted, read_known
from duizhao.align.vectors.background import backgrounds
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder

SEED = 7
"""Of the made-up documents and of the gaps planted in them."""
PLANTED = {"mac-dev": 2, "aca": 2, "laws": 1, "constitution": 1}
"""How many further copies with planted gaps there are of each document, by where it comes from."""


def documents(data: Path) -> Iterator[Known]:
    """Everything that is learned from."""
    yield from read_known(data / "sentences" / "mac-dev")
    yield from read_known(data / "sentences" / "aca")
    yield from made_up(data, np.random.default_rng(SEED))


def examples(known: Known, encoder: Encoder) -> list[Example]:
    """A document and its copies with planted gaps; its sentences are encoded once."""
    common = backgrounds(encoder)
    encoded = [list(encoder.encode(texts)) for texts in (known.source, known.target)]
    made = [example(known, (encoded[0], encoded[1]), common)]
    for number in range(1, 1 + PLANTED.get(known.name.split("/")[0], 0)):
        copy, left = planted(known, np.random.default_rng([number, zlib.crc32(known.name.encode())]))
        kept = [[side[index] for index in indices] for side, indices in zip(encoded, left, strict=True)]
        made.append(example(copy, (kept[0], kept[1]), common))
    return made


def main(arguments: Sequence[str] | None = None) -> None:
    """Gather, fit, save."""
    parser = argparse.ArgumentParser(
        prog="python -m duizhao.align.training", description="Fit the bead scorer's weights."
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder of the benchmark data")
    parser.add_argument("--model", help="another model than the one that ships: a folder")
    parser.add_argument("--output", type=Path, default=WEIGHTS, help="the file to write")
    parser.add_argument(
        "--cross-validate", action="store_true", help="score documents left out of the fit; save nothing"
    )
    chosen = parser.parse_args(arguments)
    encoder = open_encoder(chosen.model)
    started = time.monotonic()
    fitted_on: list[Example] = []
    for known in documents(chosen.data):
        fitted_on += examples(known, encoder)
        sys.stderr.write(f"{known.name}: {len(known.source)} and {len(known.target)} sentences\n")
    sys.stderr.write(f"{len(fitted_on)} examples after {time.monotonic() - started:.0f} s; fitting\n")
    if chosen.cross_validate:
        sys.stdout.write(table(list(cross_validated(fitted_on, Recipe()))))
        return
    save_file(fitted(fitted_on, Recipe()), chosen.output, metadata={"model": encoder.signature})
    sys.stderr.write(f"{chosen.output.name} written after {time.monotonic() - started:.0f} s\n")


if __name__ == "__main__":
    main()
