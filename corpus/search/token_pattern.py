"""Patterns over the words of a sentence: which words each place of a pattern takes, and how often.

Python's regular expressions do the matching. Each word of a sentence becomes one character, the same for all words of
which the same conditions of the pattern are true, and a condition the class of the characters of which it is true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

FIRST = 0xF0000
"""The code of the first character that stands for words."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text and where it stands, with its part of speech and its lemma, '' where they are not known."""

    start: int
    end: int
    word: str
    pos: str = ""
    lemma: str = ""


Condition = Callable[[Token], bool]


@dataclass(slots=True)
class TokenPattern:
    """A pattern over words.

    `conditions`: on single words. `parts`: a regular expression in pieces, in which a number stands for a word of which
    that condition is true. `attributes`: what must be known of words. `words`: plain words without which a sentence
    cannot hold the pattern. `tags`: what is asked of parts of speech, as it was written.
    """

    conditions: Sequence[Condition]
    parts: Sequence[str | int]
    attributes: frozenset[str]
    words: Sequence[str] = ()
    tags: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    _characters: dict[tuple[bool, ...], str] = field(default_factory=dict)
    _known: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _compiled: tuple[int, re.Pattern[str]] | None = None

    def spans(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
        """Where it stands in a sentence, as numbers of words, half-open: from left to right, each as long as can be.

        Spans do not overlap, and none is empty.
        """
        sentence = "".join(map(self._character, tokens))
        for match in self._expression().finditer(sentence):
            if match.end() > match.start():
                yield match.span()

    def from_each(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
        """What begins at each word, as long as can be: these spans may overlap."""
        sentence = "".join(map(self._character, tokens))
        expression = self._expression()
        for at in range(len(tokens)):
            if (match := expression.match(sentence, at)) and match.end() > at:
                yield at, match.end()

    def _character(self, token: Token) -> str:
        key = (token.word, token.pos, token.lemma)
        if key not in self._known:
            true_of_it = tuple(condition(token) for condition in self.conditions)
            self._known[key] = self._characters.setdefault(true_of_it, chr(FIRST + len(self._characters)))
        return self._known[key]

    def _expression(self) -> re.Pattern[str]:
        """The expression over the characters that are in use; made anew when there is one more."""
        if self._compiled is None or self._compiled[0] != len(self._characters):
            pieces = [part if isinstance(part, str) else self._class(part) for part in self.parts]
            self._compiled = len(self._characters), re.compile("".join(pieces))
        return self._compiled[1]

    def _class(self, condition: int) -> str:
        taken = "".join(character for is_true, character in self._characters.items() if is_true[condition])
        return f"[{taken}]" if taken else "(?!)"
