"""`serve`: the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duizhao.align.cli.terminal.console import say
from duizhao.align.cli.terminal.options import CorpusFile, Model


def serve(
    corpus: CorpusFile,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where it listens; 0: any port that is free.")] = 8417,
    host: Annotated[
        str, typer.Option(help="This machine alone, by default; an address of a network needs the token it prints.")
    ] = "127.0.0.1",
    name: Annotated[list[str] | None, typer.Option(help="A name under which others reach it, beside --host.")] = None,
    who: Annotated[str, typer.Option("--as", help="Your initials, for decisions.")] = "",
    token: Annotated[bool, typer.Option("--token", help="Ask for a token on this machine too.")] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = True,
    pictures: Annotated[
        Path | None,
        typer.Option(
            help="Folder (or zip file) of the PDF files and pictures that texts were read from, to show their pages."
        ),
    ] = None,
    model: Model = None,
) -> None:
    """The reader: read, trace, find, correct and add in the browser, on this machine alone."""
    from duizhao.align.cli.warm.beside import companion
    from duizhao.align.web.server import ServeOptions, serve

    with companion(corpus):
        serve(ServeOptions(corpus, host, port, tuple(name or ()), model, who, token, browser, pictures), say)
