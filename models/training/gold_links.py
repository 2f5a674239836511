"""Words linked by people: the few that the scorer's last lesson is from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from duizhao.models.encoder import Encoder
from duizhao.models.training.linker_network import Example
from duizhao.models.training.text import lines
from duizhao.models.word_linker.features import LAYERS, evidence
from duizhao.models.word_linker.lexical_table import Translations

Places = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class GoldPair:
    """Words of both sides; `sure` and `possible` links between them, by index. `sure` are not among `possible`."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    sure: frozenset[tuple[int, int]]
    possible: frozenset[tuple[int, int]]


def read_gold(folder: Path) -> list[GoldPair]:
    """The pairs of `nist02.zh-en` with the links of `nist02.gold` (DeNero's subset of NIST MT 2002)."""
    pairs = []
    texts, links = lines(folder / "nist02.zh-en"), lines(folder / "nist02.gold")
    for text, line in zip(texts, links, strict=True):
        source, target = (tuple(side.split()) for side in text.split("|||"))
        marked: dict[str, set[tuple[int, int]]] = {"-": set(), "p": set()}
        for link in line.split():
            left, kind, right = re.split("([-p])", link)
            marked[kind].add((int(left), int(right)))
        pairs.append(GoldPair(source, target, frozenset(marked["-"]), frozenset(marked["p"])))
    return pairs


def spaced(words: Sequence[str]) -> tuple[str, Places]:
    """The words joined by spaces, and where each stands."""
    return _joined(words, lambda before, after: " ")


def unspaced(words: Sequence[str]) -> tuple[str, Places]:
    """Chinese words as they are written, with spaces between Latin ones only.

    >>> unspaced(["中国", "GDP", "3", "%"])
    ('中国GDP 3%', [(0, 2), (2, 5), (6, 7), (7, 8)])
    """
    return _joined(words, lambda before, after: " " if re.fullmatch("[A-Za-z0-9]{2}", before + after) else "")


def _joined(words: Sequence[str], between: Callable[[str, str], str]) -> tuple[str, Places]:
    text, places = "", []
    for word in words:
        text += between(text[-1], word[0]) if text else ""
        places.append((len(text), len(text) + len(word)))
        text += word
    return text, places


def gold_examples(pairs: Sequence[GoldPair], encoder: Encoder, translations: Translations) -> list[list[Example]]:
    """Each pair with its Chinese spaced and unspaced."""
    targets = [spaced(pair.target) for pair in pairs]
    english = list(encoder.encode([text for text, _ in targets], LAYERS))
    examples: list[list[Example]] = [[] for _ in pairs]
    for form in (spaced, unspaced):
        sources = [form(pair.source) for pair in pairs]
        chinese = encoder.encode([text for text, _ in sources], LAYERS)
        for at, one in enumerate(chinese):
            links, weights = matrices(pairs[at])
            examples[at].append(
                Example(
                    evidence(sources[at][0], one, targets[at][0], english[at], translations).astype(np.float16),
                    within(one.spans, sources[at][1]),
                    within(english[at].spans, targets[at][1]),
                    links,
                    weights,
                )
            )
    return examples


def matrices(pair: GoldPair) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Links, and weights that leave the possible ones open."""
    links = np.zeros((len(pair.source), len(pair.target)), np.float32)
    weights = np.ones_like(links)
    for place in pair.possible:
        links[place], weights[place] = 1, 0
    for place in pair.sure:
        links[place], weights[place] = 1, 1
    return links, weights


def within(spans: NDArray[np.int32], words: Places) -> NDArray[np.int64]:
    """int64 [2, k]: each token with each word that it shares characters with."""
    inside = [
        (token, word)
        for token, (start, end) in enumerate(spans.tolist())
        for word, (first, last) in enumerate(words)
        if start < last and end > first
    ]
    return np.array(inside, np.int64).reshape(-1, 2).T


def alignment_error(pairs: Sequence[GoldPair], probabilities: Sequence[NDArray[np.float32]], threshold: float) -> float:
    """The alignment error rate (Och & Ney 2003) of the pairs of words at `threshold`."""
    right = wanted = given = 0
    for pair, probability in zip(pairs, probabilities, strict=True):
        links = {(int(row), int(column)) for row, column in np.argwhere(probability >= threshold)}
        right += len(links & pair.sure) + len(links & (pair.sure | pair.possible))
        wanted += len(pair.sure)
        given += len(links)
    return 1 - right / max(1, given + wanted)
