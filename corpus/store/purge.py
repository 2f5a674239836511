"""What is taken out of a corpus leaves nothing behind, in the file or beside it."""

from __future__ import annotations

from duizhao.corpus.files.sidecar import PAGES, derived_folder, wipe
from duizhao.corpus.store.connection import BUSY_SECONDS, explained
from duizhao.corpus.store.database import Database
from duizhao.corpus.store.vectors import delete_orphans

HELD_IN_MEMORY = 256 * 2**20
"""Bytes of a file up to which it is vacuumed by way of the memory; a larger one by way of its own folder."""

SHORT_WAIT = 0.5
"""Seconds to wait for other programs, for whoever only comes along."""

UNPURGED = "unpurged"
"""A table that is there from when something was taken out until nothing of it is left in the file."""


def mark_unpurged(database: Database, *, pages: bool = False) -> None:
    """Something is taken out: `purge` has to follow. `pages`: of the pages kept beside the corpus, too."""
    database.connection.execute(f"CREATE TABLE IF NOT EXISTS {UNPURGED} (since)")
    if pages:
        database.connection.execute(f"INSERT INTO {UNPURGED} VALUES (datetime('now'))")


def is_unpurged(database: Database) -> bool:
    """Whether something was taken out, and the file has not been rewritten since."""
    return database.first("SELECT 1 FROM sqlite_master WHERE name = ?", UNPURGED) is not None


def purge(database: Database) -> None:
    """Rewrite the file, so that nothing of what was taken out is left in it or beside it.

    That goes for vectors, too: their sentences are hashed here, once for all the texts that were taken out or replaced.
    Pages that were read in pictures are kept where texts were replaced: theirs are made of them. If it is
    interrupted, the next one who opens the corpus does it.
    """
    pages_too = is_unpurged(database) and database.first(f"SELECT 1 FROM {UNPURGED}")
    wipe(derived_folder(database.path), keep=() if pages_too else (PAGES,))
    with database.changing():
        delete_orphans(database)
    with explained(database.name):
        if _rewrite(database):
            database.connection.execute(f"DROP TABLE IF EXISTS {UNPURGED}")
            _empty_log(database)


def finish_purge(database: Database) -> None:
    """Do what somebody left undone, if nobody else has the corpus open just now. Raises CorpusError."""
    database.connection.execute(f"PRAGMA busy_timeout = {round(1000 * SHORT_WAIT)}")
    try:
        purge(database)
    finally:
        database.connection.execute(f"PRAGMA busy_timeout = {round(1000 * BUSY_SECONDS)}")


def _empty_log(database: Database) -> bool:
    """Put what is in the log into the file; False where another program still reads what was there before."""
    ((busy, _, _),) = database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return not busy


def _rewrite(database: Database) -> bool:
    """Deleted rows have been overwritten already; write what remains, without the holes, and empty the log.

    False where another program reads on, so that the log cannot be emptied yet.
    """
    connection, path = database.connection, database.path
    connection.execute("INSERT INTO found (found) VALUES ('optimize')")
    if not _empty_log(database):
        return False
    if path.stat().st_size > HELD_IN_MEMORY:
        folder = str(path.resolve().parent).replace("'", "''")
        connection.execute("PRAGMA temp_store = FILE")
        connection.execute(f"PRAGMA temp_store_directory = '{folder}'")
    connection.execute("VACUUM")
    connection.execute("PRAGMA temp_store = MEMORY")
    return _empty_log(database)
