"""A cache of sentence vectors: what a corpus keeps the vectors of is not encoded again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import HASHES_A_QUERY, text_hash
from duizhao.models.encoder import AroundEncoder, Encoded, Encoder
from duizhao.models.quantization import pack, unpack


class VectorCache(AroundEncoder):
    """An encoder that asks a corpus first, and holds what is new as the corpus will keep it, by `text_hash`."""

    def __init__(self, encoder: Encoder, store: Store) -> None:
        super().__init__(encoder)
        self._store = store
        self.fresh: dict[str, bytes] = {}

    def encode(self, texts: Iterable[str], layers: Sequence[int] = ()) -> Iterator[Encoded]:
        """One `Encoded` for each text, in order; with `layers`, which are not kept, each is encoded anew."""
        if layers:
            yield from self._encoder.encode(texts, layers)
            return
        wanted = list(texts)
        keys = [text_hash(text) for text in wanted]
        known = self._store.known_vectors(keys, self.signature)
        new = {key: text for key, text in zip(keys, wanted, strict=True) if key not in known and key not in self.fresh}
        encoded = self._encoder.encode(new.values())
        rest = iter(keys)
        while chunk := list(islice(rest, HASHES_A_QUERY)):
            kept = self._store.vectors(chunk, self.signature)
            for key in chunk:
                if key in kept or key in self.fresh:
                    yield unpack(kept[key] if key in kept else self.fresh[key])
                else:
                    exact = next(encoded)
                    self.fresh[key] = pack(exact)
                    yield exact
