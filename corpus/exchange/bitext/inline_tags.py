"""The words of a segment and its inline tags: placeholders at their places; what stands in them is code, not text.

The placeholders are kept as marks of the document (`TAG`), and written again where they stood.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from duizhao.corpus.document import Mark, Span
from duizhao.corpus.errors import FormatError
from duizhao.corpus.files.safe_xml import Element, local_name
from duizhao.corpus.text.xml_text import xml_text

DEEPEST = 100
"""Inline tags within inline tags."""

TAG = "tag"
"""The kind of marks on placeholders; their values are JSON, as `Tag` has it."""

Role = Literal["open", "close", "point"]

_ROLES: dict[str, Role] = {
    "bpt": "open", "bx": "open", "sc": "open", "ept": "close", "ex": "close", "ec": "close", "ph": "point",
    "ut": "point", "x": "point", "it": "point",
}  # fmt: skip
"""Elements of TMX and XLIFF that stand for something of the original's format. Others hold words."""
_ANNOTATIONS = frozenset({"sm", "em", "cp", "sub"})
"""Elements within a segment that hold no words of it, and nothing of the format."""
_PAIRED = frozenset({"g", "pc", "hi"})
"""Elements that stand for a beginning and an end, and hold the words between."""
_ENDS: dict[str, Role] = {"begin": "open", "open": "open", "end": "close", "close": "close"}

_REMOVED = frozenset({"x-sdl-deleted"})
"""Types of `mrk` that hold words which a tracked change took out."""

_BREAK = re.compile(r"(?<![a-z])(?:lb|br|linebreak|newline)(?![a-z])", re.IGNORECASE)
"""How a code says that it is a line break."""

_BRACES = re.compile(r"\{\d+[>}]|<\d+\}|\{[biu_^]{1,5}>|<[biu_^]{1,5}\}")
"""The placeholders that Phrase (Memsource) writes into its text: {1}, {2>, <2}, {b>, <b}."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A placeholder: where a format begins (`open`), ends (`close`), or a thing that is no word stands (`point`).

    `id` joins a beginning with its end, and with its counterpart in the translation; `code`: what it stands for.
    """

    role: Role
    id: str = ""
    code: str = ""
    type: str = ""

    @property
    def is_break(self) -> bool:
        """Whether it is a line break."""
        return bool(_BREAK.search(self.type))


@dataclass(frozen=True, slots=True)
class PlacedTag:
    """A placeholder, and the characters of the segment's words that stand for it: none, or a blank for a line break."""

    span: Span
    tag: Tag


@dataclass(frozen=True, slots=True)
class Segment:
    """The words of a segment, and its placeholders in order."""

    text: str = ""
    tags: tuple[PlacedTag, ...] = ()

    def changed(self, pattern: re.Pattern[str]) -> Segment:
        """Without what a pattern matches, the placeholders where they belong."""
        cuts = [match.span() for match in pattern.finditer(self.text)]

        def moved(at: int) -> int:
            return at - sum(min(end, at) - start for start, end in cuts if start < at)

        tags = tuple(
            PlacedTag(Span(moved(placed.span.start), moved(placed.span.end)), placed.tag) for placed in self.tags
        )
        return Segment(pattern.sub("", self.text), tags)


def segment_of(element: Element | None) -> Segment:
    """The words in an element, none for None; a code that is a line break becomes a blank between two words."""
    collected = _Collected()
    if element is not None:
        collected.collect(element)
    return Segment("".join(collected.parts), tuple(collected.tags))


def without_braces(segment: Segment) -> Segment:
    """A segment of an `.mxliff` file without the placeholders in its words."""
    return segment.changed(_BRACES)


