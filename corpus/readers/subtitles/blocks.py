"""SRT, WebVTT and SBV: blocks of a line with times and the lines that are shown then."""

from __future__ import annotations

import re

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.subtitles.cue import Cue, check_count, make_cue, seconds

_CLOCK = r"((?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)"
_TIMES = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?![\d.,:])")
_SBV_TIMES = re.compile(r"\s*(\d{1,2}:\d{2}:\d{2}\.\d{1,3}),(\d{1,2}:\d{2}:\d{2}\.\d{1,3})\s*\Z")
_ARROW = re.compile(r"\s*(?=\S{0,20}\d)\S{0,20}:\S{0,20}\s*--?>")
_NUMBER = re.compile(r"\s*\d+\s*\Z")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)\b")


def read_blocks(text: str, name: str) -> list[Cue]:
    """The cues in the order of the file; numbers, names of cues, notes and styles are none of them.

    What stands after a blank line, and before the next times, belongs to the cue before it. Raises ReadError for times
    that cannot be read.
    """
    check_count(text.count("-->"), name)
    lines = text.lstrip("\ufeff").splitlines()
    web = lines[:1] != [] and lines[0].startswith("WEBVTT")
    timed = [_times(line, number, name) for number, line in enumerate(lines, 1)]
    cues: list[Cue] = []
    at = 0
    while at < len(lines):
        times = timed[at]
        at += 1
        if times is None:
            continue
        end = at
        while end < len(lines) and timed[end] is None:
            end += 1
        shown = _shown(lines[at:end], named=end < len(lines), web=web)
        cue = make_cue(*times, shown)
        cues += [cue] if cue else []
        at = end
    return cues


def title_of(text: str) -> str | None:
    """What a WebVTT file is called in its first line."""
    title = re.match(r"\ufeff?WEBVTT[ \t-]+(\S.*)", text)
    return title[1] if title else None


def _times(line: str, number: int, name: str) -> tuple[float, float] | None:
    times = _TIMES.match(line) or _SBV_TIMES.match(line)
    if times:
        return seconds(times[1]), seconds(times[2])
    if _ARROW.match(line):
        raise ReadError(f"{name}: the times in line {number} cannot be read: write them as 00:01:02,500 --> 00:01:04,0")
    return None


def _shown(lines: list[str], *, named: bool, web: bool) -> list[str]:
    """Of what stands between two lines of times, that which is shown; `named`: another cue follows, maybe by a name."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    if named and blocks[-1] and (_NUMBER.match(blocks[-1][-1]) or (web and len(blocks) > 1 and len(blocks[-1]) == 1)):
        blocks[-1].pop()
    return [line for block in blocks if not (web and block and _ASIDE.match(block[0])) for line in block]
