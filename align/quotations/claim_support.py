"""Passages that may support what an article says, in its own words, that documents say."""

from __future__ import annotations

from dataclasses import replace

from duizhao.align.quotations.tracer import Tracer
from duizhao.corpus.quotations.claims import find_claims
from duizhao.corpus.traces.trace import Trace, TracedClaim

LEAST_SHOWN = 0.1
"""Probability from which a passage is shown."""
SHOWN = 3
"""Passages that are shown of a statement, at most."""


def with_claims(trace: Trace, tracer: Tracer) -> Trace:
    """The trace with the article's indirect statements, each with the passages that may support it, best first.

    No passage is called a source, and a statement gets no verdict: an article's own words hold more than a document's.
    """
    claims = find_claims(trace.text, [traced.quotation for traced in trace.quotations])
    texts = [" ".join(claim.text.split()) for claim in claims]
    sources_of = tracer.sources(texts) if texts else []
    traced = tuple(
        TracedClaim(
            claim,
            tuple(
                tracer.link_to(candidate, text)
                for candidate in sources.candidates[:SHOWN]
                if candidate.probability >= LEAST_SHOWN
            ),
        )
        for claim, text, sources in zip(claims, texts, sources_of, strict=True)
    )
    return replace(trace, claims=traced)
