"""The names that Word's XML goes by, whichever of its two standards a file follows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

TRANSITIONAL = "http://schemas.openxmlformats.org/"
STRICT = "http://purl.oclc.org/ooxml/"
_SPACES = {
    f"{TRANSITIONAL}wordprocessingml/2006/main": "w",
    f"{STRICT}wordprocessingml/main": "w",
    f"{TRANSITIONAL}officeDocument/2006/math": "m",
    f"{STRICT}officeDocument/math": "m",
    f"{TRANSITIONAL}markup-compatibility/2006": "mc",
    f"{TRANSITIONAL}drawingml/2006/main": "a",
    f"{STRICT}drawingml/main": "a",
}


@lru_cache(maxsize=4096)
def short(tag: str) -> str:
    """A tag as it is usually written.

    >>> short("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
    'w:p'
    """
    space, _, local = tag.rpartition("}")
    prefix = _SPACES.get(space[1:])
    return f"{prefix}:{local}" if prefix else local


def tag_of(element: _Element) -> str:
    """The tag of an element in short; empty for what is no element."""
    tag = element.tag
    return short(tag) if isinstance(tag, str) else ""


def child(element: _Element | None, *path: str) -> _Element | None:
    """The first descendant by a path of short tags; None if there is none."""
    for step in path:
        if element is None:
            return None
        element = next((node for node in element if tag_of(node) == step), None)
    return element


def children(element: _Element, tag: str) -> Iterator[_Element]:
    """The children with this short tag."""
    return (node for node in element if tag_of(node) == tag)


def attribute(element: _Element | None, name: str) -> str | None:
    """An attribute by its local name, in whichever of the name spaces; None if it is not there."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def number(element: _Element | None, name: str = "val") -> int | None:
    """An attribute that is a whole number of a sensible size."""
    value = attribute(element, name)
    try:
        parsed = int(value) if value is not None and len(value) < 12 else None
    except ValueError:
        return None
    return parsed


def switched_on(element: _Element | None) -> bool:
    """Whether a switch such as `w:vanish` is there, and on."""
    return element is not None and attribute(element, "val") not in ("0", "false", "off", "none")
