"""What `terms extract`, `terms check` and `terms collocates` are asked: what a table records of it, and reads back.

A table names the files that its query needs (a dictionary, a glossary, a reference corpus) without their folders, and
by what they held: asked again, they are looked for beside the table and beside the corpus.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, TypeVar

from duizhao.align.errors import RequestError
from duizhao.align.terms.collocates import WINDOW
from duizhao.align.terms.occurrences import TermQuery
from duizhao.corpus.document import Language
from duizhao.corpus.exchange.tables.glossaries import Entry, read_glossary
from duizhao.corpus.readers.load import read_bytes, read_text
from duizhao.corpus.store.store import Store
from duizhao.corpus.text.tokenization import read_words

MOST = 50
"""Candidates that are listed, if the user does not say how many."""
CHECKED = 100
"""Terms that are looked at for consistency without a glossary."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """Candidate terms of `document` or of what `where` says, against the rest, or against the corpus `reference`."""

    language: Language = "zh"
    document: str | None = None
    where: tuple[str, ...] = ()
    reference: Path | None = None
    most: int = MOST
    fewest: int = 2
    renderings: bool = False
    words: Path | None = None


@dataclass(frozen=True, slots=True)
class TermCheck:
    """Translations against a glossary; without one, against themselves, for the `most` candidate terms."""

    glossary: Path | None = None
    where: tuple[str, ...] = ()
    most: int = CHECKED
    words: Path | None = None

    def entries(self) -> list[Entry] | None:
        """What the glossary says."""
        return read_glossary(read_bytes(self.glossary), self.glossary.name) if self.glossary else None


@dataclass(frozen=True, slots=True)
class Nearness:
    """The collocates of a term, or of one of its renderings, `window` words on either side."""

    term: str
    language: Language | None = None
    regular: bool = False
    where: tuple[str, ...] = ()
    rendering: str | None = None
    window: int = WINDOW
    fewest: int = 2
    most: int = MOST
    words: Path | None = None

    @property
    def query(self) -> TermQuery:
        """The term."""
        return TermQuery(self.term, self.language, self.regular, self.where)


Request = TypeVar("Request", Extraction, TermCheck, Nearness)
Command = Literal["terms extract", "terms check", "terms collocates"]


def record_of(command: Command, request: Extraction | TermCheck | Nearness) -> dict[str, Any]:
    """The request as JSON values."""
    told: dict[str, Any] = {"command": command}
    for each in fields(request):
        value = getattr(request, each.name)
        if isinstance(value, Path):
            told[each.name] = {"file": value.name, "held": _held(value, corpus=each.name == "reference")}
        elif isinstance(value, tuple):
            told[each.name] = list(value)
        elif value is not None:
            told[each.name] = value
    return told


def request_of(kind: type[Request], told: Mapping[str, Any], folders: Sequence[Path]) -> Request:
    """The request that a table records. Raises RequestError for another program's, and for a file that is not there."""
    files = {each.name for each in fields(kind) if "Path" in str(each.type)}
    known = {each.name for each in fields(kind)}
    if not told.keys() <= known or any(isinstance(value, dict) != (key in files) for key, value in told.items()):
        raise RequestError("this file's query is of another program: run the command anew")
    try:
        return kind(**{key: _value(value, folders) for key, value in told.items()})
    except (TypeError, KeyError) as error:
        raise RequestError("this file's query is of another program: run the command anew") from error


def _value(value: Any, folders: Sequence[Path]) -> Any:
    if isinstance(value, dict):
        name = Path(value["file"]).name
        found = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if found is None:
            raise RequestError(f"the table was made with the file {name}: put it beside the table, and ask again")
        return found
    return tuple(value) if isinstance(value, list) else value


def words_in(path: Path | None) -> list[str]:
    """The words of a dictionary's file."""
    return read_words(read_text(path)[0]) if path else []


def _held(path: Path, *, corpus: bool) -> str:
    """What a file held, told by a hash: of a corpus, of its texts."""
    if not corpus:
        return hashlib.sha256(read_bytes(path)).hexdigest()[:32]
    with Store.open(path) as store:
        return store.fingerprint()
