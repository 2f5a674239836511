"""`add`: what goes into a corpus."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from align.commands.options import Changes, Model, Password, Presplit, choose_reading
from align.commands.terminal import track


def add(
    corpus: Annotated[Path, typer.Option(help="The corpus: one SQLite file, made if it is not there.")],
    source: Annotated[Path | None, typer.Option(help="The Chinese file.")] = None,
    target: Annotated[list[Path] | None, typer.Option(help="Its English translation, or several.")] = None,
    name: Annotated[
        str | None,
        typer.Option(help="The document's name; default: the file's, without its ending. Without --source: whose."),
    ] = None,
    translation: Annotated[str | None, typer.Option(help="The translation's name; default: its file's name.")] = None,
    folder: Annotated[
        Path | None,
        typer.Option(help="Add every NAME.zh of a folder, with NAME.en and NAME.LABEL.en if they are there."),
    ] = None,
    metadata: Annotated[
        Path | None, typer.Option(help="With --folder: a table (CSV or TSV), a row a file: file, author, date, …")
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Go on where rows of the table and files do not match.")
    ] = False,
    set: Annotated[list[str] | None, typer.Option(help="KEY=VALUE to be said of the text; may be repeated.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put the new text in the place of the one of this name.")
    ] = False,
    presplit: Presplit = False,
    changes: Changes = "accepted",
    password: Password = False,
    model: Model = None,
) -> None:
    """Put a document, an aligned pair, further translations, or a folder of them into a corpus."""
    from align.adding import Wish, add_files, add_folder
    from align.describing import folder_metadata, key_values

    choose_reading(changes, password)
    if name is not None and not name.strip():
        raise typer.BadParameter("--name must not be empty")
    if folder is not None and (source or target or name or translation or set):
        raise typer.BadParameter("give either --source (with --target, --name) or --folder")
    if metadata is not None and folder is None:
        raise typer.BadParameter("--metadata goes with --folder; of one text, say --set KEY=VALUE")
    if folder is not None:
        told = folder_metadata(folder, metadata, partial=partial, report=sys.stderr.write) if metadata else None
        added, there = add_folder(
            corpus, folder, presplit=presplit, model=model, track=track, metadata=told, replacing=replace
        )
        skipped = f", {there} there already" if there else ""
        sys.stderr.write(f"{added} added to {corpus.name}{skipped}\n")
        return
    if source is None and not (name and target):
        raise typer.BadParameter("give either --source (with --target, --name), --name with --target, or --folder")
    wish = Wish(source, tuple(target or ()), name, translation, presplit, replace, key_values(set or []))
    sys.stderr.write(add_files(corpus, wish, model=model, track=track) + "\n")
