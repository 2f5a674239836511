"""`read`: what was read of a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from align.commands.options import Presplit
from align.commands.terminal import deliver


def read(
    file: Annotated[Path, typer.Argument(help="The file to read.")],
    text: Annotated[bool, typer.Option("--text", help="Print exactly the text that offsets count in.")] = False,
    presplit: Presplit = False,
) -> None:
    """Show what was read of a file: its text, or its sentences with their offsets."""
    from corpus.reading import document_of, read_text
    from corpus.scripts import language_of

    contents, _ = read_text(file)
    if text:
        deliver(contents, None)
        return
    document = document_of(contents, language_of(contents) or "en", name=file.stem, presplit=presplit)
    for span in document.sentences:
        words_of = span.trimmed(contents)
        sys.stdout.write(f"{words_of.start}\t{words_of.end}\t{' '.join(words_of.of(contents).split())}\n")
