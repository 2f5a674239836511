"""Links that other evidence proposes for parallel text, from which the scorer learns before it sees links by people.

Pairs are labelled one by one and learned from alone or several at a time, joined into one text: so the scorer learns
that what stands in another sentence is no link, however alike it looks.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from duizhao.models.encoder import Encoded, Encoder
from duizhao.models.training.linker_network import Example
from duizhao.models.word_linker.features import COMPARED, LAYERS, evidence
from duizhao.models.word_linker.lexical_table import Translations

Floats = NDArray[np.float32]
MAX_EXAMPLE_TOKENS = 150
"""Tokens of either side of an example."""
JOINED = ((1, 0.7), (2, 0.12), (3, 0.1), (5, 0.08))
"""How many neighbouring pairs make one example, and how often."""
CROPPED = 0.15
"""Share of the examples whose English is cut to a phrase of some words, as a quotation is."""
MIN_PHRASE_WORDS = 12
"""Words of a text from which a phrase is cut, and of the longest such phrase."""
SLOPE, TRANSLATED, SPELT, EQUAL, TEMPERATURE, NOTHING = 4.0, 4.0, 2.0, 2.0, 0.05, 0.2
"""Of `agreement`: what distance, translation odds, names and numbers count beside the cosine, for which links."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An example and what each teacher says of it, float16 [n, m] each."""

    example: Example
    teachers: tuple[NDArray[np.float16], ...]


def agreement(features: Floats) -> Floats:
    """The probability of each link from the cosines, the translation odds, names and numbers, without any training.

    Both softmaxes of a weighted sum, as `align.words.aligner` takes them of the cosines alone; its few weights were
    tried out on 150 pairs.
    """
    first = len(LAYERS) - COMPARED
    cosines = features[:, :, [first + 5 * at for at in range(COMPARED)]].mean(axis=2) / 2
    rest = features[:, :, first + 5 * COMPARED :]
    odds = rest[:, :, 11:13].mean(axis=2)
    weight = cosines / TEMPERATURE + TRANSLATED / 4 * odds + SPELT * rest[:, :, -2] + EQUAL * rest[:, :, -1]
    weight -= SLOPE * rest[:, :, 0]
    most = weight.max()
    powers, none = np.exp(weight - most), np.exp(NOTHING / TEMPERATURE - most)
    probability: Floats = powers / np.sqrt(
        (powers.sum(axis=1, keepdims=True) + none) * (powers.sum(axis=0, keepdims=True) + none)
    )
    return probability


def label(
    groups: Sequence[Sequence[tuple[str, str]]],
    encoder: Encoder,
    translations: Translations,
    teachers: Sequence[Callable[[Floats], Floats]],
    seed: int,
) -> Iterator[Labelled]:
    """Examples from groups of neighbouring pairs, each labelled by every teacher."""
    generator = random.Random(seed)
    runs = [run for group in groups for run in _runs(group, generator)]
    pairs = iter(encoder.encode([text for run in runs for pair in run for text in pair], LAYERS))
    wholes = [_joined(run) for run in runs]
    cuts = [_phrase(target, generator) for _, target in wholes]
    texts_of = [(source, target[start:end]) for (source, target), (start, end) in zip(wholes, cuts, strict=True)]
    joined = iter(encoder.encode([text for texts in texts_of for text in texts], LAYERS))
    for run, texts, cut in zip(runs, texts_of, cuts, strict=True):
        alone = [(next(pairs), next(pairs)) for _ in run]
        source, target = next(joined), next(joined)
        if not 0 < len(source.spans) <= MAX_EXAMPLE_TOKENS or not 0 < len(target.spans) <= MAX_EXAMPLE_TOKENS:
            continue
        features = evidence(texts[0], source, texts[1], target, translations)
        whole = [np.zeros(features.shape[:2], np.float16) for _ in teachers]
        offsets = [0, -cut[0]]
        for pair, both in zip(run, alone, strict=True):
            part = evidence(pair[0], both[0], pair[1], both[1], translations)
            rows = _same(both[0], offsets[0], source)
            columns = _same(both[1], offsets[1], target)
            for matrix, teacher in zip(whole, teachers, strict=True):
                if part.size:
                    matrix[np.ix_(rows[1], columns[1])] = teacher(part)[np.ix_(rows[0], columns[0])]
            offsets = [offsets[0] + len(pair[0]), offsets[1] + len(pair[1]) + 1]
        yield _labelled(features.astype(np.float16), whole)


