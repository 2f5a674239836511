"""What teachers said of parallel text is kept as arrays, and comes back as it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from duizhao.models.training.silver_links import _labelled, load_labelled, save_labelled


def test_kept_examples_come_back_in_order(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    kept = [
        _labelled(
            generator.random((rows, columns, 4)).astype(np.float16),
            [generator.random((rows, columns)).astype(np.float16) for _ in range(2)],
        )
        for rows, columns in ((1, 1), (3, 2), *((2, at) for at in range(1, 12)))
    ]
    save_labelled(kept, tmp_path / "silver.new")
    back = load_labelled(tmp_path / "silver.new")
    assert len(back) == len(kept)
    for was, now in zip(kept, back, strict=True):
        for one, other in zip(
            (was.example.evidence, was.example.source, was.example.target, *was.teachers),
            (now.example.evidence, now.example.source, now.example.target, *now.teachers),
            strict=True,
        ):
            assert one.dtype == other.dtype
            np.testing.assert_array_equal(one, other)
