"""The whole work: tasks to workers, results to the output in order; killed at any moment, the same call goes on."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol

from duizhao.align.batch.corpus_sink import IntoCorpus
from duizhao.align.batch.failures import Failures, FindingsLedger
from duizhao.align.batch.job import Settings
from duizhao.align.batch.jobs import Listing, Task
from duizhao.align.batch.parquet_sink import IntoParquet
from duizhao.align.batch.process_pool import run_processes
from duizhao.align.batch.results import Result, Status, Totals
from duizhao.align.batch.spool import SPENT, Spool
from duizhao.align.errors import RequestError
from duizhao.models.registry import model_folder
from duizhao.models.signature import folder_signature

SECONDS_A_NOTE = 5.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where the output goes: into a corpus, or to a folder of Parquet shards. And the failures beside it."""

    corpus: Path | None = None
    folder: Path | None = None
    failures: Path | None = None

    @property
    def work_folder(self) -> Path:
        """Where results wait for their turn."""
        if self.corpus is not None:
            return self.corpus.with_name(f"{self.corpus.name}.batch")
        assert self.folder is not None
        return self.folder / ".batch"

    @property
    def failures_file(self) -> Path:
        """`failures.tsv` beside the corpus, or in the folder."""
        return self.failures or self.beside("failures.tsv")

    def beside(self, name: str) -> Path:
        """A file beside the corpus, or in the folder."""
        if self.corpus is not None:
            return self.corpus.with_name(name)
        assert self.folder is not None
        return self.folder / name


@dataclass(frozen=True, slots=True)
class RunResult:
    """How it went: what became of the pairs, seconds over all runs, bytes of output."""

    totals: Totals
    seconds: float
    size: int


class Sink(Protocol):
    """Takes results in the order of the manifest, each once."""

    @property
    def totals(self) -> Totals:
        """What is in the output for good: so many pairs from the beginning of the manifest are settled."""

    def ask(self, task: Task) -> tuple[str | None, str | None]:
        """What the output has already under the task's names: the sha256 of both files."""

    def put(self, task: Task, result: Result) -> str:
        """Put in a result; why it could not be, or ''."""

    def skip(self, task: Task, status: Status, reason: str = "") -> None:
        """Pass over a pair that failed, or is there."""

    def finish(self) -> None:
        """All are in."""

    def close(self) -> None:
        """Let go."""


class Report(Protocol):
    """Shows how far the work has come."""

    def begin(self, total: int, settled: int) -> None:
        """Of `total` pairs so many were settled by earlier runs."""

    def __call__(self, pairs: int, sentences: int) -> None:
        """So many pairs are settled, and so many sentences were done in this run."""


Pool = Callable[[Iterator[Task], Settings, Spool], Iterator[int]]
"""Does tasks, puts their results into the spool, and yields their numbers as they are done."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done: the pairs, where their results go, and what is done with each."""

    listing: Listing
    place: Place
    settings: Settings


def run(work: Work, pool: Pool, report: Report) -> RunResult:
    """Do all pairs of a manifest that are not settled yet.

    Raises CorpusError or RequestError where the output cannot be written, or holds other work. Whatever ends it, the
    same call goes on from there.
    """
    listing, place = work.listing, work.place
    if place.failures_file.resolve() == listing.place.resolve():
        raise RequestError(f"{listing.place.name} would be written over: rename it first, or give --failures")
    settings = replace(work.settings, vectors=place.corpus is not None)
    model = folder_signature(model_folder(settings.model))
    asked = {key: value for key, value in asdict(settings).items() if key not in ("model", "device")}
    identity = hashlib.sha256(repr((listing.digest, model, asked)).encode()).hexdigest()[:32]
    sink: Sink
    if place.corpus is not None:
        sink = IntoCorpus(place.corpus, identity, model)
    else:
        assert place.folder is not None
        sink = IntoParquet(place.folder, identity, model)
    try:
        spool = Spool(place.work_folder)
        spool.begin({"work": identity})
        done = _Run(Work(listing, place, settings), sink, spool, report).through(pool)
        spool.end()
    finally:
        sink.close()
    return replace(done, size=_size(place))  # SQLite's log beside a corpus is gone now


