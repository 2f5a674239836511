"""Two versions of a Chinese text compared, with what their translations say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duizhao.align.beads.documents import align_documents
from duizhao.align.inputs import read_pair
from duizhao.align.progress import Track, untracked
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document, Span
from duizhao.corpus.readers.base.contents import AS_IT_IS, ReadOptions
from duizhao.corpus.text.normalization import wording
from duizhao.corpus.versions.compare import STATES, Edit, Passage, State, compare_versions
from duizhao.models.loading import open_encoder


@dataclass(frozen=True, slots=True)
class VersionsRequest:
    """The two Chinese files, and their English ones where there are any; `presplit`: one sentence a line."""

    old: Path
    new: Path
    old_translation: Path | None = None
    new_translation: Path | None = None
    presplit: bool = False
    reading: ReadOptions = AS_IT_IS
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A passage with where it is rendered in the translation of each version; empty where there is none.

    `translation`: whether both translations say the same, None where one of them says nothing.
    """

    passage: Passage
    old_english: tuple[Span, ...] = ()
    new_english: tuple[Span, ...] = ()
    translation: bool | None = None


@dataclass(frozen=True, slots=True)
class VersionComparison:
    """All passages of both versions, in the order of the new one; the English texts are None where none was given."""

    old: Document
    new: Document
    old_english: Document | None
    new_english: Document | None
    passages: tuple[Rendered, ...]

    def counts(self) -> Mapping[State, int]:
        """How many passages of each kind there are, of those that there are any of."""
        counted = Counter(each.passage.state for each in self.passages)
        return {state: counted[state] for state in STATES if counted[state]}


def versions(request: VersionsRequest, track: Track[Any] = untracked) -> VersionComparison:
    """The two versions, compared sentence by sentence; translations are aligned with the shipped model.

    Raises RequestError for a file in the wrong language, ReadError for one that cannot be read.
    """
    sides = ((request.old, request.old_translation), (request.new, request.new_translation))
    pairs = [
        read_pair(chinese, english, presplit=request.presplit, options=request.reading) for chinese, english in sides
    ]
    (old, old_english), (new, new_english) = pairs
    encoder = open_encoder(request.model) if old_english or new_english else None
    aligned: list[Bitext | None] = [
        align_documents(chinese, english, encoder, track) if english is not None and encoder is not None else None
        for chinese, english in pairs
    ]
    return compared(old, new, aligned[0], aligned[1])


def compared(
    old: Document, new: Document, old_bitext: Bitext | None = None, new_bitext: Bitext | None = None
) -> VersionComparison:
    """Two versions with the bitexts of their translations, each None where there is none."""
    mine, theirs = _renderings(old_bitext), _renderings(new_bitext)
    passages = []
    for passage in compare_versions(old, new):
        before = _spans(mine, passage.old_sentences)
        after = _spans(theirs, passage.new_sentences)
        same = None
        if before and after and old_bitext is not None and new_bitext is not None:
            same = _words(before, old_bitext.target) == _words(after, new_bitext.target)
        passages.append(Rendered(passage, before, after, same))
    english = old_bitext.target if old_bitext else None, new_bitext.target if new_bitext else None
    return VersionComparison(old, new, *english, tuple(passages))


def _renderings(bitext: Bitext | None) -> dict[int, Span]:
    """For each Chinese sentence the English of its bead."""
    found: dict[int, Span] = {}
    for bead in bitext.beads if bitext is not None else ():
        span = bitext.target_span(bead) if bitext is not None else None
        if span is not None and bitext is not None:
            found |= dict.fromkeys(bead.source, span.trimmed(bitext.target.text))
    return found


def _spans(renderings: Mapping[int, Span], sentences: Iterable[int]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(renderings[index] for index in sentences if index in renderings))


def _words(spans: Sequence[Span], document: Document) -> list[str]:
    return [wording(span.of(document.text)).text for span in spans]


def passage_record(compared: VersionComparison, rendered: Rendered) -> dict[str, Any]:
    """A passage as plain values; offsets count in the two files, and in those of their translations."""
    passage, old, new = rendered.passage, compared.old.text, compared.new.text
    english = ((compared.old_english, rendered.old_english), (compared.new_english, rendered.new_english))
    record: dict[str, Any] = {
        "state": passage.state,
        "old_start": passage.old.start if passage.old else None,
        "old_end": passage.old.end if passage.old else None,
        "new_start": passage.new.start if passage.new else None,
        "new_end": passage.new.end if passage.new else None,
        "likeness": round(passage.likeness, 4) if passage.old and passage.new else None,
        "old_text": passage.old.of(old) if passage.old else None,
        "new_text": passage.new.of(new) if passage.new else None,
        "edits": [_edit_record(edit, old, new) for edit in passage.edits if edit.kind != "same"],
    }
    for side, (document, spans) in zip(("old", "new"), english, strict=True):
        if document is not None:
            record[f"{side}_translation"] = [
                {"start": span.start, "end": span.end, "text": span.of(document.text)} for span in spans
            ]
    if compared.old_english is not None and compared.new_english is not None:
        record["same_translation"] = rendered.translation
    return record


def _edit_record(edit: Edit, old: str, new: str) -> dict[str, Any]:
    """Words of one version alone, and where they stand; in the other that is the place between two characters."""
    words = edit.old.of(old) if edit.kind == "removed" else edit.new.of(new)
    places = {
        "old_start": edit.old.start,
        "old_end": edit.old.end,
        "new_start": edit.new.start,
        "new_end": edit.new.end,
    }
    return {"kind": edit.kind, "text": words, **places}
