"""`terms merge`, `split`, `ungroup`, `audit`, `codes`: what people decide of renderings."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao.align.cli.term_query import Term, Where, Within, term_query
from duizhao.align.cli.terminal.console import deliver, say, track
from duizhao.align.cli.terminal.options import CorpusFile, Model, Output, one_of
from duizhao.align.cli.terminal.outputs import guarded

if TYPE_CHECKING:
    from duizhao.align.terms.occurrences import Occurrence, Occurrences
    from duizhao.corpus.document import Document
    from duizhao.corpus.search.search import Search

Who = Annotated[str, typer.Option("--as", help="Your initials.")]


@contextmanager
def _occurrences(
    corpus: Path, term: str, within: str | None, model: str | None, where: list[str] | None = None
) -> Iterator[tuple[Search, Occurrences]]:
    """The occurrences of a term in a corpus that is open meanwhile."""
    from duizhao.align.terms.show import term_occurrences
    from duizhao.corpus.store.store import Store

    query = term_query(term, within, regex=False, where=where)
    with Store.open(corpus) as store:
        yield term_occurrences(store, query, model=model, track=track)


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
    from duizhao.align.terms import groups

    with _occurrences(corpus, term, within, model) as (search, occurrences):
        kept = groups.merge(search, occurrences, renderings, into, who)
    say(f"{len(kept)} forms are {into!r} now")


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
    from duizhao.align.terms import groups

    with _occurrences(corpus, term, within, model) as (search, occurrences):
        kept = groups.split(search, occurrences, forms, into, who)
    say(f"{len(kept)} forms are {', '.join(dict.fromkeys(repr(decision.verdict) for decision in kept))} now")


def ungroup(
    term: Term,
    renderings: Annotated[list[str], typer.Argument(help="Renderings that you merged or split off.")],
    corpus: CorpusFile,
    who: Who,
    within: Within = None,
    model: Model = None,
) -> None:
    """Take back what you merged or split off: these renderings are grouped as the program has them."""
    from duizhao.align.terms import groups

    with _occurrences(corpus, term, within, model) as (search, occurrences):
        kept = groups.ungroup(search.store, occurrences, renderings, who)
    say(f"{len(kept)} decisions taken back")


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
    from duizhao.align.terms.coding import audited, keep_judgement, to_judge, unjudged
    from duizhao.align.terms.groups import regrouped
    from duizhao.align.terms.renderings import group

    with _occurrences(corpus, term, within, model, where) as (search, occurrences):
        store = search.store
        chosen = to_judge(occurrences.rows, sample, seed)
        for row in unjudged(store, chosen):
            answer = _ask(row, search.document(row.beside.id))
            if answer == "q":
                break
            if answer:
                keep_judgement(store, search, row, answer, who)
        result = audited(store, chosen)
        groups = group(occurrences, regroup=regrouped(store, occurrences.query))
    if result.precision is None:
        say("nothing was judged: counts stay as they are")
        return
    share = f"{result.precision:.0%} [{100 * result.low:.0f}–{100 * result.high:.0f}]"
    lines = [f"{result.judged} judged, {result.right} right: precision {share}"]
    for rendered in groups:
        if rendered.share is not None:
            middle, low, high = result.restated(rendered.count)
            lines.append(f"{rendered.rendering}\t{rendered.count}\t{middle:.1f} [{low:.1f}–{high:.1f}]")
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
    from duizhao.align.terms.coding import import_codes as imported
    from duizhao.align.terms.coding import query_of, read_table
    from duizhao.corpus.store.store import Store

    rows = read_table(file)
    query = term_query(term, None, regex=False, where=None) if term else query_of(rows, file.name)
    with Store.open(corpus) as store:
        result = imported(store, query, rows, who=who, model=model)
    unknown = f"; {result.unknown} rows are of no occurrence that is here" if result.unknown else ""
    say(f"{result.rows} rows: {result.corrections} renderings corrected, {result.codes} codes{unknown}")


@codes.command("agree")
@guarded
def agree(
    files: Annotated[list[Path], typer.Argument(help="A table of each annotator, of the same rows: CSV, TSV or XLSX.")],
    column: Annotated[list[str] | None, typer.Option(help="Only this column; repeatable; default: all codes.")] = None,
    level: Annotated[
        str, typer.Option(help="What the values are: nominal (names), ordinal (steps) or interval (numbers).")
    ] = "nominal",
    seed: Annotated[int, typer.Option(help="Of the rows drawn for the intervals.")] = 1,
    differences: Annotated[
        bool, typer.Option("--differences", help="List where they differ, in place of how far they agree.")
    ] = False,
    format: Annotated[str, typer.Option(help="table, jsonl or csv.")] = "table",
    output: Output = None,
) -> None:
    """Tell how far annotators agree on their columns: Cohen's kappa, Krippendorff's alpha, 95% intervals."""
    from duizhao.align.report.concordance_page import counts_text
    from duizhao.align.terms.agreement import LEVELS, compare_tables
    from duizhao.corpus.exchange.tables.cells import delimited

    known = one_of("--level", level, LEVELS)
    form = one_of("--format", format, ("table", "jsonl", "csv"))
    compared = compare_tables(files, column or (), known, seed=seed)
    records = compared.differences if differences else [result.record() for result in compared.agreements]
    cells = [{key: "–" if value is None else str(value) for key, value in record.items()} for record in records]
    if form == "jsonl":
        deliver("".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records), output)
    elif form == "csv":
        rows = [["" if value is None else str(value) for value in record.values()] for record in records]
        deliver(delimited([list(records[0]), *rows], ",") if records else "", output)
    else:
        deliver(counts_text(cells), output)
