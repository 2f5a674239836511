"""How far a long run has come: a bar with rate and time left on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

SECONDS_A_LINE = 30.0


class Pace:
    """A context manager that is told how many pairs are settled, and how many sentences this run has done."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._bar: Any = None
        self._task: Any = None
        self._total = 0
        self._first = 0
        self._pairs = 0
        self._sentences = 0
        self._began = time.monotonic()
        self._shown = self._began

    def begin(self, total: int, settled: int) -> None:
        """Of `total` pairs, so many were settled by earlier runs."""
        self._total, self._first, self._pairs = total, settled, settled
        self._began = self._shown = time.monotonic()
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}"),
            )
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(self._what, total=total, completed=settled, rate="")
            self._bar.start()

    def __call__(self, pairs: int, sentences: int) -> None:
        """So many pairs are settled now, and so many sentences of both sides were done in this run."""
        self._pairs, self._sentences = pairs, sentences
        now = time.monotonic()
        if self._bar is not None:
            self._bar.update(self._task, completed=pairs, rate=self._rate(now))
        elif now - self._shown >= SECONDS_A_LINE:
            self._shown = now
            sys.stderr.write(f"{self._what}: {pairs:,} of {self._total:,} pairs; {self._rate(now)}\n")
            sys.stderr.flush()

    def _rate(self, now: float) -> str:
        seconds = max(now - self._began, 1e-6)
        pairs = self._pairs - self._first
        left = (self._total - self._pairs) * seconds / pairs if pairs else 0.0
        return f"{pairs / seconds:.2f} pairs/s, {self._sentences / seconds:.0f} sentences/s, {spoken(left)} left"

    def __enter__(self) -> Pace:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away, and, if the work did not end, say how far it came."""
        if self._bar is not None:
            self._bar.stop()
        if kind is not None and self._total:
            come = f"{self._pairs:,} of {self._total:,} pairs are settled"
            sys.stderr.write(f"{self._what}: {come}; the same command goes on from there\n")


def spoken(seconds: float) -> str:
    """A time in the unit that it has most of.

    >>> spoken(5.2), spoken(400), spoken(9000), spoken(900_000)
    ('5 s', '6 min 40 s', '2 h 30 min', '10 d 10 h')
    """
    whole = round(seconds)
    for unit, size, smaller, part in (("d", 86400, "h", 3600), ("h", 3600, "min", 60), ("min", 60, "s", 1)):
        if whole >= size:
            return f"{whole // size} {unit} {whole % size // part} {smaller}"
    return f"{whole} s"
