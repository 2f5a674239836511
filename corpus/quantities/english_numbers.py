"""Numbers of an English text, in digits and in words, with what stands around them: $3.2bn, 35m, two hundred years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from duizhao.corpus.document import Span
from duizhao.corpus.quantities.english_shares import FRACTION_RULES, ROMAN_RULES, WORD_RULES, times
from duizhao.corpus.quantities.english_units import CODES, TAIL, UNITS, is_about, is_off
from duizhao.corpus.quantities.english_words import ARABIC, BIG, CARDINALS, SCALES, WORDS, spelt_value
from duizhao.corpus.quantities.quantity import ANY_DOLLAR, OFF, Kind, Quantity, Way
from duizhao.corpus.quantities.rules import Rule, before, exactly

_JOINT = r"(?:\s?-\s?|\s{1,2}|\sand\s|(?:(?<=thousand)|(?<=illion)),\s(?:and\s)?)"
_SPELT = re.compile(
    rf"\b(?:(?:(?:{WORDS})\b|(?:an?|several|half[\s-]an?|half|{ARABIC})(?=[\s-](?:{BIG})\b))"
    rf"(?:{_JOINT}(?:(?:{WORDS}|{BIG}|(?<=[a-z][\s-])score)(?:th)?\b))*)",
    re.IGNORECASE,
)
_DIGITS = re.compile(
    rf"(?<![\w.])(?:(?P<money>(?:US|NT|HK|A|C|S|AU)?\$|€|£|¥|￥|RMB|USD|NTD|CNY|HKD|EUR|GBP|JPY)\s?)?(?P<digits>{ARABIC})"
    r"(?:\+?[\s-]?(?P<scale>(?i:hundred|thousand|million|billion|trillion|bn|mn|tn|crore|lakh))\b"
    r"(?:\s(?P<second>(?i:million|billion|trillion|thousand))\b)?"
    r"|(?P<letter>[kmbKMB])(?!\w))?"
    r"(?P<ordinal>(?<=\d)(?:st|nd|rd|th)\b)?(?P<decade>'?s\b)?"
)
_RANGE = re.compile(rf"\s?(?:-|–|—|to|or|and)\s?[$€£¥]?{ARABIC}\s?-?({BIG}|bn|mn)\b", re.IGNORECASE)
"""The rest of a range whose first number has the last one's scale: 60 to 85 billion."""
_SPELT_RANGE = re.compile(
    rf"\s?(?:-|–|—|to|or)\s?(?:(?:{WORDS})(?:-(?:{WORDS}))?|{ARABIC})[\s-]({BIG})\b", re.IGNORECASE
)
_LETTER_BEFORE = re.compile(r"[A-Za-z]-\Z")
_HALF_MORE = re.compile(r"\s{1,2}and\sa\shalf\b|[\s-]1/2|½")
_SPELT_HALF = re.compile(rf"\s{{1,2}}and\sa\shalf\b(?:\s{{1,2}}(?P<scale>{BIG})\b)?", re.IGNORECASE)
_UNIT_HALF = re.compile(r"\sand\sa\shalf\b")
_CENTURY = re.compile(r"[\s-]{1,2}centur(?:y|ies)")
_YEAR_IN_WORDS = re.compile(r"(\w+)[\s-](\w+(?:[\s-]\w+)?)")


def _in_digits(match: re.Match[str]) -> Iterator[Quantity]:
    """What a number in digits says; nothing for one that begins with a zero, as 007."""
    digits, scale, letter = match["digits"], match["scale"], match["letter"]
    if digits[0] == "0" and len(digits) > 1 and "." not in digits:
        return
    value = float(digits.replace(",", "")[:30])
    if _LETTER_BEFORE.search(before(match, 2)):  # COVID-19 is a name
        yield Quantity(Span(*match.span("digits")), "number", value, value, value, about=True, soft=True)
        return
    end = match.start("decade") if match["decade"] else match.end()
    if match["decade"] and digits.endswith("0") and value >= 10 and not scale:
        yield exactly(Span(*match.span()), "decade", value)
        return
    if scale:
        value *= SCALES[scale.casefold()] * SCALES.get((match["second"] or "").casefold(), 1)
    elif letter and (match["money"] or letter == "k" or (letter == "K" and value > 16)):
        value *= SCALES[letter.casefold()]
    elif letter and letter in "mb":  # 35m: million or metres, whichever the other side has
        yield Quantity(Span(*match.span()), "number", value, value, value * SCALES[letter], "", about=True)
        return
    elif letter:
        end = match.start("letter")
    yield _with_its_words(match, Span(match.start(), end), value)


