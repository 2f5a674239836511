"""The command line: which commands there are, how their arguments are read, and how they fail."""

from __future__ import annotations

import signal
import sys
from contextvars import copy_context

import typer

from align.commands import (
    alignment,
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
    terminology,
    tour,
    words,
)
from align.errors import USER_ERRORS

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
    app.command()(command)
app.command("list")(corpora.list_texts)
app.command("set")(corpora.set_metadata)
app.command("import")(corpora.import_corpus)
app.add_typer(terminology.app, name="terms")
app.add_typer(terminology.codes, name="codes")
app.add_typer(deciding.app, name="decisions")
app.add_typer(scoring.app, name="score")
app.add_typer(checkpoints.app, name="models")

LISTS = ("--source", "--target", "--pairs")
"""Options that take several files: `--source A B C` is read as `--source A --source B --source C`."""
FLAGS = (
    "--presplit",
    "--json",
    "--replace",
    "--partial",
    "--claims",
    "--public",
    "--pinyin",
    "--verbose",
    "--password",
    "--yes",
)
"""Options beside them that take nothing."""


def main() -> None:
    """Run the program: exit status 0 done, 1 the user's to put right (one line says what), 2 wrong usage."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `duizhao … | head` ends in silence
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        copy_context().run(_run)  # what a command chooses ends with it
    except USER_ERRORS as error:
        _complain(str(error))
    except KeyboardInterrupt:
        sys.stderr.write("duizhao: interrupted; nothing was left half-written\n")
        sys.exit(130)
    except OSError as error:
        _complain(f"{(error.strerror or 'the system refused').lower()}; free some space, or write elsewhere")
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
    """Repeat a list option's name before each of its files; `link`'s article may also come last.

    >>> spread(["link", "a.txt", "--source", "x", "y", "--format", "json"])
    ['link', 'a.txt', '--source', 'x', '--source', 'y', '--format', 'json']
    """
    if arguments[:1] not in (["link"], ["score"], ["add"]):
        return arguments
    spread_out: list[str] = []
    option = ""
    given = -1  # arguments that belong to no option, the command itself not counted
    for at, argument in enumerate(arguments):
        if argument.startswith("-") and argument != "-":
            option = argument
            spread_out.append(argument)
        elif option in LISTS and arguments[at - 1] != option:
            spread_out.extend([option, argument])
        else:
            given += not option or arguments[at - 1] != option or option in FLAGS or "=" in option
            spread_out.append(argument)
    listed = spread_out[-2:][0]
    if arguments[0] == "link" and not given and listed in LISTS and spread_out.count(listed) > 1:
        del spread_out[-2]
    return spread_out
