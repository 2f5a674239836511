"""`demo`: the tour."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from duizhao.align.cli.terminal.console import track
from duizhao.align.cli.terminal.options import Model
from duizhao.align.cli.terminal.outputs import WrittenPath


def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write."), WrittenPath()] = Path(
        "demo.html"
    ),
    model: Model = None,
) -> None:
    """The tour: trace an article that quotes the sample corpus, print the table, write the page."""
    from duizhao.align.inputs import read_pair
    from duizhao.align.library.build import make_library
    from duizhao.align.quotations.inputs import read_article
    from duizhao.align.quotations.tracer import Tracer
    from duizhao.align.report.trace_formats import TRACE_FORMATS, make_report, shown_table
    from duizhao.corpus.files.atomic import write_whole
    from duizhao.corpus.samples import sample_article, sample_pairs
    from duizhao.models.loading import open_encoder

    encoder = open_encoder(model)
    pairs = [read_pair(chinese, english, name=name, presplit=False) for name, chinese, english in sample_pairs()]
    library = make_library(pairs, encoder, track)
    trace = Tracer(library, encoder).trace(read_article(sample_article()).text, sample_article().name)
    report = make_report(trace, library)
    sys.stdout.write(shown_table(report, None))
    write_whole(output, TRACE_FORMATS["html"]([report]))
    sys.stdout.write(f"\nThe article with its sources beside it: {output.name} (open it in a browser)\n")
