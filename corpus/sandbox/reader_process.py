"""Readers' processes as the program has them: started when first needed, kept warm, replaced when one is lost."""

from __future__ import annotations

import atexit
import os
import select
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from duizhao.corpus.errors import CorpusError, FormatError, ReadError, ReadWarning
from duizhao.corpus.sandbox.messages import BrokenOffError, Channel, Header

MOST_IDLE = 2
"""Processes of a kind that are kept when nobody needs them."""

_GIVEN = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONHOME")
"""What of the environment a reader is given."""
_ERRORS: dict[str, type[CorpusError]] = {kind.__name__: kind for kind in (ReadError, FormatError)}


class ReaderLostError(Exception):
    """The process ended before it had an answer: it took too long, needed too much, or did what it may not.

    `why`: "time", or the name of an error within it, or "ended".
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is done in a process of its own, as `duizhao.corpus.sandbox.worker` is told of it.

    `function` is written `module:name`; what it `needs` are modules, and functions that load what is loaded once.
    `threads`: whether a library among them cannot do without.
    """

    function: str
    needs: tuple[str, ...] = ()
    threads: bool = False


@dataclass(slots=True)
class Asked:
    """One file that is being read in a process."""

    _process: _Process
    seconds: float
    answered: bool = False

    def tell(self, header: Header, data: bytes = b"") -> None:
        """Send more to the process. Raises ReaderLostError."""
        try:
            self._process.channel.send(header, data)
        except BrokenOffError:
            raise ReaderLostError(self._process.end()) from None

    def hear(self) -> tuple[Header, bytes]:
        """What the process says next; the answer, last of all, under `found`.

        Raises ReaderLostError, and the errors of the reader itself. Its warnings are given.
        """
        header, data = self._process.hear(self.seconds)
        if not {"found", "refused", "failed"} & header.keys():
            return header, data
        self.answered = True
        for warning in header.get("warned", ()):
            warnings.warn(str(warning), ReadWarning, stacklevel=3)
        if "refused" in header:
            kind, message = header["refused"]
            raise _ERRORS.get(kind, ReadError)(" ".join(str(message).split()))
        if "failed" in header:
            raise ReaderLostError(str(header["failed"]))
        return header, data

    def answer(self) -> Header:
        """What the process found, if that is all that it says."""
        header, _ = self.hear()
        if not isinstance(answer := header.get("found"), dict):
            raise ReaderLostError(self._process.end())
        return answer


class _Process:
    """One of them."""

    def __init__(self, job: Job) -> None:
        environment = {name: os.environ[name] for name in _GIVEN if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        environment |= {"PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "duizhao.corpus.sandbox.worker",
                job.function,
                *job.needs,
                *["threads"] * job.threads,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=environment,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.channel = Channel(self._process.stdout.fileno(), self._process.stdin.fileno())
        self._busy = False
        self._late = False

    def begin(self) -> bool:
        """Wait until the file before is done with; False if the process did not outlive it, or said more than asked."""
        if self._busy:
            assert self._process.stderr is not None
            with self._within(10):
                self._busy = self._process.stderr.read(1) != b"."
        alive = not self._busy and self._process.poll() is None and not self._has_more()
        self._busy = True
        return alive

    def _has_more(self) -> bool:
        """Whether something was said after the answer: nothing of that may be taken for the next file's."""
        if sys.platform == "win32":  # which cannot look into a pipe; but there no child is left behind
            return False
        return bool(select.select([self.channel.incoming], [], [], 0)[0])

    def hear(self, seconds: float) -> tuple[Header, bytes]:
        """The next message. Raises ReaderLostError."""
        try:
            with self._within(seconds):
                return self.channel.receive()
        except BrokenOffError:
            raise ReaderLostError(self.end()) from None

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """End the process if this takes longer."""
        watch = threading.Timer(seconds, self._end_late)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _end_late(self) -> None:
        self._late = True
        self._process.kill()

    def end(self) -> str:
        """End the process, and say why it was lost."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self._process.wait()
        return "time" if self._late else "ended"


@dataclass(slots=True)
class _Pool:
    idle: dict[Job, list[_Process]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, job: Job) -> _Process:
        while True:
            with self.lock:
                waiting = self.idle.get(job)
                process = waiting.pop() if waiting else None
            if process is None:
                process = _Process(job)
            if process.begin():
                return process
            process.end()

    def give_back(self, job: Job, process: _Process) -> None:
        with self.lock:
            waiting = self.idle.setdefault(job, [])
            if len(waiting) < MOST_IDLE:
                waiting.append(process)
                return
        process.end()

    def end(self) -> None:
        with self.lock:
            ended = [process for waiting in self.idle.values() for process in waiting]
            self.idle.clear()
        for process in ended:
            process.end()

    def forget(self) -> None:
        """After a fork: the processes are the parent's."""
        self.idle, self.lock = {}, threading.Lock()


_pool = _Pool()
atexit.register(_pool.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.forget)


@contextmanager
def asking(job: Job, request: Header, data: bytes, seconds: float) -> Iterator[Asked]:
    """Have a file read in a process of its own; each answer may take `seconds`.

    Raises ReaderLostError for a process that is lost, here or within.
    """
    process = _pool.take(job)
    asked = Asked(process, seconds)
    try:
        asked.tell(request, data)
        yield asked
    finally:
        if asked.answered:
            _pool.give_back(job, process)
        else:
            process.end()


def ask(job: Job, request: Header, data: bytes, name: str, seconds: float) -> Header:
    """The same for work that says nothing but its answer. Raises ReadError, which names the file, for what is lost."""
    try:
        with asking(job, request, data, seconds) as asked:
            return asked.answer()
    except ReaderLostError as lost:
        raise refusal(name, lost.why, seconds) from None


def refusal(name: str, why: str, seconds: float) -> ReadError:
    """What is said of a file whose reader was lost."""
    if why == "time":
        return ReadError(f"{name} took more than {seconds:g} seconds: it may be a trap; save it anew, or as text")
    held = {"MemoryError": "needs too much memory", "ended": "ended its reader, for want of memory or by a trap in it"}
    return ReadError(f"{name} cannot be read, it {held.get(why, f'is damaged ({why})')}: save it anew, or as text")
