"""What is looked for: a word, a phrase, wildcards, a regular expression; as a pattern over folded sentences.

In a phrase `*` stands for any letters of a word (alone: for one whole word, or one Han character), `?` for one letter,
and `<5>` for up to five words between what stands before and after it. A Chinese phrase is found wherever its
characters stand, an English one as whole words; white space and script, width and case do not matter.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

from duizhao.corpus.document import Span
from duizhao.corpus.errors import FormatError
from duizhao.corpus.message import Message
from duizhao.corpus.store.index import RUNS, tokens
from duizhao.corpus.text.han import HAN, is_word
from duizhao.corpus.text.normalization import View, folded, folded_form, unfolded
from duizhao.corpus.text.tokenization import words

if TYPE_CHECKING:
    from duizhao.corpus.document import Language

HAN_A_WORD = 6
"""Han characters that a Chinese word has at the most, where words between are counted."""

_PIECE = re.compile(r"<(\d{1,3})>|\s+|[^\s<]+|<")
_LETTER = f"[^\\W_{HAN}]"
_BEFORE_UNIT = re.compile(r"(?<=[0-9])(?=[°%‰])")
"""Where some write a blank, and others none: 30 ℃, 30℃."""
_INDEXED = re.compile(rf"[{HAN}]+|[a-z0-9]+\*?")
_MARK = re.compile(r"[^\w\s*?]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern over folded sentences; `lookup` finds the sentences that may hold it in the index, None: any may.

    `gaps`: how many words at most each named group `gapN` of the expression may hold. `written`: what the words must be
    before they are folded; None: all forms of them are meant. `exact`: every sentence that `lookup` finds holds it.
    """

    expression: re.Pattern[str]
    lookup: str | None
    gaps: tuple[int, ...] = ()
    written: re.Pattern[str] | None = None
    exact: bool = False

    @property
    def is_parted(self) -> bool:
        """Whether what the index finds it by are several parts, which may stand in different sentences of a run."""
        return self.lookup is not None and " AND " in self.lookup

    def is_written(self, words: str) -> bool:
        """Whether the words of a match, unfolded, are what was asked for as it is written, if it was asked so."""
        return self.written is None or self.written.fullmatch(unfolded(words).text) is not None

    def spans(self, text: str) -> Iterator[Span]:
        """Where it stands in a folded sentence, from left to right, without overlap; empty matches are no matches."""
        at = 0
        while at <= len(text) and (match := self.expression.search(text, at)):
            if match.end() > match.start() and self._near_enough(match):
                yield Span(match.start(), match.end())
                at = match.end()
            else:
                at = match.start() + 1

    def _near_enough(self, match: re.Match[str]) -> bool:
        return all(_count(match[f"gap{number}"]) <= most for number, most in enumerate(self.gaps))


def phrase_pattern(phrase: str, *, written: bool = False) -> Pattern:
    """The pattern of a word or phrase with wildcards. Raises FormatError for one without letters.

    `written`: only in these characters, not in those of another script, width or case.
    """
    if not any(map(is_word, re.sub(r"<\d+>", "", phrase))):
        raise FormatError(f"{phrase!r} holds no letters: give a word to look for")
    lookups: list[str] = []
    gaps: list[int] = []
    plain: list[str] = []
    for piece in _pieces(phrase):
        if piece[1]:
            lookups += _row(plain)
            gaps.append(int(piece[1]))
        elif "*" in piece[0] or "?" in piece[0]:
            lookups += [*_row(plain), *_lookups(re.split(r"([*?])", piece[0]))]
        else:
            plain.append(piece[0])
    lookups += _row(plain)
    return Pattern(
        _compiled(_expression(phrase, folded), phrase, 0),
        " AND ".join(lookups) or None,
        tuple(gaps),
        _compiled(_expression(phrase, unfolded), phrase, 0) if written else None,
        exact=not written and _is_exact(phrase),
    )


def _is_exact(phrase: str) -> bool:
    """Whether the index alone tells where a phrase stands: one run of Han, or one plain word, perhaps with *.

    >>> [_is_exact(phrase) for phrase in ("学习", "provision*", "free speech", "*tion", "café", "学wto")]
    [True, True, False, False, False, False]
    """
    return _INDEXED.fullmatch(folded(phrase.strip()).text) is not None


def regular_pattern(expression: str, *, written: bool = False) -> Pattern:
    """The pattern of a regular expression (Python's), either case; characters in it are folded as texts are.

    `written`: only in these characters, not in those of another script, width or case.
    """
    wanted = "".join(folded_form(character) if ord(character) > 127 else character for character in expression)
    compiled = _compiled(wanted, expression, re.IGNORECASE)
    exact = _compiled(expression, expression, 0) if written else None
    return Pattern(compiled, " AND ".join(_required(wanted)) or None, (), exact)


def _pieces(phrase: str) -> Iterator[re.Match[str]]:
    """What a phrase is made of: words, and the gaps between them."""
    return (piece for piece in _PIECE.finditer(phrase.strip()) if not piece[0].isspace())


