"""One vector for each sentence of a corpus, in eight bits a number, in a file that is mapped and not read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from duizhao.align.progress import Track, untracked
from duizhao.align.vectors.arrays import Floats, Integers
from duizhao.corpus.document import Language
from duizhao.corpus.errors import WriteError
from duizhao.corpus.files.atomic import write_whole
from duizhao.corpus.files.durable import make_folder, write_names
from duizhao.corpus.files.os_errors import refusal
from duizhao.corpus.files.platform import write_through
from duizhao.corpus.files.sidecar import derived_folder
from duizhao.corpus.store.documents import select_words
from duizhao.corpus.store.index import SHIFT
from duizhao.corpus.store.store import Store, Text
from duizhao.corpus.store.vectors import text_hash
from duizhao.models.codebook import Codebook, codebook_of
from duizhao.models.coded_batch import CodedBatch
from duizhao.models.encoder import Encoder, pooled
from duizhao.models.quantization import Packed
from duizhao.models.transformer.mean_centering import CHINESE, ENGLISH


@dataclass(frozen=True, slots=True)
class SentenceVectors:
    """`rows` int8 [n, d], mapped from a file; `scales` float32 [n]; `places` int64 [n], each text << SHIFT | sentence.

    A row times its scale is the sentence's pooled vector less what is common to its language, of length one.
    """

    rows: NDArray[np.int8]
    scales: Floats
    places: Integers

    def similarities(self, vector: Floats) -> Floats:
        """The cosine of `vector` [d], of length one, with each sentence: [n]."""
        from duizhao.models.byte_sums import byte_products  # whose import takes a second

        return byte_products(self.rows, vector) * self.scales


_KNOWN_COMMON: dict[tuple[str, Language], Floats] = {}


def common_vector(encoder: Encoder, language: Language) -> Floats:
    """What the pooled vectors of a language have in common, [d]; taken once for a model."""
    key = encoder.signature, language
    if key not in _KNOWN_COMMON:
        encoded = list(encoder.encode(CHINESE if language == "zh" else ENGLISH))
        mean: Floats = np.mean(pooled(np.stack([unit.total for unit in encoded])), axis=0, dtype=np.float32)
        _KNOWN_COMMON[key] = mean
    return _KNOWN_COMMON[key]


def centred(totals: Floats, common: Floats) -> Floats:
    """Pooled vectors [n, d] less what is common to their language, of length one."""
    return pooled(pooled(totals) - common)


def open_vectors(
    store: Store,
    language: Language,
    encoder: Encoder,
    track: Track[Text] = untracked,
) -> SentenceVectors:
    """The vectors of all sentences of a language, from the folder beside the corpus, where they are brought up to date.

    Sentences without vectors of the model, and empty ones, have no row.
    """
    texts = [text for text in store.texts() if text.language == language]
    files = _Files(derived_folder(store.path), language)
    wanted = {"model": encoder.signature, "texts": [[text.id, text.digest] for text in texts]}
    held = files.manifest()
    kept = held["texts"] if held and held["model"] == encoder.signature else []
    if kept != wanted["texts"]:
        common = common_vector(encoder, language)
        if not files.writable():
            return _in_memory([_of(store, text, common) for text in track(texts, "gathering vectors", len(texts))])
        try:
            if kept != wanted["texts"][: len(kept)] or not kept:
                files.clear()
                kept = []
            missing = texts[len(kept) :]
            files.append(_of(store, text, common) for text in track(missing, "gathering vectors", len(missing)))
            files.write_manifest(wanted)
        except OSError as error:
            raise WriteError(f"{files.name!r} cannot be written: {refusal(error)}") from error
    return files.open(_dimension(encoder))


def _in_memory(parts: Sequence[tuple[NDArray[np.int8], Floats, Integers]]) -> SentenceVectors:
    """For a corpus in a folder where nothing can be written."""
    rows, scales, places = zip(*parts, strict=True)
    return SentenceVectors(np.concatenate(rows), np.concatenate(scales), np.concatenate(places))


def _of(store: Store, text: Text, common: Floats) -> tuple[NDArray[np.int8], Floats, Integers]:
    """The rows of a text."""
    hashes = [text_hash(words) for words in select_words(store, text.id)]
    packed = store.vectors(hashes)
    known = [(at, packed[key]) for at, key in enumerate(hashes) if key in packed]
    filled = [(at, data) for at, data in known if Packed(data).tokens]
    if not filled:
        return np.zeros((0, len(common)), np.int8), np.zeros(0, np.float32), np.zeros(0, np.int64)
    vectors = centred(_pooled([data for _, data in filled], codebook_of(store.model or "")), common)
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-9).astype(np.float32) / 127
    rows = np.rint(vectors / scales[:, None]).astype(np.int8)
    return rows, scales, np.array([text.id << SHIFT | at for at, _ in filled], np.int64)


def _pooled(packed: Sequence[bytes], codebook: Codebook | None) -> Floats:
    """The pooled vectors of packed encodings, [n, d]."""
    if codebook is not None:
        return CodedBatch.of(packed, codebook).units()
    return pooled(np.stack([Packed(data).total for data in packed]))


def _dimension(encoder: Encoder) -> int:
    (encoded,) = encoder.encode(["a"])
    return len(encoded.total)


class _Files:
    """The three files of a language, and what they are of."""

    def __init__(self, folder: Path, language: Language) -> None:
        self._folder = folder
        self._paths = {kind: folder / f"{language}.{kind}" for kind in ("rows", "scales", "places")}
        self._manifest = folder / f"{language}.json"

    @property
    def name(self) -> str:
        """The folder's."""
        return self._folder.name

    def manifest(self) -> dict[str, list[list[object]] | str] | None:
        """What the files are of; None where they are not there, or not whole."""
        try:
            record: dict[str, list[list[object]] | str] = json.loads(self._manifest.read_text(encoding="utf-8"))
            return record
        except (OSError, ValueError):
            return None

    def writable(self) -> bool:
        """Whether the folder is there to be written, or can be made."""
        return os.access(self._folder if self._folder.exists() else self._folder.resolve().parent, os.W_OK)

    def clear(self) -> None:
        """Begin anew."""
        make_folder(self._folder)
        self._take_back()
        for path in self._paths.values():
            path.write_bytes(b"")

    def append(self, parts: Iterable[tuple[NDArray[np.int8], Floats, Integers]]) -> None:
        """Write the rows of further texts; until `write_manifest`, the files count as not there."""
        self._take_back()
        with (
            self._paths["rows"].open("ab") as rows,
            self._paths["scales"].open("ab") as scales,
            self._paths["places"].open("ab") as places,
        ):
            for part in parts:
                rows.write(part[0].tobytes())
                scales.write(part[1].tobytes())
                places.write(part[2].tobytes())

    def _take_back(self) -> None:
        """The files are not whole any more; that is on the disk before anything else is."""
        self._manifest.unlink(missing_ok=True)
        write_names(self._folder)

    def write_manifest(self, record: object) -> None:
        """Say what the files are of: from now on they are whole. They are on the disk before that is."""
        for path in self._paths.values():
            write_through(path)
        write_whole(self._manifest, json.dumps(record))

    def open(self, dimension: int) -> SentenceVectors:
        """The files, the largest of them mapped."""
        scales = np.fromfile(self._paths["scales"], np.float32)
        places = np.fromfile(self._paths["places"], np.int64)
        if not len(scales):
            return SentenceVectors(np.zeros((0, dimension), np.int8), scales, places)
        # "c": what were written would stay in memory; torch warns of arrays that may only be read
        rows = np.memmap(self._paths["rows"], np.int8, mode="c", shape=(len(scales), dimension))
        return SentenceVectors(rows, scales, places)