class _Collected:
    """Words and placeholders as they come."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.tags: list[PlacedTag] = []
        self._length = 0

    def collect(self, element: Element, depth: int = 0) -> None:
        if depth > DEEPEST:
            raise FormatError("a segment nests its inline tags more than a hundred deep: no program writes that")
        self._write(element.text)
        for child in element:
            kind = local_name(child)
            if kind in _ROLES:
                self._code(child, kind)
            elif kind in _PAIRED:
                identity, type_ = _id(child), child.get("type", "") or child.get("ctype", "")
                self._place(Tag("open", identity, "", type_))
                self.collect(child, depth + 1)
                self._place(Tag("close", identity, "", type_))
            elif kind and kind not in _ANNOTATIONS and child.get("mtype") not in _REMOVED:
                self.collect(child, depth + 1)
            self._write(child.tail)

    def _code(self, element: Element, kind: str) -> None:
        role = _ENDS.get(element.get("pos", ""), _ROLES[kind])
        texts = (element.get(name) for name in ("equiv-text", "disp", "equiv"))
        code = "".join(element.itertext()) or next(filter(None, texts), "")
        blank = bool(_BREAK.search(" ".join([*element.attrib.values(), element.text or ""])))
        type_ = element.get("type", "") or element.get("ctype", "")
        self._place(Tag(role, _id(element), code, "lb" if blank and not _BREAK.search(type_) else type_), blank=blank)

    def _place(self, tag: Tag, *, blank: bool = False) -> None:
        start = self._length
        self._write(" " if blank else "")
        self.tags.append(PlacedTag(Span(start, self._length), tag))

    def _write(self, text: str | None) -> None:
        if text:
            self.parts.append(text)
            self._length += len(text)


def _id(element: Element) -> str:
    """What joins a beginning with its end."""
    return next((str(identity) for name in ("startRef", "i", "rid", "id", "x") if (identity := element.get(name))), "")


def mark_of(placed: PlacedTag, start: int) -> Mark:
    """The mark of a placeholder in a document whose segment begins at `start`."""
    values = {name: value for name, value in asdict(placed.tag).items() if value}
    return Mark(TAG, placed.span.shift(start), json.dumps(values, ensure_ascii=False))


def placed_tags(marks: Iterable[Mark], span: Span) -> tuple[PlacedTag, ...]:
    """The placeholders of a stretch of a document, by their places in it."""
    return tuple(
        PlacedTag(mark.span.shift(-span.start), Tag(**json.loads(mark.value)))
        for mark in marks
        if mark.kind == TAG and span.start <= mark.span.start and mark.span.end <= span.end
    )


Numbered = tuple[Tag, int, bool]
"""A placeholder, its number in its unit (both halves of a pair have one), and whether its other half is elsewhere."""

Numbers = dict[str, int]
"""The numbers of a unit's placeholders by their names: those of the translation have the numbers of the original's."""


def numbered(tags: Iterable[PlacedTag], numbers: Numbers) -> list[Numbered]:
    """The placeholders of a segment, each beginning paired with the next end of its name."""
    numbered_tags: list[Numbered] = []
    waiting: dict[str, list[int]] = {}
    used: set[str] = set()
    for placed in tags:
        tag = placed.tag
        stack = waiting.setdefault(tag.id, [])
        if tag.role == "close" and stack:
            at = stack.pop()
            number = numbered_tags[at][1]
            numbered_tags[at] = (numbered_tags[at][0], number, False)
            numbered_tags.append((tag, number, False))
            continue
        name = next(key for count in itertools.count() if (key := f"{tag.id}/{count}") not in used)
        used.add(name)
        if tag.role == "open":
            stack.append(len(numbered_tags))
        numbered_tags.append((tag, numbers.setdefault(name, len(numbers) + 1), tag.role != "point"))
    return numbered_tags


def tagged(text: str, tags: tuple[PlacedTag, ...], written: Callable[[Tag, int, bool], str], numbers: Numbers) -> str:
    """The XML of a segment: its words, and each placeholder as `written` has it, in its place."""
    parts: list[str] = []
    at = 0
    for placed, (tag, number, alone) in zip(tags, numbered(tags, numbers), strict=True):
        parts += [xml_text(text[at : placed.span.start]), written(tag, number, alone)]
        at = max(at, placed.span.end)
    return "".join([*parts, xml_text(text[at:])])
