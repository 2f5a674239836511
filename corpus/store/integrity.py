"""A corpus checked from end to end: the file, every offset, every hash, every bead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import text_digest
from duizhao.corpus.store.beads import select_beads
from duizhao.corpus.store.database import DamagedError, rebuilding
from duizhao.corpus.store.documents import select_document
from duizhao.corpus.store.store import Store, Text
from duizhao.corpus.store.vectors import text_hash

Track = Callable[[Iterable[Text], str, int], Iterable[Text]]


def faults(store: Store, track: Track = lambda items, what, count: items) -> Iterator[str]:
    """What is wrong with a corpus, a line each; nothing where all is well."""
    yield from (f"the file: {fault}" for (fault,) in store.select("PRAGMA integrity_check") if fault != "ok")
    for table, row, parent, _ in store.select("PRAGMA foreign_key_check"):
        yield f"the file: row {row} of {table} points to a missing {parent}"
    texts = store.texts()
    sources: dict[str, Text] = {}
    for text in track(texts, "checking", len(texts)):
        if text.translation is None:
            sources[text.entry] = text
            yield from _text_faults(store, text, encoded=True)
        else:
            yield from _text_faults(store, text, encoded=False)
            if text.entry in sources:  # or the file was told of above: a row points to a missing one
                yield from _bead_faults(store, sources[text.entry], text, text.translation)
    listed = {text.id for text in texts}
    yield from (
        f"the text {name!r} belongs to nothing"
        for identity, name in store.select("SELECT id, name FROM document")
        if identity not in listed
    )


def _text_faults(store: Store, text: Text, *, encoded: bool) -> Iterator[str]:
    """Whether a text is the one that was put in, its sentences tile it, and, if they must be, are `encoded`."""
    (content, digest) = store.select("SELECT text, digest FROM document WHERE id = ?", text.id)[0]
    if not isinstance(content, str) or text_digest(content) != digest:
        yield f"{text.name}: the text is not the one that was put in"
    try:
        document = select_document(store, text.id)
    except DamagedError as error:
        yield f"{text.name}: {error}"
        return
    wanted = {text_hash(span.of(content)) for span in document.sentences} if encoded else set()
    if missing := len(wanted) - len(store.known_vectors(wanted)):
        yield f"{text.name}: {missing} sentences have no vectors; run `duizhao reencode`"


def _bead_faults(store: Store, source: Text, target: Text, translation: int) -> Iterator[str]:
    """Whether the beads hold every sentence of both sides exactly once."""
    try:
        texts = select_document(store, source.id), select_document(store, target.id)
    except DamagedError:  # told of the text itself
        return
    try:
        beads = select_beads(store, translation)
        with rebuilding():
            Bitext(*texts, beads)
    except DamagedError as error:
        yield f"{target.name}: {error}"
