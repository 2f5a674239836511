"""How a text is read for quantities: rules in order, each a pattern and what its matches say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from duizhao.corpus.document import Span
from duizhao.corpus.quantities.quantity import Kind, Quantity, Way


class Rule(NamedTuple):
    """A named rule: what it looks for, and the quantities that a match says (none: it is left to later rules).

    A pattern begins with characters of its own and looks back no further than a word, and a reader looks only at what
    stands near its match: so the time of a rule is linear in the text.
    """

    name: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Iterable[Quantity]]


def read_by(rules: Sequence[Rule], text: str) -> list[Quantity]:
    """What the rules read in a text, in its order; what one has read, the next ones leave alone."""
    quantities: list[Quantity] = []
    taken = bytearray(len(text))
    for rule in rules:
        for match in rule.pattern.finditer(text):
            for quantity in rule.read(match):
                start, end = quantity.span.start, quantity.span.end
                if start < end and taken.find(1, start, end) < 0:
                    taken[start:end] = b"\1" * (end - start)
                    quantities.append(quantity)
    return sorted(quantities, key=lambda quantity: quantity.span)


def before(match: re.Match[str], length: int) -> str:
    """The `length` characters before a match, or the fewer that there are."""
    return match.string[max(0, match.start() - length) : match.start()]


def exactly(span: Span, kind: Kind, value: float, unit: str = "", *, also: Iterable[Way] = ()) -> Quantity:
    """A quantity without room for more or less."""
    return Quantity(span, kind, float(value), float(value), float(value), unit, also=tuple(also))


def loosely(span: Span, value: float, unit: str = "") -> Quantity:
    """A number that the other language may well leave out, or say otherwise."""
    return Quantity(span, "number", float(value), float(value), float(value), unit, about=True, soft=True)
