"""What differs between systems: every call that only Unix has, and what is done where it is missing.

Linux is what the tests run on. Elsewhere the calls below are left out or done in another way, which is said at each.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl
    import resource

ASKED_TO_STOP: tuple[int, ...] = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Signals by which a person, a closing terminal or a system that shuts down ends a program. Windows has no SIGHUP."""


def user_id() -> int | None:
    """Who this program runs as; None on Windows, where files have no such owner."""
    return None if sys.platform == "win32" else os.getuid()


def take_hold(path: Path) -> int | None:
    """Mark a file or folder as in use for as long as what is returned is open; None where that is not possible.

    Windows needs no mark: it lets nobody delete a file that is open.
    """
    if sys.platform == "win32":
        return None
    held = os.open(path, os.O_RDONLY)
    with suppress(OSError):  # some network drives have no locks
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return held


def is_left_behind(path: Path) -> bool:
    """Whether a file or folder that `take_hold` marked has lost its program; False where that cannot be told."""
    if sys.platform == "win32":
        return path.is_file()  # if it is in use, it cannot be deleted
    try:
        held = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(held)
    return True


def write_through(path: Path) -> None:
    """See that a file, or the names in a folder, are on the disk itself. Windows writes names through by itself."""
    if path.is_dir() and sys.platform == "win32":
        return
    opened = os.open(path, os.O_RDONLY if sys.platform != "win32" else os.O_RDWR)
    try:
        sync(opened)
    finally:
        os.close(opened)


def sync(opened: int) -> None:
    """See that what was written to an open file is on the disk itself; on macOS, out of the disk's own memory too."""
    if sys.platform == "darwin":
        with suppress(OSError):  # a drive that does not know of this
            fcntl.fcntl(opened, fcntl.F_FULLFSYNC)
            return
    os.fsync(opened)


def limit_process(limits: Mapping[str, int]) -> None:
    """Bound what this process may take, by names such as `RLIMIT_AS`; those that the system has not are passed over."""
    if sys.platform != "win32":
        for name, most in limits.items():
            with suppress(ValueError, OSError, AttributeError):
                resource.setrlimit(getattr(resource, name), (most, most))


FORKS = sys.platform == "linux"
"""Whether a process is doubled to do a piece of work: macOS can, but not safely, and Windows cannot."""


def in_a_child(work: Callable[[], bool], watched: int) -> bool:
    """Let a child of this process do `work`, and wait; whether it did it in peace. Linux alone.

    Nothing but `work` is done there, and it ends when nobody reads any more from the pipe `watched`, which it has not.
    """
    child = os.fork()
    if not child:
        status = 1
        try:
            os.close(watched)
            status = 0 if work() else 3
        finally:
            os._exit(status)
    waiting = select.poll()
    ended = os.pidfd_open(child)
    waiting.register(ended, select.POLLIN)
    waiting.register(watched, 0)
    if any(at == watched for at, _ in waiting.poll()):
        os.kill(child, signal.SIGKILL)
    os.close(ended)
    return os.waitpid(child, 0)[1] == 0


def cores() -> int:
    """The processor cores that this process may use; where it cannot be told which, those that there are."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


OWN_GROUP = sys.platform != "win32"
"""For `start_new_session`: whether a program can be started so that all that it starts ends with it."""


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a program that was started with `OWN_GROUP`, and what it started; on Windows, the program alone."""
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
