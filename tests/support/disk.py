"""What stands on a disk after the power fails: writes, names and requests to write through, recorded and replayed.

`disk.c`, preloaded, records each call. Here they are played onto a model of the disk that knows what was asked to be
written through; all else may be gone, or there in part.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import random
import secrets
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SECTOR = 512
"""Bytes that a disk writes all or none of."""
_HEAD = struct.Struct("5q")

Tree = dict[str, bytes | None]
"""What stands in a folder: by path, the bytes of a file; None for a folder."""


@dataclass
class File:
    """What was written through, and the writes since: at an offset, or None for a new length."""

    kept: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def after(self, writes: Sequence[tuple[int, bytes | None]]) -> bytes:
        """The contents if these writes reached the disk."""
        held = bytearray(self.kept)
        for offset, data in writes:
            length = offset if data is None else offset + len(data)
            held.extend(bytes(max(0, length - len(held))))
            if data is None:
                del held[offset:]
            else:
                held[offset:length] = data
        return bytes(held)


@dataclass
class Folder:
    """The names that were written through, and the changes since: each of one name or, a renaming, of two."""

    kept: dict[str, File | Folder] = field(default_factory=dict)
    pending: list[dict[str, File | Folder | None]] = field(default_factory=list)

    def after(self, changes: Sequence[Mapping[str, File | Folder | None]]) -> dict[str, File | Folder]:
        """The names if these changes reached the disk."""
        held: dict[str, File | Folder | None] = dict(self.kept)
        for change in changes:
            held |= change
        return {name: node for name, node in held.items() if node is not None}

    @property
    def now(self) -> dict[str, File | Folder]:
        """The names as the program sees them."""
        return self.after(self.pending)


@dataclass(frozen=True)
class Loss:
    """What a power cut takes of what was not written through: names, data, or of each by chance."""

    name: str
    names: bool
    data: bool
    chance: random.Random | None = None

    def names_of(self, folder: Folder) -> dict[str, File | Folder]:
        """The names that are left: a file system keeps their changes in order."""
        count = len(folder.pending)
        return folder.after(folder.pending[: self.chance.randint(0, count) if self.chance else count * self.names])

    def data_of(self, file: File) -> bytes:
        """What is left in a file: writes may reach the disk in any order, and sector by sector."""
        if self.chance is None:
            return file.after(file.pending if self.data else ())
        left: list[tuple[int, bytes | None]] = []
        for offset, data in file.pending:
            if data is None:
                left += [(offset, data)] * self.chance.randint(0, 1)
                continue
            cuts = [0, *range(SECTOR - offset % SECTOR, len(data), SECTOR), len(data)]
            pieces = list(zip(cuts[:-1], cuts[1:], strict=True))
            share = self.chance.choice((0, 0.5, 1))
            left += [(offset + a, data[a:b]) for a, b in pieces if self.chance.random() < share]
        return file.after(left)


ALL_GONE, NAMES_LEFT = Loss("all", False, False), Loss("data", True, False)
DATA_LEFT, ALL_LEFT = Loss("names", False, True), Loss("nothing", True, True)


@dataclass(frozen=True, slots=True)
class Call:
    """A recorded call: `kind` is a letter of `disk.c`."""

    kind: str
    inode: int
    offset: int
    path: str
    data: bytes


class Disk:
    """A folder of the disk, with all that stands there now written through; `play` has calls happen to it."""

    def __init__(self, folder: Path) -> None:
        self._root: Final = str(folder)
        self._inodes: dict[int, File] = {}
        self.top = self._scanned(folder)

    def _scanned(self, folder: Path) -> Folder:
        held: dict[str, File | Folder] = {}
        for path in folder.iterdir():
            if path.is_dir():
                held[path.name] = self._scanned(path)
            else:
                file = held[path.name] = File(path.read_bytes())
                self._inodes[path.stat().st_ino] = file
        return Folder(held)

    def _place(self, path: str) -> tuple[Folder, str]:
        """The folder that a path stands in, and its name there."""
        *parents, name = [part for part in path.removeprefix(self._root).split("/") if part not in ("", ".")]
        at = self.top
        for parent in parents:
            node = at.now[parent]
            assert isinstance(node, Folder), path
            at = node
        return at, name

    def _folder(self, path: str) -> Folder:
        if os.path.normpath(path) == self._root:
            return self.top
        above, name = self._place(path)
        found = above.now[name]
        assert isinstance(found, Folder), path
        return found

    def play(self, call: Call) -> None:
        """Have a call happen."""
        if call.kind in "wtf":
            file = self._inodes[call.inode]
            if call.kind == "f":
                file.kept = file.after(file.pending)
                file.pending.clear()
            else:
                file.pending.append((call.offset, call.data if call.kind == "w" else None))
        elif call.kind == "d":
            folder = self._folder(call.path)
            folder.kept = folder.now
            folder.pending.clear()
        elif call.kind == "r":
            (old, name), (new, target) = self._place(call.path), self._place(call.data.decode())
            node = old.now[name]
            if old is new:
                old.pending.append({name: None, target: node})
            else:
                old.pending.append({name: None})
                new.pending.append({target: node})
        elif call.kind in "cmu":
            folder, name = self._place(call.path)
            node = File() if call.kind == "c" else Folder() if call.kind == "m" else None
            folder.pending.append({name: node})
            if isinstance(node, File):
                self._inodes[call.inode] = node
        else:
            assert call.kind == "s", call

    def left(self, loss: Loss) -> Tree:
        """What would be found if the power failed now."""
        found: Tree = {}

        def walk(folder: Folder, path: str) -> None:
            for name, node in loss.names_of(folder).items():
                if isinstance(node, Folder):
                    found[path + name] = None
                    walk(node, f"{path}{name}/")
                else:
                    found[path + name] = loss.data_of(node)

        walk(self.top, "")
        return found


def lay_out(tree: Tree, folder: Path) -> None:
    """Put files into an empty folder."""
    for name, data in tree.items():
        path = folder / name
        if data is None:
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def calls(log: Path) -> Iterator[Call]:
    """What was recorded."""
    data, at = log.read_bytes() if log.exists() else b"", 0
    while at < len(data):
        kind, inode, offset, path, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        yield Call(chr(kind), inode, offset, data[at : at + path].decode(), data[at + path : at + path + size])
        at += path + size


def preload(script: Sequence[str]) -> None:
    """Begin this program anew with `disk.c` preloaded, unless it is."""
    if loaded():
        atexit.register(Path(os.environ["LD_PRELOAD"]).unlink)
        return
    library = Path(script[0]).resolve().parents[1] / "support" / "disk.c"
    built = Path(tempfile.gettempdir(), f"disk-{secrets.token_hex(8)}.so")
    subprocess.run([shutil.which("cc") or "cc", "-O1", "-shared", "-fPIC", "-o", built, library, "-ldl"], check=True)
    os.execve(sys.executable, [sys.executable, *script], os.environ | {"LD_PRELOAD": str(built)})


def loaded() -> bool:
    """Whether `disk.c` is preloaded."""
    return hasattr(ctypes.CDLL(None), "disk_begin")


def watched(folder: Path, *, log: Path | None = None, fault: str = "") -> Callable[[], None]:
    """To be called in a child: from then on it, and what it starts, is recorded, or fails as `fault` says."""

    def begin() -> None:
        told = {"DISK_UNDER": str(folder), "DISK_LOG": str(log) if log else None, "DISK_FAULT": fault or None}
        for name, value in told.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        ctypes.CDLL(None).disk_begin()

    return begin
