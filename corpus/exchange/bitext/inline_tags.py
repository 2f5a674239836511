"""The words of a segment: its inline tags are placeholders, and what stands in them is code, not text."""

from __future__ import annotations

import re

from duizhao.corpus.errors import FormatError
from duizhao.corpus.files.safe_xml import Element, local_name

DEEPEST = 100
"""Inline tags within inline tags."""

_CODES = frozenset({"bpt", "ept", "ph", "it", "ut", "x", "bx", "ex", "sc", "ec", "sm", "em", "cp", "sub"})
"""Elements of TMX and XLIFF that stand for something of the original's format. Others (g, pc, mrk, hi) hold words."""

_REMOVED = frozenset({"x-sdl-deleted"})
"""Types of `mrk` that hold words which a tracked change took out."""

_BREAK = re.compile(r"(?<![a-z])(?:lb|br|linebreak|newline)(?![a-z])", re.IGNORECASE)
"""How a code says that it is a line break."""

_BRACES = re.compile(r"\{\d+[>}]|<\d+\}|\{[biu_^]{1,5}>|<[biu_^]{1,5}\}")
"""The placeholders that Phrase (Memsource) writes into its text: {1}, {2>, <2}, {b>, <b}."""


def segment_text(element: Element | None) -> str:
    """The words in an element, '' for none; a code that is a line break becomes a blank between two words."""
    if element is None:
        return ""
    parts: list[str] = []
    _collect(element, parts)
    return "".join(parts)


def without_braces(text: str) -> str:
    """The words of a segment in an `.mxliff` file."""
    return _BRACES.sub("", text)


def _collect(element: Element, parts: list[str], depth: int = 0) -> None:
    if depth > DEEPEST:
        raise FormatError("a segment nests its inline tags more than a hundred deep: no program writes that")
    parts.append(element.text or "")
    for child in element:
        kind = local_name(child)
        if kind in _CODES:
            if _BREAK.search(" ".join([*child.attrib.values(), child.text or ""])):
                parts.append(" ")
        elif kind and child.get("mtype") not in _REMOVED:
            _collect(child, parts, depth + 1)
        parts.append(child.tail or "")
