"""The command line: which commands there are, how their arguments are read, and how they fail."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

import typer

from align.commands import (
    alignment,
    batching,
    checking,
    checkpoints,
    corpora,
    correcting,
    deciding,
    exporting,
    keeping,
    quotations,
    reading,
    scoring,
    searching,
    serving,
    spreading,
    terminology,
    tour,
    words,
)
from align.commands.guarding import guarded
from align.errors import USER_ERRORS
from align.stopping import Stopped, say_once, stoppable
from corpus.refusals import refusal

app = typer.Typer(
    name="duizhao",
    help="对照: leads English renderings back to the exact characters of their Chinese source. "
    "Nothing leaves this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    alignment.align,
    words.words,
    words.project,
    checking.check,
    keeping.add,
    batching.batch,
    corpora.rename,
    corpora.remove,
    corpora.check_corpus,
    corpora.reencode,
    exporting.export,
    searching.find,
    searching.compare,
    searching.rerun,
    correcting.correct,
    quotations.link,
    quotations.verify,
    reading.read,
    serving.serve,
    tour.demo,
):
    app.command()(guarded(command))
app.command("list")(corpora.list_texts)
app.command("set")(corpora.set_metadata)
app.command("import")(corpora.import_corpus)
app.add_typer(terminology.app, name="terms")
app.add_typer(terminology.codes, name="codes")
app.add_typer(deciding.app, name="decisions")
app.add_typer(scoring.app, name="score")
app.add_typer(checkpoints.app, name="models")

SPREAD: dict[str, list[Callable[..., Any]]] = {
    "link": [quotations.link],
    "add": [keeping.add],
    "score": [each.callback for each in scoring.app.registered_commands if each.callback is not None],
}
"""Commands whose options take several files at once."""


def main() -> None:
    """Run the program: exit status 0 done, 1 the user's to put right (one line says what), 2 wrong usage.

    A reader that closes the pipe (`duizhao … | head`) ends it in silence.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        with stoppable():
            copy_context().run(_run)  # what a command chooses ends with it
    except Stopped as stopped:
        say_once(stopped)
        sys.exit(stopped.status)
    except USER_ERRORS as error:
        _complain(str(error))
    except OSError as error:
        _complain(f"something could not be written or read: {refusal(error)}")
    except MemoryError:
        _complain("not enough memory: give fewer or shorter files at a time")


def _run() -> None:
    from align.commands.terminal import track
    from corpus.readers import watch_with

    watch_with(track)
    app(args=spread(sys.argv[1:]))


def _complain(message: str) -> None:
    sys.stderr.write(f"duizhao: {' '.join(message.split())}\n")
    sys.exit(1)


def spread(arguments: list[str]) -> list[str]:
    """The arguments as the command line's parser takes them: an option with several files repeated before each.

    >>> spread(["add", "--source", "x", "y", "--replace"])
    ['add', '--source', 'x', '--source', 'y', '--replace']
    """
    command = arguments[0] if arguments else ""
    if command not in SPREAD:
        return arguments
    return spreading.spread(arguments, spreading.taking(SPREAD[command]), article=command == "link")
