"""Worker processes on this machine, one task each at a time; one that dies is replaced, and its task tried again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from duizhao.align.batch.job import ONE_THREAD, Settings, end_with_parent, open_worker, work
from duizhao.align.batch.jobs import Task
from duizhao.align.batch.results import Result
from duizhao.align.batch.spool import Spool
from duizhao.align.errors import RequestError
from duizhao.corpus.errors import WriteError
from duizhao.corpus.readers.base.left_out import show_read_warnings

TRIES = 2
"""A pair at which so many processes died is given up."""
SECONDS_TO_END = 1.0


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    task: Task | None = None


def run_processes(tasks: Iterator[Task], count: int, settings: Settings, spool: Spool) -> Iterator[int]:
    """Do the tasks, each result put into the spool; yields their numbers as they are done, in any order.

    A task is asked for when a worker is free. Raises WriteError where the disk takes no more, RequestError where no
    worker can begin.
    """
    workers = [_started(settings, spool.folder) for _ in range(count)]
    tries: dict[int, int] = {}
    again: list[Task] = []
    begun = False
    try:
        for worker in workers:
            _give(worker, tasks, again)
        while any(worker.task for worker in workers):
            ready = wait([worker.connection for worker in workers if worker.task])
            for at, worker in enumerate(workers):
                if worker.connection not in ready or worker.task is None:
                    continue
                task = worker.task
                try:
                    state, value = worker.connection.recv()
                except (EOFError, OSError):
                    _ended(worker)
                    if not begun and worker.process.exitcode == 1:
                        raise RequestError("no worker process could begin: see above") from None
                    tries[task.number] = tries.get(task.number, 0) + 1
                    if tries[task.number] < TRIES:
                        again.append(task)
                    else:
                        how = f"(status {worker.process.exitcode}; for want of memory?)"
                        reason = f"the process that worked at this pair died {TRIES} times {how}: run it alone"
                        spool.put(Result(task.number, "failed", reason))
                        yield task.number
                    workers[at] = worker = _started(settings, spool.folder)
                else:
                    begun = True
                    if state == "stop":
                        raise WriteError(value)
                    yield task.number
                _give(worker, tasks, again)
            for worker in workers:  # one that found nothing to do may have something now
                if worker.task is None and again:
                    _give(worker, tasks, again)
    finally:
        _end(workers)


def _give(worker: _Worker, tasks: Iterator[Task], again: list[Task]) -> None:
    """The next task for a worker, if there is one."""
    worker.task = again.pop() if again else next(tasks, None)
    if worker.task is not None:
        with suppress(OSError):  # it has died: the end of its connection says so
            worker.connection.send(worker.task)


def _started(settings: Settings, folder: Path) -> _Worker:
    context = get_context("spawn")
    mine, its = context.Pipe()
    process = context.Process(target=_serve, args=(its, settings, folder), daemon=True)
    with _environment(ONE_THREAD):
        process.start()
    its.close()
    return _Worker(process, mine)


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Have what is begun inside see these values: libraries read them as they are loaded."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _serve(connection: Connection, settings: Settings, folder: Path) -> None:
    """What a worker process does: results for tasks, until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when to stop
    end_with_parent()
    show_read_warnings()
    encoder = open_worker(settings)
    spool = Spool(folder)
    while True:
        try:
            task: Any = connection.recv()
        except EOFError:
            return
        try:
            spool.put(work(task, settings, encoder))
            connection.send(("done", task.number))
        except OSError as error:
            reason = (error.strerror or "the system refused").lower()
            connection.send(("stop", f"the work stopped ({reason}): free some space, and run the same command again"))


def _ended(worker: _Worker) -> None:
    worker.connection.close()
    worker.process.join(SECONDS_TO_END)


def _end(workers: list[_Worker]) -> None:
    """End all of them now; what they were at is not lost to anyone but them."""
    for worker in workers:
        worker.connection.close()
        worker.process.terminate()
    for worker in workers:
        worker.process.join(SECONDS_TO_END)
        if worker.process.exitcode is None:
            worker.process.kill()
