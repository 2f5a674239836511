"""A text that is never changed, and spans that point into it by character offsets."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["zh", "en"]


def text_digest(text: str) -> str:
    """The hexadecimal SHA-256 of a text's UTF-8, by which it is known whatever file it came from."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (Unicode code points, half-open) of some text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters themselves."""
        return text[self.start : self.end]

    def shift(self, offset: int) -> Span:
        """The same span of a text that begins `offset` characters earlier."""
        return Span(self.start + offset, self.end + offset)

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def trimmed(self, text: str) -> Span:
        """Without the white space at either end; empty at `start` if there is nothing else."""
        words = self.of(text)
        left = len(words) - len(words.lstrip())
        return (
            Span(self.start + left, self.start + max(left, len(words.rstrip())))
            if words.strip()
            else Span(self.start, self.start)
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """What the file says of a stretch of its text: a page and its number, a heading, an article, a comment.

    `kind` is a plain word ("page", "heading", "article", "note", …), `span` the stretch (code points, half-open, into
    the document's text), `value` what is to be shown of it.
    """

    kind: str
    span: Span
    value: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its sentences.

    `name` is what links and citations call it; `text` is never changed: all offsets are Unicode code points into it.
    `sentences` tile the text: each begins where the one before ends, the first at 0, the last ending at the
    text's end, white space and line ends included. `sentence(i)` gives the words without them.
    `sha256` is the hexadecimal digest of the file's bytes. `marks` are what the file tells of stretches of the text,
    in the order in which they begin; `metadata` is what it tells of the whole (title, date), by name. Raises ValueError
    for sentences that do not tile the text, and for a mark that ends beyond it.
    """

    name: str
    language: Language
    text: str
    sentences: tuple[Span, ...]
    sha256: str
    marks: tuple[Mark, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        at = 0
        for span in self.sentences:
            if span.start != at or span.end == at:
                raise ValueError(f"sentences of {self.name!r} do not tile the text at {at}: {span}")
            at = span.end
        if at != len(self.text):
            raise ValueError(f"sentences of {self.name!r} end at {at}, the text at {len(self.text)}")
        for mark in self.marks:
            if mark.span.end > len(self.text):
                raise ValueError(f"a mark of {self.name!r} ends at {mark.span.end}, the text at {len(self.text)}")

    def sentence(self, index: int) -> str:
        """The words of one sentence, trimmed."""
        return self.sentences[index].of(self.text).strip()

    def sentence_texts(self) -> list[str]:
        """The words of every sentence, trimmed, as they are encoded."""
        return [self.sentence(index) for index in range(len(self.sentences))]

    def run(self, indices: Sequence[int]) -> Span:
        """The trimmed span from the first of `indices` to the last (which must be in order, and not empty)."""
        whole = Span(self.sentences[indices[0]].start, self.sentences[indices[-1]].end)
        return whole.trimmed(self.text)

    def sentence_at(self, offset: int) -> int:
        """The index of the sentence that holds the character at `offset`."""
        low, high = 0, len(self.sentences)
        while low < high:
            middle = (low + high) // 2
            if self.sentences[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        return low
