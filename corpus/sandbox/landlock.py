"""Landlock: a Linux process gives up, for itself and all that it starts, every file but a few.

Three calls of the kernel (5.13 and newer), by number, since the C library has no names for them. The numbers are the
same on all processors. See https://docs.kernel.org/userspace-api/landlock.html.
"""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_FOLDER, _SOCKET, _TRUNCATE, _DEVICE_CONTROL = (
    1 << at for at in (0, 1, 2, 3, 9, 14, 15)
)
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _DEVICE_CONTROL
_FS_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many kinds of access to files each version knows; later ones those of the last."""
_TCP = 0b11
"""To bind and to connect."""
_SCOPES = 0b11
"""Abstract Unix sockets of others, and signals to others."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def version() -> int:
    """Which Landlock the kernel has; 0 for none."""
    if sys.platform != "linux":
        return 0
    return max(0, _call(_CREATE_RULESET, None, 0, _VERSION))


def restrict(
    read: Iterable[Path], run: Iterable[Path] = (), write: Iterable[Path] = (), sockets: Iterable[Path] = ()
) -> None:
    """Give up all files but those beneath `read`, `run` (which are read too) and `write` (these also made and removed).

    In `sockets` sockets may be named, and nothing else. From version 4 on TCP is given up as well, from 6 on signals
    and abstract sockets of other processes. What is not there is passed over. The process must have given up new
    privileges (`PR_SET_NO_NEW_PRIVS`) before.
    Raises OSError where the kernel refuses.
    """
    known = version()
    rights = (1 << _FS_RIGHTS[min(known, max(_FS_RIGHTS))]) - 1
    asked = _Ruleset(rights, _TCP if known >= 4 else 0, _SCOPES if known >= 6 else 0)
    size = 24 if known >= 6 else 16 if known >= 4 else 8
    ruleset = _checked(_call(_CREATE_RULESET, ctypes.byref(asked), size, 0))
    try:
        reading = _READ_FILE | _READ_FOLDER
        granted = ((read, reading), (run, reading | _EXECUTE), (write, rights & ~_EXECUTE), (sockets, _SOCKET))
        for paths, allowed in granted:
            for path in paths:
                with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
                    _allow(ruleset, path, allowed & rights)
        _checked(_call(_RESTRICT_SELF, ruleset, 0))
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, allowed: int) -> None:
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            allowed &= _OF_FILES
        _checked(_call(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(_Beneath(allowed, opened)), 0))
    finally:
        os.close(opened)


def _call(number: int, *arguments: object) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    given = [ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    library.syscall.restype = ctypes.c_long
    return int(library.syscall(ctypes.c_long(number), *given))


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer
