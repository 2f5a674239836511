"""A page as a row of segments: words between two breaks of lines, with the links in them and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duizhao.corpus.readers.html.elements import INLINE, SKIPPED, hidden, kind_of_element, name_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_SENTENCE = re.compile(r"[。！？；.!?;][”’」』）)\"']*\s*\Z|[。！？]|[.!?]\s")
_LETTER = re.compile(r"[^\W_]")


@dataclass(slots=True)
class Segment:
    """Words between two breaks, in `parts`. `slots`: the texts and tails that hold them; `links`: how many there are.

    `above`: the elements around it, the outermost first.
    """

    above: tuple[_Element, ...]
    slots: list[tuple[_Element, str]] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    letters: int = 0
    linked: int = 0
    links: int = 0

    @property
    def words(self) -> str:
        """Its words as they stand in the page, blanks and all."""
        return "".join(self.parts)

    @property
    def is_prose(self) -> bool:
        """Whether it is a sentence, or sentences, and not for the most part links."""
        return self.letters >= PROSE and 2 * self.linked < self.letters and bool(_SENTENCE.search(self.words))

    @property
    def is_linked(self) -> bool:
        """Whether it is links, and little else."""
        return self.links > 0 and self.linked >= LINKED * self.letters and not (
            self.letters - self.linked >= PROSE and _SENTENCE.search(self.words)
        )  # fmt: skip

    def drop(self) -> None:
        """Take its words out of the page."""
        for element, place in self.slots:
            setattr(element, place, None)


PROSE = 8
"""Letters of the shortest sentence."""
LINKED = 0.6
"""Share of a segment's letters from which on it is made of links."""


def segments_of(body: _Element) -> list[Segment]:
    """The segments of a page, in order; what is hidden, and what is no text, is in none."""
    return [segment for segment in _Walk().segments(body) if segment.letters]


class _Walk:
    def __init__(self) -> None:
        self._above: list[_Element] = []
        self._current = Segment(())
        self._in_link = 0

    def segments(self, element: _Element) -> Iterator[Segment]:
        yield from self._inside(element)
        yield self._current

    def _break(self) -> Iterator[Segment]:
        if self._current.letters:
            yield self._current
        self._current = Segment(tuple(self._above))

    def _inside(self, element: _Element) -> Iterator[Segment]:
        self._slot(element, "text")
        for node in element:
            name = name_of(node)
            if name in ("rt", "rtc"):
                pass  # readings are no words of the line
            elif name == "br":
                yield from self._break()
            elif name and name not in SKIPPED and not hidden(node) and kind_of_element(node) != "pagebreak":
                yield from self._child(node, name)
            self._slot(node, "tail")

    def _child(self, element: _Element, name: str) -> Iterator[Segment]:
        inline = name in INLINE
        if not inline:
            self._above.append(element)
            yield from self._break()
        is_link = name == "a" and not (element.get("href") or "#").startswith("#")
        self._in_link += is_link
        self._current.links += is_link
        yield from self._inside(element)
        self._in_link -= is_link
        if not inline:
            self._above.pop()
            yield from self._break()

    def _slot(self, element: _Element, place: str) -> None:
        text: str = getattr(element, place) or ""
        if text:
            segment = self._current
            segment.slots.append((element, place))
            segment.parts.append(text)
            count = len(_LETTER.findall(text))
            segment.letters += count
            segment.linked += count if self._in_link else 0
