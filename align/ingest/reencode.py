"""A corpus brought to another model: its vectors made anew, its texts, beads and decisions left as they are."""

from __future__ import annotations

from collections.abc import Sequence

from duizhao.align.progress import Track, untracked
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import recode_vectors, text_hash
from duizhao.models.codebook import Codebook, codebook_of
from duizhao.models.encoder import Encoded, Encoder
from duizhao.models.quantization import Packed, pack


def reencode(store: Store, encoder: Encoder, track: Track[Encoded] = untracked) -> int:
    """Encode what has no vectors of this model yet, which becomes the corpus's; how many sentences were encoded.

    Interrupted, it goes on where it stopped; until it is done the corpus keeps its old model. Vectors of this model
    that an earlier program kept in eight bits a number are coded, without the model, and the file gets smaller.
    """
    codebook = codebook_of(encoder.signature)
    done = coded = 0
    for text in store.texts():
        sentences = store.document(text.id).sentence_texts()
        if codebook is not None:
            coded += _code(store, sentences, codebook)
        keys = {text_hash(sentence): sentence for sentence in sentences}
        known = store.known_vectors(keys, encoder.signature)
        missing = {key: sentence for key, sentence in keys.items() if key not in known}
        encoded = track(encoder.encode(missing.values()), f"encoding {text.name}", len(missing))
        fresh = {key: pack(each, codebook) for key, each in zip(missing, encoded, strict=True)}
        store.keep_vectors(fresh, encoder.signature)
        done += len(fresh)
    store.keep_vectors({}, encoder.signature, use=True)
    if coded:
        store.purge()
    return done


def _code(store: Store, sentences: Sequence[str], codebook: Codebook) -> int:
    """Code what is kept of these sentences in eight bits a number; how many it was."""
    packed = {key: Packed(data) for key, data in store.vectors(map(text_hash, sentences), codebook.model).items()}
    wide = {key: pack(each.unpacked(), codebook) for key, each in packed.items() if not each.is_coded}
    recode_vectors(store, wide, codebook.model)
    return len(wide)
