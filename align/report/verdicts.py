"""Verdicts in plain words: what each claims and what it does not, how sure it is, and of what it is sure."""

from __future__ import annotations

from duizhao.align.report.captions import percent, shown_name
from duizhao.corpus.message import Message, MessageList
from duizhao.corpus.traces.trace import QuoteLink, TracedQuotation


def meaning(traced: TracedQuotation) -> str:
    """What the verdict claims, and what it does not; of a source that people confirmed, that they did."""
    if not traced.confirmed_by:
        return _meaning(traced)
    who = ", ".join(traced.confirmed_by)
    confirmed = Message("Confirmed by {who}: a person's judgement, and no finding of this program.", who=who)
    if traced.verdict in ("verbatim", "altered"):
        return MessageList(" ", (confirmed, _meaning(traced)))
    return confirmed


def _meaning(traced: TracedQuotation) -> str:
    if traced.verdict == "not found":
        return _nothing(traced)
    if not traced.links:
        return Message("Too short or too weak a match to decide; the candidates are left out.")
    if traced.verdict == "unsure":
        return Message("Too short or too weak a match to decide: what follows are candidates, not a finding.")
    best = traced.links[0]
    if traced.verdict == "renders":
        claimed = Message("No English text in the corpus has these words, but the marked Chinese appears to say them.")
        return MessageList(" ", (claimed, Message("That is the model's judgement: no person has checked it.")))
    if traced.verdict == "verbatim" and best.translation is None:
        itself = Message("These are the words of {text} itself.", text=shown_name(best.document))
        return MessageList(" ", (itself, Message("That is no proof that the article took them from there.")))
    english = shown_name(best.translation or best.basis)
    called = "{text}" if english.startswith("the English text") else "{text}, the English text in the corpus"
    if traced.verdict == "verbatim":
        words = Message(f"These are the words of {called}.", text=english)
        return MessageList(" ", (words, Message("That says nothing of how well they render the Chinese.")))
    nearly = Message(f"These are nearly, but not exactly, the words of {called}.", text=english)
    return MessageList(" ", (nearly, Message("That says nothing of whether the change is wrong.")))


def _nothing(traced: TracedQuotation) -> str:
    if traced.nearest:
        return Message(
            "No source was found in what was searched, only weak matches; that is no proof that there is none."
        )
    return Message("Nothing in what was searched resembles it; that is no proof that there is no source.")


def rendered(traced: TracedQuotation) -> str:
    """Whether the English renders the Chinese well, as a sentence; '' where it was not judged."""
    if traced.rendering == "not judged":
        return ""
    return Message("Rendering of the Chinese: {rendering}.", rendering=traced.rendering)


def sureness(found: TracedQuotation | QuoteLink) -> str:
    """How sure a source is, in two or three words: `confirmed by AB`, or by the program alone `confidence 71%`."""
    if found.confirmed_by:
        return Message("confirmed by {who}", who=", ".join(found.confirmed_by))
    return Message("confidence {percent}", percent=percent(found.confidence))


def probabilities(traced: TracedQuotation) -> str:
    """Both probabilities, and what they are of; '' where they are not known."""
    if traced.somewhere is None:
        return ""
    somewhere = percent(traced.somewhere)
    if not traced.links or traced.probability is None:
        return Message(
            "Probability, by the model, that any passage searched says it: {somewhere}.", somewhere=somewhere
        )
    which = "the first candidate" if traced.verdict == "unsure" and not traced.confirmed_by else "this passage"
    return Message(
        f"Probability, by the model, that {which} says it: {{this}}; that any passage searched does: {{somewhere}}.",
        this=percent(traced.probability),
        somewhere=somewhere,
    )


def explained(traced: TracedQuotation) -> str:
    """What the verdict claims, whether the rendering is good, and both probabilities."""
    return MessageList(" ", (part for part in (meaning(traced), rendered(traced), probabilities(traced)) if part))
