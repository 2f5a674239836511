"""A command line that is still being typed, taken apart: its words, and which of them is to be completed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

_PLAIN = re.compile(r"[\w./=+:@%,^-]")
_QUOTES = ("'", '"')


@dataclass(frozen=True, slots=True)
class Typed:
    """The words before the one that is completed, the program's own name left out; that one, so far as it is typed;
    and those behind it.
    """

    before: tuple[str, ...]
    current: str
    after: tuple[str, ...] = ()

    @property
    def corpus(self) -> Path | None:
        """The corpus that the line names, wherever it stands in it."""
        words = (*self.before, *self.after)
        named = [value for option, value in pairwise(words) if option == "--corpus"]
        named += [word.removeprefix("--corpus=") for word in words if word.startswith("--corpus=")]
        return Path(named[-1]).expanduser() if named else None


def typed_words(arguments: Sequence[str]) -> Typed:
    """What a shell says that gives words: which of them is completed, counted from 1, and all of them.

    >>> typed_words(["2", "remove", "spe", "--corpus", "a.duizhao"])
    Typed(before=('remove',), current='spe', after=('--corpus', 'a.duizhao'))
    """
    at, words = int(arguments[0]), tuple(arguments[1:])
    return Typed(words[: at - 1], (*words, "")[at - 1], words[at:])


@dataclass(frozen=True, slots=True)
class BashLine:
    """A line as bash has it: unparsed, and what of it is replaced by the answer."""

    typed: Typed
    quote: str
    """The mark that is open where the cursor stands, or ''."""

    def reply(self, value: str, breaks: str) -> str:
        r"""A candidate as it is put in place of what is typed: escaped, and without what stands before bash's breaks.

        >>> read_bash("17", "duizhao remove Sp").reply("Speech of 2014", "")
        'Speech\\ of\\ 2014'
        >>> read_bash("20", "duizhao remove law:2").reply("law:2018", ":=")
        '2018'
        """
        if self.quote:
            return value
        typed = self.typed.current
        kept = max((typed.rfind(sign) + 1 for sign in breaks if sign in ":="), default=0)
        return "".join(sign if _PLAIN.match(sign) else f"\\{sign}" for sign in value[kept:])


def read_bash(point: str, line: str) -> BashLine:
    """What bash says: at which character the cursor stands (counted in bytes or in characters), and the whole line."""
    before = line[: int(point)]
    if len(line.encode()) != len(line) and int(point) > len(line):
        before = line.encode()[: int(point)].decode(errors="ignore")
    words, quote = _split(before)
    if not quote and (not before or before[-1].isspace()) and not before.endswith("\\ "):
        words.append("")
    rest, _ = _split(line[len(before) :])
    return BashLine(Typed(tuple(words[1:-1]), words[-1] if len(words) > 1 else "", tuple(rest)), quote)


def _split(line: str) -> tuple[list[str], str]:
    """The words of a line as a shell takes them, and the mark that is still open at its end."""
    reader = shlex.shlex(line, posix=True)
    reader.whitespace_split = True
    reader.commenters = ""
    words: list[str] = []
    try:
        words.extend(reader)
    except ValueError:
        words.append(reader.token)
        state = getattr(reader, "state", None)  # typeshed does not know it
        return words, state if state in _QUOTES else ""
    return words, ""
