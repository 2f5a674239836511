"""A headline's words without its capitals, which say nothing of what is quoted."""

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


def as_a_sentence(phrase: str) -> str:
    """A headline, in which every longer word has a capital, with the capitals of a sentence; names keep theirs.

    Offsets stay.

    >>> as_a_sentence("Absolutely No Mercy"), as_a_sentence("XINJIANG SAYS NO")
    ('Absolutely no mercy', 'XINJIANG says no')
    >>> as_a_sentence("The Xinjiang office said so")
    'The Xinjiang office said so'
    """
    words = list(_WORD.finditer(phrase))
    long = [word[0] for word in words if len(word[0]) >= LONG or word is words[0]]
    if len(long) < 2 or not all(word[:1].isupper() for word in long):
        return phrase
    parts, at = [], 0
    for word in words:
        lower = word[0].lower()
        if lower in _SHORT or lower in small_words():
            parts += [phrase[at : word.start()], lower.capitalize() if word is words[0] else lower]
            at = word.end()
    return "".join([*parts, phrase[at:]])
