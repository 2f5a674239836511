"""JSON from elsewhere: whatever may stand in it, what does not fit is a ValueError, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Record = TypeVar("Record")
_PLAIN = (str, int, float, bool, NoneType)


def value_of(text: str | bytes) -> Any:
    """The value that JSON holds. Raises ValueError, for what is nested too deep, too."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None


def object_of(text: str | bytes) -> dict[str, Any]:
    """The object that JSON holds. Raises ValueError for another value."""
    value = value_of(text)
    if not isinstance(value, dict):
        raise ValueError(f"no object, but {type(value).__name__}")
    return value


def texts_of(value: Any) -> dict[str, str]:
    """A value that is an object of texts. Raises ValueError for another."""
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in (*value, *value.values())):
        raise ValueError("no object of texts")
    return value


def text_in(value: Any) -> str:
    """A value that is a text. Raises ValueError for another."""
    if not isinstance(value, str):
        raise ValueError(f"no text, but {type(value).__name__}")
    return value


def whole_in(value: Any) -> int:
    """A value that is a whole number. Raises ValueError for another, one with a point among them."""
    if type(value) is not int:
        raise ValueError(f"no whole number, but {type(value).__name__}")
    return value


def number_in(value: Any) -> float:
    """A value that is a number. Raises ValueError for another."""
    if type(value) not in (int, float):
        raise ValueError(f"no number, but {type(value).__name__}")
    return float(value)


def made_of(record: Any, kind: Callable[..., Record]) -> Record:
    """A record of plain values as a dataclass whose fields it names. Raises ValueError where they are of other types.

    >>> from duizhao.corpus.document import Span
    >>> made_of({"start": 1, "end": 3}, Span)
    Span(start=1, end=3)
    >>> made_of({"start": "1", "end": 3}, Span)
    Traceback (most recent call last):
    ValueError: start is str
    """
    if not isinstance(record, dict):
        raise ValueError(f"no object, but {type(record).__name__}")
    hints = get_type_hints(kind)
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if strange := record.keys() - names:
        raise ValueError(f"nothing is called {min(strange)!r}")
    for name, value in record.items():
        if not _fits(value, hints[name]):
            raise ValueError(f"{name} is {type(value).__name__}")
    try:
        return kind(**record)
    except TypeError as error:
        raise ValueError(str(error)) from None


def _fits(value: object, hint: Any) -> bool:
    """Whether a value is of a plain type; what is not plain is left to whoever makes it."""
    if get_origin(hint) in (Union, UnionType):
        return any(_fits(value, each) for each in get_args(hint))
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if hint in _PLAIN:
        return isinstance(value, hint)
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    return True
