"""Options that take several files at once: `--source A B C` is read as `--source A --source B --source C`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from typer.models import OptionInfo


@dataclass(frozen=True, slots=True)
class OptionKinds:
    """Of some commands the options that take files, several of them, and those that take nothing."""

    lists: frozenset[str]
    flags: frozenset[str]


def taking(commands: Iterable[Callable[..., Any]]) -> OptionKinds:
    """What options take, by their declarations: `list[Path]` several files, `bool` nothing."""
    lists: set[str] = set()
    flags: set[str] = set()
    for command in commands:
        for name, hint in get_type_hints(command, include_extras=True).items():
            if get_origin(hint) is not Annotated:
                continue
            kind, *extras = get_args(hint)
            option = next((extra for extra in extras if isinstance(extra, OptionInfo)), None)
            if option is None:
                continue
            declared = option.param_decls or (f"--{name.replace('_', '-')}",)
            names = [part for spelling in declared for part in spelling.split("/") if part.startswith("-")]
            if kind is bool:
                flags.update(names)
            elif list[Path] in (kind, *get_args(kind)):
                lists.update(names)
    return OptionKinds(frozenset(lists), frozenset(flags))


def spread(arguments: Sequence[str], takes: OptionKinds, *, article: bool = False) -> list[str]:
    """Repeat a list option's name before each of its files. `article`: what needs no option may come last, after them.

    >>> takes = OptionKinds(frozenset({"--source"}), frozenset({"--claims"}))
    >>> spread(["link", "a.txt", "--source", "x", "y", "--format", "json"], takes, article=True)
    ['link', 'a.txt', '--source', 'x', '--source', 'y', '--format', 'json']
    >>> spread(["link", "--source", "x", "y", "a.txt"], takes, article=True)
    ['link', '--source', 'x', '--source', 'y', 'a.txt']
    """
    spread_out: list[str] = []
    option = ""
    given = -1  # arguments that belong to no option, the command itself not counted
    for at, argument in enumerate(arguments):
        if argument.startswith("-") and argument != "-":
            option = argument
            spread_out.append(argument)
        elif option in takes.lists and arguments[at - 1] != option:
            spread_out.extend([option, argument])
        else:
            given += not option or arguments[at - 1] != option or option in takes.flags or "=" in option
            spread_out.append(argument)
    listed = spread_out[-2:][0]
    if article and not given and listed in takes.lists and spread_out.count(listed) > 1:
        del spread_out[-2]
    return spread_out
