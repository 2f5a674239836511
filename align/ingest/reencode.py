"""A corpus brought to another model: its vectors made anew, its texts, beads and decisions left as they are."""

from __future__ import annotations

from duizhao.align.library.vector_cache import VectorCache
from duizhao.align.progress import Track, untracked
from duizhao.corpus.store.store import Store
from duizhao.models.encoder import Encoded, Encoder


def reencode(store: Store, encoder: Encoder, track: Track[Encoded] = untracked) -> int:
    """Encode what has no vectors of this model yet, which becomes the corpus's; how many sentences were encoded.

    Interrupted, it goes on where it stopped; until it is done the corpus keeps its old model.
    """
    done = 0
    for text in store.texts():
        sentences = store.document(text.id).sentence_texts()
        kept = VectorCache(encoder, store)
        for _ in track(kept.encode(sentences), f"encoding {text.name}", len(sentences)):
            pass
        store.keep_vectors(kept.fresh, encoder.signature)
        done += len(kept.fresh)
    store.keep_vectors({}, encoder.signature, use=True)
    return done
