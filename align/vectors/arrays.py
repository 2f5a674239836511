"""Names for arrays, by what they hold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
"""For sums that grow with the text, in which ties must stay ties."""
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


def matrix_product(left: Floats, right: Floats) -> Floats:
    """`left @ right`, of finite numbers; FloatingPointError where the product has one that is not.

    Once in some hundred runs numpy warns of an invalid value in a product of such numbers whose every number is finite:
    a flag of the processor that was left raised. What counts is looked at here: the product itself.

    >>> matrix_product(np.ones((1, 2), np.float32), np.ones((2, 1), np.float32)).tolist()
    [[2.0]]
    """
    with np.errstate(invalid="ignore"):
        product: Floats = left @ right
        whole = bool(np.isfinite(product.sum()))
    if not whole:
        raise FloatingPointError(f"a product of {left.shape} and {right.shape} is not finite")
    return product
