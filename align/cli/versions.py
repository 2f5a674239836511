"""`versions`: what changed between two versions of a Chinese text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duizhao.align.cli.terminal.console import deliver, say, track
from duizhao.align.cli.terminal.options import Changes, Model, Output, Password, Presplit, one_of, read_options


def versions(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The Chinese text as it was.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The Chinese text as it is.")],
    old_translation: Annotated[Path | None, typer.Option(help="The English of the old version.")] = None,
    new_translation: Annotated[Path | None, typer.Option(help="The English of the new version.")] = None,
    presplit: Presplit = False,
    format: Annotated[
        str | None,
        typer.Option(help="table (what changed), json, jsonl or html (all passages); default: by -o's suffix."),
    ] = None,
    output: Output = None,
    changes: Changes = "accepted",
    password: Password = False,
    model: Model = None,
) -> None:
    """List what changed between two versions of a Chinese text, and what their translations say there."""
    from duizhao.align.concordance.versions import VersionsRequest
    from duizhao.align.concordance.versions import versions as compared
    from duizhao.align.concordance.versions_formats import FORMATS, summary

    suffix = output.suffix[1:].lower() if output else ""
    suffix = {"htm": "html", "txt": "table"}.get(suffix, suffix)
    form = one_of("--format", format or (suffix if suffix in FORMATS else "table"), tuple(FORMATS))
    reading = read_options(changes, password)
    request = VersionsRequest(old, new, old_translation, new_translation, presplit, reading, model)
    result = compared(request, track)
    deliver(FORMATS[form](result), output)
    say(summary(result))
