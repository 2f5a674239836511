"""The measures of corpus linguistics, each by the formula of the paper that is named."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

Z95 = 1.959963984540054
"""The normal deviate of an interval of 95%."""


def wilson(successes: float, trials: float, z: float = Z95) -> tuple[float, float]:
    """The score interval of a proportion (Wilson 1927, *JASA* 22); (0, 1) where nothing was counted.

    >>> [round(end, 4) for end in wilson(8, 10)]
    [0.4902, 0.9433]
    """
    if trials <= 0:
        return 0.0, 1.0
    share, square = successes / trials, z * z / trials
    middle = (share + square / 2) / (1 + square)
    half = math.sqrt(share * (1 - share) * square + square * square / 4) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def deviation_of_proportions(counts: Sequence[float], sizes: Sequence[float]) -> float | None:
    """Gries's DP (2008, *IJCL* 13:4): half the sum of |observed - expected share| over the parts of a corpus.

    Near 0: spread as the parts' sizes have it; near 1: all in a small part. None where there is nothing to spread.

    >>> deviation_of_proportions([0, 10], [500, 500])
    0.5
    """
    if len(counts) != len(sizes):
        raise ValueError(f"{len(counts)} counts for {len(sizes)} parts")
    total, size = sum(counts), sum(sizes)
    if not total or not size:
        return None
    return sum(abs(count / total - part / size) for count, part in zip(counts, sizes, strict=True)) / 2


def normalized_deviation(counts: Sequence[float], sizes: Sequence[float]) -> float | None:
    """DP over its greatest possible value, 1 less the smallest part's share (Lijffijt & Gries 2012, *IJCL* 17:1)."""
    plain = deviation_of_proportions(counts, sizes)
    if plain is None or len(sizes) < 2:
        return None
    most = 1 - min(sizes) / sum(sizes)
    return plain / most if most else None


def log_likelihood(count: float, size: float, other_count: float, other_size: float) -> float:
    """G² of a word's frequency in a corpus against another's, over all four cells (Dunning 1993, *CL* 19:1).

    >>> round(log_likelihood(10, 1000, 5, 2000), 4)
    6.9692
    """
    total, both = size + other_size, count + other_count
    if not total:
        return 0.0
    table = (
        (count, both * size / total),
        (other_count, both * other_size / total),
        (size - count, (total - both) * size / total),
        (other_size - other_count, (total - both) * other_size / total),
    )
    return max(0.0, 2 * sum(seen * math.log(seen / expected) for seen, expected in table if seen > 0 and expected > 0))


def log_ratio(count: float, size: float, other_count: float, other_size: float) -> float:
    """How many times a word's relative frequency doubles (Hardie 2014, *Log Ratio*); half an occurrence for none.

    >>> log_ratio(8, 1000, 2, 1000)
    2.0
    """
    if not size or not other_size:
        return 0.0
    return math.log2(((count or 0.5) / size) / ((other_count or 0.5) / other_size))


def log_dice(together: float, first: float, second: float) -> float:
    """How strongly two words go together, 14 at the most (Rychlý 2008, *RASLAN*).

    >>> log_dice(100, 100, 100), log_dice(1, 2, 2)
    (14.0, 13.0)
    """
    if not together:
        return -math.inf
    return 14 + math.log2(2 * together / (first + second))


def c_value(length: int, count: float, containing: Collection[float] = ()) -> float:
    """How much of a term a phrase of several words is (Frantzi, Ananiadou & Mima 2000, *IJDL* 3:2).

    `length`: in words; `containing`: how often each longer candidate that holds the phrase occurs, outside of still
    longer ones. Where the paper has log2 of the length, 1 is added to it, so that a single word has a value too
    (Barrón-Cedeño et al. 2009, *CICLing*).

    >>> c_value(2, 5), c_value(1, 9, [4, 2])
    (10.0, 6.0)
    """
    nested = sum(containing) / len(containing) if containing else 0.0
    return (1 + math.log2(length)) * (count - nested)


def entropy(counts: Mapping[str, float] | Sequence[float]) -> float:
    """How undecided a choice is, in bits (Shannon 1948); 0 where it is always the same."""
    values = list(counts.values()) if isinstance(counts, Mapping) else list(counts)
    total = sum(values)
    return -sum(value / total * math.log2(value / total) for value in values if value > 0) if total else 0.0