class _Run:
    """One run: what is settled, what waits, and what was counted."""

    def __init__(self, work: Work, sink: Sink, spool: Spool, report: Report) -> None:
        place, settings = work.place, work.settings
        self._listing, self._settings = work.listing, settings
        self._sink, self._spool, self._report = sink, spool, report
        self._failures = Failures(place.failures_file, sink.totals.pairs)
        ledger = settings.checked and place.corpus is not None
        self._findings = FindingsLedger(place.beside("findings.jsonl"), sink.totals.pairs) if ledger else None
        self._seconds = float((spool.noted(SPENT) or {}).get("seconds", 0))
        self._began = time.monotonic()
        self._noted = self._began
        self._sentences = 0

    def through(self, pool: Pool) -> RunResult:
        """Everything, in order."""
        self._report.begin(self._listing.count, self._sink.totals.pairs)
        ahead = self._open_tasks()
        waiting = self._open_tasks()
        task = next(waiting, None)
        numbers = pool(self._wanted(ahead), self._settings, self._spool)
        try:
            task = self._settle(task, waiting)
            for number in numbers:
                if task is not None and number == task.number:
                    task = self._settle(task, waiting)
        finally:
            close = getattr(numbers, "close", None)
            if close is not None:
                close()
            self._note()
        if task is not None:
            raise RuntimeError(f"pair {task.number} was never done")
        self._sink.finish()
        return RunResult(self._sink.totals, self._spent(), 0)

    def _open_tasks(self) -> Iterator[Task]:
        """The tasks that are not settled."""
        first = self._sink.totals.pairs
        return (task for task in self._listing.tasks() if task.number >= first)

    def _wanted(self, tasks: Iterator[Task]) -> Iterator[Task]:
        """Those of which no result waits, with what the output has of them already."""
        for task in tasks:
            if not self._spool.has(task.number):
                yield replace(task, held=self._sink.ask(task))

    def _settle(self, task: Task | None, waiting: Iterator[Task]) -> Task | None:
        """Put into the output all results whose turn it is; the task that is waited for then."""
        while task is not None:
            result = self._spool.get(task.number)
            if result is None:
                return task
            before = self._sink.totals.pairs
            self._put(task, result)
            for number in range(before, self._sink.totals.pairs):
                self._spool.drop(number)
            self._sentences += result.sentences
            self._report(task.number + 1, self._sentences)
            if time.monotonic() - self._noted > SECONDS_A_NOTE:
                self._note()
            task = next(waiting, None)
        return None

    def _put(self, task: Task, result: Result) -> None:
        reason = result.reason
        if result.status == "failed":
            self._failures.put(task, reason)
        if result.status != "done":
            self._sink.skip(task, result.status, reason)
            return
        if self._findings is not None:
            self._findings.put(task, result.findings or ())
        if reason := self._sink.put(task, result):
            self._failures.put(task, reason)

    def _spent(self) -> float:
        return self._seconds + time.monotonic() - self._began

    def _note(self) -> None:
        self._noted = time.monotonic()
        with suppress(OSError):  # figures alone: what they tell of is kept elsewhere
            self._spool.note(SPENT, {"seconds": self._spent()})


def _size(place: Place) -> int:
    """Bytes of the output."""
    if place.corpus is not None:
        return sum(path.stat().st_size for path in place.corpus.parent.glob(f"{place.corpus.name}*") if path.is_file())
    assert place.folder is not None
    return sum(path.stat().st_size for path in place.folder.glob("*/part-*.parquet"))


def processes(count: int) -> Pool:
    """Workers on this machine."""
    return lambda tasks, settings, spool: run_processes(tasks, count, settings, spool)
