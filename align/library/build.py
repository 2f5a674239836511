"""Libraries and their entries made of documents, and put into a corpus."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

from duizhao.align.beads.documents import align_encoded, document_side, encode_document
from duizhao.align.inputs import check_names
from duizhao.align.library.library import Entry, Library, packed_vectors
from duizhao.align.progress import Track, untracked
from duizhao.align.vectors.background import backgrounds
from duizhao.corpus.bitext import Bead
from duizhao.corpus.document import Document
from duizhao.corpus.errors import StoreError
from duizhao.corpus.store.store import Store
from duizhao.models.encoder import Encoded, Encoder


def make_entry(
    source: Document,
    targets: Sequence[Document],
    encoder: Encoder,
    track: Track[Encoded] = untracked,
    confirmed: Sequence[Sequence[Bead]] = (),
) -> Entry:
    """A document ready to be searched, aligned with each of its translations.

    `confirmed`: for each of them the beads that are kept as they are; by default none.
    """
    encoded = tuple(encode_document(source, encoder, track))
    if not targets:
        return Entry(source, encoded)
    chinese, english = backgrounds(encoder)
    mine = document_side(source, encoded, chinese)
    return Entry(
        source,
        encoded,
        tuple(
            align_encoded(
                (source, target),
                (mine, document_side(target, encode_document(target, encoder, track), english)),
                kept,
            )
            for target, kept in zip(targets, confirmed or repeat(()), strict=False)
        ),
    )


def make_library(
    pairs: Sequence[tuple[Document, Document | None]], encoder: Encoder, track: Track[Encoded] = untracked
) -> Library:
    """A library of documents that stand in no corpus: encoded, and aligned with their translations, to be searched.

    - `pairs`: a Chinese document each, and its English translation or None.
    - `encoder`: gives the token vectors, each sentence once.
    - `track`: shows progress, a step a sentence.

    RequestError: two documents have the same name.
    """
    check_names([source.name for source, _ in pairs])
    return Library(
        tuple(make_entry(source, [target] if target else [], encoder, track) for source, target in pairs),
        encoder.signature,
    )


def add_entry(store: Store, entry: Entry, encoder: Encoder) -> None:
    """Put an entry into a corpus, with its vectors."""
    store.add(
        entry.source,
        bitexts=entry.bitexts,
        vectors=packed_vectors(entry.source, entry.encoded, encoder.signature),
        model=encoder.signature,
    )


def check_model(store: Store, encoder: Encoder) -> None:
    """Refuse a corpus whose vectors another model made: they cannot be compared."""
    if store.model is not None and store.model != encoder.signature:
        raise StoreError(
            f"this corpus was made with the model {store.model}, not {encoder.signature}: "
            "give that one with --model, or bring the corpus to this one with `duizhao reencode`"
        )
