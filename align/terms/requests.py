"""What the commands of `terms` are asked: what a table records of it, and reads back.

A table names the files that its query needs (a dictionary, a glossary, a reference corpus) without their folders, and
by what they held: asked again, they are looked for beside the table and beside the corpus.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, ClassVar, Self

from duizhao.align.errors import RequestError
from duizhao.align.terms.collocates import WINDOW
from duizhao.align.terms.occurrences import TermQuery
from duizhao.align.terms.renderings import FEWEST_DECIDED
from duizhao.corpus.document import Language
from duizhao.corpus.exchange.tables.glossaries import Entry, read_glossary
from duizhao.corpus.foreign_json import made_of
from duizhao.corpus.readers.load import read_bytes, read_text
from duizhao.corpus.store.store import Store
from duizhao.corpus.text.tokenization import read_words

MOST = 50
"""Candidates that are listed, if the user does not say how many."""
CHECKED = 100
"""Terms that are looked at for consistency without a glossary."""
OTHERS = "this file's query is of another program: run the command anew"


@dataclass(frozen=True, slots=True)
class ShowOptions:
    """How a term's renderings are to be shown: `over` what, each spelling apart (`written`), or every occurrence."""

    over: str | None = None
    written: bool = False
    occurrences: bool = False
    fewest: int = FEWEST_DECIDED

    def record(self, query: TermQuery) -> dict[str, Any]:
        """The query and what differs from the defaults, as JSON values."""
        values: dict[str, Any] = {"term": query.term, "language": query.language, "regular": query.regular}
        values |= {"where": list(query.where), "over": self.over, "written": self.written}
        values |= {"occurrences": self.occurrences, "fewest": 0 if self.fewest == FEWEST_DECIDED else self.fewest}
        return {"command": "terms"} | {key: value for key, value in values.items() if value}


def show_request(record: Mapping[str, Any]) -> tuple[TermQuery, ShowOptions]:
    """What `record` was made of. Raises RequestError for what another program recorded."""
    about = {"term", "language", "regular", "where"}
    try:
        query = made_of({key: _value(record[key], ()) for key in about & record.keys()}, TermQuery)
        return query, made_of({key: value for key, value in record.items() if key not in about}, ShowOptions)
    except (TypeError, KeyError, ValueError) as error:
        raise RequestError("this file's query is of another program: run `duizhao terms show` anew") from error


@dataclass(frozen=True, slots=True)
class Request:
    """What one of the other commands is asked; files by their paths."""

    command: ClassVar[str]

    def record(self) -> dict[str, Any]:
        """The request as JSON values."""
        record: dict[str, Any] = {"command": self.command}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Path):
                record[field.name] = {"file": value.name, "held": _held(value, corpus=field.name == "reference")}
            elif isinstance(value, tuple):
                record[field.name] = list(value)
            elif value is not None:
                record[field.name] = value
        return record

    @classmethod
    def of(cls, record: Mapping[str, Any], folders: Sequence[Path]) -> Self:
        """The request that a table records; its files are looked for in the `folders`, by their names.

        Raises RequestError for another program's, and for a file that is not there.
        """
        files = {field.name for field in fields(cls) if "Path" in str(field.type)}
        known = {field.name for field in fields(cls)}
        if not record.keys() <= known or any(
            isinstance(value, dict) != (key in files) for key, value in record.items()
        ):
            raise RequestError(OTHERS)
        try:
            return made_of({key: _value(value, folders) for key, value in record.items()}, cls)
        except (TypeError, KeyError, ValueError) as error:
            raise RequestError(OTHERS) from error


@dataclass(frozen=True, slots=True)
class Extraction(Request):
    """Candidate terms of `document` or of what `where` says, against the rest, or against the corpus `reference`."""

    command: ClassVar[str] = "terms extract"
    language: Language = "zh"
    document: str | None = None
    where: tuple[str, ...] = ()
    reference: Path | None = None
    most: int = MOST
    fewest: int = 2
    renderings: bool = False
    words: Path | None = None


@dataclass(frozen=True, slots=True)
class TermCheck(Request):
    """Translations against a glossary; without one, against themselves, for the `most` candidate terms."""

    command: ClassVar[str] = "terms check"
    glossary: Path | None = None
    where: tuple[str, ...] = ()
    most: int = CHECKED
    words: Path | None = None

    def entries(self) -> list[Entry] | None:
        """What the glossary says."""
        return read_glossary(read_bytes(self.glossary), self.glossary.name) if self.glossary else None


@dataclass(frozen=True, slots=True)
class Nearness(Request):
    """The collocates of a term, or of one of its renderings, `window` words on either side."""

    command: ClassVar[str] = "terms collocates"
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


def _value(value: Any, folders: Sequence[Path]) -> Any:
    if isinstance(value, dict):
        name = Path(value["file"]).name
        path = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if path is None:
            raise RequestError(f"the table was made with the file {name}: put it beside the table, and ask again")
        return path
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
