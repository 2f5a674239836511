"""What to say where the system refuses to write: which of its reasons it is, and what to do about it."""

from __future__ import annotations

import errno

_NO_FOLDER = "its folder is not there, make it first"
_NOT_PERMITTED = "you may not write there, choose another place"
_FULL = "the disk is full, free some space or choose another place; nothing was lost"

_ADVICE = {
    errno.ENOENT: _NO_FOLDER,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EISDIR: "it is a folder, name a file in it",
    errno.EACCES: _NOT_PERMITTED,
    errno.EPERM: _NOT_PERMITTED,
    errno.EROFS: "that disk may only be read, choose another place",
    errno.ENOSPC: _FULL,
    errno.EFBIG: "it would be larger than a file may be there, choose another place; nothing was lost",
    errno.EDQUOT: "your share of the disk is used up, free some space or choose another place; nothing was lost",
    errno.EIO: "the disk fails, choose another one; nothing was lost",
    errno.EMFILE: "too many files are open, close other programs",
    errno.ENAMETOOLONG: "its name is too long, choose a shorter one",
}
_BY_KIND: tuple[tuple[type[OSError], int], ...] = (
    (FileNotFoundError, errno.ENOENT),
    (NotADirectoryError, errno.ENOTDIR),
    (IsADirectoryError, errno.EISDIR),
    (PermissionError, errno.EACCES),
)
"""For errors that were raised without a number."""


def refusal(error: OSError) -> str:
    """The reason in plain words, and what to do; it names no path."""
    number = error.errno or next((number for kind, number in _BY_KIND if isinstance(error, kind)), None)
    reason = (error.strerror or "the system refused").lower()
    return _ADVICE.get(number or 0, f"{reason}; choose another place")
