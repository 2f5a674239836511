"""What is being written, beside the place it is for: named when it is whole, and swept if it never was."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from duizhao.corpus.files.durable import write_names
from duizhao.corpus.files.outputs import mark_own
from duizhao.corpus.files.platform import is_left_behind, take_hold, write_through

_NAME = re.compile(r"\.duizhao-[0-9a-f]{16}\.part")
_open: set[Path] = set()
"""What this process is writing."""


@contextmanager
def part(place: Path, *, folder: bool = False, digest: str | None = None) -> Iterator[Path]:
    """A new, empty file or folder beside `place`, to be filled; afterwards it is on the disk under that name.

    `digest`: the hexadecimal SHA-256 of what will be in it, if that is known: else it is read again to be hashed.
    Where anything goes wrong, nothing is left. If the process is killed, the part is left, and the next one that
    writes in this folder takes it away.
    """
    sweep(place.absolute().parent)
    beside, held = _made(place, folder=folder)
    _open.add(beside)
    try:
        yield beside
        for path in sorted(beside.rglob("*")) if folder else ():
            write_through(path)
        if not folder:
            mark_own(beside, digest)
        write_through(beside)
        beside.rename(place) if folder else beside.replace(place)
        write_names(place.absolute().parent)
    except BaseException:
        _take_away(beside)
        raise
    finally:
        _open.discard(beside)
        if held is not None:
            os.close(held)


def abandon() -> None:
    """Take away what this process is writing, because it is about to end."""
    for beside in tuple(_open):
        with suppress(OSError):
            _take_away(beside)


@lru_cache(maxsize=256)
def sweep(folder: Path) -> None:
    """Take away parts in a folder whose process is gone; once for a folder in the life of a process."""
    with suppress(OSError):
        for path in [Path(entry.path) for entry in os.scandir(folder) if _NAME.fullmatch(entry.name)]:
            if is_left_behind(path):
                with suppress(OSError):
                    _take_away(path)


def _made(place: Path, *, folder: bool) -> tuple[Path, int | None]:
    """A new part, and the hold on it."""
    while True:
        beside = place.with_name(f".duizhao-{secrets.token_hex(8)}.part")
        beside.mkdir() if folder else beside.touch(exist_ok=False)
        with suppress(FileNotFoundError):  # another process swept it before it was held
            held = take_hold(beside)
            if held is None or beside.exists():
                return beside, held
            os.close(held)


def _take_away(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
