"""Vectors kept small are nearly what they were; texts that leave out nothing make omissions unlikely."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.align.beads.omission_prior import LEAST, log_omission_prior
from duizhao.align.vectors.int8_rows import Growing


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.integers(0, 99))
def test_vectors_kept_small_are_nearly_what_they_were(sizes, seed) -> None:
    generator = np.random.default_rng(seed)
    rows = generator.standard_normal((sum(sizes), 40)).astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    held = Growing()
    for end, size in zip(np.cumsum(sizes).tolist(), sizes, strict=True):
        held.append(rows[end - size : end])
    kept = held.whole()
    assert len(kept) == len(rows)
    assert kept[0 : len(rows)].shape == rows.shape
    assert kept[0 : len(rows)].dtype == np.float32
    assert np.allclose(kept[0 : len(rows)], rows, atol=0.004)
    assert np.allclose(kept[0 : len(rows)] @ rows.T, rows @ rows.T, atol=0.01)
    assert np.array_equal(kept[1:3], kept[0 : len(rows)][1:3])


def test_rows_of_zeros_and_no_rows() -> None:
    held = Growing()
    held.append(np.zeros((0, 7), np.float32))
    held.append(np.zeros((2, 7), np.float32))
    assert not held.whole()[0:2].any()
    assert Growing().whole()[0:0].shape == (0, 1)


def test_a_text_that_leaves_out_nothing_makes_omissions_unlikely() -> None:
    leanings = [log_omission_prior(sure, 1000) for sure in (0, 5, 20, 60, 900)]
    assert leanings == sorted(leanings)
    assert (leanings[0], leanings[-1]) == (LEAST, 0.0)
    assert -0.05 < log_omission_prior(0, 2) < 0
