"""How well sentences find their translations, and whether words do in long texts: `vectors.py --data DIR`.

Retrieval: the nearest of 1,948 sentences of news by pooled vector, both ways; then the nearest 50 judged anew by late
interaction (Khattab & Zaharia 2020): every token's best cosine on the other side, both ways, beside the pooled cosine.
Long texts: the alignment error rate when so many pairs of sentences are joined before their words are linked.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from duizhao.align.evaluation.metrics import Tally, word_links
from duizhao.align.words.aligner import link_pairs
from duizhao.corpus.exchange.bitext.pharaoh import read_gold, read_pairs_line
from duizhao.models.encoder import Encoded, Encoder, pooled
from duizhao.models.loading import open_encoder

ROOT = Path(__file__).parents[2]
NEAREST = 50
JOINED = (1, 3, 5, 10)


def retrieval(pairs: Sequence[tuple[str, str]], encoder: Encoder) -> Iterator[tuple[str, float, float]]:
    """Name, accuracy from Chinese to English, accuracy from English to Chinese."""
    sides = [list(encoder.encode([pair[side] for pair in pairs])) for side in (0, 1)]
    units = [pooled(np.stack([each.total for each in side])) for side in sides]
    right = np.arange(len(pairs))
    alike = units[0] @ units[1].T
    yield "pooled", *(float((table.argmax(axis=1) == right).mean()) for table in (alike, alike.T))
    centred = [pooled(each - each.mean(axis=0)) for each in units]
    alike = centred[0] @ centred[1].T
    yield "pooled, less the mean", *(float((table.argmax(axis=1) == right).mean()) for table in (alike, alike.T))
    both = (alike, sides[0], sides[1]), (alike.T, sides[1], sides[0])
    yield "nearest 50, by token interaction", *(_by_tokens(*each) for each in both)


def _by_tokens(alike: NDArray[np.float32], here: Sequence[Encoded], there: Sequence[Encoded]) -> float:
    right = 0
    for at, row in enumerate(alike):
        near = np.argsort(-row, kind="stable")[:NEAREST]
        scores = [float(row[other]) + _interaction(here[at], there[other]) for other in near.tolist()]
        right += int(near[int(np.argmax(scores))]) == at
    return right / len(alike)


def _interaction(one: Encoded, other: Encoded) -> float:
    cosines = one.words @ other.words.T
    return float(cosines.max(axis=1).mean() + cosines.max(axis=0).mean()) if cosines.size else 0.0


def joined_error(lines: Sequence[str], gold: Sequence[str], encoder: Encoder, count: int) -> float:
    """The alignment error rate with `count` pairs joined before linking."""
    pairs = [read_pairs_line(line) for line in lines]
    links = [read_gold(line) for line in gold]
    texts, sure, possible = [], [], []
    for start in range(0, len(pairs), count):
        source: list[str] = []
        target: list[str] = []
        here: tuple[set[tuple[int, int]], set[tuple[int, int]]] = (set(), set())
        for (left, right), both in zip(pairs[start : start + count], links[start : start + count], strict=True):
            for kept, found in zip(here, both, strict=True):
                kept.update((i + len(source), j + len(target)) for i, j in found)
            source += left
            target += right
        texts.append((source, target))
        sure.append(here[0])
        possible.append(here[1])
    tally = Tally()
    for wanted, allowed, found in zip(sure, possible, link_pairs(texts, encoder), strict=True):
        tally += word_links(wanted, allowed, found)
    return tally.error_rate


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Retrieval of sentences, and word links in long texts.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="the folder of the data")
    parser.add_argument("--model", help="another model than the one that ships: a folder")
    chosen = parser.parse_args()
    if not (chosen.data / "words").is_dir():
        sys.exit(f"no benchmark data in {chosen.data.name!r}: name the folder with --data DIR; it does not ship")
    encoder = open_encoder(chosen.model)
    sys.stdout.write(f"model {encoder.signature}\n")
    lines, gold = (
        (chosen.data / "words" / f"nist02.{ending}").read_text(encoding="utf-8").splitlines()
        for ending in ("zh-en", "gold")
    )
    for count in JOINED:
        sys.stdout.write(f"nist02, {count} joined: AER {joined_error(lines, gold, encoder, count):.4f}\n")
    text = (chosen.data / "parallel" / "newstest2021.zh-en.tsv").read_text(encoding="utf-8")
    pairs = [(line.split("\t")[0], line.split("\t")[1]) for line in text.splitlines()]
    for name, there, back in retrieval(pairs, encoder):
        sys.stdout.write(f"newstest2021, {name}: zh to en {there:.4f}, en to zh {back:.4f}\n")


if __name__ == "__main__":
    main()
