"""Every command that writes where the user says refuses to write over what it reads, and asks before it replaces."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

import typer

if TYPE_CHECKING:
    from duizhao.corpus.files.outputs import OutputGuard


@dataclass(frozen=True, slots=True)
class WrittenPath:
    """Marks, in the declaration of a command, a path that is written. Every other path of a command is read.

    `replaces` is False for a file that the command goes on with, or reads, if it is there. `folder`: it is a folder,
    which may be there.
    """

    replaces: bool = True
    folder: bool = False


Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there, whoever wrote it.")]


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """The command, with --force if it writes, and refusing an output that is read or that is somebody else's.

    A command that declares `force` itself looks after its outputs itself, with `output_guard`.
    """
    hints = get_type_hints(command, include_extras=True)
    outputs = {name: mark for name, hint in hints.items() if (mark := _written(hint)) is not None}
    if not outputs or "force" in hints:
        return command
    inputs = [name for name, hint in hints.items() if name not in outputs and _takes_paths(hint)]
    signature = inspect.signature(command)
    forced = inspect.Parameter("force", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Force)

    @wraps(command)
    def checked(*, force: bool = False, **given: Any) -> None:
        from duizhao.corpus.files.atomic import check_place

        guard = output_guard({name: given.get(name) for name in inputs}, force=force)
        for name, mark in outputs.items():
            if mark.replaces or given.get(name) is not None:
                guard.check(given.get(name), replaces=mark.replaces)
            if mark.replaces and not mark.folder:
                check_place(given.get(name))
        command(**given)

    parameters = [parameter.replace(annotation=hints[parameter.name]) for parameter in signature.parameters.values()]
    checked.__signature__ = signature.replace(parameters=[*parameters, forced])  # type: ignore[attr-defined]
    checked.__annotations__ = hints | {"force": Force}
    return checked


def output_guard(read: Mapping[str, Any], *, force: bool) -> OutputGuard:
    """What guards the outputs of a command that reads these paths, lists of paths, and None."""
    from duizhao.corpus.files.outputs import OutputGuard

    paths = tuple(path for value in read.values() for path in _paths(value) if str(path) != "-")
    return OutputGuard(paths, force, _ask)


def _ask(question: str) -> bool | None:
    """The answer of who sits at the terminal; None where there is none."""
    return typer.confirm(question, err=True) if sys.stdin.isatty() and sys.stderr.isatty() else None


def _paths(value: Any) -> Iterator[Path]:
    if isinstance(value, Path):
        yield value
    elif isinstance(value, list):
        yield from (path for path in value if isinstance(path, Path))


def _written(hint: Any) -> WrittenPath | None:
    extras = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((extra for extra in extras if isinstance(extra, WrittenPath)), None)


def _takes_paths(hint: Any) -> bool:
    """Whether a declaration is of a path, or of several, given or not."""
    return hint is Path or any(_takes_paths(argument) for argument in get_args(hint))
