"""A cache of sentence vectors: what is kept exactly enough is not encoded again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import HASHES_A_QUERY, text_hash
from duizhao.models.codebook import codebook_of
from duizhao.models.encoder import AroundEncoder, Encoded, Encoder
from duizhao.models.quantization import Packed, pack, unpack


class VectorCache(AroundEncoder):
    """An encoder that asks a corpus first, and holds what is new as the corpus will keep it, by `text_hash`.

    Coded vectors do for searching. Beads that were aligned by them were a little worse: of the hand-aligned novels'
    0.004 less were right, where both sides were coded. So what a corpus keeps coded is encoded anew here.
    """

    def __init__(self, encoder: Encoder, store: Store) -> None:
        super().__init__(encoder)
        self._store = store
        self._codebook = codebook_of(encoder.signature)
        self.fresh: dict[str, bytes] = {}
        self._near: dict[str, bytes] = {} if self._codebook else self.fresh
        """What was encoded here, in eight bits a number."""

    def encode(self, texts: Iterable[str], layers: Sequence[int] = ()) -> Iterator[Encoded]:
        """One `Encoded` for each text, in order; with `layers`, which are not kept, each is encoded anew."""
        if layers:
            yield from self._encoder.encode(texts, layers)
            return
        wanted = list(texts)
        keys = [text_hash(text) for text in wanted]
        known = self._store.known_vectors(keys, self.signature)
        near = {key for some in self._in_store(keys) for key in some} if known else set()
        new = {key: text for key, text in zip(keys, wanted, strict=True) if key not in near and key not in self._near}
        encoded = self._encoder.encode(new.values())
        rest = iter(keys)
        while chunk := list(islice(rest, HASHES_A_QUERY)):
            kept = next(self._in_store(chunk), {}) if near else {}
            for key in chunk:
                if key in kept or key in self._near:
                    yield unpack(kept[key] if key in kept else self._near[key])
                else:
                    exact = next(encoded)
                    self._near[key] = pack(exact)
                    if key not in known and self._codebook is not None:
                        self.fresh[key] = pack(exact, self._codebook)
                    yield exact

    def _in_store(self, keys: Iterable[str]) -> Iterator[dict[str, bytes]]:
        """What the corpus keeps of these in eight bits a number, some at a time."""
        rest = iter(keys)
        while chunk := list(islice(rest, HASHES_A_QUERY)):
            kept = self._store.vectors(chunk, self.signature)
            yield {key: data for key, data in kept.items() if not Packed(data).is_coded}
