"""Words in the parts of a package that its reader does not know."""

from __future__ import annotations

from duizhao.corpus.errors import ReadError
from duizhao.corpus.files.safe_xml import local_name
from duizhao.corpus.readers.base.zip_package import Package

LONGEST = 5_000
"""Characters of a part's words that are kept."""

_TEXTS = frozenset({"t", "v", "delText", "text", "p", "span", "title", "desc", "font", "div"})
"""Elements, in whatever name space, whose text is for people. Others hold settings and numbers."""


def words_of_part(package: Package, part: str) -> str:
    """The words that an XML part holds for people; '' for a part that holds none, or cannot be read."""
    try:
        root = package.tree(part)
    except ReadError:
        return ""
    parts: list[str] = []
    for element in root.iter():
        if local_name(element) in _TEXTS:
            parts.append(element.text or "")
        if element.getparent() is not None and local_name(element.getparent()) in _TEXTS:
            parts.append(element.tail or "")
    words = " ".join(" ".join(parts).split())
    return words[:LONGEST] if any(character.isalpha() for character in words) else ""
