"""What the concordance looks up: the words of every sentence, and each two neighbouring Han characters.

SQLite's own trigram index finds no Chinese word of two characters, so Chinese is indexed by character bigrams.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata

from duizhao.corpus.document import Document, Span
from duizhao.corpus.store.database import Database
from duizhao.corpus.store.documents import select_document
from duizhao.corpus.text.han import HAN
from duizhao.corpus.text.normalization import View, folded, folded_form

RULES = "2"
"""Changes whenever a sentence would be indexed otherwise."""

SHIFT = 24
"""A row's number is its document's, moved up by so many bits, and its sentence's: 16 million sentences a document."""

PAIRS = 4
"""Pairs of neighbouring characters by which it is told which texts may hold some words."""

RUNS = re.compile(f"([{HAN}]+)|((?:(?![{HAN}])[^\\W_])+)")
"""Runs of Han characters, and words of other letters and digits."""

_HAN_BESIDE_SPACE = re.compile(f"[{HAN}\u3000-\u303f] | [{HAN}\u3000-\u303f]")
_IRREGULAR = "\ue000" * 8


class _Forms(dict[int, str]):
    """Each character as it is searched; one that is not a single character then becomes many, to be seen by length."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        form = " " if character.isspace() else folded_form(character)
        self[code] = form if len(form) == 1 and not unicodedata.combining(character) else _IRREGULAR
        return self[code]


_FORMS = _Forms()


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is searched; `view` where its characters do not stand one for one for those of the text."""

    text: str
    view: View | None

    def original(self, span: Span) -> Span:
        """Where a span of `text` stands in the original."""
        return span if self.view is None else self.view.original(span)


def fold(text: str) -> Folded:
    """A sentence as it is searched, by the quick way where each of its characters is searched as one."""
    quick = text.translate(_FORMS)
    if len(quick) == len(text) and "  " not in quick and (quick.isascii() or not _HAN_BESIDE_SPACE.search(quick)):
        return Folded(quick, None)
    view = folded(text)
    return Folded(view.text, view)


def tokens(text: str) -> str:
    """A folded text as it is indexed: words, and of each run of Han characters the bigrams, and the last character.

    >>> tokens("加入wto，学习了")
    '加入 入 wto 学习 习了 了'
    """
    return " ".join(_tokens(text))


def _tokens(text: str) -> Iterator[str]:
    for run in RUNS.finditer(text):
        word = run.group()
        if run.group(1):
            yield from (word[at : at + 2] for at in range(len(word)))
        else:
            yield word


@cache
def version() -> str:
    """What a sentence's tokens depend on: the index of another version is made anew."""
    return f"{RULES}, opencc {metadata.version('opencc')}, unicode {unicodedata.unidata_version}"


def index(database: Database, identity: int, document: Document) -> None:
    """Put a document in, inside the caller's transaction; the whole index is made anew if it is of another version."""
    bring_up(database)
    database.connection.executemany("INSERT INTO found (rowid, tokens) VALUES (?, ?)", _rows(identity, document))
    database.connection.execute("INSERT INTO searchable (document, size) VALUES (?, ?)", (identity, counted(document)))


def counted(document: Document) -> int:
    """How many characters of Chinese (a word in other letters is one), or words of English: the base of frequencies."""
    runs = RUNS.findall(document.text)
    return sum(len(han) or 1 for han, _ in runs) if document.language == "zh" else len(runs)


def forget(database: Database, identity: int, document: Document) -> None:
    """Take a document out, inside the caller's transaction."""
    bring_up(database)
    if database.connection.execute("DELETE FROM searchable WHERE document = ? RETURNING 1", (identity,)).fetchall():
        database.connection.executemany(
            "INSERT INTO found (found, rowid, tokens) VALUES ('delete', ?, ?)", _rows(identity, document)
        )


def bring_up(database: Database) -> None:
    """Empty an index that another version made: what was put in by other rules cannot be taken out by these."""
    if database.about("index") != version():
        database.connection.execute("INSERT INTO found (found) VALUES ('delete-all')")
        database.connection.execute("DELETE FROM searchable")
        database.set_about("index", version())


def is_current(database: Database) -> bool:
    """Whether every document is in the index, by the present rules."""
    return database.about("index") == version() and not _missing(database)


def complete(database: Database) -> None:
    """Put every document in that is not in the index, by the present rules. Raises StoreError."""
    with database.changing():
        bring_up(database)
        for identity in _missing(database):
            index(database, identity, select_document(database, identity))


def select_sentences_with(database: Database, lookup: str, most: int = -1) -> Iterator[tuple[int, int]]:
    """The text and the number of each sentence whose tokens match an expression of FTS5, in order; the first `most`."""
    for (row,) in database.select("SELECT rowid FROM found WHERE found MATCH ? ORDER BY rowid LIMIT ?", lookup, most):
        yield row >> SHIFT, row & (1 << SHIFT) - 1


def texts_holding(database: Database, words: str) -> Iterator[int]:
    """The ids of the texts that hold these words as they are searched, also where sentences end within them.

    White space aside; few others come too. What the index says cannot be, is not read.
    """
    words = "".join(fold(words).text.split())
    for identity in _may_hold(database, words):
        ((text,),) = database.select("SELECT text FROM document WHERE id = ?", identity)
        quick = "".join(text.translate(_FORMS).split())
        if words in quick or _IRREGULAR in quick:
            yield identity


def _may_hold(database: Database, words: str) -> list[int]:
    """The texts that have some of the neighbouring Han characters: or, where a sentence ends, the first at its end."""
    runs = [run.group() for run in RUNS.finditer(words) if run.group(1)]
    pairs = [run[at : at + 2] for run in runs for at in range(len(run) - 1)]
    wanted = [f'"{pair}" OR "{pair[0]}"' for pair in pairs[:: max(1, len(pairs) // PAIRS)]]
    ids = {identity for (identity,) in database.select("SELECT id FROM document")}
    if is_current(database):
        query = f"SELECT DISTINCT rowid >> {SHIFT} FROM found WHERE found MATCH ?"
        for each in wanted:
            ids &= {identity for (identity,) in database.select(query, each)}
    return sorted(ids)


def select_sizes(database: Database) -> dict[int, int]:
    """What `counted` says of each text that is in the index, by its id."""
    return dict(database.select("SELECT document, CAST(size AS INTEGER) FROM searchable"))


def _missing(database: Database) -> list[int]:
    query = "SELECT id FROM document WHERE id NOT IN (SELECT document FROM searchable) ORDER BY id"
    return [identity for (identity,) in database.select(query)]


def _rows(identity: int, document: Document) -> Iterator[tuple[int, str]]:
    """The sentences that hold anything to be searched, each with its number."""
    for position, span in enumerate(document.sentences):
        indexed = tokens(fold(span.of(document.text).strip()).text)
        if indexed:
            yield identity << SHIFT | position, indexed
