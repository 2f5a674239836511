"""How probably each word of a text has a counterpart, and how probable that usually is for such a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from duizhao.align.vectors.arrays import Floats
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.corpus.document import Language
from duizhao.corpus.text.han import is_word
from duizhao.models.word_linker.lexical_table import piece

USUAL: Mapping[Language, float] = {"zh": 0.82, "en": 0.86}
"""The expectation of words that are not in the table: rare ones, mostly names and terms."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the wanted side (int32 spans [n, 2]), and for each the probability of its best link, and what that
    usually is: 0 for marks."""

    spans: np.ndarray
    coverage: Floats
    usual: Floats


def words_of(text: str, links: AlignmentMatrix, language: Language) -> Words:
    """The words of the `links`' source side, whose text is `text`. The pieces of an English word count as one."""
    if not len(links.source):
        return Words(links.source, np.zeros(0, np.float32), np.zeros(0, np.float32))
    best = _own(links.probability)
    starts = [
        at
        for at, (start, _) in enumerate(links.source.tolist())
        if not at or language == "zh" or start != links.source[at - 1, 1] or not _joined(text, start)
    ]
    ends = [*starts[1:], len(best)]
    spans = np.stack([links.source[starts, 0], links.source[np.array(ends) - 1, 1]], axis=1)
    coverages = np.maximum.reduceat(best, starts).astype(np.float32)
    usual = [expectation(text[start:end], language) for start, end in spans.tolist()]
    return Words(spans, coverages, np.array(usual, np.float32))


def _own(probability: Floats) -> Floats:
    """For each row the probability of its best link, less where the other end is linked better to another row."""
    if not probability.size:
        return np.zeros(len(probability), np.float32)
    strongest = np.maximum(probability.max(axis=0, keepdims=True), 1e-6)
    own: Floats = (probability * probability / strongest).max(axis=1).astype(np.float32)
    return own


def expectation(word: str, language: Language) -> float:
    """How probable the best link of a word usually is; 0 for marks.

    >>> expectation("的", "zh") < 0.4 < 0.8 < expectation("学校", "zh"), expectation("，", "zh")
    (True, 0.0)
    """
    if not any(map(is_word, word)):
        return 0.0
    return expectations()[language].get(piece(word), USUAL[language])


@cache
def expectations() -> Mapping[Language, Mapping[str, float]]:
    """The table that `duizhao.align.training.checks` counted in translations by people."""
    tables: dict[Language, dict[str, float]] = {"zh": {}, "en": {}}
    for line in files("duizhao.align.checks").joinpath("coverage.tsv").read_text(encoding="utf-8").splitlines():
        language, word, value = line.split("\t")
        tables["zh" if language == "zh" else "en"][word] = float(value)
    return tables


def _joined(text: str, at: int) -> bool:
    """Whether two pieces that meet at `at` are of one word."""
    return is_word(text[at - 1]) and is_word(text[at])
