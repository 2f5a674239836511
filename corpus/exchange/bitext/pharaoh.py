"""The Pharaoh format of word alignments: `i-j` links, 0-based, source first, over lines `zh tokens ||| en tokens`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from duizhao.corpus.errors import FormatError

Link = tuple[int, int]

SEPARATOR = "|||"

_BLANKS = re.compile(r"[ \t\r\n]+")
"""Tokens are separated by plain spaces: an ideographic or no-break space belongs to a token, or indices would shift."""

_LINK = re.compile(r"([0-9]+)([-p])([0-9]+)", re.ASCII)


def read_pairs_line(line: str) -> tuple[list[str], list[str]]:
    """The tokens of either side; an empty line is a pair of empty sides, so that lines stay numbered alike.

    Raises FormatError unless the line holds exactly one separator.
    """
    tokens = _tokens(line)
    if not tokens:
        return [], []
    if tokens.count(SEPARATOR) != 1:
        raise FormatError(f"a line must be `zh tokens ||| en tokens` with spaces between tokens, not {_start(line)!r}")
    middle = tokens.index(SEPARATOR)
    return tokens[:middle], tokens[middle + 1 :]


def write_links(links: Iterable[Link]) -> str:
    """The links as one line, sorted, each once: `0-0 1-2`."""
    return " ".join(f"{source}-{target}" for source, target in sorted(set(links)))


def read_gold(line: str) -> tuple[set[Link], set[Link]]:
    """The sure links (`i-j`) and the possible ones (`ipj`) of a line; what is sure is possible too.

    Raises FormatError for anything else.
    """
    sure: set[Link] = set()
    possible: set[Link] = set()
    for token in _tokens(line):
        match = _LINK.fullmatch(token)
        if match is None:
            raise FormatError(f"a link must be `i-j` (sure) or `ipj` (possible), 0-based, not {_start(token)!r}")
        link = (int(match[1]), int(match[3]))
        possible.add(link)
        if match[2] == "-":
            sure.add(link)
    return sure, possible


def _tokens(line: str) -> list[str]:
    """What stands between plain spaces."""
    return [token for token in _BLANKS.split(line) if token]


def _start(text: str, length: int = 40) -> str:
    """Enough of a text to know it by."""
    return text if len(text) <= length else text[:length] + "…"
