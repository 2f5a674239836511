"""Shares, multiples and number words of an English text: two-thirds, half an hour, threefold, dozens, twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from duizhao.corpus.document import Span
from duizhao.corpus.quantities.english_units import HALVED, PERIODS
from duizhao.corpus.quantities.english_words import (
    CARDINALS,
    ORDINALS,
    SCALES,
    SMALL_CARDINALS,
    any_word,
)
from duizhao.corpus.quantities.quantity import Quantity, Way
from duizhao.corpus.quantities.rules import Rule, before, exactly, loosely

_BOTTOMS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4}
_BOTTOMS |= {
    f"{word}{end}": value
    for word, value in {**ORDINALS, "hundredth": 100, "thousandth": 1000, "millionth": 1000000}.items()
    if value > 4
    for end in ("", "s")
}
_VULGAR = {chr(code): unicodedata.numeric(chr(code)) for code in (*range(0xBC, 0xBF), *range(0x2150, 0x215F), 0x2189)}
"""½ and its like."""
_COUNTS = any_word(SMALL_CARDINALS)
_NO_FRACTION = (
    r"(?!\s(?:of\s)?(?:[0-9]+\s)?(?:century|time|day|year|round|session|plenary|meeting|place|floor|party|person|country|"
    r"largest|most|one|week|month|grade|generation|world|quarter)\b)"
)
_TIMES = {
    "once": 1, "twice": 2, "thrice": 3, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "triple": 3,
    "tripled": 3, "tripling": 3, "triples": 3, "treble": 3, "trebled": 3, "trebles": 3, "trebling": 3, "quadruple": 4,
    "quadrupled": 4, "quadruples": 4, "quadrupling": 4, "quintuple": 5, "quintupled": 5, "quintupling": 5,
    "sextupled": 6, "dual": 2,
}  # fmt: skip
_FOLDS = any_word([word for word in CARDINALS if word not in ("zero", "one", "threescore", "fourscore")])
_MORE_BEFORE = re.compile(
    r"\b(?:increas\w*|gr[eo]w\w*|growth|r[io]se\w*|rising|up|expand\w*|jump\w*|surg\w*|soar\w*|climb\w*|by|gain\w*|multipl\w*)"
    r"(?:\s\w+){0,2}?\s\Z",
    re.IGNORECASE,
)
_TO_BEFORE = re.compile(r"\bto\s(?:\w+\s)?\Z", re.IGNORECASE)
_MORE_AFTER = re.compile(
    r"(?:[\s-]fold)?\s(?:(?:\w+\s)?(?:increase|rise|growth|jump|surge|gain|hike)\b"
    r"|(?:more|higher|greater|larger|bigger|longer|faster|heavier|wider|stronger|costlier|\w+er)\b(?:\s\w+){0,2}?\sthan\b)",
    re.IGNORECASE,
)
_SOFT = {
    "both": 2, "pair": 2, "pairs": 2, "couple": 2, "couples": 2, "single": 1, "another": 1, "bilateral": 2,
    "trilateral": 3, "trio": 3, "duo": 2, "none": 0, "dozen": 12, "score": 20,
    "twin": 2, "twins": 2, "either": 2, "neither": 2, "biennial": 2, "triennial": 3, "bi": 2,
    "tri": 3, "each": 1, "only": 1, "sole": 1, "primary": 1, "secondary": 2, "initial": 1, "tertiary": 3,
    "every": 1, "an": 1, "a": 1, "per": 1, "same": 1, "triangle": 3, "triangular": 3, "quadrilateral": 4,
    "biweekly": 2, "annual": 1, "yearly": 1, "monthly": 1, "weekly": 7, "quarterly": 4, "bicentennial": 200,
    "centennial": 100, "centenary": 100, "teens": 13, "whole": 1, "decade": 10, "fortnight": 14, "century": 100,
}  # fmt: skip
_VAGUE = {"dozens": (12.0, 100.0), "scores": (20.0, 100.0), "hundreds": (100.0, 1e3), "thousands": (1e3, 1e5)}
_VAGUE |= {"millions": (1e6, 1e8), "billions": (1e9, 1e11), "trillions": (1e12, 1e14), "tens": (10.0, 100.0)}
_VAGUE_YEARS = {"decades": (10.0, 100.0), "centuries": (100.0, 1e3), "millennia": (1e3, 1e4)}
_ROMAN = re.compile(r"C{0,3}(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})")
_LETTERS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def times(text: str, span: Span, value: float, *, soft: bool = False) -> Quantity:
    """So many times as much, or more: three times more, and grown by three times, may be either."""
    near = text[max(0, span.start - 30) : span.start]
    more = (_MORE_BEFORE.search(near) and not _TO_BEFORE.search(near)) or _MORE_AFTER.match(text, span.end)
    also: tuple[Way, ...] = (("times", value + 1),) if more else ()
    return Quantity(span, "times", value, value, value, soft=soft, also=also)


def _fraction(match: re.Match[str]) -> Iterator[Quantity]:
    """Two-thirds, a quarter of an hour, two and three quarters; a third party is none."""
    top, bottom = match["top"].casefold(), match["bottom"].casefold()
    one = top in ("a", "an")
    count = 1 if one else int(top) if top.isdigit() else CARDINALS[top]
    many = count > 1
    if not count or (many != bottom.endswith("s") and not (many and match["unit"])):  # three quarter miles
        return
    if one and not match["unit"] and bottom not in ("third", "quarter", "fifth", "tenth"):
        return  # two and a half: read with its number; a fourth time
    whole = match["whole"]
    more = 0.0 if not whole else float(whole) if whole[0].isdigit() else float(CARDINALS[whole.casefold()])
    value = more + count / _BOTTOMS[bottom]
    unit = ""
    if match["unit"]:
        unit, size = HALVED[match["unit"].casefold()]
        value *= size
    loose = one and not match["unit"] and not whole
    big = _BOTTOMS[bottom] if top in ("one", "a") and _BOTTOMS[bottom] >= 100 else 0
    also: tuple[Way, ...] = (("ordinal", float(big)),) if big else ()  # the one hundredth anniversary
    yield Quantity(Span(*match.span()), "number", value, value, value, unit, about=loose, soft=loose, also=also)


def _ratio(match: re.Match[str]) -> Iterator[Quantity]:
    """3/4, 1 1/2, 2½."""
    whole = int(match["whole"] or match["integer"] or 0)
    if match["vulgar"]:
        yield exactly(Span(*match.span()), "number", whole + _VULGAR[match["vulgar"]])
    elif int(match["below"]):
        yield exactly(Span(*match.span()), "number", whole + int(match["above"]) / int(match["below"]))


def _one_in(match: re.Match[str]) -> Iterator[Quantity]:
    """One in five."""
    yield loosely(Span(*match.span()), CARDINALS[match["one"].casefold()] / CARDINALS[match["many"].casefold()])


def _times_word(match: re.Match[str]) -> Iterator[Quantity]:
    """Doubled, twice; threefold."""
    span = Span(*match.span())
    if match["fold"]:
        yield times(match.string, span, float(CARDINALS[match["fold"].casefold()]), soft=True)
        return
    value = float(_TIMES[match[0].casefold()])
    yield Quantity(span, "times", value, value, value, soft=True)


def _half_of_a_unit(match: re.Match[str]) -> Iterator[Quantity]:
    """Half a year, half an hour, a half-century; the first half-year is half of another thing."""
    unit, size = HALVED[match["unit"].casefold()]
    if re.search(r"\b(?:first|second|last|latter|other)\s\Z", before(match, 8), re.IGNORECASE):
        yield loosely(Span(*match.span()), size / 2, unit)
    else:
        yield exactly(Span(*match.span()), "number", size / 2, unit)


def _one_and_a_half(match: re.Match[str]) -> Iterator[Quantity]:
    """A year and a half, an hour and a quarter."""
    unit, size = HALVED[match["unit"].casefold()]
    part = {"half": 0.5, "quarter": 0.25}[match["part"].casefold()]
    yield exactly(Span(*match.span()), "number", size * (1 + part), unit)


def _one(match: re.Match[str]) -> Iterator[Quantity]:
    """A year: the other language may leave it out, but it is no half of one."""
    unit, size = PERIODS[match["unit"].casefold()]
    yield Quantity(Span(*match.span()), "number", size, size, size, unit, soft=True)


def _half(match: re.Match[str]) -> Iterator[Quantity]:
    yield loosely(Span(*match.span()), 0.5)


def _vague(match: re.Match[str]) -> Iterator[Quantity]:
    """Tens of thousands, several hundred, a couple of dozen, dozens."""
    if match["first"]:
        scale = SCALES[match["second"].casefold()[:-1]]
        low, high = (bound * scale for bound in _VAGUE[match["first"].casefold()])
    elif match["several"]:
        scale = SCALES[match["scale"].casefold()] * (SCALES[match["small"].casefold()] if match["small"] else 1)
        low, high = 2 * scale, (3 if match["several"].casefold().startswith("a couple") else 10) * scale
    else:
        low, high = _VAGUE[match["only"].casefold()]
    yield Quantity(Span(*match.span()), "number", low, low, high, about=True, soft=True)


def _vague_years(match: re.Match[str]) -> Iterator[Quantity]:
    """Decades, centuries, of which no number is said."""
    low, high = _VAGUE_YEARS[match[0].casefold()]
    yield Quantity(Span(*match.span()), "number", low, low, high, "year", about=True, soft=True)


def _roman(match: re.Match[str]) -> Iterator[Quantity]:
    """World War II, Chapter IV, Elizabeth II. A single letter may be one: Class C and Appendix L are not counted."""
    group = "regnal" if match["regnal"] else "roman"
    words = match[group]
    if words in ("C", "L") or (words in ("V", "X") and match["head"].casefold() in _LETTERED):
        return
    letters = [_LETTERS[letter] for letter in words]
    value = float(sum(-mine if mine < later else mine for mine, later in zip(letters, [*letters[1:], 0], strict=True)))
    if _ROMAN.fullmatch(words):
        yield Quantity(Span(*match.span(group)), "ordinal", value, value, value, soft=True)


def _soft(match: re.Match[str]) -> Iterator[Quantity]:
    """Words that may stand for a small number of the Chinese, and need not."""
    word = match[0].casefold()
    yield loosely(Span(*match.span()), _SOFT[word], "day" if word == "fortnight" else "")


_LETTERED = ("type", "grade", "class", "category", "schedule", "stage", "level")
"""What is as often told apart by letters."""
_UNIT = any_word(HALVED)
FRACTION_RULES: tuple[Rule, ...] = (
    Rule(
        "vague",
        re.compile(
            r"\b(?:(?P<first>tens|hundreds|scores|dozens)\sof\s(?P<second>thousands|millions|billions)"
            r"|(?P<several>several|a\sfew|many|a\scouple\sof)\s(?:(?P<small>hundred|thousand)\s)?"
            r"(?P<scale>hundred|thousand|million|billion|trillion|dozen)"
            r"|(?P<only>dozens|scores|hundreds|thousands|millions|billions|trillions|tens))\b",
            re.IGNORECASE,
        ),
        _vague,
    ),
    Rule(
        "ratio",
        re.compile(
            r"(?<![\d/,.])(?:(?P<whole>[0-9]{1,4})\s)?(?P<above>[0-9]{1,3})/(?P<below>[0-9]{1,3})(?![\d/]|,\d)"
            rf"|(?<![\d/,.])(?P<integer>[0-9]{{1,6}})?\s?(?P<vulgar>[{''.join(_VULGAR)}])"
        ),
        _ratio,
    ),
    Rule(
        "half of a unit",
        re.compile(rf"\b(?:a\s)?half[\s-](?:of[\s-])?(?:an?[\s-])?(?P<unit>{_UNIT})\b(?!\s+and\b)", re.IGNORECASE),
        _half_of_a_unit,
    ),
    Rule(
        "one and a half",
        re.compile(rf"\b(?:an?|one)\s(?P<unit>{_UNIT})\sand\s(?:an?\s)?(?P<part>half|quarter)\b", re.IGNORECASE),
        _one_and_a_half,
    ),
    Rule(
        "fraction",
        re.compile(
            r"(?<!first )(?<!last )(?<!past )(?<!next )(?<!other )"
            r"(?<!thousand )(?<!illion )(?<!thousand, )(?<!illion, )(?<!-)(?<!d and )"
            rf"\b(?:(?P<whole>{_COUNTS}|[0-9]{{1,4}})\sand\s)?(?P<top>an?|{_COUNTS}|[0-9]{{1,4}})[\s-]"
            rf"(?P<bottom>{any_word(_BOTTOMS)})\b{_NO_FRACTION}"
            rf"(?:[\s-](?:of\san?[\s-]|an?[\s-])?(?P<unit>{_UNIT})s?\b)?",
            re.IGNORECASE,
        ),
        _fraction,
    ),
    Rule(
        "one in so many",
        re.compile(
            rf"\b(?P<one>one|two|three|four|five|six|seven|eight|nine)\s(?:\w+\s)?(?:in|out\sof)\s(?:every\s)?"
            rf"(?P<many>{any_word([word for word, value in CARDINALS.items() if value > 1])})\b",
            re.IGNORECASE,
        ),
        _one_in,
    ),
)
WORD_RULES: tuple[Rule, ...] = (
    Rule(
        "times",
        re.compile(rf"\b(?:(?P<fold>{_FOLDS})[\s-]?fold|{any_word(_TIMES)})\b", re.IGNORECASE),
        _times_word,
    ),
    Rule("vague years", re.compile(rf"\b(?:{'|'.join(_VAGUE_YEARS)})\b", re.IGNORECASE), _vague_years),
    Rule(
        "one of a unit",
        re.compile(rf"\ban?\s(?:(?:whole|full|entire)\s)?(?P<unit>{any_word(PERIODS)})\b", re.IGNORECASE),
        _one,
    ),
    Rule(
        "half",
        re.compile(
            r"\b(?:and\sa\shalf|half|halved|halve|halving|halfway|semi\w{0,20}|mid-?(?=way|point|term)|fifty-fifty)\b",
            re.IGNORECASE,
        ),
        _half,
    ),
    Rule("word", re.compile(rf"\b(?:{any_word(_SOFT)})\b", re.IGNORECASE), _soft),
)
"""What is looked for when the numerals have been read."""
_HEADS = (
    "part|chapter|section|title|book|volume|world war|phase|article|annex|appendix|table|act|scene|canto|"
    + "|".join(_LETTERED)
)
ROMAN_RULES: tuple[Rule, ...] = (
    Rule(
        "roman",
        re.compile(
            rf"\b(?:(?P<head>(?i:{_HEADS}))\s(?P<roman>[IVXLC]{{1,8}})|[A-Z][a-z]+\s(?P<regnal>[IVX]{{2,5}})(?!\s[A-Z]))\b"
        ),
        _roman,
    ),
)
