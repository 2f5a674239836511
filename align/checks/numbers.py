"""Numbers, dates, sums and measures that differ, by value: 90亿 as 90 billion, 三月 as May."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from duizhao.align.checks.finding import Finding, Fix, Kind, Severity
from duizhao.align.checks.linked_pair import Direction, Pair
from duizhao.align.checks.quantity_forms import SURE, in_english
from duizhao.corpus.document import Span
from duizhao.corpus.message import Message
from duizhao.corpus.quantities.agreement import agree
from duizhao.corpus.quantities.chinese import chinese_quantities
from duizhao.corpus.quantities.english import english_quantities
from duizhao.corpus.quantities.quantity import CHINESE_UNITS, DATES, MEASURES, Quantity
from duizhao.corpus.text.abbreviations import PERHAPS_ABBREVIATED

_LISTED = re.compile(r"(?:[;,:.]|\b(?:and|or))\s*\(?$")
_TO = re.compile(r"\s?(?:to|or|-|–|—)\s?[$€£¥]?")
"""What stands between the two ends of a range."""
IN_A_RANGE = 0.8
"""How probable it is that the number after a matched one, and `to` or `or`, is meant to be the end of its range."""
LINKED = 0.25
"""Numbers of different value whose words are linked this probably are meant to be one another."""
BESIDE = 4
"""Characters between the parts of one date: `May 3, 1978`, `the 3rd of May`."""
IN_A_DATE = 0.9
"""How probable it is that a day beside the same month is meant to be the same day."""
ALIKE = 0.05
"""Of numbers that are linked as well, those of one kind, and those that have to be said, are meant for one another."""
COMPARED = 64
"""Quantities of the other side with which one is compared: a bead of usual length has no more."""
AROUND = 20
"""Characters around a number that tell whether it strays."""
FAR = 0.3
"""As shares of their texts: numbers further apart are not taken for one another without links."""


def check_numbers(pair: Pair, direction: Direction = "zh-en") -> Iterator[Finding]:
    """Quantities of one side that the other side has with another value."""
    source = chinese_quantities(pair.source)
    target = [quantity for quantity in english_quantities(pair.target) if not _strays(quantity, pair.target)]
    pairs = matched(pair, source, target, direction)
    mine = _without(source, (one for one, _ in pairs))
    theirs = _without(target, (other for _, other in pairs))
    dated = list(_of_one_date(pairs, mine, theirs))
    mine = _without(mine, (one for one, _, _ in dated))
    theirs = _without(theirs, (other for _, other, _ in dated))
    ranges = list(_other_ends(pair, pairs, theirs))
    theirs = _without(theirs, (other for _, other in ranges))
    wrong = [(one, other, IN_A_RANGE) for one, other in ranges if not agree(one, other)]
    for one, other, sure in (*dated, *wrong, *opposed(pair, mine, theirs)):
        if (one.soft and (one.about or other.soft)) or (other.soft and other.about):
            continue
        yield _differing(pair, one, other, sure, direction)


def stated_as_numbers(pair: Pair, direction: Direction = "zh-en") -> list[tuple[Span, Span]]:
    """Where both sides say the same quantity, however unlike the words: 光绪二十六年 and 1900."""
    source, target = chinese_quantities(pair.source), english_quantities(pair.target)
    return [(one.span, other.span) for one, other in matched(pair, source, target, direction)]


def _without(some: Sequence[Quantity], taken: Iterable[Quantity]) -> list[Quantity]:
    """Those that are not taken: equal ones that stand elsewhere are kept."""
    gone = {id(quantity) for quantity in taken}
    return [quantity for quantity in some if id(quantity) not in gone]


def _strays(quantity: Quantity, text: str) -> bool:
    """Whether it is the number of the next item of a list, left standing at a sentence's end: `…; 8.`"""
    start, end = quantity.span.start, quantity.span.end
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if after.strip(" .)") or quantity.value > 50 or quantity.kind not in ("number", "ordinal"):
        return False
    return bool(_LISTED.search(before)) and not PERHAPS_ABBREVIATED.search(before)


