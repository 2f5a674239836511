"""What the index of a large corpus holds, gathered from the corpus text by text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duizhao.corpus.errors import StoreError
from duizhao.corpus.store.by_row import place, rows_of
from duizhao.corpus.store.documents import select_words
from duizhao.corpus.store.store import Store, Text
from duizhao.corpus.store.vectors import text_hash
from duizhao.corpus.text.tokenization import has_words
from duizhao.models.codebook import Codebook
from duizhao.models.coded_batch import CodedBatch

_KEY = 15
"""Hexadecimal digits of a sentence's hash that are kept: as many as a whole number of 64 bits holds."""
_NO_ROW = -1
_ONE_EACH = ("vectors", "keys", "tokens")
"""What there is one of for each row."""
Arrays = Mapping[str, NDArray[Any]]


def key_of(text_hash: str) -> int:
    """A hash as a number: its beginning."""
    return int(text_hash[:_KEY], 16)


def keys_of(hashes: Iterable[str]) -> NDArray[np.int64]:
    """The same of many hashes, int64."""
    beginnings = bytes.fromhex("".join([each[: _KEY + 1] for each in hashes]))
    return (np.frombuffer(beginnings, ">u8") >> np.uint64(4)).astype(np.int64)


class PassageGathering:
    """Makes the arrays of `duizhao.align.library.passage_index.PassageIndex`."""

    def __init__(self, codebook: Codebook, old: Arrays | None = None) -> None:
        """`old`: those of an index that is gone on with."""
        self._codebook = codebook
        self._rows: dict[int, int] = {}  # of each key; _NO_ROW of what has no tokens
        self._count = 0
        names = (*_ONE_EACH, "units", "place_rows", "places", "centroids", "sentences")
        self._parts: dict[str, list[NDArray[Any]]] = {name: [] for name in names}
        self._total = np.zeros(codebook.unit_turn.shape[0], np.float64)
        if old is not None:
            self._go_on(old)

    def _go_on(self, old: Arrays) -> None:
        self._count = len(old["keys"])
        self._rows = dict(zip(old["keys"].tolist(), range(self._count), strict=True))
        for name in (*_ONE_EACH, "places", "sentences"):
            self._parts[name].append(old[name])
        self._parts["place_rows"].append(np.repeat(np.arange(self._count), np.diff(old["first"])))
        centroids = np.arange(len(old["starts"]) - 1, dtype=np.uint16)
        self._parts["centroids"].append(np.repeat(centroids, np.diff(old["starts"])))
        self._parts["units"].append(old["units"].T)
        self._total += old["total"]

    def add(self, store: Store, text: Text) -> None:
        """The sentences of a text. Raises StoreError where it lacks vectors."""
        words = select_words(store, text.id)
        hashes = [text_hash(word) for word in words]
        known = rows_of(store, hashes)
        if missing := len(set(hashes) - set(known)):
            raise StoreError(
                f"{text.name!r} lacks the vectors of {missing} sentences: run `duizhao reencode --corpus {store.name}`"
            )
        keys = {at: (key_of(hashes[at]), hashes[at]) for at, word in enumerate(words) if has_words(word)}
        new = {key: known[whole] for key, whole in keys.values() if key not in self._rows}
        if new:
            self._add_rows(new)
        placed = [(self._rows[key], place(text.id, at)) for at, (key, _) in keys.items() if self._rows[key] != _NO_ROW]
        table = np.array(placed, np.int64).reshape(-1, 2)
        self._parts["place_rows"].append(table[:, 0])
        self._parts["places"].append(table[:, 1])

    def _add_rows(self, new: Mapping[int, tuple[int, bytes]]) -> None:
        """Rows by their keys: of each its row in the store's table, and its vectors."""
        batch = CodedBatch.of([data for _, data in new.values()], self._codebook)
        filled = np.flatnonzero(batch.tokens)
        rows = np.full(len(new), _NO_ROW, np.int64)
        rows[filled] = self._count + np.arange(len(filled))
        self._rows.update(zip(new, rows.tolist(), strict=True))
        self._count += len(filled)
        self._parts["keys"].append(np.array(list(new), np.int64)[filled])
        self._parts["vectors"].append(np.array([row for row, _ in new.values()], np.int64)[filled])
        self._parts["tokens"].append(batch.tokens[filled].astype(np.uint32))
        pairs = np.unique(rows[batch.owners] << 16 | batch.words.centroids)
        self._parts["centroids"].append((pairs & 0xFFFF).astype(np.uint16))
        self._parts["sentences"].append((pairs >> 16).astype(np.uint32))
        self._parts["units"].append(batch.unit_codes[filled])
        self._total += batch.units()[filled].sum(axis=0, dtype=np.float64)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All of them."""
        empty = {"tokens": np.uint32, "centroids": np.uint16, "sentences": np.uint32}
        joined = {
            name: np.concatenate(parts) if parts else np.zeros(0, empty.get(name, np.int64))
            for name, parts in self._parts.items()
        }
        units = joined["units"].reshape(self._count, self._codebook.units.parts)
        order = np.argsort(joined["centroids"], kind="stable")
        counts = np.bincount(joined["centroids"], minlength=len(self._codebook.centroids))
        by_row = np.argsort(joined["place_rows"], kind="stable")
        places = np.bincount(joined["place_rows"], minlength=self._count)
        return {
            **{name: joined[name] for name in _ONE_EACH},
            "first": np.concatenate([[0], np.cumsum(places)]).astype(np.int64),
            "places": joined["places"][by_row],
            "units": np.ascontiguousarray(units.T, np.uint8),
            "starts": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            "sentences": joined["sentences"][order],
            "total": self._total,
        }
