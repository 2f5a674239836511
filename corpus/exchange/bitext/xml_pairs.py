"""Pairs in files of XML (TMX, XLIFF), read in a process of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from duizhao.corpus.document import Span
from duizhao.corpus.exchange.bitext.given_pairs import GivenPair
from duizhao.corpus.exchange.bitext.inline_tags import PlacedTag, Tag
from duizhao.corpus.exchange.bitext.tmx import read_tmx
from duizhao.corpus.exchange.bitext.xliff_reader import read_xliff, read_xliff2
from duizhao.corpus.files.safe_xml import root_name
from duizhao.corpus.readers.base.limits import READ_SECONDS
from duizhao.corpus.sandbox.messages import Channel, Header
from duizhao.corpus.sandbox.reader_process import Job, ask, refusal

KINDS: Mapping[str, Callable[[bytes, str], Iterator[GivenPair]]] = {
    "tmx": read_tmx,
    "xliff": read_xliff,
    "xliff2": read_xliff2,
}
_PAIRS = Job("duizhao.corpus.exchange.bitext.xml_pairs:read_pairs", ("lxml.etree",))
_ROOT = Job("duizhao.corpus.exchange.bitext.xml_pairs:read_root", ("lxml.etree",))
_HEAD = 65536
"""Bytes in which a file shows what its outermost element is."""


def xml_pairs(data: bytes, name: str, kind: str) -> list[GivenPair]:
    """The pairs of a file of one of `KINDS`. Raises ReadError or FormatError, one line that says what to do."""
    records = ask(_PAIRS, {"name": name, "kind": kind}, data, name, READ_SECONDS)["pairs"]
    try:
        return [_pair_of_record(record) for record in records]
    except (TypeError, ValueError):
        raise refusal(name, "ended", READ_SECONDS) from None


def kind_of_xml(data: bytes) -> str:
    """`tmx`, `xliff` or `xliff2`, as the outermost element says; '' for all else."""
    head = data[:_HEAD]
    plain = head.replace(b"\0", b"")
    if b"<" not in plain[:4096] or not (b"tmx" in plain or b"xliff" in plain):
        return ""
    space, root = ask(_ROOT, {}, head, "the file", READ_SECONDS)["root"]
    return "tmx" if root == "tmx" else "" if root != "xliff" else "xliff2" if str(space).endswith(":2.0") else "xliff"


def read_pairs(channel: Channel, request: Header, data: bytes) -> Header:
    """The work of `xml_pairs`, in a process of its own."""
    return {"pairs": [_pair_record(pair) for pair in KINDS[request["kind"]](data, request["name"])]}


def read_root(channel: Channel, request: Header, data: bytes) -> Header:
    """The work of `kind_of_xml`, in a process of its own."""
    return {"root": root_name(data) or ("", "")}


def _pair_record(pair: GivenPair) -> list[Any]:
    tags = [
        [
            [placed.span.start, placed.span.end, placed.tag.role, placed.tag.id, placed.tag.code, placed.tag.type]
            for placed in side
        ]
        for side in (pair.source_tags, pair.target_tags)
    ]
    return [pair.source, pair.target, pair.stated, pair.part, pair.note, *tags]


def _pair_of_record(record: Sequence[Any]) -> GivenPair:
    source, target, stated, part, note, source_tags, target_tags = record
    if not all(isinstance(value, str) for value in (source, target, stated, part, note)):
        raise ValueError
    return GivenPair(source, target, stated, part, note, _tags(source_tags), _tags(target_tags))


def _tags(records: Sequence[Sequence[Any]]) -> tuple[PlacedTag, ...]:
    return tuple(PlacedTag(Span(start, end), Tag(*map(str, words))) for start, end, *words in records)  # type: ignore[arg-type]
