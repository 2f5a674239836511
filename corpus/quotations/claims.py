"""Indirect statements that an article attributes to documents: “The papers describe how …”, “… were told to …”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duizhao.corpus.document import Span
from duizhao.corpus.quotations.attribution import MASK, masked
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.text.paragraphs import paragraphs

MIN_CLAIM_WORDS = 3
"""A statement of fewer words says too little to be looked for."""

_PAPERS = (
    r"(?:documents?|papers?|files?|pages?|reports?|records?|directives?|notices?|memos?|memorand(?:um|a)|speech(?:es)?|"
    r"texts?|letters?|confessions?|transcripts?|guidelines?|regulations?|rules?|laws?|circulars?|plans?|manuals?|"
    r"bulletins?|statutes?|constitution|orders?|minutes|circular|decision|decree|cables?|emails?|archives?|articles?)"
)
_TELLING = (
    r"(?:shows?|showed|reveals?|revealed|describes?|described|states?|stated|says?|said|records?|recorded|notes?|noted|"
    r"lists?|listed|orders?|ordered|directs?|directed|requires?|required|instructs?|instructed|calls? for|called for|"
    r"warns?|warned|explains?|explained|reports?|reported|mentions?|mentioned|acknowledges?|acknowledged|"
    r"claims?|claimed|"
    r"indicates?|indicated|confirms?|confirmed|details?|detailed|sets? out|lays? out|laid out|stipulates?|stipulated|"
    r"provides?|provided|tells?|told|urges?|urged|demands?|demanded|forbids?|forbade|bans?|banned|allows?|allowed)"
)
_SAYS = re.compile(
    rf"\b{_PAPERS}\b(?:\s+(?:also|then|further|[a-z]+ly))*\s+{_TELLING}\b(?:\s+internally)?\s*[:,]?\s+"
    rf"(?:(?:that|how|why|what|of)\s+)?(?=\w)"
)
_ACCORDING = re.compile(
    rf",?\s*\b[Aa]ccording to (?:the |a |an |one |some |these |those |several |its )*(?:[\w-]+ ){{0,3}}"
    rf"{_PAPERS}\b[^,.;]{{0,60}}(?:,\s*|(?=[.;])|\Z)"
)
_DIRECTED = re.compile(
    r"\b(?:was|were|are|is|be|been)\s+(?:directed|ordered|told|instructed|required|urged|advised|asked|commanded|obliged|"
    r"forbidden|allowed|expected)\s+(?:not\s+)?to\b"
)
_DENIED = re.compile(r"\b(?:do|does|did) not\b|\bnever\b|\bnothing\b|\bno\b", re.IGNORECASE)
_SENTENCE = re.compile(
    r"\S.*?(?:(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\b[A-Z])[.!?][\"'”’)\]]*(?=\s|\Z)|\Z)", re.DOTALL
)
_OPENING = re.compile(r"(?:(?:And|But|Yet|So|Still|Also|Instead|However|Meanwhile|Moreover),?\s+)+")


@dataclass(frozen=True, slots=True)
class Claim:
    """What an article says in its own words that documents say; `cue` is what attributes it."""

    span: Span
    text: str
    cue: str


def find_claims(article: str, quotations: Sequence[Quotation]) -> tuple[Claim, ...]:
    """The statements that sentences without quoted words attribute to documents, in order.

    A sentence is one if documents, papers, a report or a speech say, show or order it, if it stands “according to”
    them, or if it tells what people “were directed to” do. What they do *not* say is none.
    """
    plain = masked(article, sorted(span for quotation in quotations for span in quotation.spans))
    return tuple(_claims(article, plain))


def _claims(article: str, plain: str) -> Iterator[Claim]:
    for paragraph in paragraphs(article):
        for match in _SENTENCE.finditer(plain, paragraph.start, paragraph.end):
            if MASK in match.group():
                continue
            stated = _stated(article, Span(match.start(), match.end()))
            if stated and len(stated[0].of(article).split()) >= MIN_CLAIM_WORDS:
                yield Claim(stated[0], stated[0].of(article), stated[1])


def _stated(article: str, sentence: Span) -> tuple[Span, str] | None:
    """Of a sentence, the part that the documents are said to say, and the words that say so."""
    words = sentence.of(article)
    if says := _SAYS.search(words):
        if _DENIED.search(words[: says.end()]):
            return None
        return _bare(article, Span(sentence.start + says.end(), sentence.end)), _one_line(says.group())
    if according := _ACCORDING.search(words):
        before, after = words[: according.start()].strip(), words[according.end() :].strip(" .")
        part = Span(sentence.start, sentence.start + according.start())
        if len(after) > len(before):
            part = Span(sentence.start + according.end(), sentence.end)
        return _bare(article, part), _one_line(according.group())
    if directed := _DIRECTED.search(words):
        opening = _OPENING.match(words)
        start = sentence.start + (opening.end() if opening else 0)
        return _bare(article, Span(start, sentence.end)), directed.group()
    return None


def _bare(article: str, span: Span) -> Span:
    """Without white space, and without the full stop that ends it."""
    text = span.of(article)
    return Span(span.start, span.start + len(text.rstrip(" \t\r\n.!?,;"))).trimmed(article)


def _one_line(text: str) -> str:
    return " ".join(text.split()).strip(" ,:")
