"""`find`, `compare`, `rerun`: the concordance."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao.align.cli.terminal.console import deliver, track
from duizhao.align.cli.terminal.options import (
    AsWritten,
    Corpus,
    CorpusFile,
    Files,
    Model,
    Output,
    one_of,
    searched_language,
    texts_of,
)
from duizhao.align.cli.warm.asking import Warm

if TYPE_CHECKING:
    from duizhao.align.concordance.service import QueryResult

Format = Annotated[
    str | None,
    typer.Option("--format", help="table, tsv, csv, jsonl, xlsx or html; default: by -o's suffix, or table."),
]
SHOWN = 50
"""Occurrences that the table shows, if the user does not say how many."""


def find(
    phrase: Annotated[
        str,
        typer.Argument(
            help="A word or phrase, Chinese or English; * any letters, ? one, <5> up to five words between."
        ),
    ],
    files: Files = None,
    corpus: Corpus = None,
    regex: Annotated[bool, typer.Option("--regex", help="The phrase is a regular expression.")] = False,
    cql: Annotated[
        bool,
        typer.Option(
            "--cql", help='The phrase is a pattern over words and parts of speech: \\[word="学习"] []{0,2} \\[pos="n"].'
        ),
    ] = False,
    meaning: Annotated[
        bool, typer.Option("--meaning", help="Sentences of the other language that say this, in whatever words.")
    ] = False,
    within: Annotated[
        str | None,
        typer.Option("--in", help="Search zh or en; default: Chinese for Chinese characters, otherwise both."),
    ] = None,
    as_written: AsWritten = False,
    beside: Annotated[
        list[str] | None,
        typer.Option("--with", help="Only where this stands in the other language beside it; repeatable: all must."),
    ] = None,
    not_beside: Annotated[
        list[str] | None, typer.Option("--without", help="Only where this does not stand there; repeatable: none may.")
    ] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="A condition on the metadata: translator=Legge, date>=1950, genre~law.")
    ] = None,
    sort: Annotated[
        str,
        typer.Option(
            help="document, left, right, match, rendering, confidence, date; 1R,2R,3R or 1L,0,1R: by these words; "
            "gdex: good examples first."
        ),
    ] = "document",
    sample: Annotated[int | None, typer.Option(min=1, help="Only so many, drawn by --seed.")] = None,
    seed: Annotated[int, typer.Option(help="Of the sample.")] = 1,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    context: Annotated[int | None, typer.Option(min=0, help="Characters on either side.")] = None,
    count: Annotated[
        str | None, typer.Option(help="Only how often: by `document`, `text`, or a key of the metadata.")
    ] = None,
    links: Annotated[bool, typer.Option("--links/--no-links", help="Mark the linked words of the other side.")] = True,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="table, tsv, csv, jsonl, xlsx, html, or conllu (the sentences, tagged); default: by -o's suffix, or "
            "table.",
        ),
    ] = None,
    output: Output = None,
    model: Model = None,
    warm: Warm = False,
) -> None:
    """Find every occurrence of a word or phrase, each with its words in every translation."""
    from duizhao.align.concordance.kwic import Query
    from duizhao.align.concordance.service import count as counted
    from duizhao.align.concordance.service import find as found_hits

    form = result_format(format, output, ("conllu",))
    if count and form == "conllu":
        raise typer.BadParameter("--count is no list of sentences: leave out conllu")
    language = searched_language(within)
    if meaning and (regex or count or files):
        raise typer.BadParameter("--meaning goes with neither --regex nor --count, and takes --corpus")
    if cql and (regex or meaning):
        raise typer.BadParameter("--cql goes with neither --regex nor --meaning")
    texts = texts_of(corpus, files)
    if form == "table" and limit is None and sample is None and not meaning:
        limit = SHOWN
    query = Query(
        phrase=phrase,
        language=language,
        regular=regex,
        meaning=meaning,
        where=tuple(where or ()),
        sort=sort,
        sample=sample,
        seed=seed,
        limit=limit,
        context=context,
        links=links,
        written=as_written,
        beside=tuple(beside or ()),
        not_beside=tuple(not_beside or ()),
        cql=cql,
    )
    show_result(
        counted(texts, query, count) if count else found_hits(texts, query, model=model, track=track), form, output
    )


def compare(
    name: Annotated[str, typer.Argument(help="An original with two translations or more.")],
    corpus: CorpusFile,
    least: Annotated[float, typer.Option(min=0.0, max=1.0, help="Only where they differ by more than this.")] = 0.0,
    sort: Annotated[str, typer.Option(help="document or difference.")] = "document",
    format: Format = None,
    output: Output = None,
) -> None:
    """List where the translations of one text differ, stretch by stretch."""
    from duizhao.align.concordance.service import compared

    form = result_format(format, output)
    by_difference = one_of("--sort", sort, ("document", "difference"), "takes") == "difference"
    show_result(compared(corpus, name, least=least, by_difference=by_difference), form, output)


def rerun(
    file: Annotated[
        Path, typer.Argument(help="A table that `find`, `compare` or `terms` wrote, or the about.json of an export.")
    ],
    corpus: CorpusFile,
    format: Format = None,
    output: Output = None,
    model: Model = None,
) -> None:
    """Ask again what a table was made by, and say what changed since; with -o, write the new table."""
    from duizhao.align.report.corpus_formats import changed_files, export_corpus, made_of
    from duizhao.align.rerun import again, changed
    from duizhao.corpus.exchange.tables.results import read_provenance, row_contents, table_contents
    from duizhao.corpus.store.store import Store

    before, old = read_provenance(file)
    asked = json.loads(before.query)
    if asked.get("command") == "export" and {"format", "name"} <= asked.keys():
        with Store.open(corpus) as store:
            now = made_of(store, asked["format"], asked["name"])
            differences = [*changed({}, {}, before, now), *changed_files(store, file, before, asked)]
        if output is not None:
            export_corpus(corpus, asked["format"], asked["name"], output)
        sys.stderr.write("".join(f"{line}\n" for line in differences) or "nothing changed\n")
        return
    folders = (file.parent, corpus.parent, Path())
    result = again(corpus, asked, folders=folders, model=model, track=track)
    lines = file.suffix.lower() in (".jsonl", ".json")
    new = row_contents(result.records) if lines else table_contents(str(result.written("csv")))
    differences = changed(old, new, before, result.made)
    form = result_format(format, output or file) if output or format else None
    sys.stderr.write("".join(f"{line}\n" for line in differences) or "nothing changed\n")
    if form is not None:
        show_result(result, form, output)


def result_format(name: str | None, output: Path | None, more: tuple[str, ...] = ()) -> str:
    """The format that is asked for, by name or by the file's ending."""
    from duizhao.align.concordance.service import FORMATS as PLAIN
    from duizhao.align.errors import RequestError

    suffix = output.suffix[1:].lower() if output and output.suffix else None
    formats = (*PLAIN, *more)
    form = name or ({"txt": "table", "htm": "html"}.get(suffix, suffix) if suffix else "table")
    if form not in formats:
        raise RequestError(f"no format is called {form}; choose {', '.join(formats)}")
    return form


def show_result(result: QueryResult, form: str, output: Path | None) -> None:
    """Write what was found, and its summary to standard error."""
    if form == "xlsx" and output is None:
        raise typer.BadParameter("xlsx needs a file: give -o FILE.xlsx")
    deliver(result.written(form, shutil.get_terminal_size((110, 24)).columns), output)
    sys.stderr.write(f"{result.summary}\n")
