"""The command line: parse, call, print."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from align.errors import USER_ERRORS, RequestError

if TYPE_CHECKING:
    from align.scores import Score

Item = TypeVar("Item")
Model = Annotated[
    str | None,
    typer.Option(help="Checkpoint folder, or a name fetched with `models get`; default: the one that ships."),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write; default: standard output.")]
Presplit = Annotated[bool, typer.Option("--presplit", help="The files hold one sentence a line.")]
Corpus = Annotated[Path | None, typer.Option(help="The corpus: one SQLite file.")]

app = typer.Typer(
    name="duizhao",
    help="对照: leads English renderings back to the exact characters of their Chinese source. "
    "Nothing leaves this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
score_app = typer.Typer(help="Score results against a gold standard.", no_args_is_help=True)
models_app = typer.Typer(help="Models beside the one that ships.", no_args_is_help=True)
app.add_typer(score_app, name="score")
app.add_typer(models_app, name="models")

LISTS = ("--source", "--target")
"""Options that take several files: `--source A B C` is read as `--source A --source B --source C`."""
FLAGS = ("--presplit", "--json")
"""Options beside them that take nothing."""


def main() -> None:
    """Run the program: exit status 0 done, 1 the user's to put right (one line says what), 2 wrong usage."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `duizhao … | head` ends in silence
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app(args=spread(sys.argv[1:]))
    except USER_ERRORS as error:
        _complain(str(error))
    except KeyboardInterrupt:
        sys.stderr.write("duizhao: interrupted; nothing was left half-written\n")
        sys.exit(130)
    except OSError as error:
        _complain(f"{(error.strerror or 'the system refused').lower()}; free some space, or write elsewhere")
    except MemoryError:
        _complain("not enough memory: give fewer or shorter files at a time")


def _complain(message: str) -> None:
    sys.stderr.write(f"duizhao: {' '.join(message.split())}\n")
    sys.exit(1)


def spread(arguments: list[str]) -> list[str]:
    """Repeat a list option's name before each of its files; `link`'s article may also come last.

    >>> spread(["link", "a.txt", "--source", "x", "y", "--format", "json"])
    ['link', 'a.txt', '--source', 'x', '--source', 'y', '--format', 'json']
    """
    if arguments[:1] not in (["link"], ["score"]):
        return arguments
    spread_out: list[str] = []
    option = ""
    given = -1  # arguments that belong to no option, the command itself not counted
    for at, argument in enumerate(arguments):
        if argument.startswith("-") and argument != "-":
            option = argument
            spread_out.append(argument)
        elif option in LISTS and arguments[at - 1] != option:
            spread_out.extend([option, argument])
        else:
            given += not option or arguments[at - 1] != option or option in FLAGS or "=" in option
            spread_out.append(argument)
    listed = spread_out[-2:][0]
    if arguments[0] == "link" and not given and listed in LISTS and spread_out.count(listed) > 1:
        del spread_out[-2]
    return spread_out


@app.command()
def align(
    source: Annotated[Path, typer.Argument(help="The Chinese file.")],
    target: Annotated[Path, typer.Argument(help="The English file.")],
    presplit: Presplit = False,
    confirmed: Annotated[
        Path | None, typer.Option(help="A file of beads that are right: they stay, and only the rest is aligned.")
    ] = None,
    format: Annotated[
        str | None, typer.Option(help="beads, tsv, jsonl, md or html; default: by -o's suffix, or tsv.")
    ] = None,
    output: Output = None,
    model: Model = None,
) -> None:
    """Align a Chinese file with its English translation, sentence by sentence."""
    from align.pipeline import align_documents, check_beads, open_encoder, read_confirmed, read_pair
    from align.writing import BITEXT_FORMATS, chosen_format
    from corpus.exchange.files import check_place
    from corpus.numbering import numbering_slips

    check_place(output)
    write = chosen_format(BITEXT_FORMATS, format, output, "tsv")
    chinese, english = read_pair(source, target, name=None, presplit=presplit)
    assert english is not None
    kept = read_confirmed(confirmed) if confirmed else ()
    check_beads(kept, len(chinese.sentences), len(english.sentences))
    bitext = align_documents(chinese, english, open_encoder(model), track, kept)
    for slip in numbering_slips(
        *(map(document.sentence, range(len(document.sentences))) for document in (chinese, english))
    ):
        sys.stderr.write(f"numbering: {slip}\n")
    _deliver(write(bitext), output)


