"""Names for arrays, by what they hold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
"""For sums that grow with the text, in which ties must stay ties."""
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
