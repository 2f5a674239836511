"""A quotation's words without the capitals of its place: of a headline, or of the beginning of a sentence."""

from __future__ import annotations

import re

from duizhao.align.checks.name_features import small_words

LONG = 4
"""Letters of a word that every headline gives a capital."""
_WORD = re.compile(r"[A-Za-z]+")
_SHORT_TEXT = """
a an and any are as at be but by can did do for from had has he her his how if in is it its let may my no nor not now
of off on one or our out she so than that the they this to too up was we were who why with yes yet you
"""
_SHORT = frozenset(_SHORT_TEXT.split())
"""Short words, which `small_words` leaves out."""


def in_small_letters(phrase: str) -> str:
    """A phrase with its first word in small letters, and a headline's every word; names keep theirs. Offsets stay.

    >>> in_small_letters("Absolutely No Mercy")
    'absolutely no mercy'
    >>> in_small_letters("The Xinjiang office said so"), in_small_letters("XINJIANG SAYS NO")
    ('the Xinjiang office said so', 'XINJIANG says no')
    """
    words = list(_WORD.finditer(phrase))
    long = [word[0] for word in words if len(word[0]) >= LONG or word is words[0]]
    headline = len(long) > 1 and all(word[:1].isupper() for word in long)
    parts, at = [], 0
    for word in words if headline else words[:1]:
        lower = word[0].lower()
        if lower in _SHORT or lower in small_words():
            parts += [phrase[at : word.start()], lower]
            at = word.end()
    return "".join([*parts, phrase[at:]])
