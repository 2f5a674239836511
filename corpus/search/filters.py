"""Conditions on what is said of texts: `translator=Legge`, `date>=1950`, `genre!=law`, `author~^Wang`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duizhao.corpus.errors import FormatError
from duizhao.corpus.message import Message
from duizhao.corpus.quantities.days import compared_value

_CONDITION = re.compile(r"([^=!<>~]+?)\s*(!=|>=|<=|!~|=|~|>|<)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Condition:
    """A key of the metadata, a comparison, a value. Numbers are compared as numbers, days as days, all else as text."""

    key: str
    comparison: str
    value: str

    def met(self, metadata: Mapping[str, str]) -> bool:
        """Whether it holds of a text; of one that does not have the key, only `!=` and `!~` do."""
        stated = metadata.get(self.key)
        if stated is None:
            return self.comparison in ("!=", "!~")
        if self.comparison in ("~", "!~"):
            return (re.search(self.value, stated, re.IGNORECASE) is not None) == (self.comparison == "~")
        stated, value = compared_value(self.key, stated), compared_value(self.key, self.value)
        if self.comparison in ("=", "!="):
            return (stated.casefold() == value.casefold()) == (self.comparison == "=")
        mine, theirs = _comparable(stated), _comparable(value)
        if mine[0] != theirs[0]:
            mine, theirs = (1, 0.0, stated), (1, 0.0, value)
        return {">=": mine >= theirs, "<=": mine <= theirs, ">": mine > theirs, "<": mine < theirs}[self.comparison]


def read_conditions(given: Sequence[str]) -> tuple[Condition, ...]:
    """Conditions as a user writes them. Raises FormatError for what is none."""
    conditions = []
    for condition in given:
        match = _CONDITION.fullmatch(condition.strip())
        if match is None:
            raise FormatError(
                f"{condition!r} is no condition: write KEY=VALUE, KEY!=VALUE, KEY>=VALUE or KEY~EXPRESSION"
            )
        if "~" in match[2]:
            try:
                re.compile(match[3])
            except re.error as error:
                raise FormatError(
                    Message("{given!r} is no regular expression: {error}", given=match[3], error=error)
                ) from error
        conditions.append(Condition(match[1].strip(), match[2], match[3]))
    return tuple(conditions)


def all_met(conditions: Sequence[Condition], metadata: Mapping[str, str]) -> bool:
    """Whether all hold."""
    return all(condition.met(metadata) for condition in conditions)


def _comparable(value: str) -> tuple[int, float, str]:
    """Numbers before text."""
    try:
        return 0, float(value), ""
    except ValueError:
        return 1, 0.0, value
