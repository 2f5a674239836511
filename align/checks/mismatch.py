"""Beads whose two sides match badly, for no reason that the other checks name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from duizhao.align.checks.classifier import probability
from duizhao.align.checks.finding import Finding
from duizhao.align.checks.linked_pair import Pair
from duizhao.align.checks.word_coverage import words_of
from duizhao.corpus.document import Span
from duizhao.corpus.message import Message

LEAST_EXPECTED = 4.0
"""Expected links that a side must have for anything to be said of it."""


class MismatchFeatures(NamedTuple):
    """How much of the links that are expected of either side is there, and the logarithm of how many are expected."""

    source_covered: float
    target_covered: float
    less_covered: float
    both_covered: float
    log_expected: float


def mismatch_features(pair: Pair) -> MismatchFeatures | None:
    """How much less the two sides cover one another than they should; None for too few words."""
    shares = []
    usual = []
    for text, links, language in ((pair.source, pair.links, "zh"), (pair.target, pair.links.transposed, "en")):
        words = words_of(text, links, language)  # type: ignore[arg-type]
        expected = float(words.usual.sum())
        if expected < LEAST_EXPECTED:
            return None
        shares.append(float((words.coverage * words.usual).sum()) / float((words.usual**2).sum()))
        usual.append(expected)
    return MismatchFeatures(shares[0], shares[1], min(shares), shares[0] * shares[1], float(np.log(min(usual))))


def check_meaning(pair: Pair) -> Iterator[Finding]:
    """The whole bead, if its sides hardly cover one another."""
    features = mismatch_features(pair)
    if features is None:
        return
    sure = probability("meaning", features)
    covered = max(0.0, features.less_covered)
    reason = Message(
        "the two sides hardly say the same: {covered:.0%} of the words that should have a counterpart do",
        covered=covered,
    )
    spans = Span(0, len(pair.source)).trimmed(pair.source), Span(0, len(pair.target)).trimmed(pair.target)
    yield Finding("meaning", "major", *spans, sure, reason, "accuracy/mistranslation")
