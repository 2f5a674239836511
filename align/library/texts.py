"""Texts to be searched and counted: a corpus, or files that are read for one question and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from duizhao.corpus.document import Document
from duizhao.corpus.readers.load import read_either
from duizhao.corpus.store.store import Store

Texts = Path | Sequence[Path]
"""The file of a corpus, or files of texts."""


@contextmanager
def opened(texts: Texts) -> Iterator[Store]:
    """The corpus, or a corpus of the files in memory, each in the language that it is in.

    Raises StoreError for what is no corpus, ReadError for a file that cannot be read.
    """
    with Store.open(texts) if isinstance(texts, Path) else Store.of(_documents(texts)) as store:
        yield store


def _documents(files: Sequence[Path]) -> Iterator[Document]:
    """What the files hold; a name that was given already goes with the file's ending, then with a number."""
    names: set[str] = set()
    for file in dict.fromkeys(files):
        for document in read_either(file):
            choices = (document.name, file.name, *(f"{file.name} {number}" for number in range(2, len(files) + 3)))
            name = next(choice for choice in choices if choice not in names)
            names.add(name)
            yield replace(document, name=name)
