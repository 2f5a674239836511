"""`terms`: how a term is rendered, which terms there are, and whether a translation keeps to them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao.align.cli.console import deliver, say, track
from duizhao.align.cli.corpora import CorpusFile
from duizhao.align.cli.find import result_format, show_found
from duizhao.align.cli.options import LANGUAGES, Model, Output, one_of, searched_language
from duizhao.align.cli.outputs import guarded

if TYPE_CHECKING:
    from duizhao.align.terms.occurrences import Occurrence, TermQuery
    from duizhao.corpus.document import Document

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
    from duizhao.align.terms.occurrences import TermQuery

    return TermQuery(term, searched_language(within), regex, tuple(where or ()))


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
    from duizhao.align.terms.show import Shown
    from duizhao.align.terms.show import show as shown

    form = result_format(format, output, ("tbx",))
    query = term_query(term, within, regex, where)
    how = Shown(over, as_written, occurrences, fewest)
    show_found(shown(corpus, query, how, model=model, follow=track), form, output)


Words = Annotated[
    Path | None, typer.Option(help="A dictionary of your own for the segmenter: a word a line, never cut.")
]
Who = Annotated[str, typer.Option("--as", help="Your initials.")]


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
    show_found(extracted(corpus, request, model=model, follow=track), form, output)


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
    show_found(checked(corpus, request, model=model, follow=track), form, output)


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
    show_found(near(corpus, request, model=model, follow=track), form, output)


@app.command()
def merge(
    term: Term,
    renderings: Annotated[list[str], typer.Argument(help="Renderings of the term, by group or as they stand.")],
    corpus: CorpusFile,
    into: Annotated[str, typer.Option(help="The name of the group that they belong to from now on.")],
    who: Who,
    within: Within = None,
    model: Model = None,
) -> None:
    """Put renderings into one group by hand, with all forms of their words; it stays so."""
    from duizhao.align.terms.regrouping import merge as merged
    from duizhao.corpus.store.store import Store

    with Store.open(corpus) as store:
        query = term_query(term, within, regex=False, where=None)
        kept = merged(store, query, renderings, into, who=who, model=model, follow=track)
    say(f"{len(kept)} forms are {into!r} now")


@app.command()
def split(
    term: Term,
    forms: Annotated[list[str], typer.Argument(help="Forms of a rendering, as `terms show --as-written` has them.")],
    corpus: CorpusFile,
    who: Who,
    into: Annotated[str | None, typer.Option(help="One group for all of them; else each is one of its own.")] = None,
    within: Within = None,
    model: Model = None,
) -> None:
    """Take forms out of their group by hand, each into a group of its own; it stays so."""
    from duizhao.align.terms.regrouping import split as split_off
    from duizhao.corpus.store.store import Store

    with Store.open(corpus) as store:
        query = term_query(term, within, regex=False, where=None)
        kept = split_off(store, query, forms, into, who=who, model=model, follow=track)
    say(f"{len(kept)} forms are {', '.join(dict.fromkeys(repr(each.verdict) for each in kept))} now")


@app.command()
def ungroup(
    term: Term,
    renderings: Annotated[list[str], typer.Argument(help="Renderings that you merged or split off.")],
    corpus: CorpusFile,
    who: Who,
    within: Within = None,
    model: Model = None,
) -> None:
    """Take back what you merged or split off: these renderings are grouped as the program has them."""
    from duizhao.align.terms.regrouping import ungroup as ungrouped
    from duizhao.corpus.store.store import Store

    with Store.open(corpus) as store:
        query = term_query(term, within, regex=False, where=None)
        kept = ungrouped(store, query, renderings, who=who, model=model, follow=track)
    say(f"{len(kept)} decisions taken back")


@app.command()
def audit(
    term: Term,
    corpus: CorpusFile,
    who: Who,
    sample: Annotated[int, typer.Option(min=1, help="Occurrences to judge.")] = 50,
    seed: Annotated[int, typer.Option(help="Of the sample.")] = 1,
    where: Where = None,
    within: Within = None,
    model: Model = None,
) -> None:
    """Judge a random sample, and restate the counts with the precision that was measured and its interval."""
    from duizhao.align.terms.coding import audited, judge, to_judge
    from duizhao.align.terms.decisions import JUDGEMENT, decided, place_of
    from duizhao.align.terms.groups import regrouped
    from duizhao.align.terms.renderings import group
    from duizhao.align.terms.show import term_occurrences
    from duizhao.corpus.store.store import Store

    with Store.open(corpus) as store:
        query = term_query(term, within, regex=False, where=where)
        search, found = term_occurrences(store, query, model=model, follow=track)
        chosen = to_judge(found.rows, sample, seed)
        said = decided(store, JUDGEMENT)
        left = [row for row in chosen if place_of(row.hit, row.beside) not in said]
        judge(store, search, left, _ask, who)
        told = audited(store, chosen)
        groups = group(found, regroup=regrouped(store, query))
    if told.precision is None:
        say("nothing was judged: counts stay as they are")
        return
    share = f"{told.precision:.0%} [{100 * told.low:.0f}–{100 * told.high:.0f}]"
    lines = [f"{told.judged} judged, {told.right} right: precision {share}"]
    for each in groups:
        if each.share is not None:
            middle, low, high = told.restated(each.count)
            lines.append(f"{each.rendering}\t{each.count}\t{middle:.1f} [{low:.1f}–{high:.1f}]")
    deliver("".join(f"{line}\n" for line in lines), None)


def _ask(row: Occurrence, beside: Document) -> str:
    """What the user says of an occurrence, on standard input."""
    run = " ".join(row.run.of(beside.text).split()) if row.run else "– (left out)"
    sys.stderr.write(f"\n{row.left}[{row.match}]{row.right}\n{run}\n→ {row.rendering or row.status}\n")
    sys.stderr.write("right? y, n, the right words, q to stop: ")
    sys.stderr.flush()
    answer = sys.stdin.readline()
    return answer.strip() if answer else "q"


codes = typer.Typer(help="Your own columns, brought back to the occurrences that they are about.", no_args_is_help=True)


@codes.command("import")
def import_codes(
    file: Annotated[Path, typer.Argument(help="A table that began as `terms show --occurrences`: CSV, TSV or XLSX.")],
    corpus: CorpusFile,
    who: Who,
    term: Annotated[str | None, typer.Option(help="The term, if the table no longer says which.")] = None,
    model: Model = None,
) -> None:
    """Take a table back by its ids: a corrected rendering replaces the computed one, other columns become codes."""
    from duizhao.align.terms.code_tables import query_of, read_table
    from duizhao.align.terms.coding import import_codes as imported
    from duizhao.corpus.store.store import Store

    rows = read_table(file)
    query = term_query(term, None, regex=False, where=None) if term else query_of(rows, file.name)
    with Store.open(corpus) as store:
        told = imported(store, query, rows, who=who, model=model)
    unknown = f"; {told.unknown} rows are of no occurrence that is here" if told.unknown else ""
    say(f"{told.rows} rows: {told.corrections} renderings corrected, {told.codes} codes{unknown}")


@codes.callback()
def _codes() -> None:
    """A group of commands, though there is one."""
