"""Which parts of an Office package a part leans on."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from duizhao.corpus.readers.base.zip_package import Package


@dataclass(frozen=True, slots=True)
class RelatedPart:
    """A part that another leans on: for what, and its name; `inside`: it stands in the package."""

    kind: str
    part: str
    inside: bool


def main_part(package: Package, usual: str) -> str:
    """The document's own part, which need not be called as it usually is."""
    for relation in related(package, "").values():
        if relation.kind == "officeDocument":
            return relation.part
    return usual


def related(package: Package, part: str) -> dict[str, RelatedPart]:
    """The parts that a part leans on (footnotes, comments, slides, …), by the name that it has for each."""
    folder, file = posixpath.split(part)
    relations = f"{folder}/_rels/{file}.rels".lstrip("/")
    by_id: dict[str, RelatedPart] = {}
    if relations in package:
        for number, relation in enumerate(package.tree(relations)):
            kind = relation.get("Type", "").rpartition("/")[2]
            inside = relation.get("TargetMode") != "External"
            target = relation.get("Target", "")
            name = package.beside(part, target) if inside else target
            by_id[relation.get("Id") or f"?{number}"] = RelatedPart(kind, name, inside and name in package)
    return by_id
