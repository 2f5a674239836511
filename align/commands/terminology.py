"""`terms`: how a term is rendered, which terms there are, and whether a translation keeps to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from align.commands.corpora import CorpusFile
from align.commands.options import Model, Output
from align.commands.searching import result_format, show_found
from align.commands.terminal import track

if TYPE_CHECKING:
    from align.occurrences import TermQuery

app = typer.Typer(
    help="Terminology: renderings with counts, candidate terms, a glossary checked, collocates.", no_args_is_help=True
)

Term = Annotated[str, typer.Argument(help="A term, Chinese or English; * any letters of a word, ? one letter.")]
Where = Annotated[list[str] | None, typer.Option(help="A condition on the metadata: translator=Legge, date>=1950.")]
Within = Annotated[str | None, typer.Option("--in", help="The term's language, zh or en; default: by its letters.")]
Regex = Annotated[bool, typer.Option("--regex", help="The term is a regular expression.")]
Format = Annotated[
    str | None,
    typer.Option("--format", help="table, tsv, csv, jsonl, xlsx or html; default: by -o's suffix, or table."),
]


def term_query(term: str, within: str | None, regex: bool, where: list[str] | None) -> TermQuery:
    """What was asked for."""
    from align.occurrences import TermQuery

    if within not in (None, "zh", "en"):
        raise typer.BadParameter("--in takes zh or en")
    return TermQuery(term, within, regex, tuple(where or ()))  # type: ignore[arg-type]


@app.command()
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
    from align.terminology import Shown
    from align.terminology import show as shown

    form = result_format(format, output)
    query = term_query(term, within, regex, where)
    how = Shown(over, as_written, occurrences, fewest)
    show_found(shown(corpus, query, how, model=model, follow=track), form, output)
