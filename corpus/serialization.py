"""Documents and beads as plain values that JSON can hold, and back: equal to what was put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from duizhao.corpus.bitext import Bead, Reasons, Status
from duizhao.corpus.document import Document, Language, Mark, Span
from duizhao.corpus.foreign_json import number_in, text_in, texts_of, whole_in


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
    ends = list(map(whole_in, record["sentences"]))
    texts_of({name: record[name] for name in ("name", "language", "text", "sha256")})
    if record["language"] not in get_args(Language):
        raise ValueError(f"no language: {record['language']}")
    return Document(
        record["name"],
        record["language"],
        record["text"],
        tuple(Span(start, end) for start, end in zip([0, *ends], ends, strict=False)),
        record["sha256"],
        marks_of_records(record["marks"]),
        texts_of(record["metadata"]),
    )


def marks_of_records(records: Iterable[Sequence[Any]]) -> tuple[Mark, ...]:
    """The marks of records `[kind, start, end, value]`. Raises TypeError or ValueError for what is none."""
    return tuple(
        Mark(text_in(kind), Span(whole_in(start), whole_in(end)), text_in(value)) for kind, start, end, value in records
    )


def bead_record(bead: Bead) -> list[Any]:
    """A bead as `[source, target, confidence, reasons, moved, status]`."""
    why = bead.reasons
    reasons = [why.coverage, why.similarity, why.length, list(why.numbers)] if why else None
    return [list(bead.source), list(bead.target), bead.confidence, reasons, bead.moved, bead.status]


def bead_of_record(record: Sequence[Any]) -> Bead:
    """The bead that a record holds. Raises KeyError, TypeError, IndexError or ValueError for what is none."""
    source, target, confidence, reasons, moved, status = record
    if not isinstance(moved, bool) or status not in get_args(Status):
        raise ValueError(f"no bead: {moved}, {status}")
    why = reasons_of_record(reasons) if reasons else None
    return Bead(tuple(map(whole_in, source)), tuple(map(whole_in, target)), number_in(confidence), why, moved, status)


def reasons_of_record(record: Sequence[Any]) -> Reasons:
    """What a bead's confidence rests on, of `[coverage, similarity, length, [both, source, target]]`."""
    coverage, similarity, length, (both, source, target) = record
    counts = whole_in(both), whole_in(source), whole_in(target)
    return Reasons(number_in(coverage), number_in(similarity), number_in(length), counts)
