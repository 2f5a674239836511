"""`score`: results against gold."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao.align.cli.terminal.options import Corpus

if TYPE_CHECKING:
    from duizhao.align.evaluation.metrics import Score

app = typer.Typer(help="Score results against a gold standard.", no_args_is_help=True)


@app.command("beads")
def score_beads_command(gold: Path, test: Path, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Beads against gold beads: strict and lax precision, recall, F1; omissions. Files, or folders of them."""
    from duizhao.align.evaluation.evaluate import score_beads

    _report(score_beads(gold, test), json)


@app.command("words")
def score_words_command(gold: Path, test: Path, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Word links against sure and possible gold links: alignment error rate."""
    from duizhao.align.evaluation.evaluate import score_words

    _report(score_words(gold, test), json)


@app.command("spans")
def score_spans_command(gold: Path, test: Path, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Projected spans against gold_source_span: F1 by characters, exact match."""
    from duizhao.align.evaluation.evaluate import score_spans

    _report(score_spans(gold, test), json)


@app.command("links")
def score_links_command(
    gold: Path,
    test: Path,
    source: Annotated[list[Path] | None, typer.Option(help="The Chinese files that gold lines count in.")] = None,
    corpus: Corpus = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Traced quotations against gold places: best link right, and "not found". Files, or folders of them."""
    from duizhao.align.evaluation.evaluate import score_links

    _report(score_links(gold, test, source or [], corpus=corpus), json)


def _report(scores: Iterable[Score], as_json: bool) -> None:
    from duizhao.align.evaluation.metrics import readable, to_json

    for score in scores:
        sys.stdout.write((to_json if as_json else readable)(score) + "\n")
