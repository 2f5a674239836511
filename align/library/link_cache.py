"""A cache of alignment matrices in a corpus: computed when they are first asked for, small, the same every time."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.align.words.aligner import link_texts
from duizhao.corpus.errors import StoreError
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.word_links import insert_word_links, select_word_links
from duizhao.models.encoder import Encoder

_HEADER = np.dtype([("source", "<u4"), ("target", "<u4"), ("trained", "<u4")])
_STEPS = 255
"""Probabilities are kept in so many steps."""


@dataclass(frozen=True, slots=True)
class Runs:
    """The Chinese and the English of a bead of a translation."""

    translation: int
    source: str
    target: str

    @property
    def key(self) -> str:
        """What their links are kept under."""
        return hashlib.sha256(f"{self.source}\0{self.target}".encode("utf-8", errors="surrogatepass")).hexdigest()


def pack_links(links: AlignmentMatrix) -> bytes:
    """Links as bytes; a probability changes by less than 0.002."""
    header = np.array([(len(links.source), len(links.target), int(links.trained))], _HEADER)
    coarse = np.rint(links.probability * _STEPS).astype(np.uint8)
    parts = (header, links.source.astype("<i4"), links.target.astype("<i4"), coarse)
    return zlib.compress(b"".join(part.tobytes() for part in parts))


def unpack_links(data: bytes, most: int = 2**30) -> AlignmentMatrix:
    """The links that `pack_links` made into bytes, `most` at most once unfolded. Raises ValueError for others."""
    try:
        raw = zlib.decompressobj().decompress(data, most)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    header = np.frombuffer(raw, _HEADER, 1)[0]
    sources, targets = int(header["source"]), int(header["target"])
    at = _HEADER.itemsize
    spans = np.frombuffer(raw, "<i4", 2 * (sources + targets), at).reshape(-1, 2).astype(np.int32)
    coarse = np.frombuffer(raw, np.uint8, sources * targets, at + 8 * (sources + targets))
    probability = (coarse.reshape(sources, targets) / np.float32(_STEPS)).astype(np.float32)
    return AlignmentMatrix(spans[:sources], spans[sources:], probability, bool(header["trained"]))


class LinkCache:
    """The word links of a corpus's beads. `encoder` opens the model, when it is first needed."""

    def __init__(self, store: Store, encoder: Callable[[], Encoder], signature: str | None) -> None:
        """`signature`: of the model, if it is known without opening it; links of another are not used."""
        self._store = store
        self._open = encoder
        self._signature = signature
        self._encoder: Encoder | None = None

    def of(self, wanted: Iterable[Runs]) -> dict[Runs, AlignmentMatrix]:
        """The links of each pair of runs, those that are new put into the corpus, if it may be written."""
        runs = list(dict.fromkeys(wanted))
        known = {run: links for run in runs if (links := self._kept(run)) is not None}
        missing = [run for run in runs if run not in known]
        if missing:
            encoder = self._model()
            made = {
                run: pack_links(links)
                for run, links in link_texts(missing, lambda run: (run.source, run.target), encoder)
            }
            self._keep(made, encoder.signature)
            known |= {run: unpack_links(data) for run, data in made.items()}
        return known

    def _model(self) -> Encoder:
        if self._encoder is None:
            self._encoder = self._open()
            self._signature = self._encoder.signature
        return self._encoder

    def _kept(self, runs: Runs) -> AlignmentMatrix | None:
        """None where nothing is kept, or nothing that can be used: then it is made again."""
        try:
            data = select_word_links(self._store, runs.translation, runs.key, self._signature)
            return None if data is None else unpack_links(data)
        except (ValueError, TypeError, IndexError):
            return None

    def _keep(self, made: dict[Runs, bytes], signature: str) -> None:
        try:
            rows = ((runs.translation, runs.key, data) for runs, data in made.items())
            insert_word_links(self._store, rows, signature)
        except StoreError as error:
            if "may only be read" not in str(error) and "in use" not in str(error):
                raise
