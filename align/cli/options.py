"""Options that several commands take."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from duizhao.align.cli.outputs import Written

Model = Annotated[
    str | None,
    typer.Option(help="Checkpoint folder, or a name fetched with `models get`; default: the one that ships."),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="File to write; default: standard output."), Written()
]
Presplit = Annotated[bool, typer.Option("--presplit", help="The files hold one sentence a line.")]
Corpus = Annotated[Path | None, typer.Option(help="The corpus: one SQLite file.")]
Changes = Annotated[
    str, typer.Option(help="Tracked changes of Word files: accepted, or original for the text before them.")
]
Password = Annotated[bool, typer.Option("--password", help="Ask for the password of a protected PDF; it is not kept.")]
Columns = Annotated[
    str | None,
    typer.Option(
        help="Of a table of pairs: the Chinese, English and status columns, as 1,2,3 or by name; else guessed."
    ),
]


def choose_reading(changes: str, password: bool) -> None:
    """Have the files of this command be read as its options say."""
    from duizhao.corpus.readers.base.contents import Options
    from duizhao.corpus.readers.dispatch import read_with

    if changes not in ("accepted", "original"):
        raise typer.BadParameter("--changes is accepted or original")
    read_with(Options("original" if changes == "original" else "accepted", _asked if password else None))


def _asked(name: str) -> str:
    """The password that the user types, unseen; from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    return getpass(f"Password of {name}: ", sys.stderr)


def split_columns(columns: str | None) -> list[str]:
    """`1,2` or `原文,译文` as a list; empty where nothing was given."""
    if columns is None:
        return []
    named = [each.strip() for each in columns.split(",")]
    if not all(named) or len(named) not in (2, 3) or len(set(named)) != len(named):
        raise typer.BadParameter("--columns names two columns or three, e.g. 1,2 or 原文,译文,状态")
    return named
