"""What each verdict claims, and what it does not, in one sentence for who reads a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from duizhao.corpus.traces.trace import TracedQuotation, Verdict

MEANINGS: Mapping[Verdict, str] = {
    "verbatim": "these words stand in the text that is named; that the English renders the Chinese well is not claimed",
    "altered": "nearly these words stand in the text that is named; that the change is wrong is not claimed",
    "renders": "these Chinese words say it, in the model's judgement; that a person has checked it is not claimed",
    "unsure": "too short or too weak a match to decide; that one of the candidates is right is not claimed",
    "not found": "no passage that was searched is likely enough; that it was never said is not claimed",
}
CONFIRMED = "a person says that this is its source; that the program finds so too is not claimed"
"""The same of a source that people confirmed."""


def meaning_of(traced: TracedQuotation) -> str:
    """The sentence for a quotation."""
    return CONFIRMED if traced.confirmed_by else MEANINGS[traced.verdict]


def meanings_of(quotations: Iterable[TracedQuotation]) -> dict[str, str]:
    """The sentences for the verdicts that are among these, in the verdicts' order; `confirmed` last."""
    held = list(quotations)
    verdicts = {traced.verdict for traced in held if not traced.confirmed_by}
    used: dict[str, str] = {verdict: words for verdict, words in MEANINGS.items() if verdict in verdicts}
    return used | ({"confirmed": CONFIRMED} if any(traced.confirmed_by for traced in held) else {})
