"""What quotation marks are there for: somebody's words, a title, or a word held at arm's length.

The rule, in order; what it does not decide is a quotation:

1. A **title** stands in 《 》 or 〈 〉; or right after “titled”, “entitled”, “headlined”; or has a capital on each of
   its longer words (two capitals at least) and stands right after a noun such as “book” or after “called”, or in a
   sentence that names nobody's words. In a headline, where nearly every word has a capital, capitals say nothing.
2. A **scare quote** is up to three words (in Chinese, four characters) in a sentence that attributes them to nobody,
   or that says “so-called” or “known as” right before; it is not a sentence of its own. A law that is named before it,
   or a charge, has it in its words.
"""

from __future__ import annotations

import re
from typing import Literal

from duizhao.corpus.document import Span
from duizhao.corpus.quotations.attribution import Attribution
from duizhao.corpus.text.normalization import han_share

Kind = Literal["quotation", "title", "scare"]

SCARE_WORDS = 3
"""Longer phrases are rarely put in marks to doubt a word."""
SCARE_CHARACTERS = 4
"""The same in Chinese."""

HEADLINE = 0.75
"""At this share of longer words with a capital, a line is a headline, and a capital says nothing."""

_ENTITLED = re.compile(r"\b(?:titled|entitled|headlined|captioned|subtitled)[,:]?\s*\Z", re.IGNORECASE)
_CALLED = re.compile(
    r"\b(?:books?|films?|movies?|songs?|poems?|novels?|essays?|articles?|papers?|plays?|series|columns?|stor(?:y|ies)|"
    r"chapters?|exhibitions?|documentar(?:y|ies)|operas?|ballets?|albums?|paintings?|pamphlets?|bestsellers?|editorials?)"
    r",?\s*\Z|\b(?:called|named)[,:]?\s*\Z",
    re.IGNORECASE,
)
_SO_CALLED = re.compile(
    r"(?:\b(?:so-called|known as|dubbed|nicknamed|termed|euphemistically called)\s*|所谓的?|所謂的?)\Z", re.IGNORECASE
)
_LEGAL = re.compile(
    r"(?:\b(?:articles?|sections?|clauses?)\s+\d+|\b(?:laws?|constitution|statutes?|regulations?|rules|treaty|charter|"
    r"ordinances?|decrees?|(?:criminal|penal|civil) code)\b|第[\d一二三四五六七八九十百]+条|"
    r"法律|宪法|憲法|条例|條例)[^.!?。！？]*\Z|"
    r"\b(?:charged with|convicted of|accused of|guilty of|suspected of|charges? of|crimes? of|offen[cs]es? of|"
    r"charges? (?:was|is|were|are))\s*\Z",
    re.IGNORECASE,
)
"""A legal text in the sentence, or a charge: what is in marks are its words."""
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_NEAR = 80
_LINE = 200
"""Characters to either side that are looked at: no headline is longer."""
_SMALL = 4
"""Words of fewer letters may be small in a title: the, of, for."""


def kind_of(plain: str, spans: tuple[Span, ...], around: Span, text: str, attribution: Attribution) -> Kind:
    """What a passage is: its `text` stands in quotation marks at `spans` of the paragraph `around`.

    `plain` is the masked article.
    """
    before = plain[max(around.start, spans[0].start - _NEAR) : max(around.start, spans[0].start - 1)]
    after = plain[spans[-1].end : min(around.end, spans[-1].end + _NEAR)]
    headline = _in_headline(plain, spans[0], around)
    if _ENTITLED.search(before):
        return "title"
    if _capitals(text) and not headline and (_CALLED.search(before) or not attribution.named):
        return "title"
    if not _short(text):
        return "quotation"
    nobodys = not attribution.named and not headline and _inside_a_sentence(before, after) and not _LEGAL.search(before)
    return "scare" if nobodys or _SO_CALLED.search(before) else "quotation"


def _capitals(text: str) -> bool:
    """Whether the text is written as a title is: two capitals at least, and one on each long word."""
    if re.search(r"[.!;](?:\s|\Z)", text) or han_share(text):
        return False
    words: list[str] = _WORD.findall(text)
    long = [word for word in words if len(word) >= _SMALL]
    capitals = sum(word[0].isupper() for word in words)
    return capitals > 1 and words[0][0].isupper() and all(word[0].isupper() for word in long)


def _in_headline(plain: str, span: Span, around: Span) -> bool:
    """Whether nearly all other words of its paragraph have capitals too, or there are none."""
    before = plain[max(around.start, span.start - _LINE) : span.start]
    after = plain[span.end : min(around.end, span.end + _LINE)]
    others: list[str] = [word for word in _WORD.findall(before + " " + after) if len(word) >= _SMALL]
    return sum(word[0].isupper() for word in others) >= HEADLINE * len(others) and not han_share(before + after)


def _short(text: str) -> bool:
    if han_share(text):
        return sum(map(str.isalnum, text)) <= SCARE_CHARACTERS
    return len(_WORD.findall(text)) <= SCARE_WORDS and not text.rstrip().endswith(("!", "?"))


def _inside_a_sentence(before: str, after: str) -> bool:
    """Whether the passage is part of a sentence, not one of its own, by what stands around it."""
    before = before.rstrip(" \t\r\n\"'“‘「『(")
    begins = not before or before[-1] in ".!?。！？:："
    ends = not re.search(r"\w", after) or re.match(r"[.!?。！？]", after) is not None
    return not (begins and ends)
