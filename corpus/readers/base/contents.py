"""What a reader makes of a file: a text, the marks on it, and what the file says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeVar

from duizhao.corpus.document import Mark, Span
from duizhao.corpus.quantities.days import stated_day

Changes = Literal["accepted", "original"]
"""Whether tracked changes are taken as accepted, or the text as it was before them."""

_PATH_LIKE = re.compile(
    r"[\\/]|\A(?:Microsoft )?Word - |\.(?:docx?|wps|rtf|odt|pdf|html?|txt|indd|dotx?)\Z", re.IGNORECASE
)


Item = TypeVar("Item")


class Progress(Protocol):
    """Shows how far slow work has come."""

    def __call__(self, items: Iterable[Item], what: str, count: int) -> Iterable[Item]:
        """The same items, `count` of them, as they are taken; `what`: what is being done with them."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says of how a file is to be read.

    `changes`: which text of a Word file with tracked changes. `password` asks for the password of the file it is given
    the name of; None where nobody can be asked. `progress` is shown while pages that are pictures are read. `apart`
    reads a document within this one that another program must open.
    """

    changes: Changes = "accepted"
    password: Callable[[str], str] | None = None
    progress: Progress | None = None
    apart: Callable[[bytes, str], Contents] | None = None


AS_IT_IS = ReadOptions()


@dataclass(frozen=True, slots=True)
class Contents:
    """The text of a file, with marks and metadata as `Document` has them.

    `lines_are_paragraphs`: every line is a paragraph, because the reader made it so. Otherwise it is anyone's text,
    and may be wrapped by hand. `lines_are_sentences`: every line is a sentence, because the file says so.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)
    lines_are_paragraphs: bool = True
    lines_are_sentences: bool = False


class Draft:
    """A text as it grows, paragraph by paragraph, each on a line of its own, with the marks on it."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._marks: list[Mark] = []
        self.length = 0
        self._line = 0

    def write(self, text: str) -> None:
        """Put `text` at the end."""
        if text:
            self._written.append(text)
            self.length += len(text)
            at = text.rfind("\n")
            if at >= 0:
                self._line = self.length - len(text) + at + 1

    @property
    def at_line_start(self) -> bool:
        """Whether nothing stands on the last line yet."""
        return self._line == self.length

    def end_line(self) -> bool:
        """End the line that stands there, if one does; whether one did."""
        if self.at_line_start:
            return False
        self.write("\n")
        return True

    def mark(self, kind: str, start: int, end: int | None = None, value: str = "") -> None:
        """Mark what stands from `start` to `end`, by default all that came since."""
        self._marks.append(Mark(kind, Span(start, self.length if end is None else end), value))

    def append(self, contents: Contents, tables: int = 0) -> int:
        """Put another text with its marks at the end, on lines of its own; how many tables it holds.

        `tables`: how many stand before it, whose numbers go on.
        """
        self.end_line()
        start = self.length
        self.write(contents.text)
        self.end_line()
        held = 0
        for mark in contents.marks:
            value = mark.value
            if mark.kind == "cell":
                table, _, place = value.partition(".")
                held = max(held, int(table))
                value = f"{int(table) + tables}.{place}"
            self.mark(mark.kind, mark.span.start + start, mark.span.end + start, value)
        return held

    def tail(self, length: int) -> str:
        """The last characters of what was written, at least `length` of them if there are so many."""
        last: list[str] = []
        for piece in reversed(self._written):
            last.append(piece)
            length -= len(piece)
            if length <= 0:
                break
        return "".join(reversed(last))

    def text(self) -> str:
        """What was written."""
        return "".join(self._written)

    def contents(self, metadata: Mapping[str, str] | None = None) -> Contents:
        """The text whole, its marks in order, the outer before the inner."""
        return Contents(self.text(), ordered(self._marks), dict(metadata or {}))


def ordered(marks: list[Mark]) -> tuple[Mark, ...]:
    """Marks in the order in which they begin, the outer before the inner."""
    return tuple(sorted(marks, key=lambda mark: (mark.span.start, -mark.span.end)))


def metadata_of(title: str | None, date: str | None) -> dict[str, str]:
    """A title and a day, if they are such: a title that is a file's name or path may tell whose file it was."""
    metadata = {}
    title = " ".join((title or "").split())
    if title and not _PATH_LIKE.search(title):
        metadata["title"] = title[:500]
    day = stated_day(date or "")
    if day:
        metadata["date"] = day
    return metadata
