"""`frequency`: words and runs of words counted, and how a word is spread over texts and over time."""

from __future__ import annotations

from typing import Annotated

import typer

from duizhao.align.cli.find import Format, result_format, show_result
from duizhao.align.cli.term_query import Where, Within
from duizhao.align.cli.terminal.options import Corpus, Files, Output, searched_language, texts_of
from duizhao.align.cli.terminal.outputs import guarded

app = typer.Typer(help="Frequency lists, n-grams, dispersion, trends: of a corpus, or of files.", no_args_is_help=True)
SHOWN = 50
"""Rows that a terminal shows, if the user does not say how many."""

Side = Annotated[str | None, typer.Option("--in", help="zh or en; default: Chinese, if there is any.")]
Document = Annotated[str | None, typer.Option(help="Only of this text.")]
Pos = Annotated[
    str | None, typer.Option(help="Only these parts of speech (LAC's, Chinese): an expression, as v or 'n.*'.")
]
Matching = Annotated[str | None, typer.Option(help="Only what holds a match of this expression.")]
Written = Annotated[bool, typer.Option("--as-written", help="Every spelling, script and case by itself.")]
Fewest = Annotated[int, typer.Option(min=1, help="Only what stands so often.")]
Most = Annotated[
    int | None, typer.Option(min=0, help="At most so many, 0 for all; default: 50 in the table, all in a file.")
]
Sample = Annotated[int | None, typer.Option(min=1, help="Count in so many sentences, drawn by --seed.")]
Seed = Annotated[int, typer.Option(help="Of the sample.")]
Parts = Annotated[
    int, typer.Option(min=0, help="Measure dispersion over so many equal parts; default: over the documents.")
]
Phrase = Annotated[str, typer.Argument(help="A word or phrase, Chinese or English, as `find` takes it.")]
Regex = Annotated[bool, typer.Option("--regex", help="The phrase is a regular expression.")]
Cql = Annotated[bool, typer.Option("--cql", help="The phrase is a pattern over words and parts of speech.")]


@app.command("list")
@guarded
def list_words(
    files: Files = None,
    corpus: Corpus = None,
    within: Side = None,
    by: Annotated[str, typer.Option(help="word, lemma (English) or pos (Chinese).")] = "word",
    pos: Pos = None,
    matching: Matching = None,
    as_written: Written = False,
    document: Document = None,
    where: Where = None,
    fewest: Fewest = 1,
    most: Most = None,
    sample: Sample = None,
    seed: Seed = 1,
    parts: Parts = 0,
    format: Format = None,
    output: Output = None,
) -> None:
    """Count the words of one language: how often, per million, in how many documents, how evenly spread."""
    from duizhao.align.frequencies.lists import frequencies
    from duizhao.align.frequencies.requests import FrequencyQuery

    form = result_format(format, output)
    query = FrequencyQuery(
        language=searched_language(within),
        document=document,
        where=tuple(where or ()),
        by=by,
        pos=pos,
        matching=matching,
        written=as_written,
        fewest=fewest,
        most=_most(most, form),
        sample=sample,
        seed=seed,
        parts=parts,
    )
    show_result(frequencies(texts_of(corpus, files), query), form, output)


@app.command()
@guarded
def ngrams(
    files: Files = None,
    corpus: Corpus = None,
    size: Annotated[int, typer.Option(min=1, max=10, help="Words of a run.")] = 2,
    within: Side = None,
    by: Annotated[str, typer.Option(help="word, lemma (English) or pos (Chinese).")] = "word",
    pos: Pos = None,
    matching: Matching = None,
    as_written: Written = False,
    document: Document = None,
    where: Where = None,
    fewest: Fewest = 2,
    most: Most = None,
    sample: Sample = None,
    seed: Seed = 1,
    parts: Parts = 0,
    format: Format = None,
    output: Output = None,
) -> None:
    """Count runs of words that stand side by side, without punctuation between them."""
    from duizhao.align.frequencies.lists import frequencies
    from duizhao.align.frequencies.requests import FrequencyQuery

    form = result_format(format, output)
    query = FrequencyQuery(
        size=size,
        language=searched_language(within),
        document=document,
        where=tuple(where or ()),
        by=by,
        pos=pos,
        matching=matching,
        written=as_written,
        fewest=fewest,
        most=_most(most, form),
        sample=sample,
        seed=seed,
        parts=parts,
    )
    show_result(frequencies(texts_of(corpus, files), query), form, output)


@app.command()
@guarded
def dispersion(
    phrase: Phrase,
    files: Files = None,
    corpus: Corpus = None,
    within: Within = None,
    regex: Regex = False,
    cql: Cql = False,
    where: Where = None,
    format: Format = None,
    output: Output = None,
) -> None:
    """Show where a word, phrase or pattern stands from the beginning to the end of each text."""
    from duizhao.align.frequencies.requests import SpreadQuery
    from duizhao.align.frequencies.term_spread import dispersion as shown

    form = result_format(format, output)
    query = SpreadQuery(phrase, searched_language(within), regex, _pattern(regex, cql), tuple(where or ()))
    show_result(shown(texts_of(corpus, files), query), form, output)


@app.command()
@guarded
def trend(
    phrase: Phrase,
    files: Files = None,
    corpus: Corpus = None,
    by: Annotated[str, typer.Option(help="year, document, text, or a key of the metadata.")] = "year",
    within: Within = None,
    regex: Regex = False,
    cql: Cql = False,
    where: Where = None,
    format: Format = None,
    output: Output = None,
) -> None:
    """Show how often a word, phrase or pattern stands by year, or in each document, with intervals."""
    from duizhao.align.frequencies.requests import SpreadQuery
    from duizhao.align.frequencies.term_spread import trend as shown

    form = result_format(format, output)
    query = SpreadQuery(phrase, searched_language(within), regex, _pattern(regex, cql), tuple(where or ()), by)
    show_result(shown(texts_of(corpus, files), query), form, output)


def _most(given: int | None, form: str) -> int:
    return (SHOWN if form == "table" else 0) if given is None else given


def _pattern(regex: bool, cql: bool) -> bool:
    if regex and cql:
        raise typer.BadParameter("--cql does not go with --regex")
    return cql
