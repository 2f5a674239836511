"""The properties of a Word file that tell who wrote it, and where: emptied in what is given back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from duizhao.corpus.errors import ReadError

if TYPE_CHECKING:
    from lxml.etree import _Element

    from duizhao.corpus.readers.base.zip_package import Package

TELLING = {
    "docProps/core.xml": frozenset(("creator", "lastModifiedBy")),
    "docProps/app.xml": frozenset(("Company", "Manager", "Template", "HyperlinkBase")),
}
"""By part, the properties that name people, their employer, or a folder of theirs."""


def emptied(package: Package) -> Iterator[tuple[str, _Element]]:
    """The parts whose telling properties said something, without them. A part that cannot be read is left alone."""
    for part, names in TELLING.items():
        if part not in package:
            continue
        try:
            root = package.tree(part)
        except ReadError:
            continue
        telling = [node for node in root if _name(node) in names and _tells(_name(node), node.text or "")]
        for node in telling:
            node.text = None
        if telling:
            yield part, root


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _tells(name: str, value: str) -> bool:
    """A template tells something only if it is given with its folder."""
    return bool(value) and (name != "Template" or "/" in value or "\\" in value)
