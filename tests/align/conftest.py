"""Models for the contracts of the commands, not for the quality: two that are tiny, with weights drawn at random."""

from __future__ import annotations

from pathlib import Path

import pytest
from encoders import bert_like


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Path:
    return bert_like(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def other(tmp_path_factory) -> Path:
    return bert_like(tmp_path_factory.mktemp("models") / "other", seed=9)
