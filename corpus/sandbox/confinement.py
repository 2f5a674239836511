"""What a process that reads a file from outside gives up before it sees the file, and what of that this system has."""

from __future__ import annotations

import ctypes
import sys
import sysconfig
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from duizhao.corpus.files.platform import limit_process
from duizhao.corpus.sandbox import landlock, seccomp

MEMORY = 4 * 2**30 + 512 * 2**20
"""Bytes of memory that a reader may take, with the file itself."""

MOST_OPEN = 64
"""Files that a reader may have open."""

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_SIGKILL = 9
_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts")
"""Where pdfium looks for letters that a PDF does not bring with it."""


@dataclass(frozen=True, slots=True)
class Protections:
    """What this system has to hold a reader in: the version of Landlock (0: none), and whether calls are filtered."""

    landlock: int
    calls: bool
    limits: bool

    def summary(self) -> str:
        """In words: what a file that is read here cannot do, and what nothing keeps it from."""
        kept = {"other files": self.landlock, "writing": self.landlock or self.calls}
        kept |= dict.fromkeys(("programs", "the network"), self.calls)
        means = " and ".join([*[f"Landlock {self.landlock}"] * bool(self.landlock), *["seccomp"] * self.calls])
        held = f"kept from {_listed(kept, there=True)} ({means}), " if means else ""
        loose = _listed(kept, there=False)
        missing = f"; this system cannot keep it from {loose}" if loose else ""
        limits = "with bounded memory, time and files" if self.limits else "with bounded time"
        return f"opened in a process of its own, {held}{limits}{missing}"


@cache
def protections() -> Protections:
    """What this system has."""
    if sys.platform != "linux":
        return Protections(0, calls=False, limits=sys.platform != "win32")
    filters = Path("/proc/sys/kernel/seccomp/actions_avail").exists()
    return Protections(landlock.version(), calls=seccomp.is_known() and filters, limits=True)


def hide() -> None:
    """Let no other program look into the memory of this process, and let none of it be written to disk if it crashes.

    On Linux; elsewhere only the second.
    """
    limit_process({"RLIMIT_CORE": 0})
    _control(_PR_SET_DUMPABLE, 0)


def no_new_privileges() -> None:
    """Let neither this process nor what it starts become more than it is: the kernel asks for that first."""
    _control(_PR_SET_NO_NEW_PRIVS, 1)


def give_up_files() -> None:
    """Give up all files but the program's own code and the system's fonts, for good. Nothing where it cannot be."""
    hide()
    no_new_privileges()
    if landlock.version():
        with suppress(OSError):
            landlock.restrict(read=code_folders())


def give_up_the_rest(*, seconds: int | None = None, threads: bool = False) -> None:
    """Give up programs, processes, sockets and writing, and take no more than is granted, for good.

    `seconds`: of the processor's time, where the process reads one file alone. `threads` of this process itself may be
    left to it. To be called after `give_up_files`.
    """
    _control(_PR_SET_PDEATHSIG, _SIGKILL)
    limits = {"RLIMIT_AS": MEMORY, "RLIMIT_FSIZE": 0, "RLIMIT_NOFILE": MOST_OPEN}
    limits |= {} if threads else {"RLIMIT_NPROC": 0}
    limit_process(limits if seconds is None else {**limits, "RLIMIT_CPU": seconds})
    if seccomp.is_known():
        with suppress(OSError):
            seccomp.allow_reading_only(threads=threads)


def code_folders() -> list[Path]:
    """Where Python, the libraries and the readers lie, and the system's fonts: what a reader may still open."""
    import duizhao.corpus

    own = [Path(path) for path in duizhao.corpus.__path__]
    parts = ("stdlib", "platstdlib", "purelib", "platlib")
    installed = [Path(path) for part in parts if (path := sysconfig.get_path(part))]
    libraries = [Path(path) for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    system = [Path("/usr/lib"), Path("/lib"), Path("/lib64"), *map(Path, _FONTS)]
    return [*dict.fromkeys([*own, *installed, *libraries, *system])]


def _control(option: int, value: int) -> None:
    """One of Linux's switches of a process."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _listed(kept: Mapping[str, object], *, there: bool) -> str:
    """What a reader is kept from, or what it is not, as a list in words."""
    words = [what for what, how in kept.items() if bool(how) is there]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
