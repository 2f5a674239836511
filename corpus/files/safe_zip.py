"""Zip files in and out, safely: no other module opens them.

Every file is taken for hostile: what it unfolds to is bounded, nothing is written to disk, and whatever is wrong with
it is told in one line.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from duizhao.corpus.errors import ReadError

MOST_PARTS = 20_000
"""Parts of a zip file, pictures included."""

UNFOLDS = 60
"""Times its own size that an archive may unfold to as a whole, beyond `FREE`: text packs to a tenth, a bomb to a
thousandth."""

FREE = 192 * 2**20
"""Bytes that any archive may unfold to, however small it is."""

_MOMENT = (1980, 1, 1, 0, 0, 0)
"""Of every file in an archive that is written, so that equal contents make equal archives."""
_DAMAGED = "the file is damaged, get it again, or save it anew in the program that made it"
_FAULTS = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, KeyError,
    OverflowError, struct.error,
)  # fmt: skip
"""What zipfile raises of a bad file."""


def is_zip(data: bytes) -> bool:
    """Whether a file begins as a zip file that holds something; it may be damaged."""
    return data.startswith(b"PK\x03\x04")


class Archive:
    """The parts of a zip file, in memory or at a path, read one by one and never to disk."""

    def __init__(self, source: bytes | Path, name: str) -> None:
        """Open it; ReadError, which names the file as `name`, if it is no sound zip file, or too much of one."""
        self.name = name
        self._read = 0
        with sound(name):
            self._archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
            size = len(source) if isinstance(source, bytes) else source.stat().st_size
        self._most = FREE + UNFOLDS * size
        infos = self._archive.infolist()
        if len(infos) > MOST_PARTS:
            raise ReadError(f"{name} is a package of more than {MOST_PARTS:,} parts: save its text as a .txt file")
        self._infos = {info.filename: info for info in infos}

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    @property
    def names(self) -> list[str]:
        """The names of the parts, as stored."""
        return list(self._infos)

    def __contains__(self, part: str) -> bool:
        return part in self._infos

    def read(self, part: str, most: int | None = None) -> bytes:
        """The bytes of a part, at most `most` of them; ReadError if it is missing, damaged, encrypted or too large."""
        held = io.BytesIO()
        for piece in self.pieces(part, most):
            held.write(piece)
        return held.getvalue()

    def pieces(self, part: str, most: int | None = None) -> Iterator[bytes]:
        """The same, piece by piece."""
        info = self._infos.get(part)
        if info is None:
            raise ReadError(f"{self.name} lacks its part {PurePosixPath(part).name!r}: {_DAMAGED}")
        if info.flag_bits & 1:
            raise ReadError(f"{self.name} is protected by a password: save it without one, and read that")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ReadError(f"{self.name} is packed in an unusual way: {_DAMAGED}")
        allowed = self._most - self._read if most is None else min(most, self._most - self._read)
        done = 0
        with sound(self.name), self._archive.open(info) as opened:
            while piece := opened.read(1 << 20):
                done += len(piece)
                if done > allowed:
                    raise ReadError(
                        f"{self.name} unfolds to more than {max(0, allowed) // 2**20} MB of text: it may be a trap; "
                        "not read"
                    )
                yield piece
        self._read += done

    def rewritten(self, changed: Mapping[str, bytes]) -> bytes:
        """The file with some of its parts changed or new; the others byte for byte, in their order."""
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
            for name, info in self._infos.items():
                new.writestr(info, changed[name] if name in changed else self.read(name), info.compress_type)
            for name in sorted(changed.keys() - self._infos.keys()):
                new.writestr(zipfile.ZipInfo(name), changed[name], zipfile.ZIP_DEFLATED)
        return held.getvalue()


class NewArchive:
    """A zip file as it is written, part by part; to be used in a `with` statement."""

    def __init__(self, target: Path | IO[bytes]) -> None:
        self._archive = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)

    def __enter__(self) -> NewArchive:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    @property
    def names(self) -> list[str]:
        """The parts that were written."""
        return self._archive.namelist()

    def put(self, name: str, data: bytes, *, packed: bool = True) -> None:
        """A whole part."""
        self._archive.writestr(
            zipfile.ZipInfo(name, _MOMENT), data, zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        )

    @contextmanager
    def stored(self, name: str) -> Iterator[IO[bytes]]:
        """A part of any length, written as it comes, and not packed."""
        with self._archive.open(zipfile.ZipInfo(name, _MOMENT), "w", force_zip64=True) as file:
            yield file


def part_names(data: bytes) -> list[str] | None:
    """The names of a zip file's parts; None if it is damaged."""
    try:
        return Archive(data, "").names
    except ReadError:
        return None


@contextmanager
def sound(name: str) -> Iterator[None]:
    """Turn what zipfile says of a bad file into one line."""
    try:
        yield
    except _FAULTS:
        raise ReadError(f"{name} is cut short or damaged: {_DAMAGED}") from None
