"""Files that a user names to be written: never one that is read, and no other that the program did not write itself."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from duizhao.corpus.errors import WriteError
from duizhao.corpus.files.sidecar import derived_folder

_MARK = "user.duizhao.sha256"
"""The extended attribute of a file that holds the hash of what was written into it."""
_BESIDE_A_DATABASE = ("-journal", "-wal", "-shm")
"""Endings of the files that SQLite keeps beside a corpus while it is open."""
_DATABASE = b"SQLite format 3\0"

Ask = Callable[[str], bool | None]
"""Puts a question to the user, and says whether the answer was yes; None where nobody can be asked."""


def ask_nobody(question: str) -> None:
    """Nobody is there to be asked."""


@dataclass(frozen=True, slots=True)
class OutputGuard:
    """What a command reads, and whether it may replace files that it did not write.

    `inputs` are files and folders; of a corpus, its index and SQLite's own files beside it count too.
    """

    inputs: tuple[Path, ...]
    force: bool = False
    ask: Ask = ask_nobody

    def check(self, output: Path | None, *, replaces: bool = True) -> None:
        """Refuse an output that is an input, by whatever name, or a file of somebody else's.

        None is standard output, which may have been sent to a file. `replaces` is False for a file that the command
        goes on with, or reads if it is there: then it may be anybody's.
        Raises WriteError, before anything is written.
        """
        if output is None:
            self._check_standard_output()
            return
        for path in self.inputs:
            if _is_one(output, path):
                raise WriteError(f"{output.name!r} is read by this command and would be lost: name another file")
        if not replaces or not output.is_file() or is_own(output):
            return
        if _is_database(output):
            raise WriteError(
                f"{output.name!r} is a corpus or another database, which is never replaced: name another file"
            )
        if _within(output, self.inputs):
            raise WriteError(f"{output.name!r} stands in a folder that is read here: name another file")
        if not self.force:
            self._ask_to_replace(output)

    def _ask_to_replace(self, output: Path) -> None:
        answer = self.ask(f"{output.name} is there already, and not as this program wrote it. Replace it?")
        if answer is None:
            raise WriteError(
                f"{output.name!r} is there already, and was not written by this program or was changed since: "
                "name another file, or give --force to replace it"
            )
        if not answer:
            raise WriteError(f"{output.name!r} was left as it is: name another file")

    def _check_standard_output(self) -> None:
        """Refuse to write where the shell has sent the output (`>> leak.txt`), if that is read."""
        try:
            out = os.fstat(1)
        except OSError:  # it is closed
            return
        for path in self.inputs:
            try:
                same = path.is_file() and os.path.samestat(out, path.stat())
            except OSError:
                continue
            if same:
                raise WriteError(f"{path.name!r} is read by this command and is its output too: name another file")


def mark_own(path: Path, digest: str | None = None) -> None:
    """Remember, on the file itself, that what it holds now was written by this program.

    `digest`: its hexadecimal SHA-256, where that is known already.

    Where the system has no extended attributes, nothing is remembered, and the user is asked before it is replaced.
    """
    if hasattr(os, "setxattr"):
        try:
            os.setxattr(path, _MARK, _hash(path) if digest is None else digest.encode())
        except OSError:
            return


def is_own(path: Path) -> bool:
    """Whether this program wrote the file, and nobody changed it since. An empty file is anybody's to fill."""
    try:
        if path.stat().st_size == 0:
            return True
        return hasattr(os, "getxattr") and os.getxattr(path, _MARK) == _hash(path)
    except OSError:
        return False


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_DATABASE)) == _DATABASE
    except OSError:
        return False


def _hash(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest().encode()


def _is_one(output: Path, path: Path) -> bool:
    """Whether two names are, or would be, of one file; or the output belongs to the corpus at `path`."""
    if not path.name:  # the folder that one is in, or the root: no corpus
        return _same(output, path)
    index = derived_folder(path)
    beside = (path.with_name(path.name + ending) for ending in _BESIDE_A_DATABASE)
    return any(_same(output, other) for other in (path, index, *beside)) or (
        not path.is_dir() and _within(output, [index])
    )


def _same(one: Path, other: Path) -> bool:
    """Whether two names lead to one file, or differ by letter case alone, as no two should on every system."""
    try:
        if one.samefile(other):
            return True
    except OSError:  # one of them is not there
        pass
    folders = one.absolute().parent, other.absolute().parent
    names_alike = one.name.casefold() == other.name.casefold()
    return names_alike and os.path.realpath(folders[0]) == os.path.realpath(folders[1])


def _within(output: Path, folders: Iterable[Path]) -> bool:
    """Whether a file stands in one of these folders, however deep."""
    place = Path(os.path.realpath(output))
    return any(folder.is_dir() and place.is_relative_to(os.path.realpath(folder)) for folder in folders)
