"""Every command's help shows a call, and the program takes it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from rich.text import Text
from typer.testing import CliRunner

from duizhao.align.cli.app import app, commands, spread
from duizhao.align.cli.examples import EXAMPLES
from duizhao.corpus.tool import tool_version


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


def texts(command: Any) -> Iterator[str]:
    yield command.help or ""
    for inner in getattr(command, "commands", {}).values():
        yield from texts(inner)
    yield from (getattr(parameter, "help", None) or "" for parameter in command.params)


def test_no_help_is_taken_for_markup() -> None:
    for text in texts(commands()):
        assert Text.from_markup(text).plain == text.replace("\\[", "["), text


def test_the_version() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"duizhao {tool_version()}\n"


def test_one_command_alone_is_the_same_as_among_all() -> None:
    for name in ("find", "terms", "list"):
        alone = commands(name).commands
        assert list(alone) == [name]
        assert [part.name for part in alone[name].params] == [part.name for part in commands().commands[name].params]
    assert set(commands("nonsense").commands) == set(commands().commands)
