"""The pictures that texts were read from, to show strips of them: in a folder, or dropped and held in memory."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path, PurePosixPath

from duizhao.align.errors import RequestError
from duizhao.corpus.errors import ReadError
from duizhao.corpus.message import Message
from duizhao.corpus.readers.archive import Files, open_files
from duizhao.corpus.scans.regions import Strip

HELD = 64
"""Strips that are held at once."""
LARGEST = 256 * 2**20
"""Bytes of the dropped pictures that are held."""


class PictureCache:
    """Pictures by their digests, for all threads. What is shown is of the very file that was read, or nothing."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder`: with pictures (or a zip file of them); it is looked into when a strip is asked for."""
        self._folder = folder
        self._dropped: OrderedDict[str, bytes] = OrderedDict()
        self._strips: OrderedDict[Strip, bytes] = OrderedDict()
        self._known: tuple[list[str], dict[str, str]] = ([], {})
        self._lock = threading.Lock()

    def hold(self, data: bytes) -> None:
        """Keep a picture that was dropped at hand, in memory alone."""
        with self._lock:
            self._dropped[hashlib.sha256(data).hexdigest()] = data
            while sum(map(len, self._dropped.values())) > LARGEST:
                self._dropped.popitem(last=False)

    def strip(self, strip: Strip) -> bytes:
        """The strip as a PNG file. Raises RequestError or ReadError where the picture is not at hand as it was."""
        from duizhao.corpus.digitization.crops import cut_strip

        with self._lock:  # pictures are unpacked one at a time
            data = self._picture(strip)
            if strip not in self._strips:
                cut = cut_strip(data, strip)
                if cut is None:
                    raise RequestError(
                        Message("{file} shows nothing at this place any more: it may be damaged", file=strip.file)
                    )
                self._strips[strip] = cut
                while len(self._strips) > HELD:
                    self._strips.popitem(last=False)
            self._strips.move_to_end(strip)
            return self._strips[strip]

    def _picture(self, strip: Strip) -> bytes:
        """The file; one of the same name is looked at first, then, by their digests, all others."""
        if strip.sha256 in self._dropped:
            return self._dropped[strip.sha256]
        if self._folder is None:
            raise RequestError(
                Message(
                    "{file} is not at hand: start the reader with --pictures FOLDER, where it lies", file=strip.file
                )
            )
        files = open_files(self._folder)
        same = [name for name in files.names if PurePosixPath(name).name == strip.file]
        for name in same:
            if _is(data := files.read(name), strip):
                return data
        if self._known[0] != files.names:
            self._known = files.names, _digests(files)
        other = self._known[1].get(strip.sha256)
        if other is not None and _is(data := files.read(other), strip):
            return data
        if same:
            raise RequestError(Message("{file} is another picture now than the one that was read", file=strip.file))
        raise RequestError(
            Message(
                "{file} is not in {folder} any more: put it back to see its strips",
                file=strip.file,
                folder=self._folder.name,
            )
        )


def _digests(files: Files) -> dict[str, str]:
    """The names of the files by their digests, without those that cannot be read."""
    names: dict[str, str] = {}
    for name in files.names:
        with suppress(ReadError):
            names[hashlib.sha256(files.read(name)).hexdigest()] = name
    return names


def _is(data: bytes, strip: Strip) -> bool:
    return hashlib.sha256(data).hexdigest() == strip.sha256