@app.command()
def words(
    file: Annotated[Path, typer.Argument(help="Lines of `zh tokens ||| en tokens`; - is standard input.")],
    output: Output = None,
    model: Model = None,
) -> None:
    """Link the words of sentence pairs: Pharaoh links `i-j` for each line, source first."""
    from align.pipeline import open_encoder
    from align.streams import link_lines

    _stream(link_lines(_tracked(file, output), open_encoder(model)), output)


@app.command()
def project(
    file: Annotated[Path, typer.Argument(help="JSON Lines with source, target and target_span; - is standard input.")],
    output: Output = None,
    model: Model = None,
) -> None:
    """Lead spans of one side to the other: adds source_span, source_spans and confidence to each line."""
    from align.pipeline import open_encoder
    from align.streams import project_lines

    _stream(project_lines(_tracked(file, output), open_encoder(model)), output)


@app.command()
def add(
    corpus: Annotated[Path, typer.Option(help="The corpus: one SQLite file, made if it is not there.")],
    source: Annotated[Path | None, typer.Option(help="The Chinese file.")] = None,
    target: Annotated[Path | None, typer.Option(help="Its English translation.")] = None,
    name: Annotated[
        str | None, typer.Option(help="The document's name; default: the file's, without its ending.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Add every NAME.zh of a folder, with NAME.en if it is there.")
    ] = None,
    presplit: Presplit = False,
    model: Model = None,
) -> None:
    """Put a document, an aligned pair, or a folder of them into a corpus."""
    from align.adding import add_files, add_folder

    if name is not None and not name.strip():
        raise typer.BadParameter("--name must not be empty")
    if (source is None) == (folder is None) or (folder is not None and (target or name)):
        raise typer.BadParameter("give either --source (with --target, --name) or --folder")
    if folder is not None:
        added, there = add_folder(corpus, folder, presplit=presplit, model=model, track=track)
        skipped = f", {there} there already" if there else ""
        sys.stderr.write(f"{added} added to {corpus.name}{skipped}\n")
    elif source is not None:
        sys.stderr.write(
            add_files(corpus, source, target, name=name, presplit=presplit, model=model, track=track) + "\n"
        )


@app.command()
def link(
    article: Annotated[Path, typer.Argument(help="The English article.")],
    corpus: Corpus = None,
    source: Annotated[list[Path] | None, typer.Option(help="Chinese files, without a corpus.")] = None,
    target: Annotated[list[Path] | None, typer.Option(help="Their English files, in the same order.")] = None,
    presplit: Presplit = False,
    format: Annotated[
        str | None, typer.Option(help="table, json, csv, html or md; default: by -o's suffix, or table.")
    ] = None,
    output: Output = None,
    model: Model = None,
) -> None:
    """Trace every quotation of an article to its Chinese source."""
    from align.pipeline import open_encoder
    from align.quotes import Tracer
    from align.tracing import open_library, read_article
    from align.writing import TRACE_FORMATS, chosen_format, shown_table
    from corpus.exchange.files import check_place

    if (corpus is None) == (not source) or (corpus is not None and target):
        raise typer.BadParameter("give either --corpus or --source (with --target)")
    check_place(output)
    write = (
        None
        if format == "table" or (format is None and output is None)
        else chosen_format(TRACE_FORMATS, format, output, "json")
    )
    text = read_article(article)
    encoder = open_encoder(model)
    library = open_library(corpus, source or [], target or [], presplit=presplit, encoder=encoder, track=track)
    trace = Tracer(library, encoder).trace(text, article.name)
    if not trace.quotations:
        sys.stderr.write(f"{article.name}: no quotation marks found in this article\n")
    if write is None:
        _deliver(shown_table(trace, output), output)
    else:
        _deliver(write(trace, library), output)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="The file to read.")],
    text: Annotated[bool, typer.Option("--text", help="Print exactly the text that offsets count in.")] = False,
    presplit: Presplit = False,
) -> None:
    """Show what was read of a file: its text, or its sentences with their offsets."""
    from corpus.reading import document_of, read_text
    from corpus.scripts import language_of

    contents, _ = read_text(file)
    if text:
        _deliver(contents, None)
        return
    document = document_of(contents, language_of(contents) or "en", name=file.stem, presplit=presplit)
    for span in document.sentences:
        words_of = span.trimmed(contents)
        sys.stdout.write(f"{words_of.start}\t{words_of.end}\t{' '.join(words_of.of(contents).split())}\n")


