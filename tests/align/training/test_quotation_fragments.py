"""Quotations cut at random from sentences."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from duizhao.align.training.quotation_fragments import KINDS, fragment

SENTENCE = "The committee, which met on Monday, decided that every school shall publish its accounts before June."
OTHERS = ["river", "under", "seven"]


@given(st.integers(0, 2**32))
def test_a_fragment_is_made_of_the_sentence(seed: int) -> None:
    kind, text = fragment(SENTENCE, random.Random(seed), OTHERS)
    assert text
    if kind in ("clause", "phrase", "split", "sentence"):
        assert text in SENTENCE
    if kind == "bracketed":
        assert text[1:] in SENTENCE
    if kind == "elided":
        assert all(word in SENTENCE for word in text.split())


def test_every_kind_comes_out_about_as_often_as_it_should() -> None:
    generator = random.Random(7)
    counts = Counter(fragment(SENTENCE, generator, OTHERS)[0] for _ in range(2000))
    for kind, share in KINDS.items():
        assert abs(counts[kind] / 2000 - share) < 0.05


def test_the_same_seed_cuts_the_same() -> None:
    first, second = (
        [fragment(SENTENCE, generator, OTHERS) for _ in range(5)] for generator in (random.Random(3), random.Random(3))
    )
    assert first == second
