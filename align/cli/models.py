"""`models`: checkpoints beside the one that ships."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

app = typer.Typer(help="Models beside the one that ships.", no_args_is_help=True)


@app.command("get")
def models_get(
    name: Annotated[str, typer.Argument(help="Its name on Hugging Face, e.g. sentence-transformers/LaBSE.")],
) -> None:
    """Fetch a model by name: the only command that uses the network."""
    from duizhao.models.registry import fetch_model

    fetch_model(name)
    sys.stderr.write(f"{name}: fetched; use it with --model {name}\n")