@app.command()
def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")] = Path("demo.html"),
    model: Model = None,
) -> None:
    """The tour: trace an article that quotes the sample corpus, print the table, write the page."""
    from align.pipeline import make_library, open_encoder, read_pair
    from align.quotes import Tracer
    from align.tracing import read_article
    from align.writing import TRACE_FORMATS, shown_table
    from corpus.exchange.files import check_place, write_whole
    from corpus.samples import sample_article, sample_pairs

    check_place(output)
    encoder = open_encoder(model)
    pairs = [read_pair(chinese, english, name=name, presplit=False) for name, chinese, english in sample_pairs()]
    library = make_library(pairs, encoder, track)
    trace = Tracer(library, encoder).trace(read_article(sample_article()), sample_article().name)
    sys.stdout.write(shown_table(trace, None))
    write_whole(output, TRACE_FORMATS["html"](trace, library))
    sys.stdout.write(f"\nThe article with its sources beside it: {output.name} (open it in a browser)\n")


@score_app.command("beads")
def score_beads_command(gold: Path, test: Path, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Beads against gold beads: strict and lax precision, recall, F1; omissions. Files, or folders of them."""
    from align.evaluate import score_beads

    _report(score_beads(gold, test), json)


@score_app.command("words")
def score_words_command(gold: Path, test: Path, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Word links against sure and possible gold links: alignment error rate."""
    from align.evaluate import score_words

    _report(score_words(gold, test), json)


@score_app.command("spans")
def score_spans_command(gold: Path, test: Path, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Projected spans against gold_source_span: F1 by characters, exact match."""
    from align.evaluate import score_spans

    _report(score_spans(gold, test), json)


@score_app.command("links")
def score_links_command(
    gold: Path,
    test: Path,
    source: Annotated[list[Path] | None, typer.Option(help="The Chinese files that gold lines count in.")] = None,
    corpus: Corpus = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Traced quotations against gold places: best link right, and "not found". Files, or folders of them."""
    from align.evaluate import score_links

    _report(score_links(gold, test, source or [], corpus=corpus), json)


@models_app.command("get")
def models_get(
    name: Annotated[str, typer.Argument(help="Its name on Hugging Face, e.g. sentence-transformers/LaBSE.")],
) -> None:
    """Fetch a model by name: the only command that uses the network."""
    from models.named import fetch_model

    fetch_model(name)
    sys.stderr.write(f"{name}: fetched; use it with --model {name}\n")


def track(items: Iterable[Item], what: str, count: int | None) -> Iterator[Item]:
    """A progress bar on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track as shown

    yield from shown(items, description=what, total=count, console=Console(stderr=True), transient=True)


def _report(scores: Iterable[Score], as_json: bool) -> None:
    from align.scores import readable, to_json

    for score in scores:
        sys.stdout.write((to_json if as_json else readable)(score) + "\n")


def _tracked(file: Path, output: Path | None) -> Iterable[str]:
    """The lines of a file, with a progress bar where it would not stand among the results."""
    if sys.stdout.isatty() and output is None:
        return _lines(file)
    count = sum(1 for _ in _lines(file)) if file.is_file() else None
    return track(_lines(file), file.name, count)


def _lines(file: Path) -> Iterator[str]:
    """The lines of a file or of standard input, one by one, ending in \\n or \\r\\n only."""
    try:
        if str(file) == "-":
            sys.stdin.reconfigure(encoding="utf-8-sig", newline="\n")  # type: ignore[union-attr]
            yield from map(_without_end, sys.stdin)
        else:
            with file.open(encoding="utf-8-sig", newline="\n") as source:
                yield from map(_without_end, source)
    except OSError as error:
        raise RequestError(f"{file.name}: {(error.strerror or 'cannot be read').lower()}; check the name") from None
    except UnicodeDecodeError:
        raise RequestError(f"{file.name}: not UTF-8; save it as UTF-8") from None


def _without_end(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")


def _stream(lines: Iterator[str], output: Path | None) -> None:
    """Write lines as they come, or all of them at once to a file."""
    from corpus.exchange.files import check_place

    check_place(output)
    if output is not None:
        _deliver("".join(f"{line}\n" for line in lines), output)
        return
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _deliver(text: str, output: Path | None) -> None:
    from corpus.exchange.files import write_whole

    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()
    else:
        write_whole(output, text)
