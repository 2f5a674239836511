"""The link scorer, made in five steps, each kept in the work folder: run again, it goes on where it stopped.

The table of translation odds; teachers, from the few links that people drew; links that the teachers propose for
parallel text; a student that learns from those; and its last lesson, from both. A student learns more than its teachers
knew because it sees other kinds of text, several sentences at a time, and phrases cut out of theirs.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from duizhao.models.encoder import Encoder
from duizhao.models.training.gold_links import GoldPair, alignment_error, gold_examples, read_gold
from duizhao.models.training.ibm1 import estimate, pieces_of
from duizhao.models.training.linker_network import BLOCKS, RATE, WIDTH, Example, fit, probabilities
from duizhao.models.training.mixture import KINDS, epoch, read_kind
from duizhao.models.training.silver_links import (
    Labelled,
    agreement,
    label,
    load_labelled,
    save_labelled,
    taught,
)
from duizhao.models.word_linker.lexical_table import Translations, packed, unpacked
from duizhao.models.word_linker.linker import FILE, LinkScorer, arrays_of
from duizhao.models.word_linker.network import LinkNetwork

SILVER_FILE = "silver.safetensors"
"""What the teachers said, kept between runs."""
ENTRIES = 38_000
"""Of the table: about ten bytes each."""
LONGEST_LAW = 120
"""Characters of an article that the table is counted on."""
OLD = ("classics", "poetry")
"""Kinds whose Chinese is not that of today: not counted in the table."""
SILVER = {
    "newstest2020": 0.4,
    "newscomm": 0.3,
    "tico19": 0.2,
    "tw-laws": 0.05,
    "scibooks": 0.1,
    "captions": 0.03,
    "anki": 0.03,
    "aichallenger": 0.06,
    "legge": 0.03,
    "chinesenotes": 0.02,
    "poetry": 0.04,
}
"""The share of each kind's pairs that are labelled: about ten thousand pairs."""
TEACHERS, TEACHER_PASSES = 2, 30
STUDENT_PASSES = 2
LAST_PASSES, LAST_RATE = 10, 2e-3
GOLD_TIMES, SILVER_DRAWN = 2, 300
"""In each pass of the last lesson: the links by people so many times, and so many others."""
SEED = 11
FOLDS = 5


def make_scorer(data: Path, work: Path, folder: Path, encoder: Encoder, tokenizer: Tokenizer) -> None:
    """Write `links.safetensors` into the checkpoint's folder."""
    work.mkdir(parents=True, exist_ok=True)
    table = _table(data, work, tokenizer)
    translations = unpacked(table)
    gold = gold_examples(read_gold(data / "words"), encoder, translations)
    silver = _silver(data, work, encoder, translations, _teachers(work, gold))
    student = _network(work / "student.pt", lambda: _fit([_of(text, 1) for text in silver], STUDENT_PASSES, SEED))
    generator = np.random.default_rng(SEED)
    last = [_either(forms, generator) for forms in gold] * GOLD_TIMES
    last += [_drawn(silver, generator)] * SILVER_DRAWN
    scorer = _network(work / "scorer.pt", lambda: _fit(last, LAST_PASSES, SEED, student, LAST_RATE))
    save_file(arrays_of([scorer], table), folder / FILE)


def cross_validate(data: Path, work: Path, encoder: Encoder) -> dict[str, float]:
    """Alignment error rates of scorers that have not seen the links they are judged on.

    `without links`: a student of `agreement` alone. `few-shot`: that student after a last lesson from four fifths of
    the links by people, judged on the other fifth. Each with the Chinese spaced into words, and as it is written.
    """
    translations = unpacked(load_file(work / "table.safetensors"))
    pairs = read_gold(data / "words")
    gold = gold_examples(pairs, encoder, translations)
    silver = load_labelled(work / SILVER_FILE)
    student = _network(work / "unlinked.pt", lambda: _fit([_of(text, 0) for text in silver], STUDENT_PASSES, SEED))
    report = _errors("without links", pairs, [[probabilities(student, form) for form in forms] for forms in gold])
    order = np.random.default_rng(0).permutation(len(pairs)).tolist()
    links: list[list[NDArray[np.float32]]] = [[] for _ in pairs]
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS])
        generator = np.random.default_rng(fold)
        lesson = [_either(gold[at], generator) for at in range(len(pairs)) if at not in held]
        copy = LinkNetwork(WIDTH, BLOCKS)
        copy.load_state_dict(student.state_dict())
        judge = _fit(lesson, 2 * LAST_PASSES, fold, copy, LAST_RATE)
        for at in held:
            links[at] = [probabilities(judge, form) for form in gold[at]]
    return report | _errors("few-shot", pairs, links)


