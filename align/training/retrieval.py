"""The weights of the evidence by which a Chinese sentence is said to render a phrase: a logistic regression.

Phrases are cut at random from the English of news and laws; some of their sentences are kept out of what is searched,
so that the weights learn what "not found" looks like.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from align.library import Library
from align.pipeline import make_library, open_encoder
from align.quotes import Tracer
from align.retrieval import terms
from align.training.logistic import logistic
from corpus.reading import document_of
from models.encoder import Encoder

WITHHELD = 0.3
"""Share of the sentences that phrases are cut from and that are not searched."""
PHRASES = 1100
LAWS = 2000
SEED = 17
LOOKED_AT = 5
"""Candidates of each phrase that are learned from."""


def fit_retrieval(data: Path, encoder: Encoder) -> dict[str, float]:
    """The weights by name, `intercept` among them."""
    generator = random.Random(SEED)
    pairs = list(_pairs(data, generator))
    kept = [pair for pair in pairs if generator.random() >= WITHHELD]
    library = _library(kept, encoder)
    places = {source: at for at, (source, _) in enumerate(kept)}
    tracer = Tracer(library, encoder)
    chosen = generator.sample(pairs, PHRASES)
    phrases = [_phrase(target, generator) for _, target in chosen]
    rows, labels = [], []
    names: tuple[str, ...] = ()
    for (source, _), found in zip(chosen, tracer.candidates(phrases), strict=True):
        for candidate in found[:LOOKED_AT]:
            known = terms(candidate.evidence)
            names = tuple(known)
            rows.append(list(known.values()))
            labels.append(candidate.sentence == places.get(source, -1))
    weights = logistic(np.array(rows), np.array(labels, float))
    return {"intercept": float(weights[-1])} | dict(zip(names, weights[:-1].tolist(), strict=True))


def _pairs(data: Path, generator: random.Random) -> Iterator[tuple[str, str]]:
    seen = set()
    rows = [(line, 0) for path in sorted((data / "parallel").glob("newstest2020.*.tsv")) for line in _lines(path)]
    laws = [(line, 2) for line in _lines(data / "parallel" / "tw-laws.tsv")]
    for line, first in rows + generator.sample(laws, LAWS):
        source, target = line.split("\t")[first : first + 2]
        if source and target and source not in seen and len(source) < 300:
            seen.add(source)
            yield source, target


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _library(pairs: Sequence[tuple[str, str]], encoder: Encoder) -> Library:
    text = "\n".join(source for source, _ in pairs)
    return make_library([(document_of(text, "zh", name="searched", presplit=True), None)], encoder)


def _phrase(text: str, generator: random.Random) -> str:
    """All of a sentence, or a run of its words, of any length but mostly short."""
    words = [match.span() for match in re.finditer(r"\S+", text)]
    if len(words) < 4 or generator.random() < 0.25:
        return text
    size = min(len(words), generator.choice((3, 3, 4, 4, 5, 6, 7, 8, 10, 12, 16)))
    first = generator.randrange(len(words) - size + 1)
    return text[words[first][0] : words[first + size - 1][1]].strip(" ,.;:“”\"'()")


def main() -> None:
    """Print what was fitted; the numbers go into the module that uses them by hand."""
    parser = argparse.ArgumentParser(prog="python -m align.training.retrieval", description=fit_retrieval.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the benchmark data")
    sys.stdout.write(json.dumps(fit_retrieval(parser.parse_args().data, open_encoder()), indent=4) + "\n")


if __name__ == "__main__":
    main()
