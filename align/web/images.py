"""The files that texts were read from, to show pages and strips of them: in a folder, or dropped and held in memory."""

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
from duizhao.corpus.scans.text_pages import TextPage

HELD = 64
"""Strips that are held at once."""
HELD_PAGES = 16
"""Pages that are held at once."""
LARGEST = 256 * 2**20
"""Bytes of the dropped files that are held."""


class PictureCache:
    """Files by their digests, for all threads. What is shown is of the very file that was read, or nothing."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder`: with pictures and PDF files (or a zip file of them); it is looked into when one is asked for."""
        self._folder = folder
        self._dropped: OrderedDict[str, bytes] = OrderedDict()
        self._strips: OrderedDict[Strip, bytes] = OrderedDict()
        self._pages: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._known: tuple[list[str], dict[str, str]] = ([], {})
        self._lock = threading.Lock()

    def hold(self, data: bytes) -> None:
        """Keep a file that was dropped at hand, in memory alone."""
        with self._lock:
            self._dropped[hashlib.sha256(data).hexdigest()] = data
            while sum(map(len, self._dropped.values())) > LARGEST:
                self._dropped.popitem(last=False)

    def strip(self, strip: Strip) -> bytes:
        """The strip as a PNG file. Raises RequestError or ReadError where the picture is not at hand as it was."""
        from duizhao.corpus.digitization.crops import cut_strip

        with self._lock:  # pictures are unpacked one at a time
            data = self._data(strip.file, strip.sha256)
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

    def page(self, page: TextPage) -> bytes:
        """The page as a JPEG file. Raises RequestError or ReadError, which say why it cannot be shown."""
        from duizhao.corpus.digitization.page_pictures import page_picture

        key = page.sha256, page.frame
        with self._lock:
            data = self._data(page.file, page.sha256)
            if key not in self._pages:
                self._pages[key] = page_picture(data, page.file, page.frame)
                while len(self._pages) > HELD_PAGES:
                    self._pages.popitem(last=False)
            self._pages.move_to_end(key)
            return self._pages[key]

    def file(self, name: str, sha256: str) -> bytes:
        """The file that a text was read from. Raises RequestError where it is not at hand as it was."""
        with self._lock:
            return self._data(name, sha256)

    def data(self, page: TextPage) -> bytes:
        """The file that a page is of. Raises RequestError where it is not at hand as it was."""
        with self._lock:
            return self._data(page.file, page.sha256)

    def _data(self, file: str, sha256: str) -> bytes:
        """The file; one of the same name is looked at first, then, by their digests, all others."""
        if sha256 in self._dropped:
            return self._dropped[sha256]
        if self._folder is None:
            raise RequestError(
                Message("{file} is not at hand: start the reader with --pictures FOLDER, where it lies", file=file)
            )
        files = open_files(self._folder)
        same = [name for name in files.names if PurePosixPath(name).name == file]
        for name in same:
            if _is(data := files.read(name), sha256):
                return data
        if self._known[0] != files.names:
            self._known = files.names, _digests(files)
        other = self._known[1].get(sha256)
        if other is not None and _is(data := files.read(other), sha256):
            return data
        if same:
            raise RequestError(Message("{file} is another picture now than the one that was read", file=file))
        raise RequestError(
            Message(
                "{file} is not in {folder} any more: put it back to see it",
                file=file,
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


def _is(data: bytes, sha256: str) -> bool:
    return hashlib.sha256(data).hexdigest() == sha256
