"""A whole corpus as one archive that needs no SQLite to be read, and back: nothing is lost on the way."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.decisions.log import all_decisions, keep
from duizhao.corpus.errors import FormatError, ReadError, StoreError, WriteError
from duizhao.corpus.exchange.tables.decisions import read_decisions, write_decisions
from duizhao.corpus.files.os_errors import refusal
from duizhao.corpus.files.partial import part
from duizhao.corpus.files.safe_zip import Archive, NewArchive
from duizhao.corpus.foreign_json import object_of, text_in, texts_of
from duizhao.corpus.search.provenance import Provenance
from duizhao.corpus.serialization import bead_of_record, bead_record, document_of_record, document_record
from duizhao.corpus.store.documents import select_metadata
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import every_vector, text_hash

FORMAT = "duizhao corpus 1"
_RECORD = struct.Struct("<32sI")


def write_corpus(store: Store, made: Provenance, path: Path) -> None:
    """The archive: `about.json`, `texts.jsonl`, `entries.jsonl`, `decisions.jsonl`, and `vectors.bin`.

    It is written beside `path`, then renamed. Raises WriteError, having left nothing behind, where it cannot be.
    """
    try:
        with part(path) as beside:
            _write(store, made, beside)
    except OSError as error:
        raise WriteError(f"{path.name!r} cannot be written: {refusal(error)}") from error


def _write(store: Store, made: Provenance, path: Path) -> None:
    texts = store.texts()
    about = {"format": FORMAT, "model": store.model, "provenance": made.record()}
    entries = [
        {"name": name, "translations": [_translation(bitext) for bitext in store.bitexts(name)]}
        for name in store.names()
    ]
    with NewArchive(path) as archive:
        _put(archive, "about.json", json.dumps(about, ensure_ascii=False))
        _put(archive, "texts.jsonl", _lines(_text(store, text.id) for text in texts))
        _put(archive, "entries.jsonl", _lines(entries))
        _put(archive, "decisions.jsonl", write_decisions(all_decisions(store)))
        with archive.stored("vectors.bin") as file:
            for key, data in every_vector(store):
                file.write(_RECORD.pack(bytes.fromhex(key), len(data)) + data)


def read_corpus(path: Path, store: Store, whole: Callable[[bytes], bool] = bool) -> tuple[int, bool]:
    """Put the originals of an archive into a corpus; how many, and whether their vectors came along.

    They do not where the corpus has another model. `whole`: whether the bytes of a vector are what they should be.
    Raises FormatError for a file that is no archive of a corpus, and StoreError where a name is taken; then nothing is
    put in.
    """
    try:
        with Archive(path, path.name) as archive:
            about = object_of(archive.read("about.json"))
            if about["format"] != FORMAT:
                raise ValueError(about["format"])
            texts = {record["name"]: record for record in _records(archive, "texts.jsonl")}
            entries = _records(archive, "entries.jsonl")
            decisions = read_decisions(archive.read("decisions.jsonl").decode(), path.name)
            names = {text.name for text in store.texts()}
            if taken := sorted(names & texts.keys()):
                raise StoreError(f"{taken[0]!r} is in the corpus already: rename it, or import into a new corpus")
            model = None if about["model"] is None else text_in(about["model"])
            fits = model is not None and store.model in (None, model)
            vectors = _read_vectors(archive) if fits else {}
            if not all(map(whole, vectors.values())):
                raise ValueError("vectors that are none")
            with store.changing():
                for entry in entries:
                    _add(store, entry, texts, vectors, (model if fits else store.model) or "")
                keep(store, decisions)
    except (OSError, ValueError, LookupError, TypeError, OverflowError, ReadError, struct.error) as error:
        raise FormatError(f"{path.name} holds no corpus: give a file that `export --format corpus` wrote") from error
    return len(entries), fits


def _add(
    store: Store, entry: dict[str, Any], texts: Mapping[str, Any], vectors: Mapping[str, bytes], model: str
) -> None:
    source = document_of_record(texts[entry["name"]])
    bitexts = [
        Bitext(source, document_of_record(texts[translation["name"]]), tuple(map(bead_of_record, translation["beads"])))
        for translation in entry["translations"]
    ]
    documents = [source, *(bitext.target for bitext in bitexts)]
    keys = {text_hash(span.of(document.text)) for document in documents for span in document.sentences}
    own = {key: vectors[key] for key in keys if key in vectors}
    store.add(source, bitexts=bitexts, vectors=own, model=model)
    for document in documents:
        store.set_metadata(document.name, texts_of(texts[document.name]["given"]))


def _text(store: Store, identity: int) -> dict[str, Any]:
    return document_record(store.document(identity)) | {
        "metadata": select_metadata(store, identity, given=False),
        "given": select_metadata(store, identity, given=True),
    }


def _translation(bitext: Bitext) -> dict[str, Any]:
    return {"name": bitext.target.name, "beads": list(map(bead_record, bitext.beads))}


def _read_vectors(archive: Archive) -> dict[str, bytes]:
    data = memoryview(archive.read("vectors.bin"))
    vectors, at = {}, 0
    while at < len(data):
        key, size = _RECORD.unpack_from(data, at)
        at += _RECORD.size
        if size > len(data) - at:
            raise ValueError(f"{len(data) - at} bytes for a vector of {size}")
        vectors[key.hex()] = bytes(data[at : at + size])
        at += size
    return vectors


def _put(archive: NewArchive, name: str, text: str) -> None:
    archive.put(name, text.encode("utf-8", errors="surrogatepass"))


def _lines(records: Iterable[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def _records(archive: Archive, name: str) -> list[dict[str, Any]]:
    return [object_of(line) for line in archive.read(name).decode().split("\n") if line]
