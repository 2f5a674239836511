"""A corpus of an earlier program is read as it is, and made small by `reencode`, without encoding anything."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from duizhao.align.ingest.reencode import reencode
from duizhao.align.library.library import read_library
from duizhao.align.library.vector_cache import VectorCache
from duizhao.align.quotations.source_search import SourceSearch
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import text_hash
from duizhao.models.quantization import Packed, pack

SENTENCES = ("河水冲走了桥，村民都很难过。", "学生应当按时完成作业。", "公司去年的收入为三亿元。")


@pytest.fixture
def wide(tmp_path: Path, shipped) -> Path:
    path = tmp_path / "old.duizhao"
    document = document_of("\n".join(SENTENCES), "zh", name="old", presplit=True)
    vectors = {
        text_hash(text): pack(encoded) for text, encoded in zip(SENTENCES, shipped.encode(SENTENCES), strict=True)
    }
    with Store.open(path, create=True) as store:
        store.add(document, vectors=vectors, model=shipped.signature)
    return path


def found(store: Store, shipped) -> int:
    (sources,) = SourceSearch(read_library(store), shipped).find(["The river swept the bridge away"])
    return sources.candidates[0].sentence


def test_eight_bits_are_searched_as_they_are_and_coded_when_asked(wide: Path, shipped) -> None:
    keys = [text_hash(text) for text in SENTENCES]
    with Store.open(wide) as store:
        before = store.vectors(keys)
        assert found(store, shipped) == 0
        assert reencode(store, shipped) == 0
        after = store.vectors(keys)
        assert found(store, shipped) == 0
    assert all(Packed(data).is_coded for data in after.values())
    assert sum(map(len, after.values())) < 0.17 * sum(map(len, before.values()))
    raw = wide.read_bytes()
    assert not any(data[200:240] in raw for data in before.values())


def test_the_second_time_nothing_changes(wide: Path, shipped) -> None:
    with Store.open(wide) as store:
        reencode(store, shipped)
        once = store.vectors(map(text_hash, SENTENCES))
        assert reencode(store, shipped) == 0
        assert store.vectors(map(text_hash, SENTENCES)) == once


def test_what_is_aligned_is_not_decoded(wide: Path, shipped) -> None:
    exact = list(shipped.encode(SENTENCES))
    with Store.open(wide) as store:
        reencode(store, shipped)
        cache = VectorCache(shipped, store)
        for again in (SENTENCES, [*SENTENCES, *SENTENCES]):
            for encoded, wanted in zip(cache.encode(again), [*exact, *exact], strict=False):
                assert np.abs(encoded.words - wanted.words).max() < 0.01
        assert cache.fresh == {}


def test_what_is_new_is_coded(tmp_path: Path, shipped) -> None:
    with Store.open(tmp_path / "new.duizhao", create=True) as store:
        document = document_of("\n".join(SENTENCES), "zh", name="new", presplit=True)
        store.add(document, vectors={}, model=shipped.signature)
        assert reencode(store, shipped) == len(SENTENCES)
        assert all(Packed(data).is_coded for data in store.vectors(map(text_hash, SENTENCES)).values())
