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