def _labelled(features: NDArray[np.float16], teachers: Sequence[NDArray[np.float16]]) -> Labelled:
    """Evidence on tokens that are the words, and what each teacher says of it."""
    sides = [np.tile(np.arange(size), (2, 1)) for size in features.shape[:2]]
    nothing = np.zeros((0, 0), np.float32)
    return Labelled(Example(features, sides[0], sides[1], nothing, nothing), tuple(teachers))


def save_labelled(labelled: Sequence[Labelled], path: Path) -> None:
    """Keep examples as plain arrays, which nothing in them can run: `NUMBER.0` the evidence, then the teachers'."""
    arrays = {
        f"{at}.{number}": np.ascontiguousarray(array)
        for at, pair in enumerate(labelled)
        for number, array in enumerate((pair.example.evidence, *pair.teachers))
    }
    save_file(arrays, path)


def load_labelled(path: Path) -> list[Labelled]:
    """The examples that `save_labelled` kept, in order."""
    arrays = load_file(path)
    arrays_of: list[list[NDArray[np.float16]]] = [[] for key in arrays if key.endswith(".0")]
    for key in sorted(arrays, key=lambda key: tuple(map(int, key.split(".")))):
        arrays_of[int(key.partition(".")[0])].append(arrays[key])
    return [_labelled(evidence, teachers) for evidence, *teachers in arrays_of]


def taught(labelled: Labelled, teacher: int) -> Example:
    """The example with one teacher's links; those of the first, `agreement`, as yes and no, the doubtful counting less.

    What `agreement` calls 0.4 is as often right as not.
    """
    links = labelled.teachers[teacher].astype(np.float32)
    weights = np.ones_like(links)
    if teacher == 0:
        weights = np.where((links > 0.15) & (links < 0.6), np.float32(0.3), weights)
        links = (links >= 0.4).astype(np.float32)
    example = labelled.example
    return Example(example.evidence, example.source, example.target, links, weights)


def _runs(group: Sequence[tuple[str, str]], generator: random.Random) -> Iterator[list[tuple[str, str]]]:
    at = 0
    while at < len(group):
        count = generator.choices([size for size, _ in JOINED], [share for _, share in JOINED])[0]
        yield list(group[at : at + count])
        at += count


def _joined(run: Sequence[tuple[str, str]]) -> tuple[str, str]:
    return "".join(pair[0] for pair in run), " ".join(pair[1] for pair in run)


def _phrase(text: str, generator: random.Random) -> tuple[int, int]:
    """Where the text, or a phrase of it, begins and ends."""
    words = [match.span() for match in re.finditer(r"\S+", text)]
    if len(words) < MIN_PHRASE_WORDS or generator.random() >= CROPPED:
        return 0, len(text)
    first = generator.randrange(len(words) - 2)
    last = generator.randrange(first + 2, min(len(words), first + MIN_PHRASE_WORDS))
    return words[first][0], words[last][1]


def _same(part: Encoded, offset: int, whole: Encoded) -> tuple[list[int], list[int]]:
    """The tokens of `part` that are also tokens of `whole`: their indices in both."""
    places = {tuple(span): at for at, span in enumerate(whole.spans.tolist())}
    same = [
        (at, places[start + offset, end + offset])
        for at, (start, end) in enumerate(part.spans.tolist())
        if (start + offset, end + offset) in places
    ]
    return [at for at, _ in same], [at for _, at in same]
