"""What a corpus holds, by names alone, at once: for completion on the command line, which must not wait, nor write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

BUSY_SECONDS = 0.1
"""How long to wait for a corpus that another program writes to."""


@dataclass(frozen=True, slots=True)
class Glance:
    """Names of the originals and of all texts, in the order of adding, and the keys of their metadata."""

    originals: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


def glance(path: Path) -> Glance:
    """The names in the corpus at `path`; none where it cannot be read. Nothing is written, not even a newer schema."""
    # SQLite makes two files beside one that it may only read, unless it is told that nobody writes.
    written = path.with_name(f"{path.name}-wal").exists()
    uri = f"{path.absolute().as_uri()}?mode=ro{'' if written else '&immutable=1'}"
    try:
        with closing(sqlite3.connect(uri, BUSY_SECONDS, uri=True)) as database:

            def column(query: str) -> tuple[str, ...]:
                return tuple(str(value) for (value,) in database.execute(query))

            return Glance(
                column("SELECT name FROM entry ORDER BY id"),
                column("SELECT name FROM document ORDER BY id"),
                column("SELECT DISTINCT key FROM metadata ORDER BY key"),
            )
    except (sqlite3.Error, OSError, ValueError):
        return Glance()