def _errors(name: str, pairs: Sequence[GoldPair], links: Sequence[Sequence[NDArray[np.float32]]]) -> dict[str, float]:
    """At the threshold that serves best: it is a constant of the scorer."""
    thresholds = np.arange(0.3, 0.65, 0.05).tolist()
    return {
        f"{name}, {form}": min(alignment_error(pairs, [forms[at] for forms in links], one) for one in thresholds)
        for at, form in enumerate(("spaced", "as written"))
    }


def _table(data: Path, work: Path, tokenizer: Tokenizer) -> dict[str, NDArray[Any]]:
    path = work / "table.safetensors"
    if not path.exists():
        pairs = []
        for kind in KINDS:
            if not any(name in kind.name for name in OLD):
                longest = LONGEST_LAW if "laws" in kind.name else sys.maxsize
                pairs += [pair for pair in read_kind(data, kind) if len(pair[0]) < longest]
        sides = [pieces_of(tokenizer, [pair[side] for pair in pairs]) for side in (0, 1)]
        save_file(packed(estimate(zip(*sides, strict=True), ENTRIES)), path)
    return dict(load_file(path))


def _teachers(work: Path, gold: Sequence[Sequence[Example]]) -> LinkScorer:
    networks = []
    for number in range(TEACHERS):
        generator = np.random.default_rng(number)
        lesson = [_either(forms, generator) for forms in gold]
        path = work / f"teacher-{number}.pt"
        networks.append(_network(path, partial(_fit, lesson, TEACHER_PASSES, number)))
    return LinkScorer(networks, unpacked(load_file(work / "table.safetensors")))


def _silver(
    data: Path, work: Path, encoder: Encoder, translations: Translations, teachers: LinkScorer
) -> list[Labelled]:
    path = work / SILVER_FILE
    if path.exists():
        return load_labelled(path)
    kinds = [
        replace(kind, pairs=int(kind.pairs * next(share for name, share in SILVER.items() if name in kind.name)))
        for kind in KINDS
    ]
    groups = epoch(data, random.Random(SEED), kinds)
    silver = list(label(groups, encoder, translations, [agreement, teachers.of_evidence], SEED))
    save_labelled(silver, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)
    return silver


def _network(path: Path, train: Callable[[], LinkNetwork]) -> LinkNetwork:
    if path.exists():
        network = LinkNetwork(WIDTH, BLOCKS)
        network.load_state_dict(torch.load(path, weights_only=True))
        return network.eval()
    network = train()
    torch.save(network.state_dict(), path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)
    return network


def _fit(
    examples: Sequence[Callable[[], Example]],
    passes: int,
    seed: int,
    network: LinkNetwork | None = None,
    rate: float = RATE,
) -> LinkNetwork:
    torch.manual_seed(seed)
    network = network or LinkNetwork(WIDTH, BLOCKS)
    for number, loss in enumerate(fit(network, examples, passes, seed, rate), start=1):
        sys.stderr.write(f"pass {number} of {passes}: loss {loss:.4f}\n")
    return network.eval()


def _either(forms: Sequence[Example], generator: np.random.Generator) -> Callable[[], Example]:
    """One of the forms, another each time."""
    return lambda: forms[int(generator.integers(len(forms)))]


def _of(labelled: Labelled, teacher: int) -> Callable[[], Example]:
    return lambda: taught(labelled, teacher)


def _drawn(silver: Sequence[Labelled], generator: np.random.Generator) -> Callable[[], Example]:
    return lambda: taught(silver[int(generator.integers(len(silver)))], 1)