def _expression(phrase: str, form: Callable[[str], View]) -> str:
    """A phrase as a regular expression over texts in a form."""
    written: list[str] = []
    gaps = 0
    before = ""
    for piece in _pieces(phrase):
        if piece[1]:
            written.append(_gap(gaps, int(piece[1])))
            gaps, before = gaps + 1, ""
        else:
            written.append((_between(before, piece[0]) if before else "") + _word(piece[0], form))
            before = piece[0]
    return "".join(written)


def _compiled(expression: str, given: str, flags: int) -> re.Pattern[str]:
    """Of a phrase, without flags: it is in small letters, and a class of all Han in both cases is slow to compile."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile(expression, flags)
    except (re.error, Warning, OverflowError, RecursionError) as error:
        raise FormatError(Message("{given!r} is no regular expression: {error}", given=given, error=error)) from error


def _word(piece: str, form: Callable[[str], View]) -> str:
    """What stands between two blanks of a phrase, as an expression."""
    if piece == "*":
        return f"(?:[{HAN}]|{_LETTER}+)"
    parts = [part for part in re.split(r"([*?])", piece) if part]
    body = "".join(
        f"{_LETTER}*" if part == "*" else "[^\\W_]" if part == "?" else re.escape(form(part).text) for part in parts
    )
    body = _BEFORE_UNIT.sub(" ?", body)
    opening = rf"(?<!{_LETTER})" if _begins_a_word(parts[0]) else ""
    closing = rf"(?!{_LETTER})" if _begins_a_word(parts[-1][::-1]) else ""
    return opening + body + closing


def _begins_a_word(part: str) -> bool:
    """Whether a word of letters begins with the part: there its beginning must be the text's word's, too."""
    first = folded(part).text[:1] if part not in "*?" else "x"
    return bool(re.match(_LETTER, first))


def _between(before: str, after: str) -> str:
    """What stands in a text between two words of a phrase: nothing, or a blank, beside Han or a sign; else a blank."""
    beside_han = re.search(f"[{HAN}]$", folded(before).text) or re.match(f"[{HAN}]", folded(after).text)
    if "*" in (before, after):
        return f"(?: |(?<=[{HAN}])|(?=[{HAN}]))"
    beside_mark = _MARK.search(before[-1]) or _MARK.search(after[0])
    return " ?" if beside_han or beside_mark else " "


def _gap(number: int, most: int) -> str:
    """So many words at the most, Chinese or English, with what stands between them."""
    return f"(?P<gap{number}>(?:[{HAN}]|[^\\w{HAN}]|_|{_LETTER}+(?!{_LETTER})){{0,{(HAN_A_WORD + 2) * most + 2}}}?)"


def _count(gap: str) -> int:
    """The words of a gap."""
    language: Language = "zh"
    return sum(any(map(is_word, word)) for word in words(gap, language))


def _row(plain: list[str]) -> list[str]:
    """The phrase of the index for words that follow one another; the list is emptied."""
    runs = list(RUNS.finditer(folded(" ".join(plain)).text))
    plain.clear()
    if not runs:
        return []
    listed = [tokens(run.group()) for run in runs[:-1]]
    last = runs[-1].group()
    if not runs[-1].group(1):
        return ['"' + " ".join([*listed, last]) + '"']
    return ['"' + " ".join([*listed, *_bigrams(last)]) + '"' + ("*" if len(last) == 1 else "")]


def _lookups(given: list[str]) -> list[str]:
    """Phrases of the index that must stand in a sentence with a word of these parts."""
    lookups = []
    parts = [part for part in given if part]
    for at, part in enumerate(parts):
        if part in "*?":
            continue
        text = folded(part).text
        runs = list(RUNS.finditer(text))
        for number, run in enumerate(runs):
            open_left = number == 0 and run.start() == 0 and at > 0
            open_right = number == len(runs) - 1 and run.end() == len(text) and at + 1 < len(parts)
            if run.group(1):
                lookups.append(han_lookup(run.group()))
            elif not open_left:
                lookups.append(f'"{run.group()}"' + ("*" if open_right else ""))
    return lookups


def han_lookup(run: str) -> str:
    """A run of Han characters in the index: its bigrams in a row; of a single character, whatever begins with it."""
    return '"' + " ".join(_bigrams(run)) + '"' + ("*" if len(run) == 1 else "")


def _bigrams(run: str) -> list[str]:
    """Each two neighbouring characters; a single one by itself."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _required(expression: str) -> list[str]:
    """Runs of two Han characters or more that every match of a regular expression holds."""
    lookups: list[str] = []
    run = ""
    for code, value in [*_literals(parser.parse(expression)), (None, None)]:
        character = chr(value) if code is not None and str(code) == "LITERAL" else ""
        if character and re.match(f"[{HAN}]", character):
            run += character
            continue
        if len(run) > 1:
            lookups.append(han_lookup(run))
        run = ""
    return lookups


def _literals(parsed: Any) -> Iterator[tuple[Any, Any]]:
    """The parts of an expression that stand in every match, flat; what may be absent or otherwise breaks a run."""
    for code, value in parsed:
        if str(code) == "SUBPATTERN" and not value[1] and not value[2]:
            yield from _literals(value[3])
        else:
            yield code, value
