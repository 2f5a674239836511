"""Sums over bytes that torch has faster than numpy: in a large corpus they are what a search waits for.

To import this takes as long as to import torch: do it where it is needed.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import embedding_bag

ROWS_AT_A_TIME = 1024
"""Rows of bytes that are made floats together: as many as fit a core's cache."""


def sums_of_rows(table: NDArray[np.float32], rows: NDArray[np.int32]) -> NDArray[np.float32]:
    """For each of `rows` [n, k] the sum of these k rows of a table [m, d]: float32 [n, d]."""
    summed: NDArray[np.float32] = embedding_bag(torch.from_numpy(rows), torch.from_numpy(table), mode="sum").numpy()
    return summed


def byte_products(rows: NDArray[np.int8], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """The product of each of `rows` [n, d] with `vector` [d]: float32 [n]. `rows`: of an array that may be written."""
    products = np.empty(len(rows), np.float32)
    told, whole = torch.from_numpy(products), torch.from_numpy(np.asarray(rows))
    factor = torch.from_numpy(np.ascontiguousarray(vector, np.float32))
    floats = torch.empty((min(ROWS_AT_A_TIME, len(products)), len(vector)))
    for start in range(0, len(products), ROWS_AT_A_TIME):
        stop = min(start + ROWS_AT_A_TIME, len(products))
        part = floats[: stop - start]
        part.copy_(whole[start:stop])
        torch.mv(part, factor, out=told[start:stop])
    return products
