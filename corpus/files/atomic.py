"""Writing a file whole or not at all."""

from __future__ import annotations

import hashlib
import re
import shutil
import stat
from pathlib import Path

from duizhao.corpus.errors import WriteError
from duizhao.corpus.files.os_errors import refusal
from duizhao.corpus.files.partial import part

_STREAM = re.compile(r"/dev/(?:std(in|out|err)|fd/([0-9]+))|/proc/self/fd/([0-9]+)")


def write_whole(path: Path, data: str | bytes) -> None:
    """Write text (as UTF-8, line ends untouched) or bytes, so that `path` holds the old contents or all of the new.

    They are written beside `path`, then renamed. What is no plain file (`/dev/stdout`, a pipe) is written
    straight to: renaming would put a file in its place.
    Raises WriteError, having left nothing behind, where it cannot be done.
    """
    contents = data.encode("utf-8") if isinstance(data, str) else data
    try:
        if path.is_dir():
            raise IsADirectoryError
        if path.is_symlink() and path.is_file() and _stream(path) is None:
            path = path.resolve()  # the file that the link leads to is replaced, the link stays
        if (path.exists() and not path.is_file()) or _stream(path) is not None:
            with path.open("wb") if (stream := _stream(path)) is None else open(stream, "wb", closefd=False) as file:
                file.write(contents)
        else:
            _write_beside(path, contents)
    except OSError as error:
        raise WriteError(f"{path.name or str(path)!r} cannot be written: {refusal(error)}") from error


def check_place(path: Path | None) -> None:
    """Refuse a path that cannot be written, before the work is done that is to be written there. None is fine."""
    if path is None:
        return
    missing = FileNotFoundError() if not path.parent.is_dir() else IsADirectoryError() if path.is_dir() else None
    if missing is not None:
        raise WriteError(f"{path.name or str(path)!r} cannot be written: {refusal(missing)}")


def _stream(path: Path) -> int | None:
    """The open descriptor that a name such as `/dev/stdout` stands for.

    Opening the name instead would empty the file that the shell has sent the output to, `>> log` included.
    """
    match = _STREAM.fullmatch(str(path))
    if match is None:
        return None
    return {"in": 0, "out": 1, "err": 2}[match[1]] if match[1] else int(match[2] or match[3])


def _write_beside(path: Path, contents: bytes) -> None:
    """Write a new file in the same folder, to the disk itself, and rename it to `path`."""
    if path.exists() and not path.stat().st_mode & stat.S_IWUSR:
        raise PermissionError  # a rename would replace a file that its owner has locked
    with part(path, digest=hashlib.sha256(contents).hexdigest()) as beside:
        beside.write_bytes(contents)
        if path.exists():
            shutil.copymode(path, beside)
