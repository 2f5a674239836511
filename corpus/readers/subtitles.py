"""Subtitles (SRT, WebVTT): cues joined to sentences, their times kept."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import Contents, Draft, metadata_of
from duizhao.corpus.readers.base.limits import check_length
from duizhao.corpus.text.normalization import WIDE

LONGEST_PAUSE = 3.0
"""Seconds of silence after which a new paragraph begins."""

_TIMES = re.compile(r"\s*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})")
_NUMBER = re.compile(r"\s*\d+\s*\Z")
_TAG = re.compile(r"<r[tp]\b[^<>]{0,200}>[^<>]{0,200}(?:</r[tp]>)?|<[^<>]{0,200}>|\{\\[^{}]{0,200}\}")
"""Marks of voice, class, style and time; of ruby also the reading, which is no word of the text."""
_ENDED = re.compile(r"[.!?。！？…♪][\"'”’」』）)\]]*\Z")
_SPEAKER = re.compile(r"\s*(?:[-–—]\s*\S|>>|\[|（|\()")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from `start` to `end` (seconds), beginning at the time `written`."""

    start: float
    end: float
    written: str
    lines: tuple[str, ...]


def read_subtitles(text: str, name: str) -> Contents:
    """The cues of a file of subtitles, each marked `time` with the time it begins at.

    A cue goes on in the line of the one before if that has not ended its sentence; a new speaker, or a pause, begins a
    new line.
    """
    found = cues(text)
    if not found:
        raise ReadError(f"{name} looks like subtitles, but holds none: save its text as a .txt file, and read that")
    draft = Draft()
    times: list[tuple[int, int, str]] = []
    before: Cue | None = None
    for cue in found:
        for at, line in enumerate(cue.lines):
            if before is not None and (at == 0 or _SPEAKER.match(line)):
                ended = _ENDED.search(_last(draft)) or cue.start - before.end > LONGEST_PAUSE or _SPEAKER.match(line)
                if ended:
                    draft.end_line()
            if not draft.at_line_start:
                draft.write("" if WIDE.match(_last(draft)[-1:]) or WIDE.match(line) else " ")
            start = draft.length
            draft.write(line)
            if at == 0 or not times:
                times.append((start, draft.length, cue.written))
            else:
                times[-1] = (times[-1][0], draft.length, times[-1][2])
            before = cue
    draft.end_line()
    for start, end, written in times:
        draft.mark("time", start, end, value=written)
    check_length(draft.length, name)
    title = re.match(r"WEBVTT[ \t-]+(\S.*)", text)
    return draft.contents(metadata_of(title[1] if title else None, None))


def _last(draft: Draft) -> str:
    return draft.tail(4)


def cues(text: str) -> list[Cue]:
    """The cues, in the order of the file; notes, styles and numbers are none of them."""
    found: list[Cue] = []
    lines = text.lstrip("\ufeff").splitlines()
    at = 0
    while at < len(lines):
        times = _TIMES.match(lines[at])
        at += 1
        if not times:
            continue
        shown: list[str] = []
        while at < len(lines) and lines[at].strip() and not _TIMES.match(lines[at]):
            if not (_NUMBER.match(lines[at]) and at + 1 < len(lines) and _TIMES.match(lines[at + 1])):
                words = " ".join(html.unescape(_TAG.sub("", lines[at])).split())
                shown.extend([words] if words else [])
            at += 1
        if shown:
            written = times[1].replace(",", ".").partition(".")[0]
            found.append(Cue(_seconds(times[1]), _seconds(times[2]), written, tuple(shown)))
    return found


def _seconds(time: str) -> float:
    total = 0.0
    for part in time.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total
