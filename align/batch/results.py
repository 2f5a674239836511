"""What became of one pair, and the same as bytes, for another process or for the disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from duizhao.align.checks.finding import Finding
from duizhao.corpus.bitext import Bead
from duizhao.corpus.document import Document, Span
from duizhao.corpus.serialization import bead_of_record, bead_record, document_of_record, document_record

Status = Literal["done", "there", "failed"]


@dataclass(frozen=True, slots=True)
class Result:
    """A pair that was aligned (`done`), that the corpus holds as it is (`there`), or that could not be (`failed`).

    `target` is None, and there are no beads, where the original has no translation. `vectors` are the packed encodings
    of all sentences by their hash, if they are wanted; `findings` what the check found, None if none was wanted.
    """

    number: int
    status: Status
    reason: str = ""
    source: Document | None = None
    target: Document | None = None
    beads: tuple[Bead, ...] = ()
    findings: tuple[Finding, ...] | None = None
    vectors: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def sentences(self) -> int:
        """Of both sides."""
        return sum(len(document.sentences) for document in (self.source, self.target) if document)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many pairs became what, and how many sentences, of both sides, those that were done have."""

    done: int = 0
    there: int = 0
    failed: int = 0
    sentences: int = 0

    @property
    def pairs(self) -> int:
        """All that are settled."""
        return self.done + self.there + self.failed

    def and_one(self, status: Status, sentences: int = 0) -> Totals:
        """One more."""
        return Totals(
            self.done + (status == "done"),
            self.there + (status == "there"),
            self.failed + (status == "failed"),
            self.sentences + (sentences if status == "done" else 0),
        )


def packed(result: Result) -> bytes:
    """A digest of the rest (32 bytes), the length of the head (8), the head as JSON, the vectors in a row."""
    head = {
        "number": result.number,
        "status": result.status,
        "reason": result.reason,
        "source": document_record(result.source) if result.source else None,
        "target": document_record(result.target) if result.target else None,
        "beads": [bead_record(bead) for bead in result.beads],
        "findings": None if result.findings is None else [asdict(finding) for finding in result.findings],
        "vectors": [[key, len(data)] for key, data in result.vectors.items()],
    }
    line = json.dumps(head).encode()
    body = b"".join((len(line).to_bytes(8, "little"), line, *result.vectors.values()))
    return hashlib.sha256(body).digest() + body


def unpacked(data: bytes) -> Result | None:
    """The result that `packed` made into bytes; None where they are not whole."""
    body = memoryview(data)[32:]
    if hashlib.sha256(body).digest() != data[:32]:
        return None
    at = 8 + int.from_bytes(body[:8], "little")
    head = json.loads(bytes(body[8:at]))
    vectors = {}
    for key, size in head["vectors"]:
        vectors[key] = bytes(body[at : at + size])
        at += size
    return Result(
        head["number"],
        head["status"],
        head["reason"],
        document_of_record(head["source"]) if head["source"] else None,
        document_of_record(head["target"]) if head["target"] else None,
        tuple(map(bead_of_record, head["beads"])),
        None if head["findings"] is None else _findings(head["findings"]),
        vectors,
    )


def _findings(records: Sequence[Mapping[str, Any]]) -> tuple[Finding, ...]:
    def span(record: Mapping[str, int] | None) -> Span | None:
        return Span(**record) if record else None

    return tuple(
        Finding(**{**record, "source": span(record["source"]), "target": span(record["target"])}) for record in records
    )
