"""Pieces of a plan: one that cannot be added keeps out no other, and what was replaced leaves no trace at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from encoders import lexicon

from duizhao.align.errors import RequestError
from duizhao.align.ingest.files import put
from duizhao.align.ingest.piece_by_piece import piece_by_piece
from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.store.purge import is_unpurged
from duizhao.corpus.store.store import Store

SECRET = "学校有一位秘密的老师。"


def put_in(store: Store, name: str, text: str) -> Iterator[str]:
    if not text:
        raise ReadError(f"{name} is empty")
    yield put(store, (document_of(text, "zh", name=name), []), lexicon(), replacing=True)


def test_the_rest_goes_on_and_what_was_replaced_is_gone(tmp_path: Path) -> None:
    texts = {"a": "学校开学了。", "broken": "", "b": "老师来了。"}
    with Store.open(tmp_path / "c", create=True) as store:
        list(put_in(store, "a", SECRET))
        said: list[str] = []
        with pytest.raises(RequestError, match="1 of the plan's documents"):
            said.extend(
                piece_by_piece(store, ((each, put_in(store, each, texts[each])) for each in texts), replacing=True)
            )
        assert not is_unpurged(store)
        assert store.names() == ["a", "b"]
    assert SECRET.encode() not in (tmp_path / "c").read_bytes()


def test_what_is_said_of_each_comes_as_it_is_done(tmp_path: Path) -> None:
    with Store.open(tmp_path / "c", create=True) as store:
        lines = piece_by_piece(store, [("a", put_in(store, "a", "学校。")), ("b", put_in(store, "b", ""))])
        assert next(lines).startswith("added a")
        assert next(lines) == "b: not added: b is empty"
        with pytest.raises(RequestError):
            next(lines)
