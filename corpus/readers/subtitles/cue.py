"""Cues: what is shown, from when to when."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from duizhao.corpus.errors import ReadError

MOST_CUES = 200_000
"""Cues of a file. A film has some two thousand; beyond lie karaoke effects, a cue for each frame."""

_TAG = re.compile(r"<r[tp]\b[^<>]{0,200}>[^<>]{0,200}(?:</r[tp]>)?|</?[a-zA-Z0-9.][^<>]{0,200}>|\{\\[^{}]{0,200}\}")
"""Marks of voice, class, style and time; of ruby also the reading, which is no word of the text."""
_SONG = re.compile(r"[♪♫♬#]\s*\S|[♪♫♬]")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from `start` to `end` (seconds), line by line; `kind`: "sign" or "song", "" for what is spoken."""

    start: float
    end: float
    lines: tuple[str, ...]
    kind: str = ""

    @property
    def written(self) -> str:
        """The time it begins at, for people."""
        whole = int(self.start)
        return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def make_cue(start: float, end: float, lines: list[str], kind: str = "") -> Cue | None:
    """A cue of lines that may hold markup; None if nothing is left of them."""
    words = tuple(words_of_line for line in lines if (words_of_line := plain(line)))
    if not words:
        return None
    song = all(_SONG.match(line) for line in words)
    return Cue(start, max(start, end), words, kind or ("song" if song else ""))


def plain(line: str) -> str:
    """A line without markup, in single blanks.

    >>> plain("<v Ann>the <i>boat</i> <00:01.500>left"), plain(r"{\\an8}I <3 you &amp; her")
    ('the boat left', 'I <3 you & her')
    """
    return " ".join(html.unescape(_TAG.sub("", line)).split())


def seconds(time: str) -> float:
    """A time as seconds: hours if need be, minutes, seconds, and parts of them after a point or a comma.

    >>> seconds("1:02:03,500"), seconds("02:03.5")
    (3723.5, 123.5)
    """
    total = 0.0
    for part in time.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def check_count(count: int, name: str) -> None:
    """Refuse a file of far too many cues."""
    if count > MOST_CUES:
        raise ReadError(
            f"{name} holds more than {MOST_CUES:,} cues, more than are spoken in any film: "
            "export its dialogue without karaoke and effects, and read that"
        )


def in_order(cues: list[Cue], name: str) -> list[Cue]:
    """The cues as they are shown, one after another. Raises ReadError for a file that holds none, or far too many."""
    if not cues:
        raise ReadError(f"{name} looks like subtitles, but holds none: save its text as a .txt file, and read that")
    check_count(len(cues), name)
    return sorted(cues, key=lambda cue: cue.start)
