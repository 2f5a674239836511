"""What was read of a file, sentence by sentence with its place and marks: for a person, a table, a program."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from duizhao.corpus.document import Document, Mark, Span
from duizhao.corpus.readers.base.left_out import LEFT_OUT
from duizhao.corpus.scans.coverage import LOW, coverage, read_lines
from duizhao.corpus.text.locators import Place, Places

SHOWN = (
    "heading", "note", "inserted", "deleted", "hidden", "quote", "textbox", "notes", "ruby", "unread", LEFT_OUT,
)  # fmt: skip
"""Marks that are told of beside a sentence, as are lines of pictures that were read with low confidence; pages,
articles and the like are its place."""

_COUNTED = {
    "page": ("page", "pages"),
    "heading": ("heading", "headings"),
    "footnote": ("footnote", "footnotes"),
    "endnote": ("endnote", "endnotes"),
    "note": ("comment", "comments"),
    "cell": ("table cell", "table cells"),
    "time": ("cue", "cues"),
}
LANGUAGES = {"zh": "Chinese", "en": "English", "both": "Chinese and English"}


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence as it was read: its span without blanks, its place, and the marks that are told of."""

    span: Span
    words: str
    place: Place
    marks: tuple[Mark, ...]


def sentences_read(document: Document) -> Iterator[ReadSentence]:
    """Every sentence that has words, in order."""
    places = Places(document)
    shown = [mark for mark in document.marks if mark.kind in SHOWN or _is_low(mark)]
    first = 0
    for sentence in document.sentences:
        span = sentence.trimmed(document.text)
        if not len(span):
            continue
        while (
            first < len(shown) and shown[first].span.end < sentence.start and shown[first].span.start < sentence.start
        ):
            first += 1
        marks = []
        for mark in shown[first:]:
            if mark.span.start >= sentence.end:
                break
            if mark.span.overlaps(sentence) or sentence.start <= mark.span.start == mark.span.end:
                marks.append(mark)
        yield ReadSentence(span, " ".join(span.of(document.text).split()), places.at(span.start), tuple(marks))


def _is_low(mark: Mark) -> bool:
    return mark.kind == "reading" and any(line.is_low for line in read_lines([mark]))


def note_of(mark: Mark, document: Document) -> str:
    """A mark in words: `note on “防火墙”: lit. fire wall`."""
    if mark.kind == "reading":
        (line,) = read_lines([mark])
        return f"{'read with low confidence' if line.confidence < LOW else 'read'}, {line.confidence:.0%}"
    if mark.kind == LEFT_OUT:
        return f"not read: {mark.value}"
    if mark.kind == "unread":
        return f"a page here was not read: {mark.value}"
    words = " ".join(mark.span.of(document.text).split())
    if mark.kind == "note":
        return f"note on “{words}”: {mark.value}" if words else f"note: {mark.value}"
    if mark.kind in ("inserted", "deleted", "hidden"):
        return f"{mark.kind}: {words or ' '.join(mark.value.split())}"
    return f"{mark.kind} {mark.value}".strip()


def to_tsv(document: Document) -> Iterator[str]:
    """A line a sentence: start, end, words, page, place, marks, parted by tabs."""
    for read in sentences_read(document):
        marks = "; ".join(note_of(mark, document).replace("\t", " ") for mark in read.marks)
        columns = (str(read.span.start), str(read.span.end), read.words, read.place.page, read.place.label, marks)
        yield "\t".join(columns) + "\n"


def to_json_lines(document: Document) -> Iterator[str]:
    """A JSON object a sentence; `text` is exactly the characters from `start` to `end`."""
    for read in sentences_read(document):
        record = {
            "start": read.span.start,
            "end": read.span.end,
            "text": read.span.of(document.text),
            "page": read.place.page or None,
            "place": read.place.label,
            "written": read.place.written or None,
            "heading": read.place.heading or None,
            "marks": [
                {"kind": mark.kind, "start": mark.span.start, "end": mark.span.end, "value": mark.value}
                for mark in read.marks
            ],
        }
        yield json.dumps(record, ensure_ascii=False) + "\n"


def to_table(document: Document) -> Iterator[str]:
    """For a person: pages and places as lines of their own, each sentence under them with where it begins."""
    page = label = ""
    for read in sentences_read(document):
        if read.place.page and read.place.page != page:
            page = read.place.page
            yield f"── page {page} ──\n"
        if read.place.label != label:
            label = read.place.label
            shown = f"{label}（{read.place.written}）" if read.place.written else label
            yield f"{shown}\n" if shown else ""
        yield f"{read.span.start:>8}  {read.words}\n"
        for mark in read.marks:
            yield f"          · {note_of(mark, document)}\n"


READ_FORMATS: Mapping[str, Callable[[Document], Iterator[str]]] = {
    "tsv": to_tsv,
    "jsonl": to_json_lines,
    "table": to_table,
}


def summary(document: Document, shown: str, language: str | None) -> str:
    """What was read, in a line: language, sizes, what the file says of itself, and what was left out or undecided."""
    counts = Counter(mark.kind for mark in document.marks)
    phrases = [LANGUAGES.get(language or "", "language not told"), f"{len(document.text):,} characters"]
    phrases.append(f"{sum(bool(span.of(document.text).strip()) for span in document.sentences):,} sentences")
    for kind, (one, many) in _COUNTED.items():
        number = len({mark.value for mark in document.marks if mark.kind == "page"}) if kind == "page" else counts[kind]
        if number:
            phrases.append(f"{number:,} {one if number == 1 else many}")
    if counts["inserted"] or counts["deleted"]:
        phrases.append(f"tracked changes: {counts['inserted']} insertions, {counts['deleted']} deletions")
    if counts["hidden"]:
        phrases.append(f"hidden passages left out: {counts['hidden']}")
    if counts[LEFT_OUT]:
        phrases.append(f"parts not read: {counts[LEFT_OUT]}")
    phrases += [f"{name}: {value}" for name, value in document.metadata.items()]
    covered = coverage(document)
    if covered.unread:
        phrases.append(f"not read: {covered.unread:,} page{'' if covered.unread == 1 else 's'}")
    if covered.low:
        phrases.append(f"read with low confidence: {covered.low:,} page{'' if covered.low == 1 else 's'}")
    empty = [mark.value for mark in document.marks if mark.kind == "page" and not mark.span.of(document.text).strip()]
    if empty:
        phrases.append(f"no text on page {', '.join(empty[:10])}{' …' if len(empty) > 10 else ''}")
    return f"{shown}: {'; '.join(phrases)}"
