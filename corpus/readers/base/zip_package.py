"""Zip packages of XML parts (Word, OpenDocument, EPUB), opened so that a hostile one does no harm."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from duizhao.corpus.files.safe_xml import parse_xml
from duizhao.corpus.files.safe_zip import Archive
from duizhao.corpus.readers.base.limits import LARGEST_PACKAGE, LARGEST_PART

if TYPE_CHECKING:
    from lxml.etree import _Element


class Package(Archive):
    """The parts of a package, read one by one into memory and never to disk."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open `data`; ReadError, which names the file as `name`, if it is no sound zip file, or too much of one."""
        super().__init__(data, name)
        self._left = LARGEST_PACKAGE

    def part(self, part: str) -> bytes:
        """The bytes of a part; ReadError if it is missing, damaged, encrypted or too large."""
        data = self.read(part, min(LARGEST_PART, self._left))
        self._left -= len(data)
        return data

    def tree(self, part: str) -> _Element:
        """The XML of a part."""
        return parse_xml(self.part(part), self.name)

    def beside(self, part: str, target: str) -> str:
        """The name of the part that `target` means, written in `part`: relative to it, or to the package."""
        joined = target if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
        return posixpath.normpath(joined).lstrip("/")
