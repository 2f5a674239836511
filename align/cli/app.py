"""The command line: which commands there are, how their arguments are read, and how they fail."""

from __future__ import annotations

import sys
from collections.abc import Callable
from copy import copy
from functools import cache
from typing import Annotated, Any

import typer
from typer.main import get_group
from typer.models import CommandInfo, TyperInfo

from duizhao.align.cli import (
    add,
    align,
    batch,
    check,
    completion,
    corpora,
    correct,
    decisions,
    demo,
    doctor,
    entities,
    export,
    find,
    frequency,
    link,
    memory,
    models,
    read,
    score,
    serve,
    term_decisions,
    terms,
    versions,
    words,
)
from duizhao.align.cli.examples import EXAMPLE, EXAMPLES
from duizhao.align.cli.terminal import argv
from duizhao.align.cli.terminal.outputs import guarded
from duizhao.align.cli.terminal.signals import Stopped, say_once, stoppable
from duizhao.corpus.files.os_errors import refusal
from duizhao.corpus.files.platform import limit_process
from duizhao.corpus.message import for_the_terminal
from duizhao.corpus.readers.base.left_out import show_read_warnings
from duizhao.corpus.tool import TOOL, tool_version
from duizhao.errors import DuizhaoError


def _tell_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"{TOOL} {tool_version()}\n")
        raise typer.Exit


app = typer.Typer(
    name="duizhao",
    help="对照: leads English renderings back to the exact characters of their Chinese source. "
    "Nothing leaves this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    """What stands before a command."""


for command in (
    align.align,
    words.words,
    words.project,
    check.check,
    add.add,
    batch.batch,
    corpora.rename,
    corpora.remove,
    corpora.check_corpus,
    corpora.reencode,
    export.export,
    find.find,
    find.compare,
    find.rerun,
    correct.correct,
    entities.entities,
    entities.timeline,
    link.link,
    link.verify,
    memory.memory,
    versions.versions,
    read.read,
    serve.serve,
    demo.demo,
):
    app.command()(guarded(command))
app.command()(doctor.doctor)
app.command()(guarded(completion.completion))
app.command("list")(corpora.list_texts)
app.command("set")(corpora.set_metadata)
app.command("import")(corpora.import_corpus)
app.add_typer(terms.app, name="terms")
app.add_typer(frequency.app, name="frequency")
app.add_typer(term_decisions.codes, name="codes")
app.add_typer(decisions.app, name="decisions")
app.add_typer(score.app, name="score")
app.add_typer(models.app, name="models")

SPREAD: dict[str, list[Callable[..., Any]]] = {
    "link": [link.link],
    "add": [add.add],
    "score": [command.callback for command in score.app.registered_commands if command.callback is not None],
}
"""Commands whose options take several files at once."""


def main() -> None:
    """Run the program: exit status 0 done, 1 the user's to put right (one line says what), 2 wrong usage.

    A reader that closes the pipe (`duizhao … | head`) ends it in silence.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    if shell := completion.asking_shell():
        completion.answer(shell, sys.argv[1:], commands)
        return
    show_read_warnings()
    limit_process({"RLIMIT_CORE": 0})  # a crash leaves no copy of the memory, which holds texts
    try:
        with stoppable():
            arguments = spread(sys.argv[1:])
            commands(arguments[0] if arguments else None)(args=arguments)
    except Stopped as stopped:
        say_once(stopped)
        sys.exit(stopped.status)
    except DuizhaoError as error:
        _complain(str(error))
    except OSError as error:
        _complain(f"something could not be written or read: {refusal(error)}")
    except MemoryError:
        _complain("not enough memory: give fewer or shorter files at a time")


@cache
def commands(only: str | None = None) -> Callable[..., Any]:
    """The commands as the parser takes them; `only`: the one of this name alone, if there is one, or all.

    To make all of them of their functions costs more than most calls.
    """
    names = {*map(_name, app.registered_commands), *map(_name, app.registered_groups)}
    made = get_group(_part(only) if only in names else app)
    for name, example in EXAMPLES.items():
        command: Any = made
        if name.split()[0] in made.commands:
            for part in name.split():
                command = command.commands[part]
            command.epilog = f"{EXAMPLE}{example}"
    return made


def _part(name: str) -> typer.Typer:
    """The program with a single command, or group of commands."""
    part = copy(app)
    part.registered_commands = [command for command in app.registered_commands if _name(command) == name]
    part.registered_groups = [group for group in app.registered_groups if _name(group) == name]
    return part


def _name(part: CommandInfo | TyperInfo) -> str:
    return part.name or getattr(part.callback, "__name__", "").replace("_", "-")


def _complain(message: str) -> None:
    sys.stderr.write(f"duizhao: {for_the_terminal(message)}\n")
    sys.exit(1)


def spread(arguments: list[str]) -> list[str]:
    """The arguments as the command line's parser takes them: an option with several files repeated before each.

    >>> spread(["add", "--source", "x", "y", "--replace"])
    ['add', '--source', 'x', '--source', 'y', '--replace']
    """
    command = arguments[0] if arguments else ""
    if command not in SPREAD:
        return arguments
    return argv.spread(arguments, argv.taking(SPREAD[command]), article=command == "link")
