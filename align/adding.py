"""Files put into a corpus, one document at a time, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

from align.pipeline import Track, add_entry, check_model, folder_pairs, make_entry, open_encoder, read_pair, untracked
from corpus.document import Document
from corpus.errors import StoreError
from corpus.store import Store
from models.encoder import Encoded


def add_files(
    corpus: Path,
    source: Path,
    target: Path | None,
    *,
    name: str | None,
    presplit: bool,
    model: str | None,
    track: Track[Encoded] = untracked,
) -> str:
    """Add one document, or an aligned pair; says what was added."""
    chinese, english = read_pair(source, target, name=name, presplit=presplit)
    encoder = open_encoder(model)
    with Store.open(corpus, create=True) as store:
        check_model(store, encoder)
        if chinese.name in store.names():
            raise StoreError(f"{chinese.name!r} is in the corpus already; choose another --name")
        entry = make_entry(chinese, english, encoder, track)
        add_entry(store, entry, encoder)
    if entry.bitext is None:
        return f"added {chinese.name}: {len(chinese.sentences)} sentences, no translation"
    beads = len(entry.bitext.beads)
    return f"added {chinese.name}: {len(chinese.sentences)} sentences, {beads} beads with its translation"


def add_folder(
    corpus: Path, folder: Path, *, presplit: bool, model: str | None, track: Track[Encoded] = untracked
) -> tuple[int, int]:
    """Add the documents of a folder; how many were added, and how many were there already, unchanged."""
    pairs = [
        read_pair(chinese, english, name=name, presplit=presplit) for name, chinese, english in folder_pairs(folder)
    ]
    encoder = open_encoder(model)
    with Store.open(corpus, create=True) as store:
        check_model(store, encoder)
        known = set(store.names())
        for source, target in pairs:
            if source.name in known:
                _check_unchanged(store, source, target)
        fresh = [(source, target) for source, target in pairs if source.name not in known]
        for source, target in fresh:
            add_entry(store, make_entry(source, target, encoder, track), encoder)
    return len(fresh), len(pairs) - len(fresh)


def _check_unchanged(store: Store, source: Document, target: Document | None) -> None:
    """Refuse to pass over a document whose text, or whose translation, is not the one in the corpus."""
    if store.source(source.name).sha256 != source.sha256:
        raise StoreError(f"{source.name!r} is in the corpus already, with another text; rename the file")
    held = store.bitext(source.name)
    if target is not None and (held is None or held.target.sha256 != target.sha256):
        raise StoreError(f"{source.name!r} is in the corpus without this translation; rename both files, or begin anew")
