"""What every test lives under: no socket beyond this machine. The model, loaded once; a browser for each module."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from loopback import Guard

from duizhao.models.encoder import Encoder

if TYPE_CHECKING:
    from playwright.sync_api import Browser


for number in (getattr(signal, name, None) for name in ("SIGINT", "SIGHUP")):
    if (
        number is not None and signal.getsignal(number) is signal.SIG_IGN
    ):  # under nohup, or in the background of a script
        signal.signal(number, signal.SIG_DFL)  # what the tests start would ignore it too

MARKED_BY_FIXTURE = {"browser": "browser", "shipped": "model"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever takes Chromium or the model that ships, also as the value of a parameter, is marked so."""
    for item in items:
        given = item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
        told = {each for each in given if isinstance(each, str)}
        for fixture, mark in MARKED_BY_FIXTURE.items():
            if fixture in {*getattr(item, "fixturenames", ()), *told}:
                item.add_marker(mark)


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
    from duizhao.models.loading import open_encoder

    return open_encoder()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; no longer than a module, since no event loop can be begun while it runs."""
    from readers import browsing

    with browsing() as opened:
        yield opened
