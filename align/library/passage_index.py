"""The sentences of a large corpus by the centroids of their tokens, in a file beside it that is mapped and not read.

The first of two steps of a search looks here (Santhanam et al. 2022); the second reads the vectors of the sentences
that are left, from the corpus itself. What is here can be made again of what is there, and is wiped when a text goes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.align.library.passage_gathering import PassageGathering, keys_of
from duizhao.align.progress import Track, untracked
from duizhao.align.vectors.array_file import ArrayFile, open_arrays, write_arrays
from duizhao.align.vectors.arrays import Floats, Integers
from duizhao.corpus.errors import StoreError
from duizhao.corpus.files.sidecar import derived_folder
from duizhao.corpus.store.by_row import vectors_at
from duizhao.corpus.store.store import Store, Text
from duizhao.models.codebook import Codebook

NAME = "zh.passages"
FORMAT = 1
PROBED = 64
"""Rows of which it is tried whether the corpus still has them."""


@dataclass(frozen=True, slots=True)
class PassageIndex:
    """`n` different Chinese sentences with words, each a row.

    `vectors` int64 [n]: the row of the store's table; `keys` int64 [n]: the beginning of its hash. `tokens` uint32 [n].
    `first` int64 [n + 1] and `places` int64: where it stands. `units` uint8 [parts, n]: the codes of its
    pooled vector. `starts` int64 [centroids + 1] and `sentences` uint32:
    of each centroid the rows with tokens near it, in order. `total` float64 [d]: the sum of all pooled vectors.
    """

    file: ArrayFile
    vectors: Integers
    keys: Integers
    tokens: NDArray[np.uint32]
    first: Integers
    places: Integers
    units: NDArray[np.uint8]
    starts: Integers
    sentences: NDArray[np.uint32]
    total: NDArray[np.float64]

    @classmethod
    def of(cls, file: ArrayFile) -> PassageIndex:
        """What a file holds."""
        return cls(file, **{name: file.arrays[name] for name in cls.__slots__ if name != "file"})

    def __len__(self) -> int:
        return len(self.vectors)

    @property
    def mean(self) -> Floats:
        """The mean pooled vector, [d]."""
        mean: Floats = (self.total / max(1, len(self))).astype(np.float32)
        return mean

    def places_of(self, row: int) -> list[int]:
        """Where the words of a row stand."""
        places: list[int] = self.places[self.first[row] : self.first[row + 1]].tolist()
        return places

    def coded(self, store: Store, rows: Sequence[int]) -> list[bytes]:
        """The vectors of some rows, as the store keeps them. Raises StoreError if it does not have them any more."""
        wanted, first, places = np.unique(self.vectors[list(rows)], return_index=True, return_inverse=True)
        found = vectors_at(store, wanted.tolist())
        keys = self.keys[np.asarray(rows, np.int64)[first]]
        gone = len(found) < len(wanted) or (keys_of(key for _, key, _ in found) != keys).any()
        if gone or not self.file.is_whole:
            raise StoreError(f"{store.name!r} was changed while it was searched: do it again")
        return [found[place][2] for place in places.tolist()]


def open_index(store: Store, texts: Sequence[Text], codebook: Codebook, track: Track[Text] = untracked) -> PassageIndex:
    """The index of these originals, which are all of the corpus's, brought up to date in the folder beside it.

    Where that cannot be written, it is made in memory. Raises StoreError where vectors are missing, and WriteError.
    """
    path = derived_folder(store.path) / NAME
    wanted = [[text.id, text.digest] for text in texts]
    told = {"format": FORMAT, "model": store.model, "codebook": codebook.identity}
    held = open_arrays(path)
    if held is None or any(held.record.get(name) != value for name, value in told.items()) or _is_stale(held, store):
        held = None
    kept = held.record["texts"] if held else []
    if held is not None and kept == wanted:
        return PassageIndex.of(held)
    if kept != wanted[: len(kept)]:
        held, kept = None, []
    gathering = PassageGathering(codebook, held.arrays if held else None)
    missing = texts[len(kept) :]
    for text in track(missing, "indexing", len(missing)):
        gathering.add(store, text)
    record, arrays = {**told, "texts": wanted}, gathering.arrays()
    folder = path.parent
    if not os.access(folder if folder.exists() else folder.resolve().parent, os.W_OK):
        return PassageIndex.of(ArrayFile(record, arrays))
    write_arrays(path, record, arrays)
    opened = open_arrays(path)
    return PassageIndex.of(opened or ArrayFile(record, arrays))


def _is_stale(held: ArrayFile, store: Store) -> bool:
    """Whether the vectors stand in other rows of the corpus by now."""
    index = PassageIndex.of(held)
    some = np.unique(np.linspace(0, len(index) - 1, PROBED).astype(np.int64)).tolist() if len(index) else []
    try:
        index.coded(store, some)
    except StoreError:
        return True
    return False
