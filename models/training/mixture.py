"""The sentence pairs that weights are trained on: several kinds of prose, in proportion, none of it held out."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from opencc import OpenCC

from duizhao.models.training.text import lines

NEIGHBOURS = 8
"""Pairs that are drawn together from one place of a text: each other's hardest negatives."""
MAX_PAIR_CHARACTERS = 400
"""Characters of either side: longer ones (articles of laws) are left out of training."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One file, the columns in which its Chinese and English stand, and how many of its pairs make up an epoch."""

    name: str
    pairs: int
    columns: tuple[int, int] = (0, 1)


KINDS = (
    Kind("parallel/newstest2020.zh-en.tsv", 2000),
    Kind("parallel/newstest2020.en-zh.tsv", 1418),
    Kind("parallel/tico19.tsv", 3000, (1, 2)),
    Kind("parallel/tw-laws.tsv", 24000, (2, 3)),
    Kind("train/newscomm_10k.tsv", 10000),
    Kind("train/scibooks.tsv", 20000),
    Kind("train/captions_3am.tsv", 8000),
    Kind("train/anki_cmn.tsv", 10000),
    Kind("train/aichallenger_valid.tsv", 8000),
    Kind("train/aichallenger_train_head.tsv", 3700),
    Kind("train/classics_legge.tsv", 5000),
    Kind("train/classics_chinesenotes.tsv", 2000),
    Kind("train/poetry.tsv", 400),
)
TRADITIONAL = ("tw-laws", "classics_legge", "classics_chinesenotes")
"""Written in traditional characters; the others are mostly simplified. Half of every kind is turned into the other."""


def read_kind(data: Path, kind: Kind) -> list[tuple[str, str]]:
    """The pairs of a file in their order, without those that are empty or too long."""
    pairs = []
    for line in lines(data / kind.name):
        cells = line.split("\t")
        if len(cells) > max(kind.columns):
            source, target = (cells[column].strip() for column in kind.columns)
            if source and target and max(len(source), len(target) // 3) <= MAX_PAIR_CHARACTERS:
                pairs.append((source, target))
    return pairs


def epoch(data: Path, generator: random.Random, kinds: Sequence[Kind] = KINDS) -> list[list[tuple[str, str]]]:
    """Groups of `NEIGHBOURS` pairs that stand together in their text, in random order; half in the other script."""
    to_simplified, to_traditional = OpenCC("t2s"), OpenCC("s2t")
    groups = []
    for kind in kinds:
        pairs = read_kind(data, kind)
        starts = list(range(0, len(pairs), NEIGHBOURS))
        generator.shuffle(starts)
        other = to_simplified if any(name in kind.name for name in TRADITIONAL) else to_traditional
        for start in islice(starts, -(-kind.pairs // NEIGHBOURS)):
            group = pairs[start : start + NEIGHBOURS]
            # Traditional text is the smaller need: one in four groups of simplified text is turned, half of the others.
            if generator.random() < (0.5 if other is to_simplified else 0.25):
                group = [(other.convert(source), target) for source, target in group]
            groups.append(group)
    generator.shuffle(groups)
    return groups


def batches(groups: Sequence[Sequence[tuple[str, str]]], pairs: int) -> Iterator[list[tuple[str, str]]]:
    """Batches of so many pairs, of as many groups as that takes."""
    size = max(1, pairs // NEIGHBOURS)
    for start in range(0, len(groups) - size + 1, size):
        yield [pair for group in groups[start : start + size] for pair in group]
