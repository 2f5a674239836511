"""`words` and `project`: lines in, lines out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from align.commands.options import Model, Output
from align.commands.terminal import stream, tracked_lines


def words(
    file: Annotated[Path, typer.Argument(help="Lines of `zh tokens ||| en tokens`; - is standard input.")],
    output: Output = None,
    model: Model = None,
) -> None:
    """Link the words of sentence pairs: Pharaoh links `i-j` for each line, source first."""
    from align.pipeline import open_encoder
    from align.streams import link_lines

    stream(link_lines(tracked_lines(file, output), open_encoder(model)), output)


def project(
    file: Annotated[Path, typer.Argument(help="JSON Lines with source, target and target_span; - is standard input.")],
    output: Output = None,
    model: Model = None,
) -> None:
    """Lead spans of one side to the other: adds source_span, source_spans and confidence to each line."""
    from align.pipeline import open_encoder
    from align.streams import project_lines

    stream(project_lines(tracked_lines(file, output), open_encoder(model)), output)
