"""What outlasts a power cut: files and names that are on the disk itself, and not only on their way there."""

from __future__ import annotations

import errno
from pathlib import Path

from duizhao.corpus.files.platform import write_through

_FAILS = (errno.EIO, errno.ENOSPC, errno.EDQUOT)
"""The disk's own complaints. Others say that a folder cannot be asked: some network drives cannot."""


def write_names(folder: Path) -> None:
    """See that the names in a folder are on the disk itself. Raises OSError where the disk fails."""
    try:
        write_through(folder)
    except OSError as error:
        if error.errno in _FAILS:
            raise


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder, and those above it, unless they are there; their names are on the disk. Raises OSError."""
    if folder.is_dir():
        return
    above = folder.absolute().parent
    make_folder(above)
    folder.mkdir(mode=mode, exist_ok=True)
    write_names(above)
