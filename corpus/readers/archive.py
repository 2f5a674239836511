"""The files of a folder or of a zip file, by their names in it, read into memory one at a time."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath
from typing import Protocol

from duizhao.corpus.document import Document, Language
from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import AS_IT_IS, ReadOptions
from duizhao.corpus.readers.base.zip_package import Package
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.load import document_from, read_bytes, refuse_empty

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
    def __init__(self, data: bytes, name: str, options: ReadOptions) -> None:
        self.options = options
        self._package = Package(data, name)
        self._stored = {_real_name(name): name for name in self._package.names if not name.endswith("/")}
        self.names = _listed(list(self._stored), name)

    def read(self, name: str) -> bytes:
        if name not in self._stored:
            raise ReadError(f"there is no file {PurePosixPath(name).name} in {self._package.name}: check its name")
        return self._package.part(self._stored[name])


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
