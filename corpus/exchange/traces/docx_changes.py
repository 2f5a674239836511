"""Tracked changes put into a Word file at characters of its text: to be accepted or rejected there, one by one.

The text and its offsets are those of `corpus.readers.docx.document`. What a change replaces is marked as deleted, what
it puts in as inserted, in the font of what stood there; nothing else of the file is touched. Rejecting all of them
gives the file's words as they were. `docx_writing` does it in a process of its own.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from rapidfuzz.distance import Postfix, Prefix

from duizhao.corpus.document import Span
from duizhao.corpus.exchange.traces.docx_comments import AUTHOR
from duizhao.corpus.exchange.traces.docx_runs import UNWRITABLE, XML_SPACE, Runs, made, serialised
from duizhao.corpus.readers.docx.document import Walk
from duizhao.corpus.readers.docx.pieces import Piece
from duizhao.corpus.readers.docx.xml import attribute, child, tag_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_CLOSED = frozenset({"w:del", "w:moveFrom", "w:moveTo", "mc:AlternateContent", "w:ruby", "m:oMath"})
"""Elements in which nothing is tracked: words already gone or on their way, and what the file holds twice."""


@dataclass(frozen=True, slots=True)
class Change:
    """Words to stand in the place of a span of the text; an empty span: to be put in there; no words: it goes."""

    span: Span
    text: str


class ChangeWriter:
    """One file being written on; its XML is that of the walk."""

    def __init__(self, walked: Walk, moment: datetime) -> None:
        self._walk = walked
        self._space = str(next(iter(walked.roots.values())).tag).partition("}")[0] + "}"
        self._runs = Runs(walked.pieces)
        self._moment = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        taken = (attribute(node, "id") or "" for root in walked.roots.values() for node in root.iter())
        self._free = max((int(each) for each in taken if each.isdecimal() and len(each) < 10), default=0) + 1

    def written(self, changes: Sequence[Change]) -> tuple[bytes, list[Change]]:
        """The file with the changes, and those that could not be tracked."""
        parts: set[str] = set()
        left_out: list[Change] = []
        done = 0
        for change in sorted(changes, key=lambda change: change.span):
            touched = self._runs.within(change.span) if change.span else self._beside(change.span.start)
            if change.span.start < done or UNWRITABLE.search(change.text) or not _open(touched, change):
                left_out.append(change)
                continue
            parts.add(touched[0].part)
            self._track(_least(change, touched))
            done = change.span.end
        changed = {part: serialised(self._walk.roots[part]) for part in parts}
        return self._walk.package.rewritten(changed), left_out

    def _beside(self, offset: int) -> list[Piece]:
        """The piece before a place, or else the one after it."""
        before = self._runs.within(Span(offset - 1, offset)) if offset else []
        return before or self._runs.within(Span(offset, offset + 1))

    def _track(self, change: Change) -> None:
        span = change.span
        self._runs.cut(span.start)
        self._runs.cut(span.end)
        runs = list(dict.fromkeys(piece.run for piece in self._runs.within(span) if piece.run is not None))
        place, after = (runs[-1], True) if runs else self._place(span.start)
        properties = child(runs[0] if runs else place, "w:rPr")
        for run in runs:
            place = self._deleted(run)
        if change.text:
            inserted = self._revision("ins")
            inserted.append(self._run(change.text, properties))
            self._put(inserted, place, after=after)

    def _place(self, offset: int) -> tuple[_Element, bool]:
        """The run that something is put in after, or else before."""
        before = self._runs.within(Span(offset - 1, offset)) if offset else []
        run = (before or self._runs.within(Span(offset, offset + 1)))[0].run
        assert run is not None
        return run, bool(before)

    def _deleted(self, run: _Element) -> _Element:
        """A run, marked as deleted."""
        deleted = self._revision("del")
        run.addprevious(deleted)
        deleted.append(run)
        for node in run:
            if tag_of(node) == "w:t":
                node.tag = f"{self._space}delText"
        return deleted

    def _put(self, inserted: _Element, place: _Element, *, after: bool) -> None:
        """What is inserted, beside a place; within another's insertion that one is cut in two there."""
        outer = place.getparent()
        if outer is not None and tag_of(outer) == "w:ins":
            rest = made(self._space, "ins", **self._told(outer))
            for node in [*place.itersiblings()] if after else [place, *place.itersiblings()]:
                rest.append(node)
            outer.addnext(rest)
            place, after = outer, True
            if not len(rest):
                outer.getparent().remove(rest)
        if after:
            place.addnext(inserted)
        else:
            place.addprevious(inserted)

    def _told(self, revision: _Element) -> dict[str, str]:
        """What another's insertion says of itself, with a number of its own."""
        self._free += 1
        names = ((name, attribute(revision, name)) for name in ("author", "date"))
        return {"id": str(self._free - 1), **{name: value for name, value in names if value is not None}}

    def _revision(self, tag: str) -> _Element:
        self._free += 1
        return made(self._space, tag, id=str(self._free - 1), author=AUTHOR, date=self._moment)

    def _run(self, text: str, properties: _Element | None) -> _Element:
        run, words = made(self._space, "r"), made(self._space, "t")
        if properties is not None:
            copied = copy.deepcopy(properties)
            for earlier in [node for node in copied if tag_of(node) == "w:rPrChange"]:
                copied.remove(earlier)
            run.append(copied)
        words.text = text
        words.set(XML_SPACE, "preserve")
        run.append(words)
        return run


def _open(touched: Sequence[Piece], change: Change) -> bool:
    """Whether words may be tracked here: all of them plain, in one paragraph, and nowhere that is closed to changes."""
    plain = [
        (piece, list(piece.run.iterancestors()))
        for piece in touched
        if piece.run is not None
        and piece.element is not None
        and tag_of(piece.element) == "w:t"
        and piece.element.getparent() is piece.run
    ]
    paragraphs = [next((above for above in ancestors if tag_of(above) == "w:p"), None) for _, ancestors in plain]
    counted = sum(min(piece.span.end, change.span.end) - max(piece.start, change.span.start) for piece, _ in plain)
    whole = counted == len(change.span) if change.span else bool(plain)
    return (
        whole
        and "\n" not in change.text
        and all(paragraph is paragraphs[0] for paragraph in paragraphs)
        and not any(tag_of(above) in _CLOSED for _, ancestors in plain for above in ancestors)
    )


def _least(change: Change, touched: Sequence[Piece]) -> Change:
    """Of a change across several runs only what differs, so that the rest keeps its font."""
    if all(piece.run is touched[0].run for piece in touched):
        return change
    old = "".join(piece.text for piece in touched)[change.span.start - touched[0].start :][: len(change.span)]
    same = Prefix.similarity(old, change.text)
    rest = Postfix.similarity(old[same:], change.text[same:])
    span = Span(change.span.start + same, change.span.end - rest)
    return replace(change, span=span, text=change.text[same : len(change.text) - rest])
