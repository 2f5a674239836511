"""Stories to align, and what is true of any alignment."""

from __future__ import annotations

from itertools import chain

import numpy as np
from encoders import WORDS

from duizhao import align_texts
from duizhao.corpus.bitext import Bitext


def aligned(source, target, encoder) -> Bitext:
    """The bitext of two lists of sentences."""
    return align_texts("".join(f"{line}\n" for line in source), "".join(f"{line}\n" for line in target),
                       presplit=True, encoder=encoder)  # fmt: skip


def check(bitext: Bitext) -> None:
    """Every sentence in one bead, in order; but what was moved does not stand in the order of the target."""
    for side, document in (("source", bitext.source), ("target", bitext.target)):
        order = list(chain.from_iterable(getattr(bead, side) for bead in bitext.beads))
        assert sorted(order) == list(range(len(document.sentences)))
        kept = list(chain.from_iterable(getattr(bead, side) for bead in bitext.beads if not bead.moved))
        assert kept == sorted(kept)
    assert all(0 <= bead.confidence <= 1 for bead in bitext.beads)


def story(count: int) -> tuple[list[str], list[str]]:
    """A made-up diary: `count` sentences, all different, that share most of their words with many others."""
    generator = np.random.default_rng(11)
    source, target = [], []
    for day in range(count):
        picked = [list(WORDS.items())[at] for at in generator.choice(len(WORDS), 3, replace=False)]
        (a, first), (b, second), (c, third) = picked
        source.append(f"第{day}天，{a}和{b}都在{c}旁边。")
        target.append(f"On day {day} the {first} and the {second} were both beside the {third}.")
    return source, target
