"""Starts another program that may use nothing but the system's own files, and one folder.

Run as `python -m duizhao.corpus.sandbox.launcher FOLDER PROGRAM ARGUMENT…`. On Linux the program, and all that it
starts, can read the system's programs, libraries, fonts and settings, write in the folder alone, and reach no network.
Elsewhere it is started as it is.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from duizhao.corpus.files.platform import limit_process
from duizhao.corpus.sandbox import landlock, seccomp
from duizhao.corpus.sandbox.confinement import MEMORY, hide, no_new_privileges

_RUN = ("/usr", "/lib", "/lib64", "/bin", "/opt", "/snap", "/nix")
_READ = (
    "/proc/cpuinfo", "/proc/meminfo", "/proc/sys", "/proc/filesystems", "/sys/devices/system", "/dev/random",
    "/dev/urandom", "/var/cache/fontconfig", "/var/lib/libreoffice", "/var/spool/libreoffice",
    "/etc/fonts", "/etc/libreoffice", "/etc/java",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf",
    "/etc/alternatives", "/etc/papersize", "/etc/os-release", "/etc/locale.alias",
)  # fmt: skip
_WRITE = ("/dev/null", "/dev/zero")
SOCKETS = ("/tmp", "/var/tmp")
"""Where LibreOffice names the socket by which a second one finds the first; it cannot remove it there."""
_LARGEST = 512 * 2**20
"""Bytes of a file that the program may write."""


def main(folder: str, command: list[str]) -> None:
    """Give up all else, and become the program."""
    hide()
    no_new_privileges()
    limit_process({"RLIMIT_FSIZE": _LARGEST, "RLIMIT_AS": 2 * MEMORY})
    if landlock.version():
        own = Path(command[0]).resolve().parents[1]
        with suppress(OSError):
            landlock.restrict(
                read=map(Path, _READ),
                run=[*map(Path, _RUN), own],
                write=[*map(Path, _WRITE), Path(folder)],
                sockets=map(Path, SOCKETS),
            )
    if seccomp.is_known():
        with suppress(OSError):
            seccomp.refuse_network()
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
