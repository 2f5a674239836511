"""`batch`: many pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duizhao.align.cli.terminal.console import say
from duizhao.align.cli.terminal.options import Model, Presplit
from duizhao.align.cli.terminal.outputs import WrittenPath


def batch(
    manifest: Annotated[
        Path,
        typer.Argument(
            help="A table (TSV, CSV, JSON Lines, Parquet) with the columns source, target, and any others: name, "
            "translation, or metadata. Or a folder, paired as `add --folder` does."
        ),
    ],
    corpus: Annotated[
        Path | None, typer.Option(help="Put the pairs into this corpus, made if it is not there.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Or write them to this folder, as Parquet shards."),
        WrittenPath(folder=True),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Check every translation too, as `check` does.")] = False,
    processes: Annotated[
        int | None, typer.Option("--processes", min=1, help="Worker processes; default: one for each core.")
    ] = None,
    ray: Annotated[
        str | None,
        typer.Option(help="Work as a job of this Ray cluster (its address, auto, or local); needs the extra `ray`."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how many pairs, sentences, hours and gigabytes to expect.")
    ] = False,
    failures: Annotated[
        Path | None,
        typer.Option(help="Where to list the pairs that failed; default: failures.tsv beside the output."),
        WrittenPath(replaces=False),
    ] = None,
    device: Annotated[str, typer.Option(help="cpu, cuda, cuda:1, …; auto: a graphics card if there is one.")] = "auto",
    presplit: Presplit = False,
    model: Model = None,
) -> None:
    """Align the pairs of a manifest, however many; the same command goes on after any interruption."""
    from duizhao.align.batch.service import BatchRequest, do_batch, expect_batch
    from duizhao.align.cli.terminal.progress_bar import Pace

    if (corpus is None) == (output is None):
        raise typer.BadParameter("say where the pairs are to go: either --corpus FILE or -o FOLDER")
    request = BatchRequest(manifest, corpus, output, failures, check, presplit, model, device, processes, ray)
    if dry_run:
        for line in expect_batch(request):
            say(line)
        return
    with Pace(manifest.name) as pace:
        messages = do_batch(request, pace)
    for line in messages:
        say(line)
