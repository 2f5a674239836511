"""Every command's help shows a call, and the program takes it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

import pytest

from duizhao.align.cli.app import commands, spread
from duizhao.align.cli.examples import EXAMPLES


def leaves(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    for part, inner in command.commands.items():
        path = f"{name} {part}".strip()
        if hasattr(inner, "commands"):
            yield from leaves(inner, path)
        else:
            yield path, inner


LEAVES = dict(leaves(commands()))


def test_every_command_has_one() -> None:
    assert set(EXAMPLES) == set(LEAVES)
    assert all(LEAVES[name].epilog == f"Example: {example}" for name, example in EXAMPLES.items())


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_program_takes_it(name) -> None:
    given = spread(shlex.split(EXAMPLES[name])[1:])
    assert given[: len(name.split())] == name.split()
    LEAVES[name].make_context(name, given[len(name.split()) :])  # raises for what it does not know or misses
