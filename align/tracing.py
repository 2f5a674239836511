"""What an article is traced in: a corpus, or files given by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from align.errors import RequestError
from align.library import Library, read_library
from align.pipeline import Track, check_model, make_library, read_pair, untracked
from corpus.errors import StoreError
from corpus.reading import read_text
from corpus.store import Store
from models.encoder import Encoded, Encoder


def read_article(path: Path) -> str:
    """The text of an article."""
    return read_text(path)[0]


def open_library(
    corpus: Path | None,
    sources: Sequence[Path],
    targets: Sequence[Path],
    *,
    presplit: bool,
    encoder: Encoder,
    track: Track[Encoded] = untracked,
) -> Library:
    """The corpus, or the files: Chinese ones, alone or each with its English."""
    if corpus is not None:
        with Store.open(corpus) as store:
            if not store.names():
                raise StoreError(f"{corpus.name} holds no documents; add some with `duizhao add` first")
            check_model(store, encoder)
            return read_library(store)
    if targets and len(targets) != len(sources):
        raise RequestError(
            f"{len(sources)} sources and {len(targets)} targets: give one English file for each, in order"
        )
    pairs = [
        read_pair(source, targets[at] if targets else None, name=None, presplit=presplit)
        for at, source in enumerate(sources)
    ]
    return make_library(pairs, encoder, track)