def matched(
    pair: Pair, source: Sequence[Quantity], target: Sequence[Quantity], direction: Direction
) -> list[tuple[Quantity, Quantity]]:
    """Each quantity with one of the other side that says the same, the best linked first."""
    candidates = []
    for one, other in _near(source, target):
        if agree(one, other) if direction == "zh-en" else agree(other, one):
            linked = pair.linked(one.span, other.span)
            if one.soft != other.soft and one.value != other.value and linked < LINKED:
                continue
            alike = (one.value == other.value) + 0.3 * (one.kind == other.kind) + 0.3 * (one.unit == other.unit)
            soft = 0.15 * (one.soft + other.soft)
            far = 0.5 * pair.apart(one.span, other.span)
            candidates.append((linked + alike - soft - far, one, other))
    return list(_best_first(candidates))


def _near(source: Sequence[Quantity], target: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """Each quantity with each of the other side; of very many, with those about as far from their beginning.

    So the time grows as the number of quantities, not as its square.
    """
    share = len(target) / max(1, len(source))
    for at, one in enumerate(source):
        first = max(0, min(round(at * share) - COMPARED // 2, len(target) - COMPARED))
        yield from ((one, other) for other in target[first : first + COMPARED])


def _of_one_date(
    pairs: Sequence[tuple[Quantity, Quantity]], source: Sequence[Quantity], target: Sequence[Quantity]
) -> Iterator[tuple[Quantity, Quantity, float]]:
    """Days and years without an equal, beside a month that both sides have: 五月三日 and `May 8`."""
    for month, same in pairs:
        if month.kind == same.kind == "month":
            mine = [quantity for quantity in _around(source, month) if quantity.kind in ("day", "year")]
            theirs = list(_around(target, same))
            yield from (
                (one, other, IN_A_DATE)
                for one in mine
                for other in theirs
                if other.kind == one.kind or (one.kind == "day" and other.kind in ("ordinal", "number"))
            )


def _around(quantities: Sequence[Quantity], date: Quantity) -> Iterator[Quantity]:
    """Of quantities in their order those that stand right beside a part of a date."""
    at = bisect_left(quantities, date.span.start, key=lambda quantity: quantity.span.start)
    for quantity in quantities[max(0, at - 2) : at + 2]:
        if max(quantity.span.start, date.span.start) - min(quantity.span.end, date.span.end) <= BESIDE:
            yield quantity


def _other_ends(
    pair: Pair, pairs: Sequence[tuple[Quantity, Quantity]], target: Sequence[Quantity]
) -> Iterator[tuple[Quantity, Quantity]]:
    """A range that is one word of the Chinese (两三千), and the other end of it in English: two to three thousand."""
    for one, other in pairs:
        if one.low == one.high or one.also[:1] != ((one.kind, one.high),):
            continue
        at = bisect_left(target, other.span.start, key=lambda quantity: quantity.span.start)
        for near in target[max(0, at - 1) : at + 1]:
            first, last = sorted((near, other), key=lambda quantity: quantity.span)
            if near.kind == other.kind and _TO.fullmatch(pair.target, first.span.end, last.span.start):
                yield one, near
                break


def opposed(
    pair: Pair, source: Sequence[Quantity], target: Sequence[Quantity]
) -> Iterator[tuple[Quantity, Quantity, float]]:
    """Quantities without an equal that are meant to be one another, with how probable that is.

    They are, if their words are linked; or if no others of their kind are left on either side.
    """
    candidates = [
        (linked + ALIKE * _alike(one, other) - ALIKE * (one.soft + other.soft), one, other)
        for one, other in _near(source, target)
        if _comparable(one, other) and (linked := pair.linked(one.span, other.span)) >= LINKED
    ]
    pairs = list(_best_first(candidates))
    for one, other in pairs:
        yield one, other, pair.linked(one.span, other.span)
    mine = [quantity for quantity in _without(source, (one for one, _ in pairs)) if not quantity.soft]
    theirs = [quantity for quantity in _without(target, (other for _, other in pairs)) if not quantity.soft]
    alike: dict[int, list[Quantity]] = {}
    for one, other in _near(mine, theirs):
        if _alike(one, other):
            alike.setdefault(id(one), []).append(other)
    counts = Counter(id(other) for others in alike.values() for other in others)
    for one in mine:
        others = alike.get(id(one), [])
        if len(others) == 1 and counts[id(others[0])] == 1:
            apart = pair.apart(one.span, others[0].span)
            if apart < FAR:
                yield one, others[0], 0.9 - apart


def _best_first(candidates: Iterable[tuple[float, Quantity, Quantity]]) -> Iterator[tuple[Quantity, Quantity]]:
    """Pairs, each quantity in one at most."""
    taken: set[int] = set()
    for _, one, other in sorted(candidates, key=lambda candidate: -candidate[0]):
        if id(one) not in taken and id(other) not in taken:
            taken |= {id(one), id(other)}
            yield one, other


def _alike(one: Quantity, other: Quantity) -> bool:
    """Whether two can be told to be meant for one another by what they are: both years, both shares, both of a unit."""
    kinds = {one.kind, other.kind}
    return kinds in ({"day", "ordinal"}, {"day", "number"}, {"ordinal", "number"}) or (
        len(kinds) == 1 and (one.unit == other.unit or {one.unit, other.unit} >= {""})
    )


def _comparable(one: Quantity, other: Quantity) -> bool:
    dates = (one.kind in DATES - {"day", "year"}, other.kind in DATES - {"day", "year"})
    return dates[0] == dates[1] or one.kind == other.kind


def _differing(pair: Pair, one: Quantity, other: Quantity, sure: float, direction: Direction) -> Finding:
    date = one.kind in DATES and other.kind in DATES | {"ordinal", "number"}
    kind: Kind = "date" if date else "number"
    severity: Severity = "major"
    if one.value > 0 and other.value > 0 and not date:
        power = math.log10(other.value / one.value)
        if abs(power) > 0.5 and abs(power - round(power)) < 1e-6:
            severity = "critical"
    reason = Message(
        "{here} is {one}, “{there}” is {other}",
        here=one.span.of(pair.source),
        one=shown(one, other.unit),
        there=other.span.of(pair.target),
        other=shown(other, one.unit),
    )
    form = in_english(one, other, other.span.of(pair.target)) if direction == "zh-en" and sure >= SURE else None
    fix = Fix(other.span, form) if form is not None else None
    return Finding(kind, severity, one.span, other.span, sure, reason, f"accuracy/mistranslation/{kind}", fix)


WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def shown(quantity: Quantity, beside: str = "") -> str:
    """The value as a person would write it; with its unit, if another unit stands `beside` it.

    >>> from duizhao.corpus.document import Span
    >>> shown(Quantity(Span(0, 5), "number", 9e9, 9e9, 9e9)), shown(Quantity(Span(0, 2), "weekday", 3, 3, 3))
    ('9,000,000,000', 'Wednesday')
    >>> shown(Quantity(Span(0, 3), "number", 800, 800, 800, "jin"), "kg")
    '800 jin (400 kg)'
    """
    value = quantity.value
    if quantity.kind == "weekday":
        return WEEKDAYS[int(value) % 7]
    if quantity.kind == "clock":
        return f"{int(value) // 60 % 24}:{int(value) % 60:02}"
    if quantity.kind in ("year", "decade"):
        return f"{value:.0f}"
    if quantity.kind == "number" and quantity.unit != beside and {quantity.unit, beside} <= set(MEASURES):
        return _in_units(quantity, beside)
    written = _written(value)
    if quantity.low == value < quantity.high and (quantity.kind, quantity.high) in quantity.also:
        written += f"–{_written(quantity.high)}"
    return written + {"percent": "%", "points": " points", "times": " times"}.get(quantity.kind, "")


def _in_units(quantity: Quantity, beside: str) -> str:
    """A measure in its own unit, and for one that English does not have in the other's too."""
    written = f"{_written(quantity.value)} {quantity.unit}"
    (mine, size), (theirs, other) = MEASURES[quantity.unit], MEASURES[beside]
    if mine != theirs or quantity.unit not in CHINESE_UNITS:
        return written
    return f"{written} ({_written(float(f'{quantity.value * size / other:.4g}'))} {beside})"


def _written(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"
