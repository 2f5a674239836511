"""Pairs that a file gives, as a bitext: each segment is a sentence, and each pair a bead of the status it was given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Language, Mark, Span
from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.bitext.inline_tags import PlacedTag, mark_of

_APPROVED = frozenset({
    "approved", "approvedtranslation", "translationapproved", "approvedsignoff", "signoffapproved", "signedoff",
    "signoff", "final", "proofread", "confirmed", "reviewerconfirmed", "yes",
    "已批准", "已签核", "已簽核", "已确认", "已確認", "已审定", "已審定",
})  # fmt: skip
"""What files call a pair that somebody has approved, without case, blanks, digits and signs."""


@dataclass(frozen=True, slots=True)
class GivenPair:
    """A segment and its translation; either may be ''. The inline tags of both stand beside them, by their places.

    `stated` is what the file says of the pair's status, in its own word, '' if nothing; `part` the name of the file
    that the segment came from, where a file of pairs holds several; `note` what a translator remarked.
    """

    source: str
    target: str
    stated: str = ""
    part: str = ""
    note: str = ""
    source_tags: tuple[PlacedTag, ...] = ()
    target_tags: tuple[PlacedTag, ...] = ()

    @property
    def confirmed(self) -> bool:
        """Whether the file states that somebody approved the pair."""
        return is_approval(self.stated)


def is_approval(stated: str) -> bool:
    """Whether a status says that somebody approved, signed off or confirmed: a plain `translated` does not.

    >>> [is_approval(word) for word in ("Approved Sign-off", "Reviewer1Confirmed", "translated", "")]
    [True, True, False, False]
    """
    return re.sub(r"[\W\d_]+", "", stated).casefold() in _APPROVED


def given_bitext(pairs: Iterable[GivenPair], *, name: str, target_name: str, digest: str) -> Bitext:
    """Two documents whose sentences are the segments, one a line, and the beads between them.

    What the file says of status, part and remarks stands as marks on the segments ("status", "file", "note"; a segment
    without a translation is "untranslated"). Raises FormatError if there is no pair with two sides.
    """
    sides: tuple[_Side, _Side] = (_Side(), _Side())
    beads = []
    for pair in pairs:
        source = sides[0].put(pair.source, pair.source_tags)
        target = sides[1].put(pair.target, pair.target_tags)
        if not source and not target:
            continue
        sides[0].mark("file", source, pair.part)
        sides[1].mark("status", target, pair.stated)
        sides[1 if target else 0].mark("note", target or source, pair.note)
        if not target:
            sides[0].mark("status", source, "untranslated")
        beads.append(Bead(source, target, status="confirmed" if pair.confirmed else "given"))
    if not any(bead.source and bead.target for bead in beads):
        raise FormatError(f"{target_name} holds no Chinese segment with an English one: nothing can be taken from it")
    return Bitext(sides[0].document(name, "zh", digest), sides[1].document(target_name, "en", digest), tuple(beads))


class _Side:
    """One document as it grows, segment by segment."""

    def __init__(self) -> None:
        self._segments: list[str] = []
        self._spans: list[Span] = []
        self._marks: list[Mark] = []
        self._length = 0

    def put(self, text: str, tags: Sequence[PlacedTag] = ()) -> tuple[int, ...]:
        """Add a segment; its index, or nothing if it has no words."""
        lead = len(text) - len(text.lstrip())
        text = text.strip()
        if not text:
            return ()
        for placed in tags:
            start, end = (min(max(0, at - lead), len(text)) for at in (placed.span.start, placed.span.end))
            self._marks.append(mark_of(PlacedTag(Span(start, end), placed.tag), self._length))
        self._segments.append(text + "\n")
        self._spans.append(Span(self._length, self._length + len(text) + 1))
        self._length += len(text) + 1
        return (len(self._spans) - 1,)

    def mark(self, kind: str, at: tuple[int, ...], value: str) -> None:
        """Mark the segment at an index; nothing if there is no segment or nothing to say."""
        if at and value:
            span = self._spans[at[0]]
            self._marks.append(Mark(kind, Span(span.start, span.end - 1), " ".join(value.split())))

    def document(self, name: str, language: Language, digest: str) -> Document:
        """What has grown."""
        return Document(name, language, "".join(self._segments), tuple(self._spans), digest, tuple(self._marks))
