"""The SQLite file itself: opened and checked, laid out, written to in one piece, and its complaints in plain words."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from duizhao.corpus.errors import StoreError
from duizhao.corpus.store.migrations import SCHEMA_VERSION, lay_out, migrate

APPLICATION_ID = 0x647A6864
"""Marks the file as a corpus of this program: the letters 'dzhd' in SQLite's header field for it."""

BUSY_SECONDS = 30.0
"""How long to wait for another program that is adding to the same corpus."""


def open_database(path: Path, *, create: bool) -> sqlite3.Connection:
    """A connection to the corpus at `path`, its schema checked; with `create`, laid out where there is no file.

    A corpus of an earlier schema is brought up to the present one first. What is deleted is overwritten, and nothing
    is put into the system's temporary folder.
    Raises StoreError for a missing file, one that is no corpus, and one of a later schema.
    """
    if not create and not path.exists():
        raise StoreError(f"there is no corpus {path.name!r}: run `duizhao add --corpus {path.name} …` first")
    with explained(path.name):
        connection = sqlite3.connect(
            _address(path, create=create), uri=True, timeout=BUSY_SECONDS, isolation_level=None
        )
        try:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA synchronous = FULL")  # some systems' SQLite waits for less
            connection.execute("PRAGMA fullfsync = ON")  # of use on macOS alone
            connection.execute("PRAGMA checkpoint_fullfsync = ON")
            connection.execute("PRAGMA temp_store = MEMORY")
            _check_schema(connection, path.name, create=create)
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
    return connection


def memory_database() -> sqlite3.Connection:
    """A connection to an empty corpus in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA temp_store = MEMORY")
    with transaction(connection):
        lay_out(connection)
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is written inside, or, if anything at all goes wrong, none of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn SQLite's complaints into the user's error, which says what to do and names no path."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a closed corpus, another thread: not the user's doing
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # the latter where a complaint quotes broken bytes
        message = str(error)
        advice = next((advice for part, advice in _ADVICE if part in message), f"cannot be used ({message})")
        raise StoreError(f"{name!r} {advice}") from error


_ADVICE = (
    ("not a database", "is not a duizhao corpus: give --corpus another file"),
    ("unable to open", "cannot be opened: see that its folder is there, and that you may write to it"),
    ("readonly", "may only be read: copy it to a place where you may write"),
    ("locked", "is in use by another program: try again when that is done"),
    ("malformed", "is damaged: restore a copy, or make it again with `duizhao add`"),
    ("decode", "is damaged: restore a copy, or make it again with `duizhao add`"),
    ("no such", "is damaged: restore a copy, or make it again with `duizhao add`"),
    ("full", "cannot be written: the disk is full; free some space and do it again, nothing was lost"),
    ("I/O", "cannot be written: the disk is full or failing; free some space and do it again, nothing was lost"),
    ("fts5", "needs an SQLite with FTS5: use the Python of python.org or of your system"),
)
"""What to say where SQLite's message holds these words."""


def _address(path: Path, *, create: bool) -> str:
    """The SQLite URI of a path.

    A corpus in a folder that cannot be written (a disc, a locked stick) is opened as one that nobody changes,
    because the log that SQLite otherwise keeps beside the file could not be made.
    """
    frozen = path.exists() and not os.access(path.resolve().parent, os.W_OK)
    mode = "mode=ro&immutable=1" if frozen else "mode=rwc" if create else "mode=rw"
    return f"{path.resolve().as_uri()}?{mode}"


def _check_schema(connection: sqlite3.Connection, name: str, *, create: bool) -> None:
    """Refuse what is no corpus of this schema, before anything is written; lay out a new one if asked to."""
    if create and _is_blank(connection):
        _keep_a_log(connection)
        with transaction(connection):
            if _is_blank(connection):  # another program may have been first
                lay_out(connection)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    if not create and _is_blank(connection):
        raise StoreError(f"there is nothing in {name!r} yet: run `duizhao add --corpus {name} …` first")
    if _header(connection, "application_id") != APPLICATION_ID:
        raise StoreError(f"{name!r} is not a duizhao corpus: give --corpus another file")
    version = _header(connection, "user_version")
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{name!r} was made by a newer duizhao (schema {version}, here {SCHEMA_VERSION}): update duizhao"
        )
    if version < SCHEMA_VERSION:
        _bring_up(connection, name)


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Write ahead of the file, so that others can read meanwhile; SQLite itself does not wait here for another."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.05)


def _bring_up(connection: sqlite3.Connection, name: str) -> None:
    """Bring an older corpus up to the present schema."""
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA legacy_alter_table = ON")  # a renamed table is forgotten by those that point to it
    try:
        with transaction(connection):
            version = _header(connection, "user_version")  # another program may have been first
            if 0 < version < SCHEMA_VERSION:
                migrate(connection, version)
    except sqlite3.OperationalError as error:
        if "readonly" not in str(error):
            raise
        raise StoreError(
            f"{name!r} was made by an older duizhao, and may only be read: copy it, and open the copy"
        ) from error
    connection.execute("PRAGMA legacy_alter_table = OFF")


def _is_blank(connection: sqlite3.Connection) -> bool:
    """Whether the file is new, or was left empty by a program that ended before it laid anything out."""
    row = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return row[0] == 0 and _header(connection, "application_id") == 0 and _header(connection, "user_version") == 0


def _header(connection: sqlite3.Connection, field: str) -> int:
    """A number in the file's header."""
    return int(connection.execute(f"PRAGMA {field}").fetchone()[0])