def _with_its_words(match: re.Match[str], span: Span, value: float) -> Quantity:
    """A number in digits with what follows it."""
    text, scale, digits = match.string, match["scale"], match["digits"]
    unit = CODES.get((match["money"] or "").strip().casefold(), "")
    wider = None if scale else _RANGE.match(text, span.end)
    if wider and value < 10000:
        return _lower_bound(span, value, SCALES[wider[1].casefold()], unit)
    if half := _HALF_MORE.match(text, span.end):
        value, span = value + 0.5 * (SCALES[scale.casefold()] if scale else 1), Span(span.start, half.end())
    if match["ordinal"]:
        return _ordinal(text, span, value)
    plain = digits.isdigit() and not scale and not match["money"]
    if plain and 1000 <= value <= 2200 and not TAIL.match(text, span.end):
        return exactly(span, "year", value)
    return _with_tail(text, span, value, unit)


def _lower_bound(span: Span, value: float, scale: float, unit: str = "") -> Quantity:
    """The first number of a range, which may share the scale of the second."""
    also: tuple[Way, ...] = (("number", value * scale),)
    return Quantity(span, "number", value, value, value * scale, unit, about=True, also=also)


def _ordinal(text: str, span: Span, value: float, *, soft: bool = False) -> Quantity:
    century = _CENTURY.match(text, span.end)
    if century and value <= 30:
        return exactly(Span(span.start, century.end()), "century", value)
    return Quantity(span, "ordinal", value, value, value, soft=soft)


def _with_tail(text: str, span: Span, value: float, unit: str = "", *, soft: bool = False) -> Quantity:
    """A number with the unit that follows it, and the words around that make it approximate."""
    about = is_about(text, span.start, span.end)
    kind: Kind = "number"
    tail = TAIL.match(text, span.end)
    if tail:
        _, named, size = UNITS[int(tail.lastindex or 1) - 1]
        value *= size
        start, span = span.start, Span(span.start, tail.end())
        if named == "times":
            return replace(times(text, span, value, soft=soft), about=about)
        if named in ("percent", "points"):
            kind = named  # type: ignore[assignment]
            unit = OFF if kind == "percent" and is_off(text, start, span.end) else unit
        else:
            unit = unit if unit and named == ANY_DOLLAR else named
            if unit and (half := _UNIT_HALF.match(text, span.end)):
                value, span = value + 0.5 * size, Span(span.start, half.end())
    return Quantity(span, kind, value, value, value, unit, about, soft)


def _in_words(match: re.Match[str]) -> Iterator[Quantity]:
    """What number words say; several numbers where they make no single one."""
    words, at = match[0], match.start()
    year = _year_in_words(words)
    if year:
        yield exactly(Span(*match.span()), "year", year)
        return
    cursor = 0
    for part in _parts(words):
        read = spelt_value(part)
        start = words.index(part, cursor)
        cursor = start + len(part)
        if read is not None:
            yield _spelt(match.string, Span(at + start, at + cursor), *read)


def _spelt(text: str, span: Span, value: float, ordinal: bool) -> Quantity:  # noqa: FBT001
    half = _SPELT_HALF.match(text, span.end)
    if half:
        value = (value + 0.5) * SCALES.get((half["scale"] or "").casefold(), 1)
        span = Span(span.start, half.end())
    small = value <= 1 or (ordinal and value <= 2)
    if ordinal:
        return _ordinal(text, span, value, soft=small)
    wider = _SPELT_RANGE.match(text, span.end) if value < 100 else None
    if wider:
        return _lower_bound(span, value, SCALES[wider[1].casefold()])
    return _with_tail(text, span, value, soft=small)


def _parts(words: str) -> list[str]:
    """One number or several that stand side by side: `two three` are two, `one hundred and two` is one."""
    if spelt_value(words) is not None:
        return [words]
    parts = words.split(", ") if ", " in words else re.split(r"\s+and\s+|\s+", words)
    return [word for part in parts for word in ([part] if spelt_value(part) else _parts(part) if part != words else [])]


def _year_in_words(words: str) -> float | None:
    """Nineteen forty-nine, twenty twenty."""
    match = _YEAR_IN_WORDS.fullmatch(words.casefold())
    if not match or spelt_value(words) is not None:
        return None
    first, second = CARDINALS.get(match[1]), spelt_value(match[2])
    if first is None or second is None or second[1] or not (10 <= first <= 20 and 10 <= second[0] < 100):
        return None
    return 100.0 * first + second[0]


NUMBER_RULES: tuple[Rule, ...] = (
    *FRACTION_RULES,
    Rule("digits", _DIGITS, _in_digits),
    *ROMAN_RULES,
    Rule("number words", _SPELT, _in_words),
    *WORD_RULES,
)
