"""XML in, safely: no entity is expanded, nothing is fetched, and what was read is let go of again.

Every file is taken for hostile: entities that refer to files, to addresses or to one another are refused, however they
are declared; a document type that merely names its grammar (as every TMX file does) is let through, and not looked up.
"""

from __future__ import annotations

import re
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

FORBIDDEN = "\ufdd0"
"""Stands where a character stood that XML forbids: itself one that no text holds, and XML allows."""

_WIDE = (
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)")
_CODE = (
    r"(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45]|55(?:29[6-9]|[3-9]\d\d)|56\d{3}|57(?:[0-2]\d\d|3[0-3]\d|34[0-3]))|"
    r"[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[fF]{3}[efEF]|[dD][89a-fA-F][0-9a-fA-F]{2}))"
)
"""The numbers of characters that XML forbids, as references write them: controls, surrogates, U+FFFE, U+FFFF."""
_FORBIDDEN_TEXT = re.compile(f"[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#{_CODE};")
_FORBIDDEN_BYTES = re.compile(
    rb"[\0-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|\xed[\xa0-\xbf][\x80-\xbf]|&#" + _CODE.encode() + rb";"
)

_PLAIN = {"remove_comments": True, "remove_pis": True}


def without_forbidden(data: bytes) -> bytes:
    """XML that holds characters which XML forbids, raw or as references: FORBIDDEN stands in the place of each.

    Exports of real programs hold some (a control character in a segment), and one must not cost the whole file.
    """
    encoding = next((name for signature, name in _WIDE if data.startswith(signature)), None)
    if encoding is not None:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            return data
        return _FORBIDDEN_TEXT.sub(FORBIDDEN, text).encode(encoding)
    declared = _DECLARED.match(data)
    narrow = declared is None or declared[1].lower().replace(b"_", b"-") in (b"utf-8", b"utf8", b"us-ascii")
    return _FORBIDDEN_BYTES.sub(FORBIDDEN.encode() if narrow else b"&#xFDD0;", data)


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

    head = BytesIO(without_forbidden(data[:65536]))
    try:
        for _, element in etree.iterparse(head, events=("start",), **_SAFE, **_PLAIN):
            name = etree.QName(element)
            return name.namespace or "", name.localname
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
