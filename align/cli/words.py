"""`words` and `project`: lines in, lines out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duizhao.align.cli.terminal.console import stream, tracked_lines
from duizhao.align.cli.terminal.options import Model, Output


def words(
    file: Annotated[Path, typer.Argument(help="Lines of `zh tokens ||| en tokens`; - is standard input.")],
    output: Output = None,
    model: Model = None,
) -> None:
    """Link the words of sentence pairs: Pharaoh links `i-j` for each line, source first."""
    from duizhao.align.words.line_protocol import link_lines
    from duizhao.models.loading import open_encoder

    stream(link_lines(tracked_lines(file, output), open_encoder(model)), output)


def project(
    file: Annotated[Path, typer.Argument(help="JSON Lines with source, target and target_span; - is standard input.")],
    output: Output = None,
    model: Model = None,
) -> None:
    """Lead spans of one side to the other: adds source_span, source_spans and confidence to each line."""
    from duizhao.align.words.line_protocol import project_lines
    from duizhao.models.loading import open_encoder

    stream(project_lines(tracked_lines(file, output), open_encoder(model)), output)
