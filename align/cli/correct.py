"""`correct`: misread characters of pictures put right, in a layer over the reading."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from duizhao.align.cli.terminal.options import CorpusFile, Model


def correct(
    corpus: CorpusFile,
    document: Annotated[str, typer.Option(help="The text it is about, an original or a translation.")],
    who: Annotated[str, typer.Option("--as", help="Your initials.")] = "",
    read: Annotated[str, typer.Option(help="The wrong words, if they stand in it once.")] = "",
    start: Annotated[int | None, typer.Option(help="Or where they begin, in characters.")] = None,
    end: Annotated[int | None, typer.Option(help="And where they end.")] = None,
    text: Annotated[str | None, typer.Option(help="What the picture shows there.")] = None,
    lift: Annotated[bool, typer.Option("--lift", help="Take back the correction that lies there.")] = False,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    decided: Annotated[
        bool,
        typer.Option("--decided", help="Put in place the corrections among the decisions, e.g. imported ones."),
    ] = False,
    model: Model = None,
) -> None:
    """Correct what was misread in a picture. What was read stays under the correction, with who made it and when."""
    from duizhao.align.ingest.ocr_corrections import Correction, Misreading, apply_decided, correct_reading
    from duizhao.corpus.document import Span

    if decided:
        if read or lift or text is not None or start is not None or end is not None:
            raise typer.BadParameter("--decided goes with --corpus and --document alone")
        sys.stderr.write(apply_decided(corpus, document, model=model) + "\n")
        return
    if (text is None) != lift:
        raise typer.BadParameter("give --text (what the picture shows), or --lift")
    if bool(read) == (start is not None and end is not None):
        raise typer.BadParameter("give either --read, or --start and --end")
    if start is not None and end is not None and not 0 <= start < end:
        raise typer.BadParameter("--start is the first character, from 0, and --end comes after the last one")
    span = Span(start, end) if start is not None and end is not None else None
    misread = Misreading(document, span, read)
    sys.stderr.write(correct_reading(corpus, misread, Correction(text, who, note), model=model) + "\n")
