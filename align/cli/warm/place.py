"""Where a warm companion is found: a socket in a folder that its user alone may enter, and beside it what it is."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from duizhao.corpus.files.platform import user_id
from duizhao.corpus.foreign_json import made_of, object_of

NAME_LENGTH = 16
"""Hexadecimal digits that stand for a corpus: its path is told nowhere."""
OWN_ALONE = 0o700
MOST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Companion:
    """What is said of a companion: the token that it asks for, the version that it is of. Nothing of its corpus."""

    token: str
    version: str


@dataclass(frozen=True, slots=True)
class Place:
    """The two files of one companion."""

    socket: Path
    about: Path

    def read(self) -> Companion | None:
        """What is said there; None where nobody is, or what is there was not written by this user's program."""
        with suppress(OSError, ValueError):
            if is_own(self.about.parent) and self.about.lstat().st_uid == user_id():
                with self.about.open("rb") as file:
                    return made_of(object_of(file.read(MOST_BYTES)), Companion)
        return None

    def write(self, companion: Companion) -> None:
        """Say it; nobody else may read it."""
        self.about.unlink(missing_ok=True)
        with os.fdopen(os.open(self.about, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(companion), file)

    def remove(self) -> None:
        """Take both away, and the folder with the last."""
        for path in (self.socket, self.about):
            with suppress(OSError):
                path.unlink(missing_ok=True)
        with suppress(OSError):
            self.about.parent.rmdir()


def folder() -> Path:
    """Where the companions of this user are."""
    return Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"duizhao-{user_id()}"


def make_folder() -> Path | None:
    """The folder, made; None where it cannot be, or is not this user's alone."""
    with suppress(OSError):
        folder().mkdir(OWN_ALONE, exist_ok=True)
    return folder() if is_own(folder()) else None


def is_own(path: Path) -> bool:
    """Whether it is a folder of this user's, no link, which nobody else may enter or read."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == user_id() and not found.st_mode & 0o077


def place_of(corpus: Path) -> Place:
    """Where the companion of a corpus is, if there is one."""
    name = sha256(os.fsencode(corpus.resolve())).hexdigest()[:NAME_LENGTH]
    return _place(folder() / name)


def places() -> Iterator[Place]:
    """Where any companion may be."""
    if is_own(folder()):
        for about in sorted(folder().glob("*.json")):
            yield _place(about.with_suffix(""))


def _place(stem: Path) -> Place:
    return Place(stem.with_suffix(".socket"), stem.with_suffix(".json"))
