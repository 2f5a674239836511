"""How the time of a reader grows with its text: that of twice as much, over that of as much."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import inf

ADVERSARIES = {
    "digits": "1", "groups of digits": "111,", "numerals": "一二三十", "units": "万", "spaces": " ",
    "line ends": "\n",
    "quotation marks": "“", "straight marks": '"', "apostrophes": "'", "closing marks": "”」", "brackets": "（(",
    "言": "言", "one sentence": "he said that ", "one word": "a", "capitals": "Aa ", "abbreviations": "Dec. ",
    "stops": ".", "dashes": "-", "commas": ",，", "number words": "two hundred and ", "halves": "half a ",
    "not": "not un", "years": "2019年", "tens": "十", "growth": "增加了", "months": "May 1 to ",
    "title": "《一、", "tabs": "\t ",
    "names": "Peking, Wang Minjing, Chang Kuo-t'ao; 王名静",
}  # fmt: skip
"""What a text may be made of that a careless pattern reads again and again."""
LEAST = 0.002
"""Seconds that a measurement takes at least: below, the clock tells nothing."""
LONG = 1.0
"""Seconds of a measurement after which no longer text is tried: there the clock is sure."""
MOST = 100_000
"""Characters of the longest text that is tried."""
LINEAR = 2.3
"""Times the work that twice the text may take."""
REPEATED, ATTEMPTS = 5, 4


def growth(read: Callable[[str], object], unit: str, most: int = MOST, start: int = 500) -> float:
    """Time for twice as long a text, over that for the text: 2 for linear, 4 for quadratic; 1 where it takes none.

    `start`: characters of the shortest text that is tried, `most`: of the longest that is looked for. The least ratio
    that some attempts find, each with twice the text of the one before: noise and caches pass, growth stays.
    """
    length = start
    while _took(read, unit, length) < LEAST:
        length *= 4
        if length > most:
            return 1.0
    least = inf
    for attempt in range(ATTEMPTS):
        size = length << attempt
        times = [(_took(read, unit, size), _took(read, unit, 2 * size)) for _ in range(REPEATED)]
        once, twice = map(min, zip(*times, strict=True))
        least = min(least, twice / once)
        if least <= LINEAR or twice > LONG:
            break
    return least


def _took(read: Callable[[str], object], unit: str, length: int) -> float:
    text = (unit * (length // len(unit) + 1))[:length]
    started = time.process_time()
    read(text)
    return time.process_time() - started
