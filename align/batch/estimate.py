"""What a run will take, judged by a sample of its pairs, and how far off that was."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from duizhao.align.batch.job import ONE_THREAD, Settings, open_worker, work
from duizhao.align.batch.jobs import Listing, Task
from duizhao.align.batch.results import packed

SIZES = 2000
"""So many rows' files are looked at, for their sizes."""
SECONDS = 20.0
MOST_PAIRS = 40
"""So many pairs of these are done, within these seconds, but three at least."""
FEWEST_PAIRS = 3
PARQUET_SHARE = 0.39
"""What zstd leaves of a text with its beads, of the bytes of a result without vectors: of 26 laws."""
CORPUS_SHARE = 1.10
"""What a corpus takes, with its indexes, of the bytes of a result with vectors: of 8 laws."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Pairs that can be done, sentences of both sides, seconds, bytes of output."""

    pairs: int
    sentences: int
    seconds: float
    size: int

    @classmethod
    def of(cls, record: Mapping[str, Any] | None) -> Estimate | None:
        """The estimate that `record` made into plain values."""
        return cls(**record) if record else None

    def record(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    @property
    def summary(self) -> str:
        """In words."""
        hours = f"{self.seconds / 3600:.2f} hours" if self.seconds >= 360 else f"{self.seconds:.0f} seconds"
        return f"{self.pairs:,} pairs, {self.sentences:,} sentences, {hours}, {self.size / 1e9:.3f} GB"

    def off(self, actual: Estimate) -> str:
        """How far this was from what came."""
        parts = (
            ("pairs", self.pairs, actual.pairs),
            ("sentences", self.sentences, actual.sentences),
            ("time", self.seconds, actual.seconds),
            ("size", self.size, actual.size),
        )
        return ", ".join(f"{name} {_percent(mine, its)}" for name, mine, its in parts)


@dataclass(frozen=True, slots=True)
class SampleMeasures:
    """What a sample showed: rows whose files are there (a share), bytes a pair; and of pairs that were done the
    sentences, seconds (on one core) and bytes of output for each byte of input, and seconds to begin."""

    there: float
    bytes_a_pair: float
    sentences_a_byte: float
    seconds_a_byte: float
    output_a_byte: float
    beginning: float
    tried: int
    failed: int


def measured(listing: Listing, settings: Settings) -> SampleMeasures:
    """Look at a sample of the rows, and do a few of them; a slower or busier machine later is not foreseen."""
    chosen = set(random.Random(0).sample(range(listing.count), min(SIZES, listing.count)))
    sample = [task for task in listing.tasks() if task.number in chosen]
    sizes = {task.number: size for task in sample if (size := _size(task))}
    there = [task for task in sample if task.number in sizes]
    order = random.Random(1).sample(there, len(there))
    began = time.monotonic()
    os.environ.update(ONE_THREAD)
    encoder = open_worker(settings)
    for _ in encoder.encode(["准备好了。"]):
        pass
    beginning = time.monotonic() - began
    sentences = taken = output = failed = 0
    spent = 0.0
    tried = 0
    for task in order[:MOST_PAIRS]:
        if spent > SECONDS and tried - failed >= FEWEST_PAIRS:
            break
        began = time.monotonic()
        result = work(task, settings, encoder)
        tried += 1
        if result.status != "done":
            failed += 1
            continue
        spent += time.monotonic() - began
        sentences += result.sentences
        taken += sizes[task.number]
        output += len(packed(result))
    scale = max(taken, 1)
    share = CORPUS_SHARE if settings.vectors else PARQUET_SHARE
    return SampleMeasures(
        len(there) / max(len(sample), 1) * (1 - failed / max(tried, 1)),
        sum(sizes.values()) / max(len(sizes), 1),
        sentences / scale,
        spent / scale,
        output * share / scale,
        beginning,
        tried,
        failed,
    )


def estimated(count: int, sample: SampleMeasures, workers: int) -> Estimate:
    """For so many rows and workers, each with a core of its own."""
    pairs = count * sample.there
    size = pairs * sample.bytes_a_pair
    seconds = sample.beginning + size * sample.seconds_a_byte / workers
    return Estimate(round(pairs), round(size * sample.sentences_a_byte), seconds, round(size * sample.output_a_byte))


def forecast(expected: Estimate, sample: SampleMeasures, workers: int) -> Iterator[str]:
    """What is said of an estimate."""
    yield f"to be expected with {workers} worker{'s' if workers > 1 else ''}: {expected.summary}"
    failing = f", {sample.failed} of which failed" if sample.failed else ""
    yield f"judged by {sample.tried} pairs that were done{failing}; {1 - sample.there:.0%} of the rows cannot be done"


def _size(task: Task) -> int:
    """Bytes of a pair's files, 0 if one is not there."""
    if task.fault:
        return 0
    try:
        return sum(path.stat().st_size for path in (task.source, task.target) if path is not None)
    except OSError:
        return 0


def _percent(mine: float, its: float) -> str:
    return "–" if not its else f"{mine / its - 1:+.0%}"
