"""Articles traced, one or several, and what is to be written of them: to standard output, a file or a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from duizhao.align.errors import RequestError
from duizhao.align.library.library import Library
from duizhao.align.progress import Track
from duizhao.align.quotations.claim_support import with_claims
from duizhao.align.quotations.decisions import (
    Said,
    article_document,
    carried,
    check_sources,
    decide_quotations,
    shown,
    source_decisions,
    with_decisions,
)
from duizhao.align.quotations.inputs import (
    STANDARD_INPUT,
    Article,
    SearchScope,
    article_name,
    open_library,
    read_article,
)
from duizhao.align.quotations.tracer import Tracer
from duizhao.align.report.quotation_card import render_card
from duizhao.align.report.trace_docx import write_word
from duizhao.align.report.trace_formats import TRACE_FORMATS, chosen_format, make_report, public_report, shown_table
from duizhao.align.words.glossary import Glossary
from duizhao.corpus.files.atomic import check_place
from duizhao.corpus.quotations.drafts import DraftComparison, QuotationDecision, compare
from duizhao.corpus.quotations.extract import find_quotations
from duizhao.corpus.readers.base.sniff import kind_of
from duizhao.corpus.scans.regions import Strip
from duizhao.corpus.store.store import Store
from duizhao.corpus.traces.redaction import published
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import Trace
from duizhao.models.loading import open_encoder

AT_A_TIME = 256
"""Quotations of an article that are traced together."""
TABLE, WORD = "table", "docx"
IN_A_FOLDER = "html"
"""The format of files in a folder, where none is named."""
ENDINGS = {"citations": "citations.jsonl"}
"""Endings of formats that are not called by them."""


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """What is to be written, and where, of `several` articles or of one.

    `spelled`: with pinyin. `verbose`: in the terminal, all of it.
    `pictures`: the folder of the pictures that documents were read from, pieces of which a page shows.
    `gloss`: each passage word by word. `card`: the number of the one quotation that is wanted, as a card.
    `written`: Chinese quotations only as they are written. `since`: an earlier draft. `decided`: what `who` says of
    some quotations, by number, to be kept in the corpus.
    """

    format: str | None
    output: Path | None
    claims: bool = False
    public: bool = False
    spelled: bool = False
    verbose: bool = False
    since: Path | None = None
    decided: Sequence[Said] = ()
    who: str = ""
    note: str = ""
    pictures: Path | None = None
    written: bool = False
    gloss: bool = False
    card: int | None = None
    several: bool = False

    @property
    def into_folder(self) -> bool:
        """Whether each article gets a file of its own: in a folder, or in one that several articles name and need."""
        if self.output is None:
            return False
        return self.output.is_dir() or (self.several and not self.output.suffix and not self.output.exists())

    @property
    def word(self) -> bool:
        """Whether a draft in Word is to be given back with comments in it."""
        suffix = self.output.suffix.lower() if self.output is not None and not self.into_folder else ""
        return self.format == WORD or (self.format is None and suffix == ".docx")

    @property
    def table(self) -> bool:
        """Whether the result is for the terminal."""
        return self.format == TABLE or (self.format is None and self.output is None and self.card is None)


@dataclass(frozen=True, slots=True)
class Output:
    """What was made of the articles, or of one of them, and the file that it is for; None is standard output."""

    data: str | bytes
    path: Path | None


def output_places(paths: Sequence[Path], options: LinkOptions) -> list[Path | None]:
    """Where the articles' results go. Raises RequestError for what cannot be met, before anything is traced."""
    _check(paths, options)
    return [_place(article_name(path), options, _form(options)) for path in paths]


def link_articles(
    paths: Sequence[Path], scope: SearchScope, options: LinkOptions, track: Track[Any], say: Callable[[str], object]
) -> list[Output]:
    """Trace the quotations of the articles; what is to be written of them, and where.

    `say` gets remarks, a line each; `track` shows how far it is. Raises RequestError for options that do not go
    together, ReadError and StoreError for files that cannot be read.
    """
    _check(paths, options)
    _check_decisions(paths, scope, options)
    earlier = read_article(options.since, scope.reading) if options.since is not None else None
    articles = [read_article(path, scope.reading) for path in paths]
    if options.word:
        _check_word(articles, options)
    encoder = open_encoder(scope.model)
    library = open_library(scope, encoder, track, say)
    tracer = Tracer(library, encoder, written=options.written)
    glosser = Glossary(encoder) if options.gloss else None
    reports = []
    for article in track(articles, "tracing", len(articles)) if len(articles) > 1 else articles:
        trace = _traced(article, tracer, library, options, track)
        if not trace.quotations:
            say(f"{article.name}: no quotation marks found in this article")
        if options.public:  # what the numbered documents are: told to who makes the report, not in it
            for label, name in published(trace)[1].items():
                say(f"{label} is {name}")
        trace, decisions, since, kept = _decisions(trace, library, earlier, scope, options)
        for line in kept:
            say(line)
        if options.public:
            report = public_report(trace)
        else:
            strip = _strip_of(options.pictures) if options.pictures is not None else None
            report = replace(make_report(trace, library), decisions=decisions, since=since, strip=strip)
        reports.append(replace(report, spelled=options.spelled, glosser=glosser))
    return list(_outputs(articles, reports, options))


def _strip_of(folder: Path) -> Callable[[Strip], bytes | None]:
    from duizhao.corpus.digitization.crops import StripFolder

    return StripFolder(folder).strip


