"""Models for the contracts of the commands, not for the quality: two that are tiny, with weights drawn at random."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from encoders import bert_like

from duizhao.models.transformer import checkpoint


@pytest.fixture(scope="session", autouse=True)
def opened_once() -> Iterator[None]:
    """A checkpoint stays open from call to call; each command would read it again, which costs more than its work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoint, "Checkpoint", cache(checkpoint.Checkpoint))
        yield


@pytest.fixture(scope="session")
def tiny(tmp_path_factory) -> Path:
    return bert_like(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="session")
def other(tmp_path_factory) -> Path:
    return bert_like(tmp_path_factory.mktemp("models") / "other", seed=9)
