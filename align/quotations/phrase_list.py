"""A list of phrases instead of an article: each traced once, the list given back with what was found beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duizhao.align.errors import RequestError
from duizhao.align.progress import Track
from duizhao.align.quotations.inputs import SearchScope, open_library, read_input
from duizhao.align.quotations.phrase_journal import ENDING, Journal, means_of
from duizhao.align.quotations.tracer import Tracer
from duizhao.align.report.phrase_formats import PHRASE_FORMATS, TracedPhrases, phrase_table_text
from duizhao.align.report.trace_formats import chosen_format, make_report, version
from duizhao.corpus.document import Document, Span
from duizhao.corpus.exchange.tables.phrases import read_phrases
from duizhao.corpus.exchange.traces.json import trace_record
from duizhao.corpus.files.atomic import check_place
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.text.locators import Places
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import Trace, TracedQuotation
from duizhao.models.loading import open_encoder

TOGETHER = 16
"""Phrases that are traced, and kept, at a time."""
TABLE = "table"


@dataclass(frozen=True, slots=True)
class PhraseOptions:
    """What is to be written of a list, and where; `column`: the name or number of the column that holds the phrases.

    `written`: Chinese phrases only as they are written. `spelled`: with pinyin.
    """

    format: str | None
    output: Path | None
    column: str | None = None
    written: bool = False
    spelled: bool = False

    @property
    def for_terminal(self) -> bool:
        """Whether the result is for the terminal."""
        return self.format == TABLE or (self.format is None and self.output is None)

    @property
    def journal(self) -> Path | None:
        """Where what is done is kept until all of it is."""
        return self.output.with_name(self.output.name + ENDING) if self.output is not None else None


def check_phrases(options: PhraseOptions) -> None:
    """Raises RequestError for a format that there is not, WriteError for a place that cannot be written."""
    check_place(options.output)
    if not options.for_terminal:
        chosen_format(PHRASE_FORMATS, options.format, options.output, "json")


def link_phrases(
    path: Path,
    scope: SearchScope,
    options: PhraseOptions,
    track: Track[Any],
    say: Callable[[str], object],
) -> tuple[str | bytes, Journal]:
    """Trace each phrase of the list: what is to be written, and the journal, to be removed once it is.

    A run to a file that was stopped is gone on with. `say` gets remarks, a line each. Raises
    FormatError for what is no list, RequestError, ReadError and StoreError as `link_articles` does.
    """
    check_phrases(options)
    name, data = read_input(path)
    table = read_phrases(data, name, options.column)
    if len(table.columns) > 1:
        names = "the first row names the columns" if table.named else "no row names the columns"
        say(f"{name}: the phrases are those of column {table.columns[table.column]!r}, {names} (--column says another)")
    encoder = open_encoder(scope.model)
    library = open_library(scope, encoder, track, say)
    journal = Journal(options.journal, means_of(library, options.written, options.spelled, version()))
    phrases = table.phrases
    left = [phrase for phrase in phrases if phrase not in journal.known]
    if journal.renewed:
        say("what was traced before was traced in other texts or by other means: it is traced anew")
    elif len(left) < len(phrases):
        say(f"going on: {len(phrases) - len(left):,} of {len(phrases):,} phrases were traced before")
    if left:
        tracer = Tracer(library, encoder, written=options.written)
        places: dict[str, Places] = {}
        with journal.open():
            starts = range(0, len(left), TOGETHER)
            for start in track(starts, "tracing phrases", len(starts)):
                some = left[start : start + TOGETHER]
                trace = Trace(name, *_traced(some, tracer), library.searched)
                report = make_report(trace, library)
                shown = Report(report.trace, report.documents, report.version, options.spelled, places=_held(places))
                journal.keep(zip(some, trace_record(shown)["quotations"], strict=True))
    found = {phrase: journal.known[phrase] for phrase in phrases}
    traced = TracedPhrases(table, found, library.searched, spelled=options.spelled)
    return _written(traced, options), journal


def _held(places: dict[str, Places]) -> Callable[[Document], Places]:
    """Finds the places of a document once, however many reports ask for them."""

    def held(document: Document) -> Places:
        if document.name not in places:
            places[document.name] = Places(document)
        return places[document.name]

    return held


def _traced(phrases: Sequence[str], tracer: Tracer) -> tuple[str, tuple[TracedQuotation, ...]]:
    """The phrases traced as the quotations of an article that has nothing else, a paragraph each; and that article."""
    text, quotations, at = "\n\n".join(phrases), [], 0
    for phrase in phrases:
        quotations.append(Quotation((Span(at, at + len(phrase)),), phrase))
        at += len(phrase) + 2
    return text, tracer.judged(text, quotations)


def _written(traced: TracedPhrases, options: PhraseOptions) -> str | bytes:
    if options.for_terminal:
        return phrase_table_text(traced, to_file=options.output is not None)
    return chosen_format(PHRASE_FORMATS, options.format, options.output, "json")(traced)


NOT_WITH_PHRASES = ("claims", "public", "since", "decide", "pictures", "card", "gloss")
"""Options that are about an article."""


def check_alone(given: Mapping[str, object]) -> None:
    """Raises RequestError where an option is given that a list has no use for, or an article beside it."""
    if given.get("articles"):
        raise RequestError("give articles or --phrases, not both: a list is traced by itself")
    for option in NOT_WITH_PHRASES:
        if given.get(option):
            raise RequestError(f"--{option} is about an article: leave it out with --phrases")
