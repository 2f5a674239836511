"""The alternatives of a regular expression, each as a pattern in which its group has no other."""

from __future__ import annotations

import re
from collections.abc import Iterator

_GROUP = re.compile(r"\((?:\?(?:P<\w+>|[a-zA-Z-]*:|>|P=\w+|[=!]|<[=!]))?")
_LOOK = ("(?=", "(?!", "(?<=", "(?<!")
_PLAIN = re.compile(r"[^()\[\]{}|?*+]+")
TABLE = 8
"""Groups of more plain words than this are tables, of which each entry has its own test."""


def alternatives(pattern: str) -> Iterator[tuple[str, str]]:
    """Each alternative of each group and of the whole, and the pattern without the others; what looks around is left.

    >>> list(alternatives("a(?:b|c)d"))
    [('b', 'a(?:b)d'), ('c', 'a(?:c)d')]
    """
    yield from _within(pattern, 0, len(pattern), pattern)


def _within(pattern: str, start: int, end: int, whole: str) -> Iterator[tuple[str, str]]:
    parts, groups = _parts(pattern, start, end)
    plain = {(low, high) for low, high in parts if _PLAIN.fullmatch(pattern, low, high)}
    if len(parts) > 1:
        for low, high in parts:
            if len(plain) <= TABLE or (low, high) not in plain:
                yield pattern[low:high], whole[:start] + pattern[low:high] + whole[end:]
    for low, high in groups:
        yield from _within(pattern, low, high, whole)


def _parts(pattern: str, start: int, end: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where the alternatives of a stretch stand, and the insides of its groups that do not look around."""
    parts, groups, at, begun = [], [], start, start
    while at < end:
        character = pattern[at]
        if character == "\\":
            at += 2
        elif character == "[":
            at = _class_end(pattern, at)
        elif character == "(":
            head = _GROUP.match(pattern, at)
            assert head is not None
            close = _group_end(pattern, at)
            if not head[0].startswith(_LOOK):
                groups.append((head.end(), close - 1))
            at = close
        elif character == "|":
            parts.append((begun, at))
            at += 1
            begun = at
        else:
            at += 1
    return [*parts, (begun, end)], groups


def _class_end(pattern: str, at: int) -> int:
    at += 1
    if pattern[at] == "^":
        at += 1
    if pattern[at] == "]":
        at += 1
    while pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at + 1


def _group_end(pattern: str, at: int) -> int:
    depth = 0
    while True:
        if pattern[at] == "\\":
            at += 2
            continue
        if pattern[at] == "[":
            at = _class_end(pattern, at)
            continue
        depth += (pattern[at] == "(") - (pattern[at] == ")")
        at += 1
        if not depth:
            return at
