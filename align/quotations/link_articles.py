"""Articles traced and written: one or several, to standard output, a file or a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duizhao.align.errors import RequestError
from duizhao.align.library.library import Library
from duizhao.align.progress import Track
from duizhao.align.quotations.claim_support import with_claims
from duizhao.align.quotations.decisions import (
    article_document,
    carried,
    decide_quotations,
    said_of,
    shown,
    with_decisions,
)
from duizhao.align.quotations.inputs import STANDARD_INPUT, Article, article_name, open_library, read_article
from duizhao.align.quotations.tracer import Tracer
from duizhao.align.report.trace_docx import write_word
from duizhao.align.report.trace_formats import TRACE_FORMATS, chosen_format, make_report, shown_table
from duizhao.corpus.files.atomic import check_place
from duizhao.corpus.quotations.drafts import Decided, Since, compare
from duizhao.corpus.quotations.extract import find_quotations
from duizhao.corpus.readers.base.contents import AS_IT_IS, ReadOptions
from duizhao.corpus.readers.base.sniff import kind_of
from duizhao.corpus.store.store import Store
from duizhao.corpus.traces.redaction import published
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import Trace
from duizhao.models.loading import open_encoder

Deliver = Callable[[str | bytes, Path | None], None]
CheckOutput = Callable[[Path | None], None]
TABLE, WORD = "table", "docx"
IN_A_FOLDER = "html"
"""The format of files in a folder, where none is named."""


ENDINGS = {"citations": "citations.jsonl"}
"""Endings of formats that are not called by them."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What is searched: a corpus, or Chinese files with or without their English ones; and with which model.

    `reading`: how these files, and the articles, are read.
    """

    corpus: Path | None
    sources: Sequence[Path] = ()
    targets: Sequence[Path] = ()
    presplit: bool = False
    model: str | None = None
    reading: ReadOptions = AS_IT_IS


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written, and where. `spelled`: with pinyin. `verbose`: in the terminal, all of it.

    `pictures`: the folder of the pictures that documents were read from, pieces of which a page shows.
    `since`: an earlier draft. `decided`: what `who` says of some quotations, by number, to be kept in the corpus.
    """

    format: str | None
    output: Path | None
    claims: bool = False
    public: bool = False
    spelled: bool = False
    verbose: bool = False
    since: Path | None = None
    decided: Sequence[tuple[int, str]] = ()
    who: str = ""
    note: str = ""
    pictures: Path | None = None

    @property
    def into_folder(self) -> bool:
        """Whether each article gets a file of its own."""
        return self.output is not None and self.output.is_dir()

    @property
    def word(self) -> bool:
        """Whether a draft in Word is to be given back with comments in it."""
        suffix = self.output.suffix.lower() if self.output is not None and not self.output.is_dir() else ""
        return self.format == WORD or (self.format is None and suffix == ".docx")

    @property
    def table(self) -> bool:
        """Whether the result is for the terminal."""
        return self.format == TABLE or (self.format is None and self.output is None)


def link_articles(
    paths: Sequence[Path],
    searched: Searched,
    wanted: Wanted,
    track: Track[Any],
    deliver: Deliver,
    check_output: CheckOutput = check_place,
) -> Iterator[str]:
    """Trace the articles and deliver what is wanted; yields remarks, a line each, for standard error.

    `check_output` refuses a file that may not be written; it is asked for each before anything is traced.

    What cannot be met is refused before anything is traced.
    """
    _check(paths, wanted)
    for path in paths:
        check_output(_place(article_name(path), wanted, _form(wanted)))
    _check_decisions(paths, searched, wanted)
    earlier = read_article(wanted.since, searched.reading) if wanted.since is not None else None
    articles = [read_article(path, searched.reading) for path in paths]
    if wanted.word:
        _check_word(articles, wanted)
    encoder = open_encoder(searched.model)
    said: list[str] = []
    library = open_library(
        searched.corpus,
        searched.sources,
        searched.targets,
        presplit=searched.presplit,
        encoder=encoder,
        options=searched.reading,
        track=track,
        say=said.append,
    )
    yield from said
    tracer = Tracer(library, encoder)
    reports = []
    for article in track(articles, "tracing", len(articles)) if len(articles) > 1 else articles:
        trace = _traced(article, tracer, wanted)
        if not trace.quotations:
            yield f"{article.name}: no quotation marks found in this article"
        if wanted.public:
            yield from _labels(trace)
        trace, decisions, since = _decisions(trace, library, earlier, searched, wanted)
        reports.append(
            make_report(
                trace,
                library,
                public=wanted.public,
                spelled=wanted.spelled,
                decisions=decisions,
                since=since,
                pictures=wanted.pictures,
            )
        )
    _deliver(articles, reports, wanted, deliver)


