"""What every test lives under: no socket beyond this machine. And the model, loaded once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from loopback import Guard

from models.encoder import Encoder


@pytest.fixture(scope="session")
def guard() -> Guard:
    return Guard()


@pytest.fixture(autouse=True)
def nothing_leaves_the_machine(guard: Guard) -> Iterator[None]:
    guard.refused.clear()
    yield
    if guard.refused:
        pytest.fail(f"this test tried to leave the machine: {', '.join(guard.refused)}")


@pytest.fixture(scope="session")
def shipped() -> Encoder:
    """The encoder of the model that ships."""
    from align.pipeline import open_encoder

    return open_encoder()
