"""`entities` and `timeline`: who and when, in Chinese papers."""

from __future__ import annotations

from typing import Annotated

import typer

from duizhao.align.cli.find import Format, result_format, show_result
from duizhao.align.cli.term_query import Where
from duizhao.align.cli.terminal.console import track
from duizhao.align.cli.terminal.options import Corpus, Files, Model, Output, texts_of

Document = Annotated[str | None, typer.Option(help="Only of this text.")]


def entities(
    files: Files = None,
    corpus: Corpus = None,
    kind: Annotated[str | None, typer.Option(help="Only person, place, or organisation.")] = None,
    document: Document = None,
    where: Where = None,
    most: Annotated[int, typer.Option(min=1, help="At most so many names.")] = 200,
    fewest: Annotated[int, typer.Option(min=1, help="Only names that stand so often.")] = 1,
    renderings: Annotated[bool, typer.Option("--renderings", help="Each with its forms in the translations.")] = False,
    occurrences: Annotated[
        bool, typer.Option("--occurrences", help="A row for each place that a name stands at.")
    ] = False,
    format: Format = None,
    output: Output = None,
    model: Model = None,
) -> None:
    """List the persons, places and organisations that the Chinese papers name, with counts and spellings."""
    from duizhao.align.terms.entities import EntityQuery
    from duizhao.align.terms.entities import entities as listed

    form = result_format(format, output)
    query = EntityQuery(kind, document, tuple(where or ()), most, fewest, renderings, occurrences)
    show_result(listed(texts_of(corpus, files), query, model=model, track=track), form, output)


def timeline(
    files: Files = None,
    corpus: Corpus = None,
    document: Document = None,
    where: Where = None,
    since: Annotated[str | None, typer.Option(help="Not what is earlier: 2014, 2014-05, 2014-05-03.")] = None,
    until: Annotated[str | None, typer.Option(help="Not what is later; a month or a year counts to its end.")] = None,
    format: Format = None,
    output: Output = None,
) -> None:
    """List the dates that the Chinese papers state, in order, each with its sentence."""
    from duizhao.align.terms.timeline import DateQuery
    from duizhao.align.terms.timeline import timeline as listed

    form = result_format(format, output)
    show_result(
        listed(texts_of(corpus, files), DateQuery(document, tuple(where or ()), since, until), track=track),
        form,
        output,
    )
