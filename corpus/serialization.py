"""Documents and beads as plain values that JSON can hold, and back: equal to what was put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from duizhao.corpus.bitext import Bead, Reasons
from duizhao.corpus.document import Document, Mark, Span
from duizhao.corpus.foreign_json import texts_of


def document_record(document: Document) -> dict[str, Any]:
    """A text with its sentences (by where each ends), marks and metadata."""
    return {
        "name": document.name,
        "language": document.language,
        "sha256": document.sha256,
        "text": document.text,
        "sentences": [span.end for span in document.sentences],
        "marks": [[mark.kind, mark.span.start, mark.span.end, mark.value] for mark in document.marks],
        "metadata": dict(document.metadata),
    }


def document_of_record(record: Mapping[str, Any]) -> Document:
    """The text that a record holds. Raises KeyError, TypeError or ValueError for one that is not whole."""
    ends = record["sentences"]
    texts_of({name: record[name] for name in ("name", "language", "text", "sha256")})
    return Document(
        record["name"],
        record["language"],
        record["text"],
        tuple(Span(start, end) for start, end in zip([0, *ends], ends, strict=False)),
        record["sha256"],
        tuple(Mark(kind, Span(start, end), value) for kind, start, end, value in record["marks"]),
        texts_of(record["metadata"]),
    )


def bead_record(bead: Bead) -> list[Any]:
    """A bead as `[source, target, confidence, reasons, moved, status]`."""
    why = bead.reasons
    reasons = [why.coverage, why.similarity, why.length, list(why.numbers)] if why else None
    return [list(bead.source), list(bead.target), bead.confidence, reasons, bead.moved, bead.status]


def bead_of_record(record: Sequence[Any]) -> Bead:
    """The bead that a record holds."""
    source, target, confidence, reasons, moved, status = record
    why = Reasons(reasons[0], reasons[1], reasons[2], tuple(reasons[3])) if reasons else None
    return Bead(tuple(source), tuple(target), confidence, why, moved, status)
