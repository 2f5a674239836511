"""XML in, safely: no entity is expanded, nothing is fetched, and what was read is let go of again.

Every file is taken for hostile: entities that refer to files, to addresses or to one another are refused, however they
are declared; a document type that merely names its grammar (as every TMX file does) is let through, and not looked up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from io import BytesIO
from typing import Any, Literal, TypeAlias

from duizhao.corpus.errors import ReadError

Element: TypeAlias = Any
"""An lxml element, which has no types."""

Event = tuple[Literal["start", "end"], Element]

_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_LARGE = _SAFE | {"huge_tree": True}
"""Lets a single text be longer than ten million characters: Trados keeps the original file in one. For what is known to
declare no entities."""

_PLAIN = {"remove_comments": True, "remove_pis": True}


def parse_xml(data: bytes, name: str) -> Element:
    """The root of a whole document, without comments and processing instructions.

    Raises ReadError, one line about the file called `name`, for what is not sound XML or declares entities.
    """
    from lxml import etree

    try:
        root = etree.fromstring(data, etree.XMLParser(**_SAFE, **_PLAIN))
    except etree.XMLSyntaxError as error:
        raise _unsound(error, name) from None
    _refuse_entities(root, name)
    return root


def walk_xml(data: bytes, name: str, tags: Collection[str]) -> Iterator[Event]:
    """The elements called one of `tags`, in whatever namespace, as each begins and as it is complete.

    A complete one is emptied, and its place taken from the tree, when the next is asked for: memory stays bounded.
    Raises ReadError as `parse_xml` does, when it comes to the fault.
    """
    from lxml import etree

    wanted = [f"{{*}}{tag}" for tag in tags]
    try:
        for _, root in etree.iterparse(BytesIO(data), events=("start",), **_SAFE, **_PLAIN):
            _refuse_entities(root, name)
            break
        for event, element in etree.iterparse(BytesIO(data), events=("start", "end"), tag=wanted, **_LARGE, **_PLAIN):
            yield event, element
            if event == "end":
                _let_go(element)
    except etree.XMLSyntaxError as error:
        raise _unsound(error, name) from None


def root_name(data: bytes) -> tuple[str, str] | None:
    """The namespace ('' for none) and the name of the outermost element of what may be XML; None if it is not."""
    from lxml import etree

    try:
        for _, element in etree.iterparse(BytesIO(data[:65536]), events=("start",), **_SAFE, **_PLAIN):
            found = etree.QName(element)
            return found.namespace or "", found.localname
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None


def local_name(element: Element) -> str:
    """The name of an element without its namespace; '' for what is no element (an unresolved entity)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _refuse_entities(element: Element, name: str) -> None:
    kind = element.getroottree().docinfo.internalDTD
    if kind is not None and any(True for _ in kind.iterentities()):
        raise ReadError(f"{name} declares XML entities, which may hide a bomb or fetch files: it is not read")


def _let_go(element: Element) -> None:
    """Empty an element, and drop those that came before it."""
    element.clear(keep_tail=True)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _unsound(error: Any, name: str) -> ReadError:
    line = f" at line {error.lineno}" if error.lineno else ""
    return ReadError(f"{name} is not sound XML{line}, or was cut off: save or export it again")
