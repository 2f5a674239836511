"""From probabilities to what is said of a quotation that is led by its words.

Precision and recall at each threshold, by length: `tests/benchmarks/quotations.py --curves`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.traces.trace import QuoteLink, TracedQuotation, Verdict

RENDERS = 0.8
"""Probability at which Chinese words are said to render a quotation that no English text has."""
UNSURE = 0.35
"""Probability that any sentence says a quotation at which candidates are listed, undecided."""
LEAST_LISTED = 0.03
"""Probability of a candidate that is listed beside a likelier one."""
SHORT = 8
"""Words: under so many, a phrase without an English text needs the probability `RENDERS_SHORT`: it says too little."""
RENDERS_SHORT = 0.95
UNSURE_TRANSLATED = 0.9
"""`UNSURE` where the Chinese has a translation, which has not these words: only another rendering would."""
NEAREST = 3
"""Weak matches shown under "not found"."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The probability that anything says a quotation, at which candidates are `listed`; and that of the best of them,
    at which it `renders` the quotation."""

    listed: float
    renders: float


def thresholds(words: int, *, worded: bool, translated: bool) -> Thresholds:
    """Those for a quotation of so many words.

    `worded`: an English text has the words, but they lead to no Chinese there; it is never called not found.
    `translated`: the best candidate stands in a document with a translation.
    """
    listed = 0.0 if worded else UNSURE_TRANSLATED if translated else UNSURE
    return Thresholds(listed, RENDERS if words >= SHORT else RENDERS_SHORT)


def decided(
    quotation: Quotation, links: Sequence[QuoteLink], somewhere: float, thresholds: Thresholds
) -> TracedQuotation:
    """The verdict. `links`: all that may be shown, best first; `somewhere`: the probability that anything says it."""
    if links and somewhere >= thresholds.listed:
        shown = tuple(link for link in links if link.confidence >= LEAST_LISTED) or tuple(links[:1])
        verdict: Verdict = "renders" if shown[0].confidence >= thresholds.renders else "unsure"
        return TracedQuotation(quotation, verdict, shown[0].confidence, shown)
    return TracedQuotation(quotation, "not found", 1 - somewhere, nearest=tuple(links[:NEAREST]))
