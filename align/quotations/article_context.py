"""What an article's sure quotations say of the others: whoever quotes a paper once often quotes it again.

How far that holds is taken from the article itself: how often two of its sure quotations lead to the same document.
Where each leads to another one, nothing is made likelier; nor is a document that holds all that is searched. Nothing is
made less likely, and only what is surely led counts, so two guesses never bear each other out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from duizhao.align.quotations.same_words import as_one
from duizhao.align.quotations.verdicts import RENDERS
from duizhao.corpus.traces.trace import QuoteLink, TracedQuotation

LARGEST = 5.0
"""Times likelier, at most, that a document is a quotation's source: words must say the rest."""
UNSEEN_PAIRS = 3.0
"""Pairs of sure quotations of different documents that are added to those seen: two alone say little."""
LEAST_REST = 1e-6
SURE = frozenset({"verbatim", "altered", "renders"})


def document_gains(traced: Sequence[TracedQuotation], sizes: Mapping[str, int]) -> dict[str, float]:
    """How many times likelier each document is to hold another of the article's quotations; those above 1 alone.

    `sizes`: the sentences of each document that is searched. With c the share of pairs of sure quotations that lead to
    one document, s a document's share of them and z its share of all sentences, it is 1 + c (s / z - 1).
    """
    led = Counter(document for quotation in traced for document in _surely_led(quotation))
    count, whole = led.total(), sum(sizes.values())
    together = sum(n * (n - 1) / 2 for n in led.values()) / (count * (count - 1) / 2 + UNSEEN_PAIRS)
    gains = {
        document: min(LARGEST, 1 + together * (n / count * whole / sizes[document] - 1))
        for document, n in led.items()
        if sizes.get(document)
    }
    return {document: gain for document, gain in gains.items() if gain > 1}


def reweighed(traced: TracedQuotation, gains: Mapping[str, float]) -> tuple[list[QuoteLink], float]:
    """The links of an undecided quotation, best first, and the probability that anything says it, given its article.

    Links of the same words share what they have, and so count once.
    """
    somewhere = traced.somewhere or 0.0
    rest = max(LEAST_REST, 1 - somewhere)
    listed = (*traced.links, *traced.nearest)
    more: dict[int, float] = {}
    for link, words in zip(listed, as_one([link.source_text for link in listed]), strict=True):
        gained = link.confidence / rest * (gains.get(link.document, 1.0) - 1)
        more[words] = max(gained, more.get(words, 0.0))
    total = 1 / rest + sum(more.values())
    links = [
        replace(
            link,
            confidence=min(1.0, link.confidence / rest * gain / total),
            why={**link.why, "context": round(gain, 2)} if gain > 1 else link.why,
        )
        for link in listed
        for gain in (gains.get(link.document, 1.0),)
    ]
    return sorted(links, key=lambda link: -link.confidence), 1 - 1 / total


def _surely_led(quotation: TracedQuotation) -> set[str]:
    """The one document that a quotation surely leads to; none where it may be several."""
    documents = {link.document for link in quotation.links if link.confidence >= RENDERS}
    return documents if quotation.verdict in SURE and len(documents) == 1 else set()
