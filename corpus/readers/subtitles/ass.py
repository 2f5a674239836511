"""Advanced SubStation Alpha (ASS) and its forerunner SSA: what is spoken, and what is a sign or a song."""

from __future__ import annotations

import re

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.subtitles.cue import Cue, check_count, make_cue, seconds

_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
"""The order of fields where the file does not tell it."""
_TIME = re.compile(r"\d{1,3}:\d{1,2}:\d{1,2}(?:[.,:]\d{1,3})?\Z")
_DRAWN = re.compile(r"\{[^{}]*\\p[1-9][^{}]*\}.*?(?:\{[^{}]*\\p0[^{}]*\}|\Z)", re.DOTALL)
_OVERRIDE = re.compile(r"\{[^{}]*\}")
_BREAK = re.compile(r"\\[Nn]")
_PLACED = re.compile(r"\{[^{}]*\\(?:pos|move|clip)\(")
_SONG = re.compile(r"song|lyric|karaoke|(?:\A|[\W_\d])(?:op|ed)(?:[\W_\d]|\Z)|歌", re.IGNORECASE)
_SIGN = re.compile(r"sign|title|card|caption|screen|注|字幕卡|屏幕", re.IGNORECASE)


def read_ass(text: str, name: str) -> list[Cue]:
    """The cues of a file; comments, styles, embedded fonts, drawings and override tags are none of them.

    A line with its own place on the picture, or of a style called so, is a sign; one of a song's style is a song.
    Raises ReadError for what was cut off within its events, or has none.
    """
    check_count(text.count("\nDialogue:"), name)
    section = ""
    fields: tuple[str, ...] = _FIELDS
    cues: list[Cue] = []
    seen = False
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if line.startswith("["):
            section = line.strip().casefold()
            seen = seen or section == "[events]"
        elif section == "[events]":
            key, _, rest = line.partition(":")
            if key == "Format":
                fields = tuple(field.strip().casefold() for field in rest.split(","))
            elif key == "Dialogue":
                cues += _cue(rest, fields, f"{name}: line {number}")
    if not seen:
        raise ReadError(f"{name} has no [Events]: it holds styles alone, or was cut off; save it again")
    return cues


def _cue(rest: str, fields: tuple[str, ...], where: str) -> list[Cue]:
    values = dict(zip(fields, rest.split(",", len(fields) - 1), strict=False))
    start, end = (values.get(key, "").strip() for key in ("start", "end"))
    if not (_TIME.match(start) and _TIME.match(end) and "text" in values):
        raise ReadError(f"{where} is no line of dialogue, or was cut off: save the file again")
    words = values["text"]
    if "\\p" in words:
        words = _DRAWN.sub("", words)
    style = values.get("style", "")
    kind = "song" if _SONG.search(style) else "sign" if _SIGN.search(style) or _PLACED.search(words) else ""
    shown = [_OVERRIDE.sub("", line).replace("\\h", " ") for line in _BREAK.split(words)]
    cue = make_cue(seconds(start), seconds(end), shown, kind)
    return [cue] if cue else []
