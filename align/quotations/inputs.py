"""What is traced, and in what: articles, and a corpus or files given by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duizhao.align.errors import RequestError
from duizhao.align.inputs import read_originals, read_pair, read_translations
from duizhao.align.library.build import check_model, make_entry, make_library
from duizhao.align.library.library import Library, choose_texts
from duizhao.align.library.stored_library import open_corpus
from duizhao.align.progress import Track, untracked
from duizhao.corpus.document import Document, Span
from duizhao.corpus.errors import ReadError, StoreError
from duizhao.corpus.readers.base.contents import AS_IT_IS, ReadOptions
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.load import read_bytes
from duizhao.corpus.store.by_row import sentences_longer
from duizhao.corpus.store.store import Store
from duizhao.corpus.text.paragraphs import paragraphs
from duizhao.models.encoder import Encoded, Encoder

LONGEST_SENTENCE = 100_000
"""Characters of a sentence that is searched: its words are compared with all of a phrase's, in some 40 KB each."""
STANDARD_INPUT = "standard input"


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it was read: its text, and the paragraphs that its file sets off as quotations.

    `data`: the file itself, for formats that are written back into it.
    """

    name: str
    text: str
    data: bytes
    blocks: tuple[tuple[Span, ...], ...] = ()
    wrapped: bool | None = None


def article_name(path: Path) -> str:
    """What an article is called: by its file, or as what came from standard input (`-`)."""
    return STANDARD_INPUT if str(path) == "-" else path.name


def read_input(path: Path) -> tuple[str, bytes]:
    """What a file is called, and what it holds; of standard input (`-`) too."""
    return article_name(path), sys.stdin.buffer.read() if str(path) == "-" else read_bytes(path)


def read_article(path: Path, options: ReadOptions = AS_IT_IS) -> Article:
    """An article from a file of any kind that is read, or from standard input (`-`)."""
    name, data = read_input(path)
    contents = contents_of(data, name, options)
    if not contents.text.strip():
        raise ReadError(f"{name} is empty: give an article that has words")
    blocks = _blocks(contents.text, [mark.span for mark in contents.marks if mark.kind == "quote"])
    return Article(name, contents.text, data, blocks, False if contents.lines_are_paragraphs else None)


def _blocks(text: str, marked: Sequence[Span]) -> tuple[tuple[Span, ...], ...]:
    """What a file marks as set off, each block as its paragraphs; blocks with nothing between them are one."""
    blocks: list[list[Span]] = []
    for span in marked:
        inside = [
            Span(span.start + line.start, span.start + line.end) for line in paragraphs(span.of(text), wrapped=False)
        ]
        if blocks and inside and not text[blocks[-1][-1].end : inside[0].start].strip():
            blocks[-1] += inside
        elif inside:
            blocks.append(inside)
    return tuple(map(tuple, blocks))


@dataclass(frozen=True, slots=True)
class SearchScope:
    """What is searched: a corpus, or Chinese files with or without their English ones; and with which model.

    `reading`: how these files, and the articles, are read. `names`, `where`: which of a corpus's documents alone.
    """

    corpus: Path | None
    sources: Sequence[Path] = ()
    targets: Sequence[Path] = ()
    presplit: bool = False
    model: str | None = None
    reading: ReadOptions = AS_IT_IS
    names: Sequence[str] = ()
    where: Sequence[str] = ()


def open_library(
    scope: SearchScope, encoder: Encoder, track: Track[Any] = untracked, say: Callable[[str], object] = str
) -> Library:
    """The corpus, or the files: Chinese ones, alone or each with its English.

    One English file of several originals is divided among them, and `say` is told how. Raises StoreError for an empty
    corpus, RequestError for files that are no pairs.
    """
    sources, targets = scope.sources, scope.targets
    if scope.corpus is not None:
        with Store.open(scope.corpus) as store:
            if not store.names():
                raise StoreError(f"{scope.corpus.name} holds no documents; add some with `duizhao add` first")
            check_model(store, encoder)
            chosen = choose_texts(store, scope.names, scope.where)
            for document in {document for document, _ in sentences_longer(store, LONGEST_SENTENCE)}:
                text = store.document(document)
                if text.language == "zh" and (chosen is None or text.name in chosen.names):
                    check_length(text)
            return open_corpus(store, chosen, track)
    if scope.names or scope.where:
        raise RequestError("--name and --where choose among the documents of a corpus: give one with --corpus")
    if len(sources) > 1 and len(targets) == 1:
        return _divided(scope, encoder, track, say)
    if len(sources) == 1 and len(targets) > 1:
        chinese, english = read_translations(sources[0], targets, presplit=scope.presplit, options=scope.reading)
        return Library((make_entry(chinese, english, encoder, track),), encoder.signature)
    if targets and len(targets) != len(sources):
        raise RequestError(
            f"{len(sources)} sources and {len(targets)} targets: give one English file for each, in order, "
            "one for all, or several for one source"
        )
    pairs = [
        read_pair(source, targets[at] if targets else None, name=None, presplit=scope.presplit, options=scope.reading)
        for at, source in enumerate(sources)
    ]
    for chinese, _ in pairs:
        check_length(chinese)
    return make_library(pairs, encoder, track)


def check_length(document: Document) -> None:
    """Raises RequestError for a document with a sentence so long that to look into it takes more memory than there is.

    What has no full stop and no line end is one sentence.
    """
    longest = max(document.sentences, key=len, default=Span(0, 0))
    if len(longest) > LONGEST_SENTENCE:
        raise RequestError(
            f"{document.name} has {len(longest):,} characters from {longest.start:,} on without a full stop or a line "
            f"end, and at most {LONGEST_SENTENCE:,} can be searched: put line ends between its paragraphs"
        )


def _divided(scope: SearchScope, encoder: Encoder, track: Track[Encoded], say: Callable[[str], object]) -> Library:
    from duizhao.align.library.excerpts import divided_entries

    english = scope.targets[0]
    originals, whole = read_originals(scope.sources, english, presplit=scope.presplit, options=scope.reading)
    entries, division = divided_entries(originals, whole, encoder, track)
    for line in division.lines(english.name):
        say(line)
    return Library(tuple(entries), encoder.signature)
