"""The parts of a Word package: which the document leans on, and which hold words that are not read."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import metadata_of
from duizhao.corpus.readers.base.unread_parts import words_of_part
from duizhao.corpus.readers.base.zip_package import Package

_NO_WORDS = re.compile(
    r"\[Content_Types\]|_rels/|docProps/|customXml/|settings\.xml|webSettings|fontTable|theme/|styles|numbering|people|"
    r"comments|footnotes|endnotes|diagrams/|charts/|embeddings/|glossary/(?!document)|vba|activeX/|afchunk|media/|"
    r"bibliography|attachedToolbars|printerSettings|ink/|webextensions/|documenttasks",
    re.IGNORECASE,
)
"""Parts that hold settings and the like, and parts that are read where the text calls for them."""
_TOLD = (("header", "header"), ("footer", "footer"), ("glossary", "building blocks"))


def metadata(package: Package) -> dict[str, str]:
    """The title; nothing of who wrote it, and no day: that of a copy, or of a template, is not the text's."""
    if "docProps/core.xml" not in package:
        return {}
    try:
        root = package.tree("docProps/core.xml")
    except ReadError:
        return {}
    properties = {str(node.tag).rpartition("}")[2]: node.text for node in root if isinstance(node.tag, str)}
    return metadata_of(properties.get("title"), None)


def unread_parts(package: Package, read: set[str]) -> Iterator[str]:
    """What parts other than those that were `read` hold in words: headers, footers, and whatever is not known."""
    seen = set()
    for part in package.names:
        if part in read or not part.endswith(".xml") or _NO_WORDS.search(part):
            continue
        words = words_of_part(package, part)
        name = posixpath.basename(part)
        what = next((what for begin, what in _TOLD if begin in part.removesuffix(name) or name.startswith(begin)), "")
        description = f"{what or f'part {name}'}: {words}"
        if words and description not in seen:
            seen.add(description)
            yield description
