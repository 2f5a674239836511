"""The files of a folder or of a zip file, by their names in it, read into memory one at a time."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Protocol
from weakref import finalize

from duizhao.corpus.document import Document, Language
from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import AS_IT_IS, ReadOptions
from duizhao.corpus.readers.base.limits import READ_SECONDS
from duizhao.corpus.readers.base.zip_package import Package
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.load import document_from, read_bytes, refuse_empty
from duizhao.corpus.sandbox.messages import Channel, Header
from duizhao.corpus.sandbox.reader_process import Job, ReaderLostError, asking, refusal

_UNPACKED = Job("duizhao.corpus.readers.archive:unpack")
MOST_FILES = 10_000
"""Files of a folder or a zip file."""

_PASSED_OVER = ("__MACOSX", "Thumbs.db", "desktop.ini")


class Files(Protocol):
    """Files that go together."""

    names: list[str]
    options: ReadOptions

    def read(self, name: str) -> bytes:
        """The bytes of one, by its name among `names`; ReadError if it cannot be read."""


def open_files(path: Path, options: ReadOptions = AS_IT_IS) -> Files:
    """The files of a folder, with its folders, or of a zip file; `options`: how they are read as documents.

    Raises ReadError for what is neither, or too much.
    """
    if path.is_dir():
        return _Folder(path, options)
    data = read_bytes(path)
    if not data.startswith(b"PK"):
        raise ReadError(f"{path.name} is neither a folder nor a zip file: name one that holds the files")
    return _Zip(data, path.name, options)


def read_file(files: Files, name: str, language: Language, *, called: str, presplit: bool = False) -> Document:
    """One of the files as a document. Raises ReadError for what cannot be read or holds no words."""
    data = files.read(name)
    shown = PurePosixPath(name).name
    contents = contents_of(data, shown, files.options)
    refuse_empty(contents, shown)
    return document_from(contents, language, called, hashlib.sha256(data).hexdigest(), presplit=presplit)


class _Folder:
    def __init__(self, path: Path, options: ReadOptions) -> None:
        self.options = options
        self._path = path
        paths = (entry for entry in path.rglob("*") if entry.is_file() and not entry.is_symlink())
        self.names = _listed([entry.relative_to(path).as_posix() for entry in paths], path.name)

    def read(self, name: str) -> bytes:
        return read_bytes(self._path / name)


class _Zip:
    """A zip file that stays open in a process of its own, which unpacks one file at a time."""

    def __init__(self, data: bytes, name: str, options: ReadOptions) -> None:
        self.options = options
        self._name = name
        self._one_at_a_time = Lock()
        open_there = ExitStack()
        self._asked = open_there.enter_context(asking(_UNPACKED, {"name": name}, data, READ_SECONDS))
        self._close = finalize(self, open_there.close)
        stored = [str(name) for name in self._hear()[0]["names"]]
        self._stored = {_real_name(name): name for name in stored if not name.endswith("/")}
        self.names = _listed(list(self._stored), name)

    def read(self, name: str) -> bytes:
        if name not in self._stored:
            raise ReadError(f"there is no file {PurePosixPath(name).name} in {self._name}: check its name")
        with self._one_at_a_time:
            header, data = self._hear({"read": self._stored[name]})
        if "refusal" in header:
            raise ReadError(str(header["refusal"]))
        return data

    def _hear(self, request: Header | None = None) -> tuple[Header, bytes]:
        try:
            if request:
                self._asked.tell(request)
            return self._asked.hear()
        except ReaderLostError as lost:
            raise refusal(self._name, lost.why, READ_SECONDS) from None


def unpack(channel: Channel, request: Header, data: bytes) -> Header:
    """The work of the process: it says the names of the files, and then gives each that it is asked for."""
    package = Package(data, request["name"])
    channel.send({"names": package.names})
    while True:
        wanted, _ = channel.receive()
        try:
            part = package.part(wanted["read"])
        except ReadError as error:
            channel.send({"refusal": str(error)})
        else:
            channel.send({}, part)


def _real_name(stored: str) -> str:
    """A name as it was meant: Chinese Windows stores names in GB18030 and does not say so."""
    try:
        return stored.encode("cp437").decode("gb18030") if not stored.isascii() else stored
    except (UnicodeEncodeError, UnicodeDecodeError):
        return stored


def _listed(names: list[str], shown: str) -> list[str]:
    """Names in order, without hidden files and names that no table can hold."""
    if len(names) > MOST_FILES:
        raise ReadError(f"{shown} holds more than {MOST_FILES:,} files: add its folders one by one")
    return sorted(
        name
        for name in names
        if name.isprintable()
        and ".." not in PurePosixPath(name).parts
        and not any(part.startswith((".", "~$")) or part in _PASSED_OVER for part in PurePosixPath(name).parts)
    )
