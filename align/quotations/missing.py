"""What a quotation says that a passage has nothing for: words without a counterpart, and numbers that differ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.corpus.quantities.agreement import agree
from duizhao.corpus.quantities.chinese import chinese_quantities
from duizhao.corpus.quantities.english import english_quantities
from duizhao.corpus.text.tokenization import has_words, word_bounds

UNLINKED = 0.25
"""Probability that no token of the passage reaches as the counterpart of any part of a word."""
MOST = 6
"""Words that are named."""
LEAST_LETTERS = 4
_LITTLE = frozenset((
    "a", "about", "above", "after", "again", "against", "also", "although", "among", "an", "and", "another", "any",
    "are", "around", "as", "at", "be", "because", "been", "before", "being", "between", "both", "but", "by", "can",
    "could", "did", "do", "does", "doing", "done", "down", "during", "each", "either", "else", "even", "ever",
    "every", "for", "from", "further", "get", "got", "had", "has", "have", "having", "he", "her", "here", "hers",
    "herself", "him", "himself", "his", "how", "however", "i", "if", "in", "into", "is", "it", "its", "itself",
    "just", "less", "like", "made", "make", "many", "may", "me", "might", "more", "most", "much", "must", "my",
    "myself", "neither", "no", "none", "nor", "not", "of", "off", "on", "once", "one", "only", "onto", "or",
    "other", "ought", "our", "ours", "out", "over", "own", "per", "rather", "same", "shall", "she", "should",
    "since", "so", "some", "such", "than", "that", "the", "their", "theirs", "them", "themselves", "then", "there",
    "these", "they", "this", "those", "though", "through", "thus", "to", "together", "too", "toward", "towards",
    "two", "under", "until", "unto", "up", "upon", "us", "very", "via", "was", "we", "were", "what", "when",
    "where", "whether", "which", "while", "who", "whom", "whose", "why", "will", "with", "within", "without",
    "would", "yet", "you", "your", "yours", "yourself",
))  # fmt: skip
"""Words that Chinese often has nothing for, and that tell nothing of a source."""


def missing(links: AlignmentMatrix, phrase: str, passage: str) -> list[str]:
    """The words of an English phrase that a Chinese passage has no counterpart of, in order, numbers first.

    `links`: of the passage's tokens and the phrase's. A number that the passage has another one for is given with it:
    `3,000 yuan (there: 三百元)`.
    """
    numbers = dict(_numbers(phrase, passage))
    reached = links.probability.max(axis=0, initial=0.0)
    words = []
    for start, end in pairwise(word_bounds(phrase, "en")):
        word = phrase[start:end]
        if not has_words(word) or word.lower() in _LITTLE or any(map(str.isdigit, word)):
            continue
        if len(word) < LEAST_LETTERS and not word[0].isupper():
            continue
        inside = (links.target[:, 0] < end) & (links.target[:, 1] > start)
        if inside.any() and float(np.max(reached[inside])) < UNLINKED and word not in words:
            words.append(word)
    return [*numbers.values(), *words][:MOST]


def _numbers(phrase: str, passage: str) -> Iterator[tuple[str, str]]:
    wanted = [quantity for quantity in english_quantities(phrase) if not quantity.soft]
    there = chinese_quantities(passage) if wanted else []
    free = [one for one in there if not one.soft and not any(agree(other, one) for other in wanted)]
    for quantity in wanted:
        if not any(agree(quantity, one) for one in there):
            word = quantity.span.of(phrase)
            others = [one.span.of(passage) for one in free if one.kind == quantity.kind]
            yield word, f"{word} (there: {', '.join(dict.fromkeys(others[:2]))})" if others else word
