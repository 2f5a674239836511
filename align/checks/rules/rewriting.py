"""How what a rule matches is put right, where one form alone can be meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import regex

_ONES_TEXT = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_ONES = _ONES_TEXT.split()
_TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
             "twelve": "twelfth"}  # fmt: skip
_DIGITS = regex.compile(r"\d[\d,]*")
_ORDINAL = regex.compile(r"(\d+)(?:st|nd|rd|th)\b[- ]?", regex.IGNORECASE)
_SENTENCE_BEGINS = regex.compile(r"(?:^|[.!?]['\")”’]*\s+|\n\s*)['\"“‘(]*$")
_AFTER_ARTICLE = regex.compile(r"\ban?\s+$", regex.IGNORECASE)
_ENDING = regex.compile(r"(?:s|ed|ing|ly)$", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rewriting:
    """One of: the words to write; what to write by what is matched; a template with `\\1`; the name of a function.

    `exact`: what is matched is one word, and no form of it but that.
    """

    literal: str = ""
    exact: bool = False
    table: Mapping[str, str] = field(default_factory=dict)
    template: str | None = None
    function: str = ""

    def rewritten(self, match: regex.Match[str]) -> str | None:
        """What is to stand in place of a match; None where that is not certain."""
        if self.template is not None:
            return str(match.expand(self.template))
        if self.function:
            return REWRITES[self.function](match)
        if self.table:
            return self.table.get(match[0])
        return instead_of(match[0], self.literal, match.string[: match.start()], exact=self.exact)


def instead_of(old: str, new: str, before: str, *, exact: bool = False) -> str | None:
    """The words `new` in the place of `old`, which stands after `before`: with its capital, and with its plural.

    None where they do not suit: another ending is wanted, or another article.

    >>> instead_of("Utilize", "use", "He left. "), instead_of("web sites", "website", "on ")
    ('Use', 'websites')
    >>> instead_of("utilized", "use", "he "), instead_of("state", "authority", "of a ")
    (None, None)
    """
    mine, theirs = _letters(old), _letters(new)
    if mine.casefold() == theirs.casefold() + "s":
        new += "s"
    elif not exact and mine.casefold() != theirs.casefold() and _ended(old) and _ended(old) != _ended(new):
        return None
    if _AFTER_ARTICLE.search(before) and _vowel(old) != _vowel(new):
        return None
    begins = _SENTENCE_BEGINS.search(before) is not None
    only_case = mine.casefold() in (theirs.casefold(), theirs.casefold() + "s")
    if old.isupper() and len(mine) > 1 and not only_case:
        return new.upper()
    if old[:1].isupper() and new[:1].islower() and (begins or not only_case):
        return new[:1].upper() + new[1:]
    return new


def number_words(value: int) -> str:
    """A whole number up to a hundred, spelled out.

    >>> number_words(21), number_words(100)
    ('twenty-one', 'one hundred')
    """
    if value == 100:
        return "one hundred"
    if value < 20:
        return _ONES[value]
    return _TENS[value // 10] + (f"-{_ONES[value % 10]}" if value % 10 else "")


def _ordinal_words(value: int) -> str:
    head, joined, last = number_words(value).rpartition("-")
    ordinal = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last.removesuffix('t')}th")
    return head + joined + ordinal


def _grouped(match: regex.Match[str]) -> str:
    return str(_DIGITS.sub(lambda number: f"{int(number[0].replace(',', '')):,}", match[0]))


def _spelled_out(match: regex.Match[str]) -> str | None:
    """The number that a match begins with, in words."""
    found = _ORDINAL.match(match[0]) or _DIGITS.match(match[0])
    if found is None:
        return None
    value = int(found[1] if found.re is _ORDINAL else found[0].replace(",", ""))
    if value > 100:
        return None
    words, blank = (_ordinal_words(value), " ") if found.re is _ORDINAL else (number_words(value), "")
    if _SENTENCE_BEGINS.search(match.string[: match.start()]):
        words = words[0].upper() + words[1:]
    return f"{words}{blank}{match[0][found.end() :]}"


def _lowered(match: regex.Match[str]) -> str:
    return str(match[0]).lower()


REWRITES: Mapping[str, Callable[[regex.Match[str]], str | None]] = {
    "thousands": _grouped,
    "words": _spelled_out,
    "lower": _lowered,
}
"""What a rule may have done by name: digits in groups of three, a number in words, capitals made small."""


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _ended(text: str) -> str:
    found = _ENDING.search(text)
    return found[0].lower() if found else ""


def _vowel(text: str) -> bool:
    return text[:1].lower() in set("aeiou")
