"""`read`: what was read of a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.commands.options import Changes, Password, Presplit, choose_reading
from align.commands.terminal import deliver, say

if TYPE_CHECKING:
    from corpus.readers.contents import Contents


def read(
    file: Annotated[Path, typer.Argument(help="The file to read, of any kind that is read.")],
    text: Annotated[bool, typer.Option("--text", help="Print exactly the text that offsets count in.")] = False,
    side: Annotated[
        str | None, typer.Option(help="Of a file that holds both languages: zh or en, as `align FILE` takes it apart.")
    ] = None,
    presplit: Presplit = False,
    changes: Changes = "accepted",
    password: Password = False,
    format: Annotated[
        str | None, typer.Option(help="tsv, jsonl or table; default: table on a terminal, tsv elsewhere.")
    ] = None,
) -> None:
    """Show what was read of a file: its sentences with their offsets, pages, articles and marks; or the text itself."""
    from corpus.bilingual import taken_apart
    from corpus.exchange.readings import READ_FORMATS, summary
    from corpus.reading import document_from, read_contents
    from corpus.scripts import language_of

    choose_reading(changes, password)
    chosen = format or ("table" if sys.stdout.isatty() else "tsv")
    if chosen not in READ_FORMATS:
        raise typer.BadParameter(f"--format is {', '.join(READ_FORMATS)}")
    if side not in (None, "zh", "en"):
        raise typer.BadParameter("--side is zh or en")
    contents, digest = read_contents(file)
    if side is not None:
        contents = _one_side(contents, file.name, side)
    if text:
        deliver(contents.text, None)
        return
    language = language_of(contents.text)
    document = document_from(contents, language or "en", file.stem, digest, presplit=presplit)
    for line in READ_FORMATS[chosen](document):
        sys.stdout.write(line)
    sys.stdout.flush()
    say(summary(document, file.name, language or ("both" if taken_apart(contents) else None)))


def _one_side(contents: Contents, name: str, side: str) -> Contents:
    from corpus.bilingual import taken_apart
    from corpus.errors import ReadError

    sides = taken_apart(contents)
    if sides is None:
        raise ReadError(f"{name} does not hold both Chinese and English: leave out --side")
    return sides[0] if side == "zh" else sides[1]
