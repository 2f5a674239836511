"""Good translations in which slips are planted: half of them to fit the checks on, the other half to measure them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from duizhao.align.training.planted_errors import Texts

Documents = Sequence[Sequence[Texts]]
NEWS = 100
"""News sentences that are taken for one document: the files hold no borders."""
LONGEST_SOURCE = 200
"""Characters of Chinese: longer articles of laws are passed over, they take much time and say no more."""
FIT = {"newstest2020.zh-en": 2000, "newstest2020.en-zh": 1418, "tico19": 1471, "tw-laws": 400}
HELD = {
    "newstest2018.zh-en": 400,
    "newstest2019.zh-en": 400,
    "newstest2021.zh-en": 400,
    "tico19": 1600,
    "tw-laws": 400,
    "constitution": 382,
}
"""How many pairs of each; tico19 and the laws are halved by document. News of 2018, 2019, 2021 is never fitted on."""


def documents(data: Path, name: str, *, held: bool, most: int) -> Documents:
    """The documents of a set, its fitted or its held-out half, up to about so many pairs."""
    if name == "constitution":
        return [_first([(row[0], row[1]) for row in _rows(data, "prc_constitution_2018.tsv")], most)]
    if name == "tico19":
        groups = _grouped((row[0], row[1], row[2]) for row in _rows(data, "tico19.tsv"))
        return _limited([groups[key] for key in sorted(groups)[held::2]], most)
    if name == "tw-laws":
        groups = _grouped((row[0], row[2], row[3]) for row in _rows(data, "tw-laws.tsv"))
        names = sorted(key for key, pairs in groups.items() if 10 <= len(pairs) <= 80)
        random.Random(5).shuffle(names)
        short = [
            [pair for pair in groups[key] if len(pair[0]) < LONGEST_SOURCE and all(pair)] for key in names[held::2]
        ]
        return _limited(short, most)
    pairs = _first([(row[0], row[1]) for row in _rows(data, f"{name}.tsv")], most)
    return [pairs[at : at + NEWS] for at in range(0, len(pairs), NEWS)]


def sets(data: Path, *, held: bool, share: float = 1.0) -> Mapping[str, Documents]:
    """The sets to fit on, or those held out; of each only a `share`, for a quick look."""
    wanted = HELD if held else FIT
    return {name: documents(data, name, held=held, most=round(most * share)) for name, most in wanted.items()}


def _rows(data: Path, name: str) -> Iterator[list[str]]:
    with (data / "parallel" / name).open(encoding="utf-8", newline="\n") as file:
        yield from (line.rstrip("\n").split("\t") for line in file)


def _grouped(rows: Iterator[tuple[str, str, str]]) -> dict[str, list[Texts]]:
    groups: dict[str, list[Texts]] = {}
    for key, source, target in rows:
        groups.setdefault(key, []).append((source, target))
    return groups


def _first(pairs: list[Texts], most: int) -> list[Texts]:
    return pairs[:most]


def _limited(groups: Sequence[list[Texts]], most: int) -> list[list[Texts]]:
    limited: list[list[Texts]] = []
    for group in groups:
        left = most - sum(map(len, limited))
        if left <= 0:
            break
        limited.append(group[:left])
    return limited
