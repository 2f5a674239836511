"""Quotations as articles have them, cut at random from English sentences: whole, in part, cut short, reworded."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

KINDS = {
    "clause": 0.40,
    "sentence": 0.10,
    "bracketed": 0.12,
    "split": 0.10,
    "reworded": 0.12,
    "elided": 0.09,
    "phrase": 0.07,
}
"""Kinds of fragments, and their shares."""
_MINIMUM_WORDS = {"phrase": 2, "elided": 8, "split": 5, "reworded": 5, "bracketed": 5}
"""Words of a kind, at least."""
_PHRASES = (2, 3, 3, 4, 4, 5)
_CLAUSES = (4, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 10, 11, 12, 13, 15, 16, 18, 20)
"""Words of a phrase, and of what is longer, each as often as it stands here."""
_AT_A_MARK = 0.4
"""Share of fragments that begin where a clause does."""
_MARKS = " ,.;:!?“”\"'()—-"


def fragment(sentence: str, generator: random.Random, others: Sequence[str]) -> tuple[str, str]:
    """A kind, and words of `sentence` as a quotation of that kind has them. `others`: words to reword it with."""
    kind = generator.choices(list(KINDS), list(KINDS.values()))[0]
    words = [match.group() for match in re.finditer(r"\S+", sentence)]
    if kind == "sentence" or len(words) < 4:
        return "sentence", sentence.strip(_MARKS)
    size = generator.choice(_PHRASES if kind == "phrase" else _CLAUSES)
    taken = _run(words, min(len(words), max(size, _MINIMUM_WORDS.get(kind, 1))), generator, clauses=kind != "phrase")
    if kind == "elided" and len(taken) >= 5:
        cut = generator.randrange(1, max(2, len(taken) // 3))
        at = generator.randrange(2, len(taken) - 2)
        taken = taken[:at] + taken[min(len(taken) - 1, at + cut) :]
    if kind == "reworded":
        taken = _reworded(taken, generator, others)
    text = " ".join(taken).strip(_MARKS)
    return kind, text[:1].swapcase() + text[1:] if kind == "bracketed" else text


def _run(words: Sequence[str], size: int, generator: random.Random, *, clauses: bool) -> list[str]:
    first = generator.randrange(len(words) - size + 1)
    if clauses and generator.random() < _AT_A_MARK:
        starts = [0, *(at + 1 for at, word in enumerate(words[:-1]) if word[-1] in ",;:.")]
        first = generator.choice([start for start in starts if start + size <= len(words)])
    return list(words[first : first + size])


def _reworded(words: list[str], generator: random.Random, others: Sequence[str]) -> list[str]:
    """One word or two left out, replaced, or put in."""
    changed = list(words)
    for _ in range(generator.choice((1, 1, 2))):
        at, way = generator.randrange(len(changed)), generator.random()
        if way < 0.4 and len(changed) > 3:
            del changed[at]
        elif way < 0.8:
            changed[at] = generator.choice(others)
        else:
            changed.insert(at, generator.choice(others))
    return changed
