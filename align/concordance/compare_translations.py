"""Where the translations of one text differ: the smallest stretches that all of them render whole, side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

from duizhao.align.errors import RequestError
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Span, text_digest
from duizhao.corpus.store.store import Store
from duizhao.corpus.text.normalization import wording


@dataclass(frozen=True, slots=True)
class RenderedStretch:
    """A stretch of the original, and where each translation renders it; None where it leaves it out.

    `difference`: the share of words in which the two most unlike translations differ, 0 to 1.
    """

    source: Span
    targets: tuple[Span | None, ...]
    difference: float


def stretches(bitexts: Sequence[Bitext]) -> list[RenderedStretch]:
    """The stretches of an original, in order. Sentences that only a translation has belong to none."""
    source = bitexts[0].source
    group = list(range(len(source.sentences)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for bitext in bitexts:
        for bead in bitext.beads:
            for index in bead.source[1:]:
                group[max(root(index), root(bead.source[0]))] = min(root(index), root(bead.source[0]))
    members: dict[int, list[int]] = {}
    for index in range(len(group)):
        members.setdefault(root(index), []).append(index)
    renders = [{index: bead.target for bead in bitext.beads for index in bead.source} for bitext in bitexts]
    renderings = []
    for indices in members.values():
        run = source.run(indices)
        if len(run):
            targets = [_target(bitext, at, indices) for bitext, at in zip(bitexts, renders, strict=True)]
            renderings.append(RenderedStretch(run, tuple(targets), _difference(bitexts, targets)))
    return renderings


def _target(bitext: Bitext, renders: dict[int, tuple[int, ...]], indices: Sequence[int]) -> Span | None:
    sentences = sorted({target for index in indices for target in renders[index]})
    return bitext.target.run(sentences) if sentences else None


def _difference(bitexts: Sequence[Bitext], targets: Sequence[Span | None]) -> float:
    texts = [
        wording(span.of(bitext.target.text)).text.split() if span else []
        for bitext, span in zip(bitexts, targets, strict=True)
    ]
    pairs = [(one, other) for at, one in enumerate(texts) for other in texts[at + 1 :]]
    return max((Levenshtein.normalized_distance(one, other) for one, other in pairs), default=0.0)


def compare(store: Store, name: str, least: float = 0.0, *, by_difference: bool = False) -> list[dict[str, Any]]:
    """The stretches of an original in which its translations differ by more than `least`, as plain values.

    Raises RequestError for a text that has fewer than two translations.
    """
    bitexts = store.bitexts(name)
    if len(bitexts) < 2:
        raise RequestError(f"{name!r} has {len(bitexts)} translation: `compare` wants two or more, add another first")
    digest = text_digest(bitexts[0].source.text)
    rows = []
    for stretch in stretches(bitexts):
        if stretch.difference <= least:
            continue
        identity = hashlib.sha256(f"{digest} {stretch.source.start} {stretch.source.end}".encode()).hexdigest()[:16]
        row: dict[str, Any] = {
            "id": identity,
            "document": name,
            "start": stretch.source.start,
            "end": stretch.source.end,
            "source": stretch.source.of(bitexts[0].source.text),
            "difference": round(stretch.difference, 4),
            "translations": [
                {
                    "translation": bitext.target.name,
                    "start": span.start if span else None,
                    "end": span.end if span else None,
                    "text": span.of(bitext.target.text) if span else "",
                }
                for bitext, span in zip(bitexts, stretch.targets, strict=True)
            ],
        }
        rows.append(row)
    return sorted(rows, key=lambda row: -row["difference"]) if by_difference else rows


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row for a table: a column for each translation."""
    plain = {key: value for key, value in row.items() if key != "translations"}
    return plain | {translation["translation"]: translation["text"] for translation in row["translations"]}