def _check_card(paths: Sequence[Path], options: LinkOptions) -> None:
    suffix = options.output.suffix.lower() if options.output is not None else ""
    if options.format not in (None, "html") or suffix not in ("", ".html", ".htm"):
        raise RequestError("a card is an HTML page: give -o a file that ends in .html, and no other --format")
    if len(paths) > 1 or options.into_folder:
        raise RequestError("a card is of one quotation of one article, and one file: give one article, and -o a file")


def _check(paths: Sequence[Path], options: LinkOptions) -> None:
    if options.card is not None:
        _check_card(paths, options)
    suffix = options.output.suffix.lower() if options.output is not None else ""
    if options.public and (options.format == "citations" or (options.format is None and suffix == ".jsonl")):
        raise RequestError("citations name files' hashes and offsets, they are no public report: choose html or md")
    names = [path.stem for path in paths]
    if [str(path) for path in paths].count("-") > 1:
        raise RequestError("standard input can be read once: give - once")
    if options.into_folder:
        if options.output is not None and not options.output.is_dir():
            check_place(options.output)
        if options.table:
            raise RequestError("a table is for the terminal: give another --format, or no folder")
        if twice := {name for name in names if names.count(name) > 1}:
            raise RequestError(f"two articles are called {min(twice)}: rename one, or give -o a file")
    else:
        check_place(options.output)
    if not options.table and not options.word and options.card is None:
        chosen_format(TRACE_FORMATS, _format(options), options.output, "json")


def _check_decisions(paths: Sequence[Path], scope: SearchScope, options: LinkOptions) -> None:
    if options.decided and scope.corpus is None:
        raise RequestError("decisions are kept in a corpus: give one with --corpus")
    if (options.decided or options.since) and len(paths) > 1:
        raise RequestError("give one article at a time with --since or --decide")


def _decisions(
    trace: Trace, library: Library, earlier: Article | None, scope: SearchScope, options: LinkOptions
) -> tuple[Trace, dict[int, tuple[QuotationDecision, ...]], DraftComparison | None, list[str]]:
    """The trace as people left it, what they said, of an earlier draft too, and what became of its quotations since.

    Last, a line for each decision that was kept now.
    """
    quotations = [traced.quotation for traced in trace.quotations]
    old = find_quotations(earlier.text, earlier.blocks, wrapped=earlier.wrapped) if earlier is not None else ()
    since = compare(earlier.name, (earlier.text, old), (trace.text, quotations)) if earlier is not None else None
    if scope.corpus is None:
        return trace, {}, since, []
    article = article_document(trace.article, trace.text)
    texts = library.sources
    with Store.open(scope.corpus) as store:
        before, kept = {}, []
        if earlier is not None and since is not None:
            before = carried(source_decisions(store, article_document(earlier.name, earlier.text), old), since)
        if options.decided:  # about the source that was shown: as people had left it
            left = with_decisions(trace, before | source_decisions(store, article, quotations), texts)
            check_sources(left, options.decided)
            kept = decide_quotations(store, left, options.decided, who=options.who, note=options.note)
        decided = before | source_decisions(store, article, quotations)
    return with_decisions(trace, decided, texts), shown(decided), since, kept


def _check_word(articles: Sequence[Article], options: LinkOptions) -> None:
    """Comments can be put into Word files alone, one at a time, and they are working notes."""
    if options.public:
        raise RequestError("a Word file holds your draft and its properties, it is no public report: choose html or md")
    for article in articles:
        if kind_of(article.data) != "word":
            raise RequestError(f"{article.name} is no Word file (.docx): choose html or another format")
    if len(articles) > 1 and not options.into_folder:
        raise RequestError("each draft is given back as a file of its own: give -o a folder")


def _format(options: LinkOptions) -> str | None:
    return options.format or (IN_A_FOLDER if options.into_folder else None)


def _form(options: LinkOptions) -> str:
    """The name of the format, where it was named or goes without saying; else the empty string."""
    return WORD if options.word else _format(options) or ""


def _traced(article: Article, tracer: Tracer, library: Library, options: LinkOptions, track: Track[Any]) -> Trace:
    """The article traced, some quotations at a time: thousands take no more memory, and progress is seen."""
    quotations = find_quotations(article.text, article.blocks, wrapped=article.wrapped)
    starts: Iterable[int] = range(0, len(quotations), AT_A_TIME)
    if len(quotations) > AT_A_TIME:
        starts = track(starts, "tracing quotations", -(-len(quotations) // AT_A_TIME))
    traced = [each for start in starts for each in tracer.judged(article.text, quotations[start : start + AT_A_TIME])]
    trace = Trace(article.name, article.text, tracer.in_context(article.text, traced), library.searched)
    return with_claims(trace, tracer) if options.claims else trace


def _outputs(articles: Sequence[Article], reports: Sequence[Report], options: LinkOptions) -> Iterator[Output]:
    if options.card is not None:
        yield Output(render_card(reports[0], options.card), options.output)
        return
    if options.table:
        shown = [shown_table(report, options.output, verbose=options.verbose) for report in reports]
        yield Output("\n".join(shown), options.output)
        return
    name = _form(options)
    if options.word:
        for article, report in zip(articles, reports, strict=True):
            yield Output(write_word(report, article.data, article.name), _place(article.name, options, name))
        return
    write = chosen_format(TRACE_FORMATS, name or None, options.output, "json")
    if not options.into_folder:
        yield Output(write(reports), options.output)
        return
    for article, report in zip(articles, reports, strict=True):
        yield Output(write([report]), _place(article.name, options, name))


def _place(article: str, options: LinkOptions, name: str) -> Path | None:
    """The file that an article's result is written to; None is standard output."""
    if options.output is None or not options.into_folder:
        return options.output
    stem = "article" if article == STANDARD_INPUT else Path(article).stem
    return options.output / f"{stem}.sources.{ENDINGS.get(name, name)}"
