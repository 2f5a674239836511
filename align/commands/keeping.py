"""`add`: what goes into a corpus."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from align.commands.options import Model, Presplit
from align.commands.terminal import track


def add(
    corpus: Annotated[Path, typer.Option(help="The corpus: one SQLite file, made if it is not there.")],
    source: Annotated[Path | None, typer.Option(help="The Chinese file.")] = None,
    target: Annotated[Path | None, typer.Option(help="Its English translation.")] = None,
    name: Annotated[
        str | None, typer.Option(help="The document's name; default: the file's, without its ending.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Add every NAME.zh of a folder, with NAME.en if it is there.")
    ] = None,
    presplit: Presplit = False,
    model: Model = None,
) -> None:
    """Put a document, an aligned pair, or a folder of them into a corpus."""
    from align.adding import add_files, add_folder

    if name is not None and not name.strip():
        raise typer.BadParameter("--name must not be empty")
    if (source is None) == (folder is None) or (folder is not None and (target or name)):
        raise typer.BadParameter("give either --source (with --target, --name) or --folder")
    if folder is not None:
        added, there = add_folder(corpus, folder, presplit=presplit, model=model, track=track)
        skipped = f", {there} there already" if there else ""
        sys.stderr.write(f"{added} added to {corpus.name}{skipped}\n")
    elif source is not None:
        sys.stderr.write(
            add_files(corpus, source, target, name=name, presplit=presplit, model=model, track=track) + "\n"
        )
