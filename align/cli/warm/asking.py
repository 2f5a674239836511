"""`--warm` in a command: it is handed to the companion of a running reader, or goes on by itself."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from duizhao.align.cli.terminal.command_line import Typed
from duizhao.align.cli.warm.messages import VARIABLE, Request, is_possible, receive, send_with_streams
from duizhao.align.cli.warm.place import Companion, Place, place_of, places
from duizhao.corpus.files.os_errors import refusal
from duizhao.corpus.tool import tool_version

OPTION = "--warm"
PATIENCE = 10.0
"""Seconds in which a companion says whether it takes a command."""


class _DeclinedError(Exception):
    """Why a companion does not run a command."""


def run_warm(wanted: bool) -> None:
    """Where it is wanted, have the command run by a companion, and end with its status; else return."""
    if wanted:
        status = answered([word for word in sys.argv[1:] if word != OPTION])
        if status is not None:
            raise typer.Exit(status)


Warm = Annotated[
    bool,
    typer.Option(
        OPTION,
        envvar=VARIABLE,
        is_eager=True,
        callback=run_warm,
        help="Let a running `serve` of the same corpus do it, which has the model and the corpus open already.",
    ),
]


def answered(arguments: Sequence[str]) -> int | None:
    """The exit status of the command that a companion has run; None where it is to be run here.

    A line on standard error says which. With a corpus, only its own companion is asked; else any.
    """
    if not is_possible():
        _say("this system does not hand open files to another program: it goes on without")
        return None
    corpus = Typed(tuple(arguments), "").corpus
    reader = f"reader of {corpus.name}" if corpus is not None else "reader"
    why = f"no {reader} is running"
    for place in [place_of(corpus)] if corpus is not None else places():
        companion = place.read()
        if companion is None:
            continue
        try:
            return _asked(place, companion, arguments, reader)
        except _DeclinedError as error:
            why = f"the {reader} {error}"
        except OSError as error:
            why = f"the {reader} does not answer ({refusal(error)})"
    _say(f"{why}: it goes on without")
    return None


def _asked(place: Place, companion: Companion, arguments: Sequence[str], reader: str) -> int:
    if companion.version != tool_version():
        raise _DeclinedError("is of another version: end it, and start it again")
    umask = os.umask(0o077)
    os.umask(umask)
    folder = os.fspath(Path.cwd())
    asked = Request(companion.token, tool_version(), list(arguments), folder, dict(os.environ), umask)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as channel:
        channel.settimeout(PATIENCE)
        channel.connect(os.fspath(place.socket))
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        send_with_streams(channel, asdict(asked))
        taken = _heard(channel)
        if "refused" in taken:
            raise _DeclinedError(str(taken["refused"]))
        _say(f"the {reader} does it")
        channel.settimeout(None)
        channel.sendall(b"\0")  # go on
        status = _heard(channel).get("status")
    if not isinstance(status, int):
        raise _DeclinedError("ended before it was done")
    return status


def _heard(channel: socket.socket) -> dict[str, object]:
    with suppress(ValueError, ConnectionError):
        if (message := receive(channel)) is not None:
            return message
    raise _DeclinedError("ended before it was done")


def _say(message: str) -> None:
    sys.stderr.write(f"{OPTION}: {message}\n")
    sys.stderr.flush()
