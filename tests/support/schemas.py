"""Corpora as earlier programs made them, written by SQL alone."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

COMMON = """
CREATE TABLE model (id INTEGER PRIMARY KEY CHECK (id = 1), signature TEXT NOT NULL);
CREATE TABLE document (id INTEGER PRIMARY KEY, name TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('zh', 'en')), text TEXT NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE entry (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    source INTEGER NOT NULL REFERENCES document (id), target INTEGER REFERENCES document (id));
CREATE TABLE sentence (document INTEGER NOT NULL REFERENCES document (id), position INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, bead INTEGER, PRIMARY KEY (document, position)) WITHOUT ROWID;
CREATE TABLE vector (model INTEGER NOT NULL REFERENCES model (id), hash TEXT NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (model, hash));
"""
BEADS = {
    1: "CREATE TABLE bead (entry INTEGER NOT NULL REFERENCES entry (id), position INTEGER NOT NULL, "
    "confidence REAL NOT NULL, PRIMARY KEY (entry, position)) WITHOUT ROWID;",
    2: "CREATE TABLE bead (entry INTEGER NOT NULL REFERENCES entry (id), position INTEGER NOT NULL, "
    "confidence REAL NOT NULL, moved INTEGER NOT NULL, reasons TEXT, PRIMARY KEY (entry, position)) WITHOUT ROWID;",
}
ZH, EN = "第一条。\n　第二条。\n", "Article 1.\nAn addition.\n"
ALONE = "独。"


def old_corpus(path: Path, version: int) -> None:
    """A pair, of which a sentence is left out and one added, and a text alone, with the vector of one sentence."""
    connection = sqlite3.connect(path)
    connection.executescript(COMMON + BEADS[version])
    connection.execute("INSERT INTO model VALUES (1, 'small-1')")
    texts = (("law", "zh", ZH), ("law.en", "en", EN), ("alone", "zh", ALONE))
    for name, language, text in texts:
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        connection.execute(
            "INSERT INTO document (name, language, text, sha256) VALUES (?, ?, ?, ?)", (name, language, text, sha256)
        )
    connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", [(1, "law", 1, 2), (2, "alone", 3, None)])
    sentences = [(1, 0, 0, 5, 0), (1, 1, 5, 11, 2), (2, 0, 0, 11, 0), (2, 1, 11, 24, 1), (3, 0, 0, 2, None)]
    connection.executemany("INSERT INTO sentence VALUES (?, ?, ?, ?, ?)", sentences)
    more = (1, "[0.5, 0.75, 0.1, [1, 0, 2]]") if version > 1 else ()
    none = (0, None) if version > 1 else ()
    marks = ", ".join("?" * (3 + len(more)))
    beads = [(1, 0, 0.9, *more), (1, 1, 0.5, *none), (1, 2, 0.4, *none)]
    connection.executemany(f"INSERT INTO bead VALUES ({marks})", beads)
    key = hashlib.sha256("第一条。".encode()).hexdigest()
    connection.execute("INSERT INTO vector VALUES (1, ?, ?)", (key, b"\x01\x02"))
    connection.execute("PRAGMA application_id = 1685743716")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()
