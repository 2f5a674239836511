"""`terms`: how a term is rendered, which terms there are, and whether a translation keeps to them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duizhao.align.cli.find import Format, result_format, show_result
from duizhao.align.cli.term_decisions import audit, merge, split, ungroup
from duizhao.align.cli.term_query import Regex, Term, Where, Within, term_query
from duizhao.align.cli.terminal.console import track
from duizhao.align.cli.terminal.options import (
    LANGUAGES,
    Corpus,
    CorpusFile,
    Files,
    Model,
    Output,
    one_of,
    searched_language,
    texts_of,
)
from duizhao.align.cli.terminal.outputs import guarded

app = typer.Typer(
    help="Terminology: renderings with counts, candidate terms, a glossary checked, collocates.", no_args_is_help=True
)


@app.command()
@guarded
def show(
    term: Term,
    corpus: CorpusFile,
    over: Annotated[
        str | None, typer.Option(help="Shares by year, translator, document, translation, or a key of the metadata.")
    ] = None,
    as_written: Annotated[
        bool, typer.Option("--as-written", help="Every spelling and form is a rendering of its own.")
    ] = False,
    occurrences: Annotated[
        bool, typer.Option("--occurrences", help="A row for each occurrence and translation, for R and Python.")
    ] = False,
    fewest: Annotated[int, typer.Option(min=1, help="With --over: no share of fewer known occurrences than this.")] = 5,
    where: Where = None,
    within: Within = None,
    regex: Regex = False,
    format: Format = None,
    output: Output = None,
    model: Model = None,
) -> None:
    """Count how a term is rendered: every rendering, what is not rendered, and what is not known."""
    from duizhao.align.terms.requests import ShowOptions
    from duizhao.align.terms.show import show as shown

    form = result_format(format, output, ("tbx",))
    query = term_query(term, within, regex, where)
    how = ShowOptions(over, as_written, occurrences, fewest)
    show_result(shown(corpus, query, how, model=model, track=track), form, output)


Words = Annotated[
    Path | None, typer.Option(help="A dictionary of your own for the segmenter: a word a line, never cut.")
]


@app.command()
@guarded
def extract(
    corpus: CorpusFile,
    document: Annotated[str | None, typer.Option(help="Only of this text, against the others.")] = None,
    reference: Annotated[Path | None, typer.Option(help="Another corpus to set the texts against.")] = None,
    where: Where = None,
    within: Annotated[str, typer.Option("--in", help="zh or en.")] = "zh",
    most: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    fewest: Annotated[int, typer.Option(min=1, help="Occurrences of a candidate at the least.")] = 2,
    renderings: Annotated[bool, typer.Option("--renderings", help="Each with its renderings.")] = False,
    words: Words = None,
    format: Format = None,
    output: Output = None,
    model: Model = None,
) -> None:
    """List candidate terms: words and phrases that stand out, by C-value, log-likelihood and log ratio."""
    from duizhao.align.terms.requests import Extraction
    from duizhao.align.terms.service import extract as extracted

    form = result_format(format, output, ("tbx",))
    request = Extraction(
        language=one_of("--in", within, LANGUAGES, "takes"),
        document=document,
        where=tuple(where or ()),
        reference=reference,
        most=most,
        fewest=fewest,
        renderings=renderings or form == "tbx",
        words=words,
    )
    show_result(extracted(corpus, request, model=model, track=track), form, output)


@app.command()
@guarded
def check(
    corpus: CorpusFile,
    glossary: Annotated[
        Path | None, typer.Option(help="TBX, CSV or XLSX: term, preferred, admitted, forbidden. Without: consistency.")
    ] = None,
    where: Where = None,
    most: Annotated[int, typer.Option(min=1, help="Without a glossary: so many candidate terms are looked at.")] = 100,
    words: Words = None,
    format: Format = None,
    output: Output = None,
    model: Model = None,
) -> None:
    """Check a translation's terms: against a glossary, or for terms rendered otherwise than they usually are."""
    from duizhao.align.terms.requests import TermCheck
    from duizhao.align.terms.service import check as checked

    form = result_format(format, output)
    request = TermCheck(glossary, tuple(where or ()), most, words)
    show_result(checked(corpus, request, model=model, track=track), form, output)


@app.command("collocates")
@guarded
def list_collocates(
    term: Term,
    corpus: CorpusFile,
    rendering: Annotated[str | None, typer.Option(help="Of this rendering of the term, in the translations.")] = None,
    window: Annotated[int, typer.Option(min=1, help="Words on either side.")] = 5,
    fewest: Annotated[int, typer.Option(min=1, help="Times near the term at the least.")] = 2,
    most: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    where: Where = None,
    within: Within = None,
    regex: Regex = False,
    words: Words = None,
    format: Format = None,
    output: Output = None,
    model: Model = None,
) -> None:
    """List the words near a term, or near one of its renderings, by logDice and log-likelihood."""
    from duizhao.align.terms.requests import Nearness
    from duizhao.align.terms.service import near

    form = result_format(format, output)
    request = Nearness(
        term=term,
        language=searched_language(within),
        regular=regex,
        where=tuple(where or ()),
        rendering=rendering,
        window=window,
        fewest=fewest,
        most=most,
        words=words,
    )
    show_result(near(corpus, request, model=model, track=track), form, output)


@app.command()
@guarded
def sketch(
    term: Annotated[str, typer.Argument(help="A Chinese word.")],
    files: Files = None,
    corpus: Corpus = None,
    fewest: Annotated[int, typer.Option(min=1, help="Times that two words stand so at the least.")] = 2,
    most: Annotated[int, typer.Option(min=1, help="At most so many of each relation.")] = 10,
    where: Where = None,
    format: Format = None,
    output: Output = None,
) -> None:
    """List a Chinese word's modifiers, objects, subjects and others, by logDice, with examples (extra `entities`)."""
    from duizhao.align.frequencies.sketch import SketchQuery
    from duizhao.align.frequencies.sketch import sketch as sketched

    form = result_format(format, output)
    query = SketchQuery(term, tuple(where or ()), fewest, most)
    show_result(sketched(texts_of(corpus, files), query), form, output)


for command in (merge, split, ungroup, audit):
    app.command()(command)
