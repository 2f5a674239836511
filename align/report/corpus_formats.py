"""A corpus for the field's tools: the files of each format, by their names."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from duizhao.align.errors import RequestError
from duizhao.align.library.tagging import all_that_is_known
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.exchange.bitext.elan import write_elan
from duizhao.corpus.exchange.bitext.file_header import labels_for
from duizhao.corpus.exchange.bitext.line_aligned import write_lines_of
from duizhao.corpus.exchange.bitext.standoff import write_standoff
from duizhao.corpus.exchange.bitext.tei import write_tei_links, write_tei_text
from duizhao.corpus.exchange.bitext.vertical import write_vertical
from duizhao.corpus.exchange.corpus_archive import write_corpus
from duizhao.corpus.exchange.tables.results import write_table
from duizhao.corpus.files.atomic import write_whole
from duizhao.corpus.files.folders import file_names, write_folder
from duizhao.corpus.search.provenance import Provenance, provenance
from duizhao.corpus.store.store import Store

Files = dict[str, str | bytes]
ABOUT = "about.json"
"""The file of a folder that says where it came from, and that `rerun` reads."""


def export_corpus(corpus: Path, form: str, names: Sequence[str], output: Path) -> None:
    """Write documents of these names, or all: to a new folder, or, of the formats in `SINGLE`, to a file.

    Raises StoreError for a name that is not there, RequestError where there is nothing to write.
    """
    if form == "corpus":
        if names:
            raise RequestError("--format corpus writes all of a corpus: leave out --name")
        with Store.open(corpus) as store:
            write_corpus(store, made_of(store, form, names), output)
        return
    with Store.open(corpus) as store:
        files = corpus_files(store, form, names, made_of(store, form, names))
    if form in SINGLE:
        write_whole(output, files[SINGLE[form]])
    else:
        write_folder(output, files)


def made_of(store: Store, form: str, names: Sequence[str]) -> Provenance:
    """Where an export comes from."""
    asked: dict[str, object] = {"command": "export", "format": form, "name": list(names)}
    return provenance(asked, store.fingerprint(), store.model or "")


def corpus_files(store: Store, form: str, names: Sequence[str], made: Provenance) -> Files:
    """The files of a format, by their names within the folder."""
    bitexts = [store.bitexts(name) for name in dict.fromkeys(names or store.names())]
    if not any(bitexts):
        raise RequestError("none of these documents has a translation: there is nothing to export")
    files = FOLDERS[form]([its for its in bitexts if its], made)
    if form not in SINGLE:
        files[ABOUT] = json.dumps({"provenance": made.record()}, ensure_ascii=False, indent=1) + "\n"
    return files


def changed_files(store: Store, file: Path, before: Provenance, asked: Mapping[str, Any]) -> list[str]:
    """Which files of an export would be others now, a line each. `file`: its `about.json`, or its only file."""
    form = asked["format"]
    if form == "corpus":
        return []
    files = corpus_files(store, form, asked["name"], before)
    lines = []
    for name, data in files.items():
        path = file if form in SINGLE else file.parent / name
        if not path.exists():
            lines.append(f"{name}: new")
        elif path.read_bytes() != (data.encode("utf-8", errors="replace") if isinstance(data, str) else data):
            lines.append(f"{name}: changed")
    return lines


def _vertical(bitexts: Sequence[Sequence[Bitext]], made: Provenance) -> Files:
    """A pair of files for the first translations, one for the second ones, and so on."""
    files: Files = {}
    words = all_that_is_known()
    for rank in range(max(map(len, bitexts))):
        ending = f"-{rank + 1}" if rank else ""
        zh, en = write_vertical([its[rank] for its in bitexts if len(its) > rank], words)
        files |= {f"zh{ending}.vert": zh, f"en{ending}.vert": en}
    return files


def _line_aligned(bitexts: Sequence[Sequence[Bitext]], made: Provenance) -> Files:
    files: Files = {}
    rows = []
    every = [bitext for its in bitexts for bitext in its]
    called = file_names([bitext.target.name for bitext in every])
    for bitext in every:
        name = called[bitext.target.name]
        zh, en, spaced = write_lines_of(bitext)
        files |= {f"zh/{name}.txt": zh, f"en/{name}.txt": en, f"zh-words/{name}.txt": spaced}
        metadata = {f"source.{key}": value for key, value in bitext.source.metadata.items()}
        metadata |= dict(bitext.target.metadata)
        rows.append(
            {"file": f"{name}.txt", "document": bitext.source.name, "translation": bitext.target.name} | metadata
        )
    files["metadata.tsv"] = write_table(rows, made, "\t")
    return files


def _tei(bitexts: Sequence[Sequence[Bitext]], made: Provenance) -> Files:
    files: Files = {}
    labels = labels_for([bitext for its in bitexts for bitext in its])
    documents = [document for its in bitexts for document in (its[0].source, *(bitext.target for bitext in its))]
    called = file_names([document.name for document in documents])
    files |= {
        f"{called[document.name]}.xml": write_tei_text(
            document, labels.source if document.language == "zh" else labels.target, made
        )
        for document in documents
    }
    for its in bitexts:
        for bitext in its:
            source, target = called[bitext.source.name], called[bitext.target.name]
            links = write_tei_links(bitext, f"{source}.xml", f"{target}.xml", made)
            files[f"{source}--{target}.links.xml"] = links
    return files


def _elan(bitexts: Sequence[Sequence[Bitext]], made: Provenance) -> Files:
    every = [bitext for its in bitexts for bitext in its]
    called = file_names([bitext.target.name for bitext in every])
    files: Files = {f"{called[each.target.name]}.eaf": write_elan(each, made.made) for each in every}
    if not any(files.values()):
        raise RequestError("none of these documents says when its words are heard: ELAN is for subtitles and films")
    return {name: text for name, text in files.items() if text}


def _standoff(bitexts: Sequence[Sequence[Bitext]], made: Provenance) -> Files:
    return {"standoff.jsonl": write_standoff([bitext for its in bitexts for bitext in its], made)}


FOLDERS: Mapping[str, Callable[[Sequence[Sequence[Bitext]], Provenance], Files]] = {
    "vertical": _vertical,
    "lines": _line_aligned,
    "tei": _tei,
    "elan": _elan,
    "standoff": _standoff,
}
SINGLE = {"standoff": "standoff.jsonl"}
"""Formats of a single file, and what it is called among the files."""
CORPUS_FORMATS = (*FOLDERS, "corpus")
"""All formats beside those of a bitext."""