def _check(paths: Sequence[Path], wanted: Wanted) -> None:
    suffix = wanted.output.suffix.lower() if wanted.output is not None else ""
    if wanted.public and (wanted.format == "citations" or (wanted.format is None and suffix == ".jsonl")):
        raise RequestError("citations name files' hashes and offsets, they are no public report: choose html or md")
    names = [path.stem for path in paths]
    if [str(path) for path in paths].count("-") > 1:
        raise RequestError("standard input can be read once: give - once")
    if wanted.into_folder:
        if wanted.table:
            raise RequestError("a table is for the terminal: give another --format, or no folder")
        if twice := {name for name in names if names.count(name) > 1}:
            raise RequestError(f"two articles are called {min(twice)}: rename one, or give -o a file")
    else:
        check_place(wanted.output)
    if not wanted.table and not wanted.word:
        chosen_format(TRACE_FORMATS, _format(wanted), wanted.output, "json")


def _check_decisions(paths: Sequence[Path], searched: Searched, wanted: Wanted) -> None:
    if wanted.decided and searched.corpus is None:
        raise RequestError("decisions are kept in a corpus: give one with --corpus")
    if (wanted.decided or wanted.since) and len(paths) > 1:
        raise RequestError("give one article at a time with --since or --decide")


def _decisions(
    trace: Trace, library: Library, earlier: Article | None, searched: Searched, wanted: Wanted
) -> tuple[Trace, dict[int, tuple[Decided, ...]], Since | None]:
    """The trace as people left it, what they said, of an earlier draft too, and what became of its quotations since."""
    quotations = [traced.quotation for traced in trace.quotations]
    old = find_quotations(earlier.text, earlier.blocks, wrapped=earlier.wrapped) if earlier is not None else ()
    since = compare(earlier.name, (earlier.text, old), (trace.text, quotations)) if earlier is not None else None
    if searched.corpus is None:
        return trace, {}, since
    article = article_document(trace.article, trace.text)
    texts = {entry.source.name: entry.source for entry in library.entries}
    with Store.open(searched.corpus) as store:
        before = {}
        if earlier is not None and since is not None:
            before = carried(said_of(store, article_document(earlier.name, earlier.text), old), since)
        if wanted.decided:  # about the source that was shown: as people had left it
            left = with_decisions(trace, before | said_of(store, article, quotations), texts)
            decide_quotations(store, article, left, wanted.decided, who=wanted.who, note=wanted.note)
        found = before | said_of(store, article, quotations)
    return with_decisions(trace, found, texts), shown(found), since


def _check_word(articles: Sequence[Article], wanted: Wanted) -> None:
    """Comments can be put into Word files alone, one at a time, and they are working notes."""
    if wanted.public:
        raise RequestError("a Word file holds your draft and its properties, it is no public report: choose html or md")
    for article in articles:
        if kind_of(article.data) != "word":
            raise RequestError(f"{article.name} is no Word file (.docx): choose html or another format")
    if len(articles) > 1 and not wanted.into_folder:
        raise RequestError("each draft is given back as a file of its own: give -o a folder")


def _format(wanted: Wanted) -> str | None:
    return wanted.format or (IN_A_FOLDER if wanted.into_folder else None)


def _form(wanted: Wanted) -> str:
    """The name of the format, where it was named or goes without saying; else the empty string."""
    return WORD if wanted.word else _format(wanted) or ""


def _traced(article: Article, tracer: Tracer, wanted: Wanted) -> Trace:
    trace = tracer.trace(article.text, article.name, article.blocks, article.wrapped)
    return with_claims(trace, tracer) if wanted.claims else trace


def _labels(trace: Trace) -> Iterator[str]:
    """What the numbered documents of a public report are: told to who makes it, not in it."""
    for label, name in published(trace)[1].items():
        yield f"{label} is {name}"


def _deliver(articles: Sequence[Article], reports: Sequence[Report], wanted: Wanted, deliver: Deliver) -> None:
    if wanted.table:
        shown = [shown_table(report, wanted.output, verbose=wanted.verbose) for report in reports]
        deliver("\n".join(shown), wanted.output)
        return
    name = _form(wanted)
    if wanted.word:
        for article, report in zip(articles, reports, strict=True):
            deliver(write_word(report, article.data, article.name), _place(article.name, wanted, name))
        return
    write = chosen_format(TRACE_FORMATS, name or None, wanted.output, "json")
    if not wanted.into_folder or wanted.output is None:
        deliver(write(reports), wanted.output)
        return
    for article, report in zip(articles, reports, strict=True):
        deliver(write([report]), _place(article.name, wanted, name))


def _place(article: str, wanted: Wanted, name: str) -> Path | None:
    """The file that an article's result is written to; None is standard output."""
    if wanted.output is None or not wanted.into_folder:
        return wanted.output
    stem = "article" if article == STANDARD_INPUT else Path(article).stem
    return wanted.output / f"{stem}.sources.{ENDINGS.get(name, name)}"
