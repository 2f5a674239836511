"""What aligning costs: the curve of time and memory over the length of a text, and the ratio to encoding every run.

`cost.py --data DIR` prints two tables. Every size runs in a process of its own, so that its peak memory is its own.
The other method is that of Vecalign and Bertalign: every run of up to 7 sentences is encoded anew, here by an encoder
of LaBSE's size (12 layers of 768, single precision) with random weights. It is measured on a part of a document, and
scaled by the number of tokens in runs of each length; its dynamic programming is not counted.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SIZES = (1000, 2500, 5000, 10000, 20000, 42687)
OVERLAP = 7
BATCH_TOKENS = 2048
MEASURED = 40
"""Sentences of either side whose runs are really encoded."""


@dataclass(frozen=True)
class Cost:
    source: int
    target: int
    encoding: float
    aligning: float
    processor: float
    peak: float


def texts(data: Path, count: int) -> tuple[list[str], list[str]]:
    """The first `count` Chinese sentences of the Bible, and the English ones beside them."""
    sides = [(data / "scale" / f"bible.{ending}").read_text("utf-8").split("\n") for ending in ("zh", "en")]
    for line in (data / "scale" / "bible.align").read_text("utf-8").split("\n"):
        left, right = line.split("]:[")
        last = int(left.strip("[").split(",")[-1])
        if last + 1 >= count:
            return sides[0][: last + 1], sides[1][: int(right.strip("]").split(",")[-1]) + 1]
    raise ValueError(f"the Bible has no {count} sentences")


def measure(source: Sequence[str], target: Sequence[str]) -> Cost:
    """From the sentences to the beads."""
    from duizhao.align.beads.aligner import align_sides
    from duizhao.align.vectors.background import backgrounds
    from duizhao.align.vectors.similarity import side
    from duizhao.models.loading import open_encoder

    encoder = open_encoder()
    common = backgrounds(encoder)
    begun, used = time.perf_counter(), time.process_time()
    sides = [side(lines, encoder.encode(lines), each) for lines, each in zip((source, target), common, strict=True)]
    encoded = time.perf_counter()
    align_sides(sides[0], sides[1])
    done, spent = time.perf_counter(), time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return Cost(len(source), len(target), encoded - begun, done - encoded, spent - used, peak)


def of_bible(data: Path, count: int) -> Cost:
    return measure(*texts(data, count))


def of_document(source: Path, target: Path) -> Cost:
    return measure(*(path.read_text("utf-8").splitlines() for path in (source, target)))


def runs(lengths: Sequence[int]) -> Iterator[int]:
    """The tokens of every run of 1 to OVERLAP sentences, at most as many as the encoder takes."""
    for size in range(1, OVERLAP + 1):
        yield from (min(510, sum(lengths[at : at + size])) for at in range(len(lengths) - size + 1))


def overlap_method(source: Path, target: Path) -> tuple[float, float]:
    """Processor seconds of encoding all runs of a document, scaled from a part; and the seconds really measured."""
    import torch
    from transformers import BertConfig, BertModel

    from duizhao.models.loading import open_encoder

    encoder = open_encoder()
    lengths = [
        [len(each.words) + 2 for each in encoder.encode(path.read_text("utf-8").splitlines())]
        for path in (source, target)
    ]
    config = BertConfig(vocab_size=1000, hidden_size=768, num_hidden_layers=12, num_attention_heads=12)
    model = BertModel(config, add_pooling_layer=False).eval()
    part = sorted(size for side in lengths for size in runs(side[:MEASURED]))
    begun = time.process_time()
    with torch.inference_mode():
        batch: list[int] = []
        for size in [*part, 0]:
            if batch and (not size or (len(batch) + 1) * size > BATCH_TOKENS):
                model(input_ids=torch.ones((len(batch), batch[-1]), dtype=torch.long))
                batch = []
            batch.append(size)
    spent = time.process_time() - begun
    return spent * sum(size for side in lengths for size in runs(side)) / sum(part), spent


def alone(function, *arguments):
    """The result of a function in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(function, *arguments).result()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time, memory and processor time of sentence alignment.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="the folder of the data")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), help="Chinese sentences of the curve")
    parser.add_argument("--document", default="mac-dev/001", help="what the ratio is measured on")
    chosen = parser.parse_args()
    if chosen.sizes:
        _say("| zh + en sentences | encoding | aligning | seconds per 1,000 | peak memory |")
        _say("| ---: | ---: | ---: | ---: | ---: |")
    for size in chosen.sizes:
        cost = alone(of_bible, chosen.data, size)
        rate = 1000 * (cost.encoding + cost.aligning) / (cost.source + cost.target)
        sizes, times = f"{cost.source:,} + {cost.target:,}", f"{cost.encoding:.0f} s | {cost.aligning:.0f} s"
        _say(f"| {sizes} | {times} | {rate:.2f} | {cost.peak:,.0f} MiB |")
    pair = [(chosen.data / "sentences" / chosen.document).with_suffix(ending) for ending in (".zh", ".en")]
    ours = alone(of_document, *pair)
    theirs, measured = alone(overlap_method, *pair)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    _say(f"\n{chosen.document}: {ours.processor:.1f} s of processor time from text to beads ({cores} cores)")
    _say(f"every run encoded anew: {theirs:.0f} s (scaled from {measured:.0f} s): {theirs / ours.processor:.0f} times")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
