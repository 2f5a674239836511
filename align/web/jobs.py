"""Long work beside the pages: one thread does it, in order, and each piece tells how far it is."""

from __future__ import annotations

import queue
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeVar

from duizhao.align.web.middleware import report
from duizhao.corpus.message import message_of
from duizhao.errors import DuizhaoError
from duizhao.models.encoder import Encoded, Encoder, Linker

Item = TypeVar("Item")
Result = Mapping[str, object]
"""What a piece of work ends with: plain values that JSON can hold."""
State = Literal["waiting", "working", "done", "failed"]
REMEMBERED = 200
"""Pieces of work whose end is told."""
AT_A_TIME = 48
"""Sentences that are encoded before others have their turn."""


@dataclass(slots=True)
class Job:
    """A piece of work: what it is, how far it is (`done` items of `total`), and how it ended.

    `error`: why it failed. `result`: what it ended with, if it is done.
    """

    id: str
    what: str
    state: State = "waiting"
    done: int = 0
    total: int = 0
    error: str = ""
    result: Result = field(default_factory=dict)

    def track(self, items: Iterable[Item], what: str, count: int) -> Iterator[Item]:
        """The items as they come, counted."""
        self.done, self.total = 0, count
        for item in items:
            yield item
            self.done += 1


Action = Callable[[Job], Result]


class JobQueue:
    """A thread that does pieces of work, first come, first served."""

    def __init__(self) -> None:
        self._queue: queue.Queue[tuple[Job, Action] | None] = queue.Queue()
        self._known: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="reader-work", daemon=True)
        self._thread.start()

    def begin(self, what: str, action: Action) -> Job:
        """Have `action` done; what it returns is the work's result."""
        work = Job(secrets.token_hex(8), what)
        with self._lock:
            self._known[work.id] = work
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        self._queue.put((work, action))
        return work

    def of(self, identity: str) -> Job | None:
        """The piece of work of that id, if it is remembered."""
        with self._lock:
            return self._known.get(identity)

    def stop(self) -> None:
        """Do no more."""
        self._queue.put(None)

    def _run(self) -> None:
        while (given := self._queue.get()) is not None:
            work, action = given
            work.state = "working"
            try:
                work.result = action(work)
                work.state = "done"
            except DuizhaoError as error:
                work.error, work.state = message_of(error), "failed"
            except Exception as error:
                report(error)
                work.error, work.state = "something went wrong here; nothing was changed", "failed"


class SharedEncoder:
    """The model for all threads: opened when it is first needed, and used by one at a time, a few texts each."""

    def __init__(self, open_it: Callable[[], Encoder]) -> None:
        self._open = open_it
        self._lock = threading.RLock()

    @cached_property
    def _encoder(self) -> Encoder:
        return self._open()

    def ready(self) -> Encoder:
        """The model itself, opened."""
        with self._lock:
            return self._encoder

    @property
    def signature(self) -> str:
        """The model's."""
        return self.ready().signature

    @property
    def linker(self) -> Linker | None:
        """The model's."""
        return self.ready().linker

    def encode(self, texts: Iterable[str], layers: Sequence[int] = ()) -> Iterator[Encoded]:
        """One `Encoded` for each text, in order."""
        chunk: list[str] = []
        for text in texts:
            chunk.append(text)
            if len(chunk) == AT_A_TIME:
                yield from self._some(chunk, layers)
                chunk = []
        if chunk:
            yield from self._some(chunk, layers)

    def _some(self, texts: Sequence[str], layers: Sequence[int]) -> list[Encoded]:
        with self._lock:
            return list(self._encoder.encode(texts, layers))
