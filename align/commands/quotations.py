"""`link`: the quotations of an article."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from align.commands.options import Corpus, Model, Output, Presplit
from align.commands.terminal import deliver, track


def link(
    article: Annotated[Path, typer.Argument(help="The English article.")],
    corpus: Corpus = None,
    source: Annotated[list[Path] | None, typer.Option(help="Chinese files, without a corpus.")] = None,
    target: Annotated[list[Path] | None, typer.Option(help="Their English files, in the same order.")] = None,
    presplit: Presplit = False,
    format: Annotated[
        str | None, typer.Option(help="table, json, csv, html or md; default: by -o's suffix, or table.")
    ] = None,
    output: Output = None,
    model: Model = None,
) -> None:
    """Trace every quotation of an article to its Chinese source."""
    from align.pipeline import open_encoder
    from align.quotes import Tracer
    from align.tracing import open_library, read_article
    from align.writing import TRACE_FORMATS, chosen_format, shown_table
    from corpus.exchange.files import check_place

    if (corpus is None) == (not source) or (corpus is not None and target):
        raise typer.BadParameter("give either --corpus or --source (with --target)")
    check_place(output)
    write = (
        None
        if format == "table" or (format is None and output is None)
        else chosen_format(TRACE_FORMATS, format, output, "json")
    )
    text = read_article(article)
    encoder = open_encoder(model)
    library = open_library(corpus, source or [], target or [], presplit=presplit, encoder=encoder, track=track)
    trace = Tracer(library, encoder).trace(text, article.name)
    if not trace.quotations:
        sys.stderr.write(f"{article.name}: no quotation marks found in this article\n")
    if write is None:
        deliver(shown_table(trace, output), output)
    else:
        deliver(write(trace, library), output)
