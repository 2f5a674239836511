"""Timed Text (TTML, DFXP), as streaming services and broadcasters exchange it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from duizhao.corpus.errors import ReadError
from duizhao.corpus.files.safe_xml import Element, local_name, parse_xml
from duizhao.corpus.readers.subtitles.cue import Cue, make_cue

_CLOCK = re.compile(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?\Z")
_COUNT = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s|f|t)\Z")


@dataclass(frozen=True, slots=True)
class _Rates:
    """How many frames, and how many ticks, are a second."""

    frames: float
    ticks: float


def read_ttml(data: bytes, name: str) -> list[Cue]:
    """The cues: each paragraph with times, its own or those of what it stands in. Raises ReadError."""
    root = parse_xml(data, name)
    attributes = {key.rpartition("}")[2]: value for key, value in root.attrib.items()}
    frames = _number(attributes.get("frameRate"), 30.0)
    up, _, down = attributes.get("frameRateMultiplier", "1 1").partition(" ")
    frames *= _number(up, 1.0) / _number(down, 1.0)
    rates = _Rates(frames, _number(attributes.get("tickRate"), frames))
    return list(_cues(root, 0.0, None, rates, name))


def _number(given: str | None, otherwise: float) -> float:
    try:
        return float(given or otherwise) or otherwise
    except ValueError:
        return otherwise


def _cues(element: Element, start: float, end: float | None, rates: _Rates, name: str) -> Iterator[Cue]:
    """The cues within an element, whose own times count from those of its parent."""
    begins, lasts, ends = (_seconds(element.get(key), rates, name) for key in ("begin", "dur", "end"))
    parent = start
    start += begins or 0.0
    if ends is not None:
        end = parent + ends
    if lasts is not None:
        end = min(start + lasts, end) if ends is not None and end is not None else start + lasts
    if local_name(element) == "p":
        lines = "".join(_written(element)).split("\n")
        cue = make_cue(start, start if end is None else end, lines)
        if cue:
            yield cue
        return
    for child in element:
        yield from _cues(child, start, end, rates, name)


def _written(element: Element) -> Iterator[str]:
    """What an element says, a line's end for each break; readings of ruby and metadata say nothing."""
    yield _flat(element.text)
    for child in element:
        kind = local_name(child)
        ruby = next((value for key, value in child.attrib.items() if key.rpartition("}")[2] == "ruby"), "")
        if kind == "br":
            yield "\n"
        elif kind != "metadata" and ruby not in ("text", "textContainer", "delimiter"):
            yield from _written(child)
        yield _flat(child.tail)


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").replace("&", "&amp;").replace("<", "&lt;")


def _seconds(given: str | None, rates: _Rates, name: str) -> float | None:
    """A time as the standard has it: a clock, with frames perhaps, or a count of hours, seconds, frames, ticks."""
    if given is None:
        return None
    written = given.strip()
    if clock := _CLOCK.match(written):
        whole = int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3])
        return whole + (float(clock[4]) / rates.frames if clock[4] else 0.0)
    if count := _COUNT.match(written):
        seconds_of_unit = {"h": 3600, "m": 60, "s": 1, "ms": 0.001, "f": 1 / rates.frames, "t": 1 / rates.ticks}
        return float(count[1]) * seconds_of_unit[count[2]]
    raise ReadError(f"{name}: {written[:40]!r} is no time of Timed Text: export the file again")
