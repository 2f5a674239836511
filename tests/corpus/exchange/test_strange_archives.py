"""Archives of a corpus that somebody changed by hand: every row of `strange_archives.tsv` is refused, in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bitexts import BITEXT, SOURCE
from places import CASES

from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.corpus_archive import read_corpus, write_corpus
from duizhao.corpus.files.safe_zip import Archive, NewArchive
from duizhao.corpus.search.provenance import Provenance
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import text_hash
from duizhao.models.encoder import Encoded
from duizhao.models.quantization import is_whole, pack

ROWS = [line.split("\t") for line in (CASES / "strange_archives.tsv").read_text(encoding="utf-8").splitlines()[1:]]
PACKED = pack(Encoded(np.array([[0, 1], [1, 3]], np.int32), np.eye(2, 4, dtype=np.float32), np.ones(4, np.float32)))


@pytest.fixture
def parts(tmp_path: Path) -> dict[str, bytes]:
    """Those of an archive as it is written."""
    with Store.open(tmp_path / "c", create=True) as store:
        vectors = {text_hash(span.of(SOURCE.text)): PACKED for span in SOURCE.sentences}
        store.add(SOURCE, bitexts=[BITEXT], vectors=vectors, model="m")
        write_corpus(store, Provenance("{}", "", "", "", "", ""), tmp_path / "a.zip")
    with Archive(tmp_path / "a.zip", "a.zip") as archive:
        return {name: archive.read(name) for name in archive.names}


def taken(parts: dict[str, bytes], path: Path) -> tuple[int, bool]:
    with NewArchive(path) as archive:
        for name, data in parts.items():
            archive.put(name, data)
    with Store.of([]) as store:
        try:
            return read_corpus(path, store, is_whole)
        finally:
            assert len(store.names()) in (0, 1)


def refused(parts: dict[str, bytes], path: Path) -> None:
    with pytest.raises(FormatError, match=r"^b\.zip holds no corpus: give a file that `export --format corpus` wrote$"):
        taken(parts, path)


@pytest.mark.parametrize(("part", "place", "value"), [pytest.param(*row[:3], id=row[3]) for row in ROWS])
def test_it_is_refused(part: str, place: str, value: str, parts: dict[str, bytes], tmp_path: Path) -> None:
    assert taken(parts, tmp_path / "b.zip") == (1, True)
    first, *others = parts[part].decode().split("\n")
    record = json.loads(first)
    *above, last = (int(step) if step.isdecimal() else step for step in place.split("/"))
    held: Any = record
    for step in above:
        held = held[step]
    held[last] = json.loads(value)
    refused(parts | {part: "\n".join((json.dumps(record), *others)).encode()}, tmp_path / "b.zip")


@pytest.mark.parametrize(
    "vector",
    [
        b"",
        PACKED[:-1],
        PACKED + b"\0",
        b"\xff\xff\xff\x7f" * 2 + PACKED[8:],
        PACKED[:8] + b"\xff" * 16 + PACKED[24:],
        PACKED[:-4] + np.array([np.nan], "<f4").tobytes(),
        PACKED[:24] + np.array([np.inf], "<f4").tobytes() + PACKED[28:],
    ],
    ids=["nothing", "cut off", "too long", "of many tokens", "of places before the text", "no number", "endless"],
)
def test_vectors_that_are_none(vector: bytes, parts: dict[str, bytes], tmp_path: Path) -> None:
    data = parts["vectors.bin"]
    changed = data[:32] + len(vector).to_bytes(4, "little") + vector + data[36 + len(PACKED) :]
    refused(parts | {"vectors.bin": changed}, tmp_path / "b.zip")


def test_vectors_that_are_cut_off(parts: dict[str, bytes], tmp_path: Path) -> None:
    refused(parts | {"vectors.bin": parts["vectors.bin"][:-1]}, tmp_path / "b.zip")
