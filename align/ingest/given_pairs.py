"""Files of given pairs put into a corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from duizhao.align.ingest.files import is_there
from duizhao.align.library.build import check_model
from duizhao.align.library.score_given import doubts, measured
from duizhao.align.library.vector_cache import VectorCache
from duizhao.align.progress import Track, untracked
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.errors import StoreError
from duizhao.corpus.exchange.bitext.sniff_pairs import read_given
from duizhao.corpus.store.store import Store
from duizhao.models.encoder import Encoded, Encoder
from duizhao.models.loading import open_encoder


@dataclass(frozen=True, slots=True)
class PairsRequest:
    """Files of given pairs that are to be put in, with the columns of their tables, and names for one file's texts."""

    files: Sequence[Path]
    columns: Sequence[str] = ()
    name: str | None = None
    translation: str | None = None
    replacing: bool = False


def add_given(
    corpus: Path, request: PairsRequest, *, model: str | None = None, track: Track[Encoded] = untracked
) -> Iterator[str]:
    """Add files of given pairs, each as a document with its translation; says of each what was read and added.

    Given pairs keep their beads and their status; how sure the aligner is of them becomes their confidence.
    """
    read = [(path, read_given(path, columns=request.columns, name=request.name)) for path in request.files]
    for path, given in read:
        yield f"{path.name}: {given.note}"
    bitexts = [_named(given.bitext, request.translation) for _, given in read]
    encoder = open_encoder(model)
    with Store.open(corpus, create=True) as store:
        check_model(store, encoder)
        for bitext in bitexts:
            if len(bitexts) > 1 and is_there(store, bitext.source, [bitext.target]):
                yield f"{bitext.source.name}: there already, as it is"  # an earlier run was interrupted
            else:
                yield from put_given(store, bitext, encoder, track, replacing=request.replacing)
        if request.replacing:
            store.purge()


def put_given(
    store: Store, bitext: Bitext, encoder: Encoder, track: Track[Encoded] = untracked, *, replacing: bool = False
) -> Iterator[str]:
    """Put a given bitext into an open corpus; says what was added, and which pairs look wrong."""
    there = store.entry_of(bitext.source.name) is not None
    if there and not replacing:
        raise StoreError(f"{bitext.source.name!r} is in the corpus already; choose another --name, or give --replace")
    kept = VectorCache(encoder, store)
    judged = measured(bitext, kept, track)
    put = store.replace if there else store.add
    put(judged.source, bitexts=[judged], vectors=kept.fresh, model=kept.signature)
    pairs = sum(bool(bead.source and bead.target) for bead in judged.beads)
    done = "replaced" if there else "added"
    yield f"{done} {judged.source.name}: {len(judged.source.sentences)} segments, {pairs} pairs"
    if wrong := doubts(judged):
        yield f"{judged.source.name}: {wrong}"


def _named(bitext: Bitext, translation: str | None) -> Bitext:
    """The bitext, its translation called as the user wants."""
    return bitext if translation is None else replace(bitext, target=replace(bitext.target, name=translation))
