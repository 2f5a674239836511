"""Corpora of every earlier schema open as if they had been made today."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from schemas import ALONE, EN, ZH, old_corpus

from duizhao.corpus.bitext import Bead, Reasons
from duizhao.corpus.document import Span
from duizhao.corpus.errors import StoreError
from duizhao.corpus.store.integrity import faults
from duizhao.corpus.store.migrations import SCHEMA_VERSION
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import text_hash


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "old.duizhao"


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_old_corpus_holds_what_it_held(path: Path, version: int) -> None:
    old_corpus(path, version)
    with Store.open(path) as store:
        assert store.names() == ["law", "alone"]
        assert store.model == "small-1"
        (bitext,) = store.bitexts("law")
        assert (bitext.source.text, bitext.target.text) == (ZH, EN)
        assert bitext.source.sentences == (Span(0, 5), Span(5, 11))
        first = bitext.beads[0]
        assert [(bead.source, bead.target, bead.confidence) for bead in bitext.beads] == [
            ((0,), (0,), 0.9),
            ((), (1,), 0.5),
            ((1,), (), 0.4),
        ]
        assert (first.moved, first.reasons) == (
            (True, Reasons(0.5, 0.75, 0.1, (1, 0, 2))) if version > 1 else (False, None)
        )
        assert store.source("alone").text == ALONE
        assert store.bitexts("alone") == ()
        assert store.vectors([text_hash("第一条。")]) == {text_hash("第一条。"): b"\x01\x02"}


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_old_corpus_has_the_same_tables_as_a_new_one(path: Path, tmp_path: Path, version: int) -> None:
    old_corpus(path, version)
    Store.open(path).close()
    Store.open(tmp_path / "new", create=True).close()
    layouts = []
    for file in (path, tmp_path / "new"):
        connection = sqlite3.connect(file)
        layouts.append(set(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")))
        layouts.append(set(connection.execute("PRAGMA user_version")))
        connection.close()
    assert layouts[:2] == layouts[2:]


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_old_corpus_can_be_added_to_and_checked(path: Path, version: int) -> None:
    old_corpus(path, version)
    with Store.open(path) as store:
        store.set_metadata("law", {"year": "1954"})
        store.realign("law", "law.en", [Bead((0, 1), (0, 1))])
        found = list(faults(store))
    assert found == [
        "law: 1 sentences have no vectors; run `duizhao reencode`",
        "alone: 1 sentences have no vectors; run `duizhao reencode`",
    ]


def test_a_migration_that_fails_leaves_the_old_corpus(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old_corpus(path, 1)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE document SET name = NULL WHERE 0")
    connection.execute("CREATE TABLE anchor (in_the_way)")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError):
        Store.open(path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert connection.execute("SELECT count(*) FROM entry").fetchone() == (2,)
    connection.close()


def test_an_old_corpus_that_may_only_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old_corpus(path, 2)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(StoreError, match="older duizhao, and may only be read: copy it"):
        Store.open(path)
