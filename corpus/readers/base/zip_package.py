"""Zip packages of XML parts (Word, OpenDocument, EPUB), opened so that a hostile one does no harm."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from duizhao.corpus.errors import ReadError
from duizhao.corpus.files.safe_xml import parse_xml
from duizhao.corpus.readers.base.limits import LARGEST_PACKAGE, LARGEST_PART, MOST_PARTS

if TYPE_CHECKING:
    from lxml.etree import _Element


class Package:
    """The parts of a zip file, read one by one into memory and never to disk."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open `data`; ReadError, which names the file as `name`, if it is no sound zip file, or too much of one."""
        self.name = name
        self._read = 0
        with _sound(name):
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        infos = self._archive.infolist()
        if len(infos) > MOST_PARTS:
            raise ReadError(f"{name} is a package of more than {MOST_PARTS:,} parts: save its text as a .txt file")
        self._infos = {info.filename: info for info in infos}

    @property
    def names(self) -> list[str]:
        """The names of the parts, as stored."""
        return list(self._infos)

    def __contains__(self, part: str) -> bool:
        return part in self._infos

    def part(self, part: str) -> bytes:
        """The bytes of a part; ReadError if it is missing, damaged, encrypted or too large."""
        info = self._infos.get(part)
        if info is None:
            raise ReadError(f"{self.name} lacks its part {PurePosixPath(part).name!r}: {_DAMAGED}")
        if info.flag_bits & 1:
            raise ReadError(f"{self.name} is protected by a password: save it without one, and read that")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ReadError(f"{self.name} is packed in an unusual way: {_DAMAGED}")
        allowed = min(LARGEST_PART, LARGEST_PACKAGE - self._read)
        with _sound(self.name), self._archive.open(info) as opened:
            data = opened.read(allowed + 1)
        if len(data) > allowed:
            raise ReadError(
                f"{self.name} unfolds to more than {allowed // 2**20} MB of text: it may be a trap; not read"
            )
        self._read += len(data)
        return data

    def tree(self, part: str) -> _Element:
        """The XML of a part."""
        return parse_xml(self.part(part), self.name)

    def beside(self, part: str, target: str) -> str:
        """The name of the part that `target` means, written in `part`: relative to it, or to the package."""
        joined = target if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
        return posixpath.normpath(joined).lstrip("/")


_DAMAGED = "the file is damaged, get it again, or save it anew in the program that made it"


@contextmanager
def _sound(name: str) -> Iterator[None]:
    """Turn what zipfile says of a bad file into one line."""
    try:
        yield
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, KeyError,
        OverflowError, struct.error,
    ):  # fmt: skip
        raise ReadError(f"{name} is cut short or damaged: {_DAMAGED}") from None
