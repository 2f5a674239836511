"""The pairs of a manifest or of a folder, numbered, each with names that no other has."""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

import numpy as np

from duizhao.align.errors import RequestError
from duizhao.align.ingest.file_pairing import propose
from duizhao.align.ingest.files import folder_texts, is_named_plainly
from duizhao.corpus.exchange.batches.manifests import ManifestRow, read_manifest
from duizhao.corpus.readers.archive import open_files
from duizhao.corpus.text.file_names import document_name
from duizhao.models.loading import open_encoder


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the manifest, to be done: the files, and what the two texts are to be called.

    `held`: of the texts of these names that the corpus holds already, the sha256 of their files (source, target).
    """

    number: int
    row: ManifestRow
    source: Path
    target: Path | None
    name: str
    translation: str
    fault: str = ""
    held: tuple[str | None, str | None] = (None, None)


class Listing:
    """A manifest that has been looked through once: how many rows it has, its digest, and which names stand twice.

    In memory it needs 24 bytes a row.
    """

    def __init__(self, place: Path, *, model: str | None = None) -> None:
        """Raises CorpusError or RequestError where there is nothing that can be read as a manifest."""
        self.place = place
        self._rows: Callable[[], Iterable[ManifestRow]]
        if place.is_dir():
            listed = _folder_rows(place, model)
            self._rows = lambda: listed
            self._base = place
        else:
            self._rows = lambda: read_manifest(place)
            self._base = place.parent
        digest = hashlib.sha256()
        marks = array("Q")
        for row in self._rows():
            digest.update(repr((row.source, row.target, row.name, row.translation, row.metadata, row.fault)).encode())
            marks.extend((_mark(_name(row)), _mark(_translation(row)), _mark(row.source, row.target)))
        columns = np.frombuffer(marks, np.uint64).reshape(-1, 3)
        self.count = len(columns)
        self.digest = digest.hexdigest()
        self._twice = [_repeated(columns[:, at]) for at in range(3)]

    def tasks(self) -> Iterator[Task]:
        """Every row, in order.

        The first original of a name keeps it, another is called `name (2)`; a name that the manifest itself gives twice
        is a fault, and so is a pair that stands there twice.
        """
        names, translations = _Names(self._twice[0]), _Names(self._twice[1])
        seen: set[int] = set()
        for number, row in enumerate(self._rows()):
            pair, fault = _mark(row.source, row.target), row.fault
            if not fault and pair in self._twice[2]:
                fault = "the manifest lists this pair twice" if pair in seen else ""
                seen.add(pair)
            name, first = names.own(_name(row), row.source)
            if row.name and not first and not fault:
                fault = f"another row of the manifest has the name {row.name!r}: give each original one of its own"
            translation, first = translations.own(_translation(row), f"{row.source}\0{row.target}")
            if row.translation and not first and not fault:
                fault = f"another row of the manifest has the translation {row.translation!r}: give it another"
            target = self._base / row.target if row.target else None
            yield Task(number, row, self._base / row.source, target, name, translation, fault)


class _Names:
    """Names given out once to each owner; only those that are wanted twice are remembered."""

    def __init__(self, twice: set[int]) -> None:
        self._twice = twice
        self._owners: defaultdict[str, dict[str, int]] = defaultdict(dict)

    def own(self, name: str, owner: str) -> tuple[str, bool]:
        """The name that is this owner's, and whether it is the plain one."""
        if _mark(name) not in self._twice:
            return name, True
        owners = self._owners[name]
        rank = owners.setdefault(owner, len(owners) + 1)
        return (name, True) if rank == 1 else (f"{name} ({rank})", False)


def _folder_rows(folder: Path, model: str | None) -> list[ManifestRow]:
    """The pairs of a folder: by their names as the contract has them, or as `add --folder` would propose."""
    if is_named_plainly(folder):
        left: list[str] = []
        rows = [
            ManifestRow(chinese.name, translation.name if translation else "", name)
            for name, chinese, english in folder_texts(folder, left.append)
            for translation in (*english, *([] if english else [None]))
        ]
        return rows + [ManifestRow("", fault=fault) for fault in left]
    rows = []
    for plan in propose(open_files(folder), lambda: open_encoder(model)):
        fault = "" if plan.wanted else plan.found_by or "left out"
        if plan.found_by == "content, divided":
            fault = "belongs to several originals: add them with `duizhao add --folder`"
        elif plan.wanted and plan.chinese == plan.english and plan.found_by == "holds both languages":
            fault = "holds given pairs: add it with `duizhao add --pairs`"
        rows.append(ManifestRow(plan.chinese, plan.english, fault=fault))
    if not rows:
        raise RequestError(f"{folder.name}: no files in this folder")
    return rows


def _name(row: ManifestRow) -> str:
    return row.name or document_name(PurePath(row.source).name)


def _translation(row: ManifestRow) -> str:
    return row.translation or PurePath(row.target).name


def _mark(*texts: str) -> int:
    """Eight bytes that stand for a text: of ten million, two are taken for one with a probability of 0.000003."""
    return int.from_bytes(hashlib.blake2b("\0".join(texts).encode(), digest_size=8).digest(), "little")


def _repeated(column: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> set[int]:
    values, counts = np.unique(column, return_counts=True)
    return {int(value) for value in values[counts > 1]}
