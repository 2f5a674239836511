"""A file of given pairs, of whatever kind, told by its contents."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.bitext.columns import find_columns
from duizhao.corpus.exchange.bitext.given_pairs import GivenPair, given_bitext
from duizhao.corpus.exchange.bitext.inline_tags import Segment
from duizhao.corpus.exchange.bitext.xml_pairs import KINDS, kind_of_xml, xml_pairs
from duizhao.corpus.exchange.tables.read_rows import Rows, delimited_rows, json_rows, table_rows
from duizhao.corpus.exchange.tables.workbook import sheet_rows
from duizhao.corpus.files.safe_xml import FORBIDDEN
from duizhao.corpus.readers.base.left_out import warn_left_out
from duizhao.corpus.readers.base.limits import check_length
from duizhao.corpus.readers.load import read_bytes

_FORBIDDEN = re.compile(FORBIDDEN)
_TABLE_KINDS: Mapping[str, Callable[[bytes, str], list[Rows]]] = {
    "docx": table_rows,
    "xlsx": lambda data, name: [sheet_rows(data, name)],
    "jsonl": lambda data, name: [json_rows(data, name)],
    "table": lambda data, name: [delimited_rows(data, name)],
}


@dataclass(frozen=True, slots=True)
class GivenBitext:
    """What a file of pairs holds, and what is to be said of how it was read ('' if nothing)."""

    bitext: Bitext
    note: str


def read_given(path: Path, *, columns: Sequence[str] = (), name: str | None = None) -> GivenBitext:
    """The given pairs of a TMX, XLIFF, Word, Excel, JSON Lines, CSV or TSV file.

    `columns`: of a table, the Chinese, the English and perhaps the status column, by number or name; else they are
    guessed, and said. `name`: of the source document, by default the file's without its ending.
    Raises ReadError or FormatError, one line that says what to do.
    """
    return given_in(read_bytes(path), path.name, columns=columns, called=path.stem if name is None else name)


def given_in(data: bytes, name: str, *, columns: Sequence[str] = (), called: str) -> GivenBitext:
    """The given pairs in the bytes of the file `name`, the source document being `called` so."""
    kind = kind_of_pairs(data)
    notes: list[str] = []
    if kind in KINDS:
        pairs = _without_forbidden(xml_pairs(data, name, kind), name)
    else:
        pairs = []
        for rows in _TABLE_KINDS[kind](data, name):
            chosen = find_columns(rows, columns, name)
            pairs += chosen.pairs(rows)
            if not columns and (note := chosen.description(rows)) not in notes:
                notes.append(note)
    if not pairs:
        raise FormatError(f"{name} holds no pairs: nothing can be taken from it")
    digest = hashlib.sha256(data).hexdigest()
    bitext = given_bitext(pairs, name=called, target_name=name, digest=digest)
    check_length(max(len(bitext.source.text), len(bitext.target.text)), name)
    return GivenBitext(bitext, "; ".join([*notes, _counts(bitext)]))


def _without_forbidden(pairs: Iterable[GivenPair], name: str) -> list[GivenPair]:
    """The pairs without characters that XML forbids; the units that held some are named in a warning."""
    kept, units = [], []
    for number, pair in enumerate(pairs, 1):
        texts = [pair.source, pair.target, pair.stated, pair.part, pair.note]
        if FORBIDDEN in "".join(texts):
            source, target = (
                Segment(text, tags).changed(_FORBIDDEN)
                for text, tags in ((pair.source, pair.source_tags), (pair.target, pair.target_tags))
            )
            stated, part, note = (text.replace(FORBIDDEN, "") for text in texts[2:])
            pair = GivenPair(source.text, target.text, stated, part, note, source.tags, target.tags)
            units.append(f"{number} (“{(pair.source or pair.target)[:20]}”)")
        kept.append(pair)
    if units:
        named = ", ".join(units[:5]) + (f" and {len(units) - 5} more" if len(units) > 5 else "")
        warn_left_out(name, [f"control characters that XML forbids, in unit {named}"])
    return kept


def kind_of_pairs(data: bytes) -> str:
    """`tmx`, `xliff` or `xliff2`, `docx`, `xlsx`, `jsonl`, or `table` for what may be one."""
    if data.startswith(b"PK\x03\x04"):
        return "xlsx" if b"xl/" in data[-65536:] or b"xl/" in data[:4096] else "docx"
    if kind := kind_of_xml(data):
        return kind
    return "jsonl" if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "table"


def holds_pairs(data: bytes) -> bool:
    """Whether a file is beyond doubt one of pairs: TMX or XLIFF."""
    return bool(kind_of_xml(data))


def _counts(bitext: Bitext) -> str:
    """How many pairs there are, how many confirmed, how many sides empty."""
    pairs = sum(bool(bead.source and bead.target) for bead in bitext.beads)
    confirmed = sum(bead.status == "confirmed" and bool(bead.source and bead.target) for bead in bitext.beads)
    untranslated = sum(not bead.target for bead in bitext.beads)
    alone = sum(not bead.source for bead in bitext.beads)
    parts = [f"{pairs} given pairs, {confirmed} of them approved"]
    parts += [f"{untranslated} without a translation"] if untranslated else []
    parts += [f"{alone} without an original"] if alone else []
    return ", ".join(parts)
