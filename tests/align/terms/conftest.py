"""A corpus of laws."""

from __future__ import annotations

from pathlib import Path

import pytest
from occurrences import EN, OTHER, ZH

from duizhao.align.ingest.files import IngestRequest, add_files
from duizhao.corpus.store.store import Store


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terms")
    for name, text in {"law.zh": ZH, "law.en": EN, "other.en": OTHER}.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "laws.duizhao"
    add_files(path, IngestRequest(folder / "law.zh", (folder / "law.en",), presplit=True), model=None)
    add_files(path, IngestRequest(None, (folder / "other.en",), name="law", presplit=True), model=None)
    with Store.open(path) as store:
        store.set_metadata("law.en", {"translator": "A", "date": "1990"})
        store.set_metadata("other.en", {"translator": "B", "date": "2001-05"})
    return path
