"""One corpus, and several programs that write and read it at once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bitexts import lines
from sharing import share

from duizhao.corpus.errors import StoreError
from duizhao.corpus.store import connection
from duizhao.corpus.store.store import Store


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="its processes are forked")
def test_two_write_and_four_read(tmp_path: Path) -> None:
    counts, wrong = share(tmp_path / "c", 2.0)
    assert wrong == []
    assert counts["texts written"] > 0
    assert counts["readings"] > 0


def test_who_waits_too_long_to_write_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    with Store.open(tmp_path / "c", create=True) as one, Store.open(tmp_path / "c") as other:
        with one.changing():
            with pytest.raises(StoreError, match=r"^'c' is in use by another program: try again when that is done$"):
                other.add(lines("law", "第一条。"), vectors={}, model="m")
            assert other.names() == []  # who reads does not wait
        other.add(lines("law", "第一条。"), vectors={}, model="m")
        assert one.names() == ["law"]
