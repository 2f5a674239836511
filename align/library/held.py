"""What a process that answers many holds from one to the next; any other holds nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Thing = TypeVar("Thing")
_held: dict[str, tuple[Hashable, Any]] | None = None


def hold() -> None:
    """Begin to hold what is made."""
    global _held
    _held = {} if _held is None else _held


def held(kind: str, key: Hashable, make: Callable[[], Thing]) -> Thing:
    """The last thing of a kind, if it was made for the same key; or else made now, when the last has been let go."""
    if _held is None:
        return make()
    if kind not in _held or _held[kind][0] != key:
        _held.pop(kind, None)
        _held[kind] = key, make()
    thing: Thing = _held[kind][1]
    return thing
