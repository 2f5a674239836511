"""Patterns in CQL, the query language of CQP and Sketch Engine: `[word="学习"] []{0,2} [pos="n"]`.

Of the language there is: words in brackets with conditions on `word`, `lc` (in small letters), `pos` or `tag`, and
`lemma`; `=`, `!=`, and `==`, `!==` for values that are no expressions; `&`, `|`, `!` and brackets; `"学习"` for
`[word="学习"]`; `%c` behind a value: either case; `*`, `+`, `?`, `{2}`, `{1,3}` behind a word or a group; `|` between
sequences; `<s>` and `</s>`. A value is a regular expression that the whole word must fit. A pattern never goes beyond
its sentence, so that `within <s/>` at its end says nothing new.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field

from duizhao.corpus.errors import FormatError
from duizhao.corpus.search.token_pattern import Condition, Token, TokenPattern
from duizhao.corpus.text.han import in_simplified, is_word

ATTRIBUTES = {"word": "word", "lc": "lc", "pos": "pos", "tag": "pos", "lemma": "lemma"}
"""What may be asked of a word, and by which name it goes."""
MOST_TIMES = 200
"""The greatest number of repetitions: no sentence is longer by much."""
_LEXEMES = re.compile(
    r"""\s*(?:(?P<value>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|“[^”]*”)|(?P<times>\{\s*\d*\s*(?:,\s*\d*\s*)?\})"""
    r"""|(?P<within>within\s+(?:<s\s*/?>|s\b))|(?P<edge></?s>)|(?P<name>[A-Za-z_]+)"""
    r"""|(?P<flag>%[A-Za-z]+)|(?P<sign>!==|!=|==|[=\[\]()&|!*+?]))"""
)
_BLANK = re.compile(r"\s*")
_PLAIN = re.compile(r"\w+")


def parse(pattern: str, *, written: bool = False) -> TokenPattern:
    """The pattern that a user writes.

    `written`: Chinese only in the characters of the pattern; otherwise in traditional and simplified ones.
    Raises FormatError, which names the character, for what is no pattern.
    """
    return _Parser(pattern, written=written).whole()


@dataclass(slots=True)
class _Piece:
    """Part of an expression, and the plain words without which it cannot stand."""

    parts: list[str | int]
    words: list[str] = field(default_factory=list)


class _Parser:
    """Reads a pattern from left to right, one lexeme ahead."""

    def __init__(self, pattern: str, *, written: bool) -> None:
        self._pattern = pattern
        self._written = written
        self._at = 0
        self._kind, self._text, self._next = "", "", 0
        self._conditions: list[Condition] = []
        self._attributes: set[str] = set()
        self._tags: dict[str, re.Pattern[str]] = {}
        self._advance()

    def whole(self) -> TokenPattern:
        """All of it."""
        piece = self._either()
        if self._kind == "within":
            self._advance()
        if self._kind != "end":
            within = "within goes with <s/> alone" if self._text == "within" else "no word of a pattern"
            raise self._wrong("nothing opens this bracket" if self._text in (")", "]") else within)
        if not self._conditions:
            raise self._wrong('give a word at least, as in [word="学习"]')
        return TokenPattern(self._conditions, piece.parts, frozenset(self._attributes), piece.words, self._tags)

    # Sequences of words

    def _either(self) -> _Piece:
        pieces = [self._sequence()]
        while self._text == "|":
            self._advance()
            pieces.append(self._sequence())
        if len(pieces) == 1:
            return pieces[0]
        parts: list[str | int] = ["(?:"]
        for number, piece in enumerate(pieces):
            parts += ["|", *piece.parts] if number else piece.parts
        return _Piece([*parts, ")"])

    def _sequence(self) -> _Piece:
        whole = _Piece([])
        while self._kind in ("value", "edge") or self._text in ("[", "("):
            piece = self._repeated()
            whole.parts += piece.parts
            whole.words += piece.words
        if not whole.parts:
            raise self._wrong('a word is missing here: write [word="学习"], "学习" or []')
        return whole

    def _repeated(self) -> _Piece:
        piece = self._one()
        if self._kind != "times" and self._text not in ("*", "+", "?"):
            return piece
        if piece.parts[0] in (r"\A", r"\Z"):
            raise self._wrong("an edge of a sentence cannot be repeated")
        least, times = self._times()
        self._advance()
        if self._kind == "times" or self._text in ("*", "+", "?"):
            raise self._wrong("a repetition cannot be repeated: put brackets around it")
        return _Piece(["(?:", *piece.parts, ")", times], piece.words if least else [])

    def _times(self) -> tuple[int, str]:
        """The least number of a repetition, and the repetition."""
        if self._kind != "times":
            return int(self._text == "+"), self._text
        low, comma, high = (part.strip() for part in self._text[1:-1].partition(","))
        if not low and not high:
            raise self._wrong("say how often: {2}, {1,3}, {0,2}, {2,}")
        least, most = int(low or 0), int(high or (MOST_TIMES if comma else low))
        if least > most or most > MOST_TIMES:
            raise self._wrong(f"{least} to {most} times: write the smaller number first, {MOST_TIMES} at the most")
        return least, f"{{{least},{most}}}"

    def _one(self) -> _Piece:
        """A word, a group, or the edge of a sentence."""
        if self._text == "(":
            self._advance()
            piece = self._either()
            self._expect(")")
            return _Piece(["(?:", *piece.parts, ")"], piece.words)
        if self._kind == "edge":
            edge = r"\A" if self._text == "<s>" else r"\Z"
            self._advance()
            return _Piece([edge])
        if self._kind == "value":
            condition, words = self._value("word", "=")
        else:
            self._advance()
            condition, words = (_any, []) if self._text == "]" else self._alternatives()
            self._expect("]")
        self._conditions.append(condition)
        return _Piece([len(self._conditions) - 1], words)

    # Conditions on one word

    def _alternatives(self) -> tuple[Condition, list[str]]:
        first, words = self._all()
        while self._text == "|":
            self._advance()
            first, words = _either_of(first, self._all()[0]), []
        return first, words

    def _all(self) -> tuple[Condition, list[str]]:
        first, words = self._single()
        while self._text == "&":
            self._advance()
            second, more = self._single()
            first, words = _both_of(first, second), words + more
        return first, words

    def _single(self) -> tuple[Condition, list[str]]:
        if self._text == "!":
            self._advance()
            return _not(self._single()[0]), []
        if self._text == "(":
            self._advance()
            inner = self._alternatives()
            self._expect(")")
            return inner
        if self._kind != "name":
            raise self._wrong('a condition is missing here: write word="学习" or pos="n"')
        if self._text not in ATTRIBUTES:
            raise self._wrong(f"no attribute is called {self._text}: there are {', '.join(ATTRIBUTES)}")
        name = ATTRIBUTES[self._text]
        self._advance()
        if self._text not in ("=", "!=", "==", "!=="):
            raise self._wrong("= or != is missing here")
        comparison = self._text
        self._advance()
        if self._kind != "value":
            raise self._wrong(f'a value in quotation marks is missing here: {name}="…"')
        return self._value(name, comparison)

    def _value(self, name: str, comparison: str) -> tuple[Condition, list[str]]:
        """A condition, and the plain word that it asks for, if it does."""
        value, at = re.sub(r"\\([\"'])", r"\1", self._text[1:-1]), self._at
        if comparison.endswith("=="):
            value = re.escape(value)
        self._advance()
        any_case = name == "lc"
        if self._kind == "flag":
            if self._text != "%c":
                raise self._wrong(f"{self._text} is not known here: %c is, for either case")
            any_case = True
            self._advance()
        self._attributes.add(name)
        expression = self._compiled(value, at, any_case=any_case)
        if name == "pos":
            self._tags[value] = expression
        condition = _fits(name, expression, written=self._written)
        if comparison.startswith("!"):
            return _not(condition), []
        return condition, [value] if name in ("word", "lc") and _PLAIN.fullmatch(value) else []

    def _compiled(self, value: str, at: int, *, any_case: bool) -> re.Pattern[str]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                form = value if self._written else in_simplified(value)
                return re.compile(form, re.IGNORECASE if any_case else 0)
        except (re.error, Warning, OverflowError, RecursionError) as error:
            raise self._wrong(f"{value!r} is no regular expression ({error})", at) from error

    # Lexemes

    def _advance(self) -> None:
        self._at = self._next
        match = _LEXEMES.match(self._pattern, self._at)
        if match and match.lastgroup:
            self._kind, self._text = match.lastgroup, match[match.lastgroup]
            self._at, self._next = match.start(match.lastgroup), match.end()
            return
        blank = _BLANK.match(self._pattern, self._at)
        self._at = blank.end() if blank else self._at
        if self._at < len(self._pattern):
            self._kind, self._text = "", self._pattern[self._at]
            mark = "no sign of a pattern"
            if self._text in "\"'“”":
                mark = "this quotation mark is not closed"
            elif is_word(self._text):
                mark = 'words stand in quotation marks: [word="学习"] or "学习"'
            raise self._wrong(mark)
        self._kind, self._text = "end", ""

    def _expect(self, sign: str) -> None:
        if self._text != sign or self._kind != "sign":
            raise self._wrong(f"{sign} is missing here")
        self._advance()

    def _wrong(self, problem: str, at: int | None = None) -> FormatError:
        place = self._at if at is None else at
        found = "at its end" if place >= len(self._pattern) else f"at {self._pattern[place : place + 8]!r}"
        return FormatError(f"the pattern is wrong in character {place + 1}, {found}: {problem}")


def _any(token: Token) -> bool:
    return bool(token.word)


def _either_of(first: Condition, second: Condition) -> Condition:
    return lambda token: first(token) or second(token)


def _both_of(first: Condition, second: Condition) -> Condition:
    return lambda token: first(token) and second(token)


def _not(condition: Condition) -> Condition:
    return lambda token: not condition(token)


def _fits(name: str, expression: re.Pattern[str], *, written: bool) -> Condition:
    """Whether the whole of a word, its part of speech or its lemma fits."""

    def fits(token: Token) -> bool:
        value = {"word": token.word, "lc": token.word, "pos": token.pos, "lemma": token.lemma}[name]
        return expression.fullmatch(value if written else in_simplified(value)) is not None

    return fits
