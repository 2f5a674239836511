"""What the commands of `frequency` are asked: what a table records of it, and reads back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from duizhao.align.concordance.kwic import Query
from duizhao.align.terms.requests import Request
from duizhao.corpus.document import Language


@dataclass(frozen=True, slots=True)
class FrequencyQuery(Request):
    """Words, or runs of `size` words, of texts in one language.

    `language`: by default Chinese, if there is any. `by`: word, lemma or pos. `pos`: an expression that the part of
    speech fits. `matching`: one that what is counted holds. `written`: each spelling apart. `sample`: only so many
    sentences, drawn by `seed`. `parts`: so many equal parts, over which dispersion is measured; 0: the documents.
    `most`: rows, 0 for all.
    """

    command: ClassVar[str] = "frequency"
    size: int = 1
    language: Language | None = None
    document: str | None = None
    where: tuple[str, ...] = ()
    by: str = "word"
    pos: str | None = None
    matching: str | None = None
    written: bool = False
    fewest: int = 1
    most: int = 0
    sample: int | None = None
    seed: int = 1
    parts: int = 0


@dataclass(frozen=True, slots=True)
class SpreadQuery(Request):
    """A word, phrase or pattern whose places are asked for, or, with `by`, its frequency in each part of the corpus."""

    command: ClassVar[str] = "frequency of"
    phrase: str
    language: Language | None = None
    regular: bool = False
    cql: bool = False
    where: tuple[str, ...] = ()
    by: str | None = None

    @property
    def query(self) -> Query:
        """What is looked for."""
        return Query(self.phrase, self.language, regular=self.regular, cql=self.cql, where=self.where)
