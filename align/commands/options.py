"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Model = Annotated[
    str | None,
    typer.Option(help="Checkpoint folder, or a name fetched with `models get`; default: the one that ships."),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write; default: standard output.")]
Presplit = Annotated[bool, typer.Option("--presplit", help="The files hold one sentence a line.")]
Corpus = Annotated[Path | None, typer.Option(help="The corpus: one SQLite file.")]
Columns = Annotated[
    str | None,
    typer.Option(
        help="Of a table of pairs: the Chinese, English and status columns, as 1,2,3 or by name; else guessed."
    ),
]


def split_columns(columns: str | None) -> list[str]:
    """`1,2` or `原文,译文` as a list; empty where nothing was given."""
    if columns is None:
        return []
    named = [each.strip() for each in columns.split(",")]
    if not all(named) or len(named) not in (2, 3) or len(set(named)) != len(named):
        raise typer.BadParameter("--columns names two columns or three, e.g. 1,2 or 原文,译文,状态")
    return named
