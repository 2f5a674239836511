"""A place in a text that can be found again when the text has changed around it.

The two ways of W3C's Web Annotation, together: the position in a text of a known hash, and the words with what
stands before and after them.
"""

from __future__ import annotations

from dataclasses import dataclass

from duizhao.corpus.document import Document, Language, Span, text_digest

AROUND = 40
"""Characters kept on either side."""
TELLING = {"zh": 4, "en": 12}
"""Characters from which words are found again by themselves; shorter ones need what stood around them."""
AGREES = 4
"""Characters of what stood around that must stand there still, for words that are short or stand in several places."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Characters `start` to `end` of the text whose SHA-256 is `text`, in the document of this name.

    `exact` are the words themselves, `before` and `after` what stood on either side.
    """

    document: str
    language: Language
    text: str
    start: int
    end: int
    exact: str
    before: str = ""
    after: str = ""

    def __post_init__(self) -> None:
        if len(self.exact) != self.end - self.start or self.start < 0:
            raise ValueError(f"{len(self.exact)} characters from {self.start} to {self.end}")

    @property
    def span(self) -> Span:
        """Where it stood when it was made."""
        return Span(self.start, self.end)


def anchor_in(document: Document, span: Span) -> Anchor:
    """The anchor of a span of a document. Raises ValueError where the span is empty or outside the text."""
    if not len(span) or span.end > len(document.text):
        raise ValueError(f"{span} is no place in {document.name!r}, which has {len(document.text)} characters")
    text = document.text
    return Anchor(
        document.name,
        document.language,
        text_digest(text),
        span.start,
        span.end,
        span.of(text),
        text[max(0, span.start - AROUND) : span.start],
        text[span.end : span.end + AROUND],
    )


def find_again(anchor: Anchor, text: str, digest: str | None = None) -> Span | None:
    """Where the anchor's words stand in a text now; None where they are gone, or may be any of several.

    In the text it was made in (`digest`, by default computed), that is where it was. In another, it is where the words
    stand with most of what stood around them; two places that are equally good are no answer.
    """
    if (digest or text_digest(text)) == anchor.text:
        return anchor.span if anchor.span.of(text) == anchor.exact else None
    places = []
    at = text.find(anchor.exact)
    while at >= 0:
        places.append((_agreement(anchor, text, at), at))
        at = text.find(anchor.exact, at + 1)
    if not places:
        return None
    places.sort(reverse=True)
    best, start = places[0]
    if len(places) > 1 and (best == places[1][0] or best < AGREES):
        return None
    telling = len(anchor.exact.strip()) >= TELLING[anchor.language]
    at_an_end = not anchor.before and not anchor.after
    return Span(start, start + len(anchor.exact)) if telling or best >= AGREES or at_an_end else None


def _agreement(anchor: Anchor, text: str, start: int) -> int:
    """How many characters around a place are those that stood around the anchor."""
    end = start + len(anchor.exact)
    before = _alike(anchor.before[::-1], text[max(0, start - AROUND) : start][::-1])
    return before + _alike(anchor.after, text[end : end + AROUND])


def _alike(left: str, right: str) -> int:
    """How many characters two texts begin with alike."""
    count = 0
    for mine, theirs in zip(left, right, strict=False):
        if mine != theirs:
            break
        count += 1
    return count
