"""An open corpus as a database: reads and changes, each whole, with SQLite's complaints made the user's errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from duizhao.corpus.store.connection import explained, transaction


class DamagedError(ValueError):
    """Stored rows that do not make up what was put in; the text says which. The file was damaged, or tampered with."""


@contextmanager
def rebuilding() -> Iterator[None]:
    """Around the statement that makes objects of stored rows: what they refuse, no sound corpus holds."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise DamagedError(str(error)) from error


class Database:
    """An open corpus file; a context manager that closes it. Not to be shared between threads: open one in each.

    SQL, and `connection`, stay within this folder.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take over a connection whose schema has been checked."""
        self.connection = connection
        self.path = path
        self.name = path.name

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, whatever happened."""
        self.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """A transaction: all that is done inside, or nothing. One inside another is part of it. Raises StoreError."""
        if self.connection.in_transaction:
            yield
            return
        with explained(self.name), transaction(self.connection):
            yield

    def select(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query, each a tuple of columns."""
        with explained(self.name):
            return self.connection.execute(query, values).fetchall()

    def first(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        rows = self.select(query, *values)
        return rows[0] if rows else None

    def about(self, key: str) -> str | None:
        """What is said of the whole file under `key`; None where nothing is."""
        row = self.first("SELECT value FROM about WHERE key = ?", key)
        return None if row is None else str(row[0])

    def set_about(self, key: str, value: str | None) -> None:
        """Say something of the whole file, inside the caller's transaction; None takes it back."""
        if value is None:
            self.connection.execute("DELETE FROM about WHERE key = ?", (key,))
        else:
            self.connection.execute("INSERT OR REPLACE INTO about (key, value) VALUES (?, ?)", (key, value))
