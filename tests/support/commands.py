"""What a command gave back, and which take a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MODELLED = {"align", "words", "project", "add", "link"}
"""Commands that take --model."""


@dataclass(frozen=True)
class Ran:
    status: int
    output: str
    errors: str


Run = Callable[..., Ran]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
