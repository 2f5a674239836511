"""Aligned documents as Parquet tables that DuckDB, pandas, R and Spark read: documents, beads, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document
from duizhao.corpus.errors import FormatError, WriteError
from duizhao.corpus.files.partial import part

DOCUMENTS, BEADS, FINDINGS = "documents", "beads", "findings"
Row = Mapping[str, object]


def schema(table: str) -> Any:
    """The columns of a table. Offsets are code points, half-open, into the text of the document."""
    arrow = _arrow()
    text, count, number = arrow.string(), arrow.int64(), arrow.float64()
    run = arrow.list_(arrow.int32())
    columns = {
        DOCUMENTS: [
            ("number", count), ("status", text), ("reason", text), ("document", text), ("translation", text),
            ("source_sha256", text), ("target_sha256", text), ("source_text", text), ("target_text", text),
            ("source_sentences", arrow.list_(arrow.int32())), ("target_sentences", arrow.list_(arrow.int32())),
            ("beads", count), ("findings", count), ("metadata", arrow.map_(text, text)), ("model", text),
        ],
        BEADS: [
            ("number", count), ("document", text), ("translation", text), ("bead", count),
            ("source", run), ("target", run), ("source_start", count), ("source_end", count),
            ("target_start", count), ("target_end", count), ("source_text", text), ("target_text", text),
            ("confidence", number), ("moved", arrow.bool_()), ("status", text),
            ("coverage", number), ("similarity", number), ("length", number),
            ("numbers_both", count), ("numbers_source", count), ("numbers_target", count),
        ],
        FINDINGS: [
            ("number", count), ("document", text), ("translation", text), ("kind", text), ("severity", text),
            ("source_start", count), ("source_end", count), ("target_start", count), ("target_end", count),
            ("confidence", number), ("reason", text), ("mqm", text),
        ],
    }  # fmt: skip
    return arrow.schema(columns[table])


def text_columns(source: Document | None, target: Document | None) -> Row:
    """What a row of `documents` says of its texts; `…_sentences` are the offsets at which each sentence ends."""
    return {
        "source_sha256": source and source.sha256,
        "target_sha256": target and target.sha256,
        "source_text": source and _plain(source.text),
        "target_text": target and _plain(target.text),
        "source_sentences": source and [span.end for span in source.sentences],
        "target_sentences": target and [span.end for span in target.sentences],
    }


def bead_rows(number: int, bitext: Bitext) -> list[Row]:
    """A row of `beads` for each bead; what nothing was measured of is null."""
    return [_bead_row(number, bitext, at, bead, texts) for at, (bead, *texts) in enumerate(bitext.rows())]


def _bead_row(number: int, bitext: Bitext, at: int, bead: Bead, texts: Sequence[str]) -> Row:
    source, target, why = bitext.source_span(bead), bitext.target_span(bead), bead.reasons
    return {
        "number": number,
        "document": bitext.source.name,
        "translation": bitext.target.name,
        "bead": at,
        "source": list(bead.source),
        "target": list(bead.target),
        "source_start": source.start if source else None,
        "source_end": source.end if source else None,
        "target_start": target.start if target else None,
        "target_end": target.end if target else None,
        "source_text": _plain(texts[0]) if source else None,
        "target_text": _plain(texts[1]) if target else None,
        "confidence": bead.confidence,
        "moved": bead.moved,
        "status": bead.status,
        "coverage": why.coverage if why else None,
        "similarity": why.similarity if why else None,
        "length": why.length if why else None,
        "numbers_both": why.numbers[0] if why else None,
        "numbers_source": why.numbers[1] if why else None,
        "numbers_target": why.numbers[2] if why else None,
    }


def write_rows(path: Path, table: str, rows: Sequence[Row], about: Mapping[str, str]) -> None:
    """A file of a table, whole or not at all; `about` goes into its key-value metadata. Raises WriteError."""
    import pyarrow.parquet

    made = pyarrow.Table.from_pylist(list(rows), schema=schema(table).with_metadata(dict(about)))
    try:
        with part(path) as beside:
            pyarrow.parquet.write_table(made, beside, compression="zstd")
    except OSError as error:
        reason = (error.strerror or "the system refused").lower()
        raise WriteError(f"{path.name} cannot be written ({reason}): free some space, and do it again") from error


def read_about(path: Path) -> dict[str, str]:
    """The key-value metadata of a file. Raises FormatError for one that is not whole."""
    import pyarrow.parquet

    try:
        metadata = pyarrow.parquet.read_schema(path).metadata or {}
    except (OSError, pyarrow.ArrowException) as error:
        raise FormatError(f"{path.name} is damaged: delete it, and run the same command again") from error
    return {key.decode(): value.decode() for key, value in metadata.items()}


def require() -> None:
    """Raises FormatError, with what to do, where pyarrow is not installed."""
    _arrow()


def _arrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise FormatError("Parquet needs pyarrow: pip install 'duizhao[parquet]'") from None
    return pyarrow


def _plain(text: str) -> str:
    """Text that UTF-8 can hold: half a surrogate pair becomes a question mark, which moves no offset."""
    return text.encode("utf-8", errors="replace").decode()
