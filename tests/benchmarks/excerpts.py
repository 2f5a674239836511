"""Excerpts placed: a tenth of a law translated in another order, and several originals in one English file.

`python tests/benchmarks/excerpts.py --data DIR [--laws N]`. Every English sentence of the excerpts comes from a known
article, or from a law that is not among the originals: it is placed right if its bead's Chinese lies in that article
alone, or if it has no bead.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from align.dividing import place
from align.pipeline import align_documents, open_encoder
from corpus.bitext import Bitext
from corpus.reading import document_of
from models.encoder import Encoder

SHARE = 10
"""One article in so many is translated."""
ARTICLES = (120, 420)
"""Of laws of so many articles."""

Law = list[tuple[str, str]]
Excerpt = list[tuple[int, int]]
"""(law, article) of each article in the English file, in its order."""


def read_laws(data: Path) -> list[Law]:
    """The laws of a suitable length; each article on one line a side."""
    laws: dict[str, Law] = defaultdict(list)
    for line in (data / "parallel/tw-laws.tsv").read_text(encoding="utf-8").splitlines():
        law, _, chinese, english = line.split("\t")[:4]
        if chinese.strip() and english.strip():
            laws[law].append((" ".join(chinese.split()), " ".join(english.split())))
    return [law for law in laws.values() if ARTICLES[0] <= len(law) <= ARTICLES[1]]


def excerpt(laws: Sequence[Law], numbers: Sequence[int], generator: np.random.Generator) -> Excerpt:
    """Blocks of one to four articles, a tenth of each law, shuffled."""
    blocks: list[Excerpt] = []
    for number in numbers:
        size, taken = len(laws[number]), set()
        while len(taken) < size / SHARE:
            start = int(generator.integers(size))
            block = [at for at in range(start, min(size, start + int(generator.integers(1, 5)))) if at not in taken]
            taken.update(block)
            blocks.append([(number, at) for at in block])
    generator.shuffle(blocks)  # type: ignore[arg-type]
    return [place for block in blocks for place in block]


def score(bitext: Bitext, law: Law, number: int, where: Excerpt, counts: Counter[str]) -> None:
    """Count the English sentences of one original's bitext."""
    mine = np.cumsum([0, *(len(chinese) + 1 for chinese, _ in law)])
    lines = np.cumsum([0] + [len(english) + 1 for english in _english_lines])
    for bead in bitext.beads:
        for index in bead.target:
            start = bitext.target.sentences[index].trimmed(bitext.target.text).start
            line = int(np.searchsorted(lines, start, side="right")) - 1
            its, article = where[line]
            got = {int(np.searchsorted(mine, bitext.source.sentences[at].trimmed(bitext.source.text).start, side="right")) - 1 for at in bead.source}
            if its != number:
                counts["foreign placed" if got else "foreign left"] += 1
            else:
                counts["right" if got == {article} else "missed" if not got else "wrong"] += 1


_english_lines: list[str] = []
