"""How evenly something is spread over the parts of a corpus, by the formulas of the papers that are named."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def spread(counts: Mapping[int, int], sizes: Sequence[int]) -> tuple[float | None, float | None, float | None]:
    """Gries's DP (2008, *IJCL* 13:4), the same normalized (2012, 17:1), and Juilland's D (1970).

    `counts`: of each part in which it stands; `sizes`: of all parts. None where there are no two parts, or no count.

    >>> [round(value, 3) for value in spread({0: 5, 1: 5}, [100, 100])]
    [0.0, 0.0, 1.0]
    >>> [round(value, 3) for value in spread({0: 10}, [100, 100])]
    [0.5, 1.0, 0.0]
    """
    size, total = sum(sizes), sum(counts.values())
    parts = sum(each > 0 for each in sizes)
    if parts < 2 or not total:
        return None, None, None
    # what has no count adds its own share of the corpus: all of them together are 1 less the others
    within = sum(sizes[part] for part in counts) / size
    deviation = (sum(abs(count / total - sizes[part] / size) for part, count in counts.items()) + 1 - within) / 2
    smallest = min(each for each in sizes if each) / size
    rates = [count / sizes[part] for part, count in counts.items()]
    mean = sum(rates) / parts
    variance = max(0.0, sum(rate * rate for rate in rates) / parts - mean * mean)
    evenness = 1 - math.sqrt(variance) / mean / math.sqrt(parts - 1)
    return deviation, min(1.0, deviation / (1 - smallest)), max(0.0, evenness)


def rank_correlation(values: Sequence[float]) -> float | None:
    """Kendall's tau-b (1945, *Biometrika* 33) of values with their order: 1 always rising, -1 always falling.

    >>> rank_correlation([1.0, 2.0, 4.0]), rank_correlation([3.0, 3.0]), rank_correlation([5.0, 1.0, 3.0])
    (1.0, None, -0.3333333333333333)
    """
    pairs = [(first, second) for at, first in enumerate(values) for second in values[at + 1 :]]
    untied = sum(first != second for first, second in pairs)
    if not untied:
        return None
    return sum((second > first) - (second < first) for first, second in pairs) / math.sqrt(untied * len(pairs))
