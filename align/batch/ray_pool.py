"""Workers on a Ray cluster: actors that each hold the model, one task running and one waiting for each."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any

from duizhao.align.batch.job import ONE_THREAD, Settings, open_worker, work
from duizhao.align.batch.jobs import Task
from duizhao.align.batch.results import Result, packed
from duizhao.align.batch.spool import Spool
from duizhao.align.errors import RequestError
from duizhao.corpus.errors import WriteError

WAITING = 2
"""Tasks an actor has at a time: so it need not wait for the next, and no more are sent than are done."""
TRIES = 2
"""A pair at which so many actors died is given up."""
CARD_SHARE = 0.25
"""Of a graphics card, for an actor: one that aligns leaves the card idle meanwhile."""


@dataclass(slots=True)
class _Actor:
    """An actor, and the tasks it was given, in their order, by what Ray calls their results."""

    handle: Any
    given: dict[Any, Task] = field(default_factory=dict)


def run_on_ray(
    address: str, count: int | None, tasks: Iterator[Task], settings: Settings, spool: Spool
) -> Iterator[int]:
    """Do the tasks as `run_processes` does, on the cluster at `address` (`local`: one begun for this on this machine).

    Every machine needs this program and sees the files under the same paths. `count`: of actors; by default as many as
    the cluster has cores. Raises RequestError for a cluster that is not there, WriteError where a disk takes no more.
    """
    with TemporaryDirectory(prefix="dz", ignore_cleanup_errors=True) as own:
        ray = _connected(address, count, own)
        try:
            yield from _Cluster(ray, count, settings, spool).through(tasks)
        finally:
            ray.shutdown()


class _Cluster:
    """The actors of one run."""

    def __init__(self, ray: Any, count: int | None, settings: Settings, spool: Spool) -> None:
        self._ray, self._settings, self._spool = ray, settings, spool
        resources = ray.cluster_resources()
        share = CARD_SHARE if resources.get("GPU") and settings.device != "cpu" else 0
        self._kind = ray.remote(num_cpus=1, num_gpus=share, max_restarts=0)(Worker)
        most = resources.get("CPU", 1) if not share else resources["GPU"] / share
        self._actors = [self._actor() for _ in range(count or max(1, int(most)))]
        self._tries: dict[int, int] = {}
        self._again: deque[Task] = deque()

    def through(self, tasks: Iterator[Task]) -> Iterator[int]:
        """The numbers of the tasks as they are done."""
        try:
            self._begin()
            for actor in self._actors:
                self._fill(actor, tasks)
            while running := {reference: actor for actor in self._actors for reference in actor.given}:
                (reference,), _ = self._ray.wait(list(running), num_returns=1)
                actor = running[reference]
                number = self._received(actor, reference)
                if number is not None:
                    yield number
                for worker in self._actors:
                    self._fill(worker, tasks)
        finally:
            for actor in self._actors:
                self._ray.kill(actor.handle)

    def _actor(self) -> _Actor:
        return _Actor(self._kind.remote(self._settings))

    def _begin(self) -> None:
        """Wait for the first actor: what keeps it from beginning keeps all."""
        ready = [actor.handle.ready.remote() for actor in self._actors]
        first, _ = self._ray.wait(ready, num_returns=1)
        try:
            self._ray.get(first)
        except self._ray.exceptions.RayError as error:
            raise RequestError(f"no worker could begin on the cluster: {_last_line(error)}") from error

    def _fill(self, actor: _Actor, tasks: Iterator[Task]) -> None:
        while len(actor.given) < WAITING:
            task = self._again.popleft() if self._again else next(tasks, None)
            if task is None:
                return
            actor.given[actor.handle.work.remote(task)] = task

    def _received(self, actor: _Actor, reference: Any) -> int | None:
        """Put a result into the spool; None where the actor died, and its tasks go to others."""
        try:
            data = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:
            reason = _last_line(error)
            raise WriteError(f"the work stopped ({reason}): put it right, and run the same command again") from error
        except self._ray.exceptions.RayError as error:
            return self._lost(actor, error)
        task = actor.given.pop(reference)
        self._put(task.number, data)
        return task.number

    def _lost(self, actor: _Actor, error: Exception) -> int | None:
        """Another actor takes its place; only the task that it was at counts as tried."""
        at, *waiting = actor.given.values()
        actor.given.clear()
        self._ray.kill(actor.handle)
        self._actors[self._actors.index(actor)] = self._actor()
        self._again.extend(waiting)
        self._tries[at.number] = self._tries.get(at.number, 0) + 1
        if self._tries[at.number] < TRIES:
            self._again.append(at)
            return None
        reason = f"{TRIES} workers died at this pair ({_last_line(error)}): run it alone"
        self._put(at.number, packed(Result(at.number, "failed", reason)))
        return at.number

    def _put(self, number: int, data: bytes) -> None:
        try:
            self._spool.put_bytes(number, data)
        except OSError as error:
            reason = (error.strerror or "the system refused").lower()
            raise WriteError(f"the work stopped ({reason}): free some space, and run the same command again") from error


class Worker:
    """What runs on the cluster."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._encoder = open_worker(settings)

    def ready(self) -> bool:
        """The model is there."""
        return True

    def work(self, task: Task) -> bytes:
        """The packed result."""
        return packed(work(task, self._settings, self._encoder))


def _connected(address: str, count: int | None, own: str) -> Any:
    """Ray, connected; it sends nothing to its makers.

    A cluster of our own listens on this machine alone, and keeps its logs in the folder `own`.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.update(ONE_THREAD)  # seen by a cluster of our own; any other gives an actor of one core one thread
    # Ray warns of a default that will change; what we want is what it will be: no card unless asked for
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError:
        raise RequestError("--ray needs Ray: pip install 'duizhao[ray]'") from None
    options: dict[str, Any] = {"logging_level": "error", "log_to_driver": False}
    if address == "local":
        options |= {"num_cpus": count, "include_dashboard": False, "_node_ip_address": "127.0.0.1", "_temp_dir": own}
    try:
        ray.init(address=address, **options)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise RequestError(f"no Ray cluster at {address!r} ({_last_line(error)}): start one, or --ray local") from error
    return ray


def _last_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:200] if lines else type(error).__name__
