"""Old citations held against files: whether the words still stand where they stood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal

from duizhao.corpus.decisions.ocr_corrections import corrections, reading
from duizhao.corpus.document import Document, Span
from duizhao.corpus.errors import FormatError
from duizhao.corpus.foreign_json import value_of
from duizhao.corpus.scans.regions import Strip, strips
from duizhao.corpus.traces.citations import Citation, read_citation

Status = Literal["unchanged", "differs", "moved", "gone", "edited", "no file"]
MOST_PLACES = 20
"""New places that are listed of words that moved."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file to check against: the name a corpus would give it, its text, and the digest of its bytes.

    `document`: of a text of a corpus, all that the corpus holds of it.
    """

    name: str
    text: str
    sha256: str
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """What became of one citation.

    `unchanged`: the words stand where they stood. `moved`: they stand only elsewhere, at `places` (the likeliest first;
    the citation still names the old place, and stays as it is). `differs`: they stand there, but a picture, what was
    read in it or a correction is not what was cited. `gone`: the file has them no more. `edited`: somebody
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
    citations: dict[str, Citation] = {}
    for where, value in _values(text, name):
        for record in _records(value):
            citation = read_citation(record, where)
            citations.setdefault(f"{citation.id} {citation.document}", citation)
    if not citations:
        raise FormatError(f"{name}: no citations in it; write some with `duizhao link … --format json`, not `--public`")
    return list(citations.values())


def verify(citation: Citation, files: Sequence[TextFile]) -> CheckedCitation:
    """The citation held against the file it names: by its digest, else by its name."""
    if not citation.untouched:
        return CheckedCitation(citation, "edited", "the citation was changed after it was made: its id does not fit")
    file = _file_of(citation, files)
    if file is None and citation.strips and any(_picture_of(strip, files) for strip in citation.strips):
        return _from_pictures(citation, files)
    if file is None:
        others = [file.name for file in files if citation.text in file.text]
        there = f"; the same words stand in {others[0]}" if others else ""
        return CheckedCitation(citation, "no file", f"{citation.document} is not among the files{there}")
    same = file.sha256 == citation.sha256
    whose = "the same file" if same else "another version of the file"
    if Span(citation.start, citation.end).of(file.text) == citation.text:
        around = _context(citation, file.text, citation.start) == (citation.before, citation.after)
        detail = whose if around else f"{whose}, with other text around the words"
        layers, as_cited = _layers(citation, files, file)
        return CheckedCitation(citation, "unchanged" if as_cited else "differs", "; ".join([detail, *layers]))
    places = _places(citation, file.text)
    if places:
        more = f" and at {len(places) - 1} other places" if len(places) > 1 else ""
        return CheckedCitation(
            citation,
            "moved",
            f"{whose}: the words stand at {places[0].start}–{places[0].end}{more}, not where the citation says",
            tuple(places[:MOST_PLACES]),
        )
    return CheckedCitation(citation, "gone", f"{whose} does not hold the words")


def _layers(citation: Citation, files: Sequence[TextFile], file: TextFile) -> tuple[list[str], bool]:
    """What is to be said of the pictures, the reading and its corrections; whether all that is known is as cited."""
    statements, as_cited = [], True
    for strip in citation.strips:
        picture = _picture_of(strip, files)
        if picture is None:
            statements.append(f"the picture {strip.file} is not among the files: give it to have it checked")
        elif picture.sha256 == strip.sha256:
            statements.append(f"the picture {strip.file} is unchanged")
        else:
            statements.append(f"{strip.file} is another picture now")
            as_cited = False
    document = file.document
    if not citation.strips or document is None:
        return statements, as_cited
    span = Span(citation.start, citation.end)
    if strips(document, span) != citation.strips:
        statements.append("the corpus has another place in the pictures for it")
        as_cited = False
    if reading(document, span) != citation.read:
        statements.append(f"what was read there is now {reading(document, span)!r}, not {citation.read!r}")
        as_cited = False
    else:
        statements.append("read as cited")
    now = tuple(correction for correction in corrections(document) if correction.span.overlaps(span))
    if now != citation.corrections:
        statements.append("its corrections are other ones now")
        as_cited = False
    elif now:
        statements.append("corrected as cited, by " + ", ".join(dict.fromkeys(correction.who for correction in now)))
    return statements, as_cited


def _from_pictures(citation: Citation, files: Sequence[TextFile]) -> CheckedCitation:
    """A citation held against pictures alone, read again: whether they are the same, and what is read in them."""
    statements, _ = _layers(citation, files, TextFile("", "", ""))
    pictures = [_picture_of(strip, files) for strip in citation.strips]
    if any(
        picture and picture.sha256 != strip.sha256 for picture, strip in zip(pictures, citation.strips, strict=True)
    ):
        return CheckedCitation(citation, "differs", "; ".join(statements))
    text = "".join("".join(picture.text.split()) for picture in pictures if picture)
    if "".join(citation.read.split()) not in text:
        return CheckedCitation(
            citation, "gone", "; ".join([*statements, f"{citation.read!r} is not read in it any more"])
        )
    if None in pictures:
        return CheckedCitation(citation, "no file", "; ".join(statements))
    if citation.corrections:
        statements.append("the correction is the citation's own: give --corpus to have it checked")
    return CheckedCitation(citation, "unchanged", "; ".join([*statements, "read as cited"]))


def _picture_of(strip: Strip, files: Sequence[TextFile]) -> TextFile | None:
    """The file of a picture: by its digest, else by its name."""
    pictures = [file for file in files if file.document is None]
    same = next((file for file in pictures if file.sha256 == strip.sha256), None)
    return same or next((file for file in pictures if file.name == strip.file), None)


def _file_of(citation: Citation, files: Sequence[TextFile]) -> TextFile | None:
    if citation.strips:  # of a reading, the corpus knows more than the picture
        files = sorted(files, key=lambda file: file.document is None)
    for file in files:
        if file.sha256 == citation.sha256:
            return file
    return next((file for file in files if citation.document in (file.name, PurePath(file.name).stem)), None)


def _places(citation: Citation, text: str) -> list[Span]:
    """Everywhere the words stand, those first that have most of the old context around them."""
    starts, at = [], text.find(citation.text)
    while at >= 0:
        starts.append(at)
        at = text.find(citation.text, at + 1)
    size = len(citation.text)
    starts.sort(key=lambda start: (-_alike(citation, text, start), abs(start - citation.start)))
    return [Span(start, start + size) for start in starts]


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
        yield name, value_of(text)
        return
    except ValueError:
        pass
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield f"{name}, line {number}", value_of(line)
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
