"""Old citations held against files: whether the words still stand where they stood."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal

from corpus.citations import Citation, read_citation
from corpus.document import Span
from corpus.errors import FormatError

Status = Literal["unchanged", "moved", "gone", "edited", "no file"]
MOST_PLACES = 20
"""New places that are listed of words that moved."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file to check against: the name a corpus would give it, its text, and the digest of its bytes."""

    name: str
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one citation.

    `unchanged`: the words stand where they stood. `moved`: they stand only elsewhere, at `places` (the likeliest first;
    the citation still names the old place, and stays as it is). `gone`: the file has them no more. `edited`: somebody
    changed the citation itself. `no file`: its document is not among the files. `detail` says more, in words.
    """

    citation: Citation
    status: Status
    detail: str
    places: tuple[Span, ...] = ()


def read_citations(text: str, name: str) -> list[Citation]:
    """The citations in a file that `link` wrote: its JSON, or one citation a line; each once, in order.

    Raises FormatError, which names the file, if it holds none.
    """
    found: dict[str, Citation] = {}
    for where, value in _values(text, name):
        for record in _records(value):
            citation = read_citation(record, where)
            found.setdefault(f"{citation.id} {citation.document}", citation)
    if not found:
        raise FormatError(f"{name}: no citations in it; write some with `duizhao link … --format json`, not `--public`")
    return list(found.values())


def verify(citation: Citation, files: Sequence[TextFile]) -> Checked:
    """The citation held against the file it names: by its digest, else by its name."""
    if not citation.untouched:
        return Checked(citation, "edited", "the citation was changed after it was made: its id does not fit")
    file = _file_of(citation, files)
    if file is None:
        others = [each.name for each in files if citation.text in each.text]
        there = f"; the same words stand in {others[0]}" if others else ""
        return Checked(citation, "no file", f"{citation.document} is not among the files{there}")
    same = file.sha256 == citation.sha256
    whose = "the same file" if same else "another version of the file"
    if Span(citation.start, citation.end).of(file.text) == citation.text:
        around = _context(citation, file.text, citation.start) == (citation.before, citation.after)
        return Checked(citation, "unchanged", whose if around else f"{whose}, with other text around the words")
    places = _places(citation, file.text)
    if places:
        more = f" and at {len(places) - 1} other places" if len(places) > 1 else ""
        return Checked(
            citation,
            "moved",
            f"{whose}: the words stand at {places[0].start}–{places[0].end}{more}, not where the citation says",
            tuple(places[:MOST_PLACES]),
        )
    return Checked(citation, "gone", f"{whose} does not hold the words")


def _file_of(citation: Citation, files: Sequence[TextFile]) -> TextFile | None:
    for file in files:
        if file.sha256 == citation.sha256:
            return file
    return next((file for file in files if citation.document in (file.name, PurePath(file.name).stem)), None)


def _places(citation: Citation, text: str) -> list[Span]:
    """Everywhere the words stand, those first that have most of the old context around them."""
    found, at = [], text.find(citation.text)
    while at >= 0:
        found.append(at)
        at = text.find(citation.text, at + 1)
    size = len(citation.text)
    found.sort(key=lambda start: (-_alike(citation, text, start), abs(start - citation.start)))
    return [Span(start, start + size) for start in found]


def _alike(citation: Citation, text: str, start: int) -> int:
    """How many characters next to the words are the old ones."""
    before, after = _context(citation, text, start)
    return _shared(before[::-1], citation.before[::-1]) + _shared(after, citation.after)


def _context(citation: Citation, text: str, start: int) -> tuple[str, str]:
    end = start + len(citation.text)
    return text[max(0, start - len(citation.before)) : start], text[end : end + len(citation.after)]


def _shared(first: str, second: str) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )


def _values(text: str, name: str) -> Iterator[tuple[str, Any]]:
    """The JSON of a file, as one value or a value a line, and where it stands."""
    try:
        yield name, json.loads(text)
        return
    except ValueError:
        pass
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield f"{name}, line {number}", json.loads(line)
        except ValueError:
            raise FormatError(f"{name}, line {number}: not JSON; give a file that `duizhao link` wrote") from None


def _records(value: Any) -> Iterator[dict[str, Any]]:
    """Every citation within a value: `citation` of a link, or an object that is one itself."""
    if isinstance(value, list):
        for item in value:
            yield from _records(item)
    elif isinstance(value, dict):
        if "id" in value and "source_spans" in value and "sha256" in value:
            yield value
        else:
            for item in value.values():
                if isinstance(item, (dict, list)):
                    yield from _records(item)
