"""The companion of a reader, as long as the reader runs."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from duizhao.align.cli.warm.messages import is_possible

LEAST_SECONDS = 1.0
"""A companion that ended sooner is not begun again: something is wrong with it."""
PATIENCE = 2.0


@contextmanager
def companion(corpus: Path) -> Iterator[None]:
    """Inside, one listens; where that is not possible, none does, and commands go on by themselves."""
    if not is_possible():
        yield
        return
    beside = _Companion(corpus)
    keeper = threading.Thread(target=beside.keep, daemon=True, name="companion")
    keeper.start()
    try:
        yield
    finally:
        beside.end()
        keeper.join(PATIENCE)


class _Companion:
    """A process that is begun again when it was ended, by whoever interrupted its command."""

    def __init__(self, corpus: Path) -> None:
        self._corpus = corpus
        self._ending = False
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        while (process := self._begun()) is not None:
            began = time.monotonic()
            process.wait()
            if time.monotonic() - began < LEAST_SECONDS:
                return

    def end(self) -> None:
        """It ends by itself when its standard input does."""
        with self._lock:
            self._ending = True
            if self._process is None or self._process.stdin is None:
                return
            self._process.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(PATIENCE)
            self._process.kill()

    def _begun(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._ending:
                return None
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "duizhao.align.cli.companion", str(self._corpus.absolute())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            return self._process
