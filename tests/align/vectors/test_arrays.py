"""Products are what numpy's are; one that is not finite is refused, with its shapes."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.align.vectors.arrays import matrix_product


def test_it_is_the_product() -> None:
    generator = np.random.default_rng(1)
    left, right = (generator.standard_normal(shape).astype(np.float32) for shape in ((7, 5), (5, 3)))
    assert np.array_equal(matrix_product(left, right), left @ right)
    assert np.array_equal(matrix_product(left, right[:, 0]), left @ right[:, 0])
    assert matrix_product(left[:0], right).shape == (0, 3)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_is_refused(value) -> None:
    left = np.ones((2, 2), np.float32)
    left[0, 1] = value
    with pytest.raises(FloatingPointError, match=r"\(2, 2\) and \(2, 3\)"):
        matrix_product(left, np.ones((2, 3), np.float32))
