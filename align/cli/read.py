"""`read`: what was read of a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao.align.cli.terminal.console import deliver, say
from duizhao.align.cli.terminal.options import LANGUAGES, Changes, Corpus, Password, Presplit, one_of, read_options

if TYPE_CHECKING:
    from duizhao.corpus.document import Document
    from duizhao.corpus.readers.base.contents import Contents


CONLLU = "conllu"


def read(
    file: Annotated[
        Path,
        typer.Argument(help="The file to read, of any kind that is read; with --corpus, the name of a text in it."),
    ],
    corpus: Corpus = None,
    text: Annotated[bool, typer.Option("--text", help="Print exactly the text that offsets count in.")] = False,
    side: Annotated[
        str | None, typer.Option(help="Of a file that holds both languages: zh or en, as `align FILE` takes it apart.")
    ] = None,
    presplit: Presplit = False,
    changes: Changes = "accepted",
    password: Password = False,
    format: Annotated[
        str | None,
        typer.Option(help="tsv, jsonl, table or conllu (words, tagged); default: table on a terminal, tsv elsewhere."),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Say too what the file was kept from doing.")] = False,
) -> None:
    """Show what was read of a file, or what a corpus holds: sentences with offsets, pages, articles and marks.

    Or, with --text, the text itself.
    """
    from duizhao.corpus.exchange.tables.sentences import READ_FORMATS, summary
    from duizhao.corpus.readers.bilingual import taken_apart
    from duizhao.corpus.readers.load import document_from, read_contents
    from duizhao.corpus.text.normalization import language_of

    reading = read_options(changes, password)
    chosen = format or ("table" if sys.stdout.isatty() else "tsv")
    if chosen not in (*READ_FORMATS, CONLLU):
        raise typer.BadParameter(f"--format is {', '.join((*READ_FORMATS, CONLLU))}")
    if side is not None:
        one_of("--side", side, LANGUAGES)
    if corpus is not None:
        if side is not None or presplit:
            raise typer.BadParameter("--side and --presplit are for files, not for texts of a corpus")
        document, name = _kept(corpus, str(file)), str(file)
        language_read: str | None = document.language
    else:
        contents, digest = read_contents(file, reading)
        if side is not None:
            contents = _one_side(contents, file.name, side)
        language = language_of(contents.text)
        document = document_from(contents, language or "en", file.stem, digest, presplit=presplit)
        name, language_read = file.name, language or ("both" if taken_apart(contents) else None)
    if text:
        deliver(document.text, None)
        return
    if chosen == CONLLU:
        from duizhao.align.concordance.conllu import document_conllu

        deliver(document_conllu(document), None)
    else:
        for line in READ_FORMATS[chosen](document):
            sys.stdout.write(line)
        sys.stdout.flush()
    say(summary(document, name, language_read))
    if verbose and corpus is None:
        say(_protected(file))


def _protected(file: Path) -> str:
    """What a file was kept from doing while it was read."""
    from duizhao.corpus.readers.base.sniff import HEAD, kind_by_head
    from duizhao.corpus.sandbox.confinement import protections

    with file.open("rb") as opened:
        plain = kind_by_head(opened.read(HEAD)) == "text"
    how = (
        "plain text, which holds nothing that could do anything: decoded as it is" if plain else protections().summary()
    )
    return f"{file.name}: {how}"


def _kept(corpus: Path, name: str) -> Document:
    """A text of a corpus, with its corrections."""
    from duizhao.corpus.store.store import Store

    with Store.open(corpus) as store:
        return store.text(name)


def _one_side(contents: Contents, name: str, side: str) -> Contents:
    from duizhao.corpus.errors import ReadError
    from duizhao.corpus.readers.bilingual import taken_apart

    sides = taken_apart(contents)
    if sides is None:
        raise ReadError(f"{name} does not hold both Chinese and English: leave out --side")
    return sides[0] if side == "zh" else sides[1]
